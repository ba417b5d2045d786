"""Specialties and roles of clinicians: the words that modules use, and SNOMED CT concepts.

Specialties are members of HL7's `c80-practice-codes` value set (hl7.fhir.r4.core 4.0.1) with its displays, but for pediatrics,
which it lacks; roles are occupations of the SNOMED CT Global Patient Set (CC BY 4.0).
"""

from __future__ import annotations

from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import SNOMED


def _snomed(code: str, display: str) -> Concept:
    return concept(SNOMED, code, display)


PHYSICIAN = _snomed("309343006", "Physician")
GENERAL_PHYSICIAN = _snomed("59058001", "General physician")
FAMILY_PHYSICIAN = _snomed("62247001", "Family medicine specialist")
INTERNIST = _snomed("39677007", "Internal medicine specialist")
EMERGENCY_PHYSICIAN = _snomed("309294001", "Emergency department physician")
ATTENDING_PHYSICIAN = _snomed("405279007", "Attending physician")
REGISTERED_NURSE = _snomed("224535009", "Registered nurse")
NURSE_PRACTITIONER = _snomed("224571005", "Nurse practitioner")
SURGEON = _snomed("304292004", "Surgeon")
CARDIOLOGIST = _snomed("17561000", "Cardiologist")
RADIOLOGIST = _snomed("66862007", "Radiologist")
OBSTETRICIAN = _snomed("309367003", "Obstetrician and gynecologist")
OPHTHALMOLOGIST = _snomed("422234006", "Ophthalmologist")
ANESTHESIOLOGIST = _snomed("88189002", "Anesthesiologist")
HOSPITAL_SPECIALIST = _snomed("309395003", "Hospital specialist")

#: What a clinician is: specialty and role.
Practice = tuple[Concept, Concept]

GENERAL_PRACTICE: Practice = (_snomed("394814009", "General practice"), GENERAL_PHYSICIAN)
FAMILY_PRACTICE: Practice = (_snomed("419772000", "Family practice"), FAMILY_PHYSICIAN)
INTERNAL_MEDICINE: Practice = (_snomed("419192003", "Internal medicine"), INTERNIST)
PEDIATRICS: Practice = (_snomed("394537008", "Pediatric specialty"), PHYSICIAN)
EMERGENCY: Practice = (_snomed("394576009", "Surgical-Accident & emergency"), EMERGENCY_PHYSICIAN)
HOSPITAL_MEDICINE: Practice = (_snomed("419192003", "Internal medicine"), ATTENDING_PHYSICIAN)
GERIATRICS: Practice = (_snomed("394811001", "Geriatric medicine"), PHYSICIAN)
PALLIATIVE: Practice = (_snomed("394806003", "Palliative medicine"), PHYSICIAN)
HOME_NURSING: Practice = (_snomed("394802001", "General medicine"), REGISTERED_NURSE)

_CARDIOLOGY: Practice = (_snomed("394579002", "Cardiology"), CARDIOLOGIST)
_OBSTETRICS: Practice = (_snomed("394585009", "Obstetrics and gynecology"), OBSTETRICIAN)
_ONCOLOGY: Practice = (_snomed("394593009", "Medical oncology"), HOSPITAL_SPECIALIST)
_ORTHOPEDICS: Practice = (_snomed("394801008", "Surgery-Trauma and orthopedics"), SURGEON)
_PULMONOLOGY: Practice = (_snomed("418112009", "Pulmonary medicine"), HOSPITAL_SPECIALIST)
_ENT: Practice = (_snomed("418960008", "Otolaryngology"), SURGEON)
_SURGERY: Practice = (_snomed("394609007", "Surgery-general"), SURGEON)

#: A module's word, in upper case → the practice. CMS's spellings of physician specialties, and plain ones.
_PRACTICES: dict[str, Practice] = {
    "GENERAL PRACTICE": GENERAL_PRACTICE,
    "FAMILY PRACTICE": FAMILY_PRACTICE,
    "FAMILY MEDICINE": FAMILY_PRACTICE,
    "INTERNAL MEDICINE": INTERNAL_MEDICINE,
    "PEDIATRIC MEDICINE": PEDIATRICS,
    "PEDIATRICS": PEDIATRICS,
    "EMERGENCY MEDICINE": EMERGENCY,
    "HOSPITALIST": HOSPITAL_MEDICINE,
    "GERIATRIC MEDICINE": GERIATRICS,
    "HOSPICE AND PALLIATIVE CARE": PALLIATIVE,
    "CARDIOVASCULAR DISEASE (CARDIOLOGY)": _CARDIOLOGY,
    "CARDIOLOGY": _CARDIOLOGY,
    "CARDIAC SURGERY": (_snomed("408466002", "Surgery-Cardiac surgery"), SURGEON),
    "OBSTETRICS/GYNECOLOGY": _OBSTETRICS,
    "OBSTETRICS AND GYNECOLOGY": _OBSTETRICS,
    "MEDICAL ONCOLOGY": _ONCOLOGY,
    "HEMATOLOGY/ONCOLOGY": _ONCOLOGY,
    "ONCOLOGY": _ONCOLOGY,
    "HEMATOLOGY": (_snomed("394803006", "Clinical hematology"), HOSPITAL_SPECIALIST),
    "RADIATION ONCOLOGY": (_snomed("419815003", "Radiation oncology"), HOSPITAL_SPECIALIST),
    "ORTHOPEDIC SURGERY": _ORTHOPEDICS,
    "ORTHOPEDICS": _ORTHOPEDICS,
    "GENERAL SURGERY": _SURGERY,
    "SURGERY": _SURGERY,
    "NEUROSURGERY": (_snomed("394610002", "Surgery-Neurosurgery"), SURGEON),
    "PLASTIC AND RECONSTRUCTIVE SURGERY": (_snomed("394611003", "Surgery-Plastic surgery"), SURGEON),
    "VASCULAR SURGERY": (_snomed("408463005", "Surgery-Vascular"), SURGEON),
    "THORACIC SURGERY": (_snomed("394732004", "Surgical specialty--OTHER-NOT LISTED"), SURGEON),
    "COLORECTAL SURGERY (PROCTOLOGY)": (_snomed("408464004", "Surgery-Colorectal surgery"), SURGEON),
    "PULMONARY DISEASE": _PULMONOLOGY,
    "PULMONOLOGY": _PULMONOLOGY,
    "CRITICAL CARE (INTENSIVISTS)": (_snomed("408478003", "Critical care medicine"), HOSPITAL_SPECIALIST),
    "NEUROLOGY": (_snomed("394591006", "Neurology"), HOSPITAL_SPECIALIST),
    "NEPHROLOGY": (_snomed("394589003", "Nephrology"), HOSPITAL_SPECIALIST),
    "ENDOCRINOLOGY": (_snomed("394583002", "Endocrinology"), HOSPITAL_SPECIALIST),
    "GASTROENTEROLOGY": (_snomed("394584008", "Gastroenterology"), HOSPITAL_SPECIALIST),
    "RHEUMATOLOGY": (_snomed("394810000", "Rheumatology"), HOSPITAL_SPECIALIST),
    "DERMATOLOGY": (_snomed("394582007", "Dermatology"), PHYSICIAN),
    "UROLOGY": (_snomed("394612005", "Urology"), SURGEON),
    "OTOLARYNGOLOGY": _ENT,
    "OPHTHALMOLOGY": (_snomed("394594003", "Ophthalmology"), OPHTHALMOLOGIST),
    "PSYCHIATRY": (_snomed("394587001", "Psychiatry"), PHYSICIAN),
    "INFECTIOUS DISEASE": (_snomed("394807007", "Infectious diseases"), HOSPITAL_SPECIALIST),
    "ALLERGY/IMMUNOLOGY": (_snomed("408480009", "Clinical immunology"), PHYSICIAN),
    "PHYSICAL MEDICINE AND REHABILITATION": (_snomed("394602003", "Rehabilitation"), PHYSICIAN),
    "PAIN MANAGEMENT": (_snomed("394882004", "Pain management"), PHYSICIAN),
    "ANESTHESIOLOGY": (_snomed("394577000", "Anesthetics"), ANESTHESIOLOGIST),
    "DIAGNOSTIC RADIOLOGY": (_snomed("394914008", "Radiology"), RADIOLOGIST),
    "RADIOLOGY": (_snomed("394914008", "Radiology"), RADIOLOGIST),
    "PREVENTIVE MEDICINE": (_snomed("409968004", "Preventive medicine"), PHYSICIAN),
    "SLEEP MEDICINE": (_snomed("408450004", "Sleep studies"), PHYSICIAN),
}


def practice(specialty: str) -> Practice:
    """The practice of a module's specialty word; general practice for a word that is not known."""
    return _PRACTICES.get(specialty.strip().upper(), GENERAL_PRACTICE)
