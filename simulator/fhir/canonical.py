"""URLs: the base of what we write, our own naming systems, US Core's profiles, and HL7's code systems.

Sources: hl7.org/fhir/R4/terminologies-systems.html; hl7.org/fhir/us/core/STU6.1/profiles-and-extensions.html.
"""

from __future__ import annotations

from simulator.kernel.identity import BASE_URL

#: Every fullUrl is this, the resource's type and its id.
FHIR_BASE = f"{BASE_URL}fhir/"

POPULATION_SYSTEM = f"{BASE_URL}population"
ENCOUNTER_SYSTEM = f"{BASE_URL}encounter"
DOCUMENT_SYSTEM = f"{BASE_URL}document"
REPORT_SYSTEM = f"{BASE_URL}report"
ORDER_SYSTEM = f"{BASE_URL}order"
SPECIMEN_SYSTEM = f"{BASE_URL}specimen"
PRESCRIPTION_SYSTEM = f"{BASE_URL}prescription"
ORGANIZATION_SYSTEM = f"{BASE_URL}organization"
LOCATION_SYSTEM = f"{BASE_URL}location"
ROLE_SYSTEM = f"{BASE_URL}practitioner-role"
ENDPOINT_SYSTEM = f"{BASE_URL}endpoint"
MEMBER_SYSTEM = f"{BASE_URL}member"
MRN_SYSTEM = f"{BASE_URL}mrn/"

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
US_CORE_CODES = "http://hl7.org/fhir/us/core/CodeSystem/"
FHIR_EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"

ACT_CODE = f"{TERMINOLOGY}v3-ActCode"
ACT_REASON = f"{TERMINOLOGY}v3-ActReason"
ROLE_CODE = f"{TERMINOLOGY}v3-RoleCode"
MARITAL_STATUS = f"{TERMINOLOGY}v3-MaritalStatus"
NULL_FLAVOR = f"{TERMINOLOGY}v3-NullFlavor"
PARTICIPATION_TYPE = f"{TERMINOLOGY}v3-ParticipationType"
DRUG_FORM = f"{TERMINOLOGY}v3-orderableDrugForm"
IDENTIFIER_TYPE = f"{TERMINOLOGY}v2-0203"
DIAGNOSTIC_SERVICE = f"{TERMINOLOGY}v2-0074"
OBSERVATION_CATEGORY = f"{TERMINOLOGY}observation-category"
OBSERVATION_INTERPRETATION = f"{TERMINOLOGY}v3-ObservationInterpretation"
DATA_ABSENT_REASON = f"{TERMINOLOGY}data-absent-reason"
CONDITION_CLINICAL = f"{TERMINOLOGY}condition-clinical"
CONDITION_VERIFICATION = f"{TERMINOLOGY}condition-ver-status"
CONDITION_CATEGORY = f"{TERMINOLOGY}condition-category"
ALLERGY_CLINICAL = f"{TERMINOLOGY}allergyintolerance-clinical"
ALLERGY_VERIFICATION = f"{TERMINOLOGY}allergyintolerance-verification"
MEDICATION_REQUEST_CATEGORY = f"{TERMINOLOGY}medicationrequest-category"
MEDICATION_ADMINISTRATION_CATEGORY = f"{TERMINOLOGY}medication-admin-category"
DISCHARGE_DISPOSITION = f"{TERMINOLOGY}discharge-disposition"
DIAGNOSIS_ROLE = f"{TERMINOLOGY}diagnosis-role"
PROVENANCE_AGENT = f"{TERMINOLOGY}provenance-participant-type"
US_CORE_PROVENANCE_AGENT = f"{US_CORE_CODES}us-core-provenance-participant-type"
US_CORE_CATEGORY = f"{US_CORE_CODES}us-core-category"
RACE_AND_ETHNICITY = "urn:oid:2.16.840.1.113883.6.238"
NPI = "http://hl7.org/fhir/sid/us-npi"
CLIA = "urn:oid:2.16.840.1.113883.4.7"
SOCIAL_SECURITY = "http://hl7.org/fhir/sid/us-ssn"
LANGUAGE = "urn:ietf:bcp:47"
URI = "urn:ietf:rfc:3986"
