"""URLs: the base of what we write, our own naming systems, US Core's profiles, and HL7's code systems.

Sources: hl7.org/fhir/R4/terminologies-systems.html; hl7.org/fhir/us/core/STU6.1/profiles-and-extensions.html.
"""

from __future__ import annotations

from typing import Final

from simulator.kernel.identity import BASE_URL

#: Every fullUrl is this, the resource's type and its id.
FHIR_BASE: Final = f"{BASE_URL}fhir/"

POPULATION_SYSTEM: Final = f"{BASE_URL}population"
ENCOUNTER_SYSTEM: Final = f"{BASE_URL}encounter"
DOCUMENT_SYSTEM: Final = f"{BASE_URL}document"
REPORT_SYSTEM: Final = f"{BASE_URL}report"
ORDER_SYSTEM: Final = f"{BASE_URL}order"
SPECIMEN_SYSTEM: Final = f"{BASE_URL}specimen"
PRESCRIPTION_SYSTEM: Final = f"{BASE_URL}prescription"
ORGANIZATION_SYSTEM: Final = f"{BASE_URL}organization"
LOCATION_SYSTEM: Final = f"{BASE_URL}location"
ROLE_SYSTEM: Final = f"{BASE_URL}practitioner-role"
ENDPOINT_SYSTEM: Final = f"{BASE_URL}endpoint"
MEMBER_SYSTEM: Final = f"{BASE_URL}member"
MRN_SYSTEM: Final = f"{BASE_URL}mrn/"

US_CORE: Final = "http://hl7.org/fhir/us/core/StructureDefinition/"
US_CORE_CODES: Final = "http://hl7.org/fhir/us/core/CodeSystem/"
FHIR_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"

ACT_CODE: Final = f"{TERMINOLOGY}v3-ActCode"
ACT_REASON: Final = f"{TERMINOLOGY}v3-ActReason"
ROLE_CODE: Final = f"{TERMINOLOGY}v3-RoleCode"
MARITAL_STATUS: Final = f"{TERMINOLOGY}v3-MaritalStatus"
NULL_FLAVOR: Final = f"{TERMINOLOGY}v3-NullFlavor"
PARTICIPATION_TYPE: Final = f"{TERMINOLOGY}v3-ParticipationType"
DRUG_FORM: Final = f"{TERMINOLOGY}v3-orderableDrugForm"
IDENTIFIER_TYPE: Final = f"{TERMINOLOGY}v2-0203"
DIAGNOSTIC_SERVICE: Final = f"{TERMINOLOGY}v2-0074"
OBSERVATION_CATEGORY: Final = f"{TERMINOLOGY}observation-category"
OBSERVATION_INTERPRETATION: Final = f"{TERMINOLOGY}v3-ObservationInterpretation"
DATA_ABSENT_REASON: Final = f"{TERMINOLOGY}data-absent-reason"
CONDITION_CLINICAL: Final = f"{TERMINOLOGY}condition-clinical"
CONDITION_VERIFICATION: Final = f"{TERMINOLOGY}condition-ver-status"
CONDITION_CATEGORY: Final = f"{TERMINOLOGY}condition-category"
ALLERGY_CLINICAL: Final = f"{TERMINOLOGY}allergyintolerance-clinical"
ALLERGY_VERIFICATION: Final = f"{TERMINOLOGY}allergyintolerance-verification"
MEDICATION_REQUEST_CATEGORY: Final = f"{TERMINOLOGY}medicationrequest-category"
MEDICATION_ADMINISTRATION_CATEGORY: Final = f"{TERMINOLOGY}medication-admin-category"
DISCHARGE_DISPOSITION: Final = f"{TERMINOLOGY}discharge-disposition"
DIAGNOSIS_ROLE: Final = f"{TERMINOLOGY}diagnosis-role"
PROVENANCE_AGENT: Final = f"{TERMINOLOGY}provenance-participant-type"
US_CORE_PROVENANCE_AGENT: Final = f"{US_CORE_CODES}us-core-provenance-participant-type"
US_CORE_CATEGORY: Final = f"{US_CORE_CODES}us-core-category"
RACE_AND_ETHNICITY: Final = "urn:oid:2.16.840.1.113883.6.238"
NPI: Final = "http://hl7.org/fhir/sid/us-npi"
CLIA: Final = "urn:oid:2.16.840.1.113883.4.7"
SOCIAL_SECURITY: Final = "http://hl7.org/fhir/sid/us-ssn"
LANGUAGE: Final = "urn:ietf:bcp:47"
URI: Final = "urn:ietf:rfc:3986"
