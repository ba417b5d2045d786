"""Code systems: the short names that modules use, and the URIs that FHIR wants (hl7.org/fhir/R4/terminologies-systems.html)."""

from __future__ import annotations

from typing import Final

SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD10CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
CVX: Final = "http://hl7.org/fhir/sid/cvx"
NDC: Final = "http://hl7.org/fhir/sid/ndc"
UCUM: Final = "http://unitsofmeasure.org"
DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
SOP_CLASS: Final = "urn:ietf:rfc:3986"
DISCHARGE_DISPOSITION: Final = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
NUBC_DISCHARGE: Final = "http://www.nubc.org/patient-discharge"
CDT: Final = "http://www.ada.org/cdt"
HCPCS: Final = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"

#: A module's `system` text → URI. A URI stands for itself.
SYSTEM_URIS: Final[dict[str, str]] = {
    "SNOMED-CT": SNOMED,
    "SNOMED": SNOMED,
    "LOINC": LOINC,
    "RxNorm": RXNORM,
    "ICD10": ICD10CM,
    "ICD-10-CM": ICD10CM,
    "ICD10CM": ICD10CM,
    "CVX": CVX,
    "NDC": NDC,
    "UCUM": UCUM,
    "DICOM-DCM": DICOM,
    "DICOM-SOP": SOP_CLASS,
    "NUBC": NUBC_DISCHARGE,
    "CDT": CDT,
    "HCPCS": HCPCS,
}


def system_uri(name: str) -> str | None:
    """The URI of a module's system name, a URI itself unchanged, None for a name that is neither."""
    found = SYSTEM_URIS.get(name)
    if found is not None:
        return found
    return name if name.startswith(("http://", "https://", "urn:")) else None
