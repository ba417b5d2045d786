"""Members of the value sets that we write, with the displays of their code systems.

Sources: hl7.org/fhir/R4 (required bindings), terminology.hl7.org (v3-MaritalStatus, v3-RoleCode), US Core 6.1.0 (OMB race
and ethnicity categories, birth sex, sex), BCP 47 with the displays of FHIR's common languages.
"""

from __future__ import annotations

from typing import Final

#: administrative-gender, by sex at birth.
GENDERS: Final[dict[str, str]] = {"F": "female", "M": "male"}
#: us-core-sex (value set 2.16.840.1.113762.1.4.1021.120): SNOMED CT Female, Male.
SEX_CONCEPTS: Final[dict[str, str]] = {"F": "248152002", "M": "248153007"}

#: us-core omb-race-category (CDCREC).
OMB_RACES: Final[dict[str, str]] = {
    "1002-5": "American Indian or Alaska Native",
    "2028-9": "Asian",
    "2054-5": "Black or African American",
    "2076-8": "Native Hawaiian or Other Pacific Islander",
    "2106-3": "White",
}
#: us-core omb-ethnicity-category (CDCREC), by the word of the module format.
OMB_ETHNICITIES: Final[dict[str, tuple[str, str]]] = {
    "hispanic": ("2135-2", "Hispanic or Latino"),
    "nonhispanic": ("2186-5", "Not Hispanic or Latino"),
}

#: v3-MaritalStatus.
MARITAL_STATUSES: Final[dict[str, str]] = {
    "A": "Annulled",
    "D": "Divorced",
    "L": "Legally Separated",
    "M": "Married",
    "S": "Never Married",
    "T": "Domestic partner",
    "W": "Widowed",
}

#: v3-RoleCode, of relatives.
RELATIONSHIPS: Final[dict[str, str]] = {
    "CHILD": "child",
    "DOMPART": "domestic partner",
    "FTH": "father",
    "GRPRN": "grandparent",
    "MTH": "mother",
    "SIB": "sibling",
    "SPS": "spouse",
}

#: hl7.org/fhir/R4/valueset-languages.html.
LANGUAGES: Final[dict[str, str]] = {
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
OBSERVATION_CATEGORIES: Final[dict[str, str]] = {
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
#: LOINC questions about the circumstances of life: the Hunger Vital Sign and PRAPARE as US Core 6.1.0's examples have them,
#: and the panel of the Accountable Health Communities.
_SOCIAL_QUESTIONS: Final = (
    "32624-9 54899-0 56051-6 56799-0 63512-8 63586-2 67875-5 71802-3 76437-3 76501-6 82589-3 88121-9 88122-7 88123-5 88124-3 "
    "93025-5 93026-3 93027-1 93028-9 93029-7 93030-5 93031-3 93033-9 93034-7 93035-4 93038-8 96777-8"
)
SOCIAL_QUESTIONS: Final[frozenset[str]] = frozenset(_SOCIAL_QUESTIONS.split())
#: SNOMED CT findings of the circumstances of life (the Gravity Project's domains: food, housing, transport, work, education,
#: safety, social contact, stress).
_SOCIAL_FINDINGS: Final = (
    "32911000 73438004 73595000 105421008 105531004 160903007 160904001 224295006 224299000 266934004 266948004 422650009 "
    "423315002 424393004 446654005 473461003 706893006 713458007 733423003 741062008 5251000175109"
)
SOCIAL_FINDINGS: Final[frozenset[str]] = frozenset(_SOCIAL_FINDINGS.split())

#: hl7.org/fhir/us/core/CodeSystem/us-core-category.
SCREENING_CATEGORIES: Final[dict[str, str]] = {
    "cognitive-status": "Cognitive Status",
    "disability-status": "Disability Status",
    "functional-status": "Functional Status",
    "sdoh": "SDOH",
}
