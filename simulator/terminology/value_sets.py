"""Members of the value sets that we write, with the displays of their code systems.

Sources: hl7.org/fhir/R4 (required bindings), terminology.hl7.org (v3-MaritalStatus, v3-RoleCode), US Core 6.1.0 (OMB race
and ethnicity categories, birth sex, sex), BCP 47 with the displays of FHIR's common languages.
"""

from __future__ import annotations

#: administrative-gender, by sex at birth.
GENDERS: dict[str, str] = {"F": "female", "M": "male"}
#: us-core-sex (value set 2.16.840.1.113762.1.4.1021.120): SNOMED CT Female, Male.
SEX_CONCEPTS: dict[str, str] = {"F": "248152002", "M": "248153007"}

#: us-core omb-race-category (CDCREC).
OMB_RACES: dict[str, str] = {
    "1002-5": "American Indian or Alaska Native",
    "2028-9": "Asian",
    "2054-5": "Black or African American",
    "2076-8": "Native Hawaiian or Other Pacific Islander",
    "2106-3": "White",
}
#: us-core omb-ethnicity-category (CDCREC), by the word of the module format.
OMB_ETHNICITIES: dict[str, tuple[str, str]] = {
    "hispanic": ("2135-2", "Hispanic or Latino"),
    "nonhispanic": ("2186-5", "Not Hispanic or Latino"),
}

#: v3-MaritalStatus.
MARITAL_STATUSES: dict[str, str] = {
    "A": "Annulled",
    "D": "Divorced",
    "L": "Legally Separated",
    "M": "Married",
    "S": "Never Married",
    "T": "Domestic partner",
    "W": "Widowed",
}

#: v3-RoleCode, of relatives.
RELATIONSHIPS: dict[str, str] = {
    "CHILD": "child",
    "DOMPART": "domestic partner",
    "FTH": "father",
    "GRPRN": "grandparent",
    "MTH": "mother",
    "SIB": "sibling",
    "SPS": "spouse",
}

#: hl7.org/fhir/R4/valueset-languages.html.
LANGUAGES: dict[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "de-DE": "German (Germany)",
    "en": "English",
    "en-US": "English (United States)",
    "es": "Spanish",
    "es-US": "Spanish (United States)",
    "fr": "French",
    "fr-FR": "French (France)",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

#: terminology.hl7.org/CodeSystem/observation-category.
OBSERVATION_CATEGORIES: dict[str, str] = {
    "activity": "Activity",
    "exam": "Exam",
    "imaging": "Imaging",
    "laboratory": "Laboratory",
    "procedure": "Procedure",
    "social-history": "Social History",
    "survey": "Survey",
    "therapy": "Therapy",
    "vital-signs": "Vital Signs",
}
#: hl7.org/fhir/us/core/CodeSystem/us-core-category.
SCREENING_CATEGORIES: dict[str, str] = {
    "cognitive-status": "Cognitive Status",
    "disability-status": "Disability Status",
    "functional-status": "Functional Status",
    "sdoh": "SDOH",
}
