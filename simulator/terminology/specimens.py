"""What a laboratory test is made of, from the system part of its LOINC name.

Sources: LOINC's naming (loinc.org/kb/users-guide: the system follows "in" or " - "); SNOMED CT's specimen concepts with the
terms of the Global Patient Set (SNOMED International, 2020-09).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from simulator.terminology.concept import Concept, concept
from simulator.terminology.systems import SNOMED

_BLOOD: Final = concept(SNOMED, "119297000", "Blood specimen (specimen)")
_ARTERIAL: Final = concept(SNOMED, "122552005", "Arterial blood specimen (specimen)")
_VENOUS: Final = concept(SNOMED, "122555007", "Venous blood specimen (specimen)")
_CAPILLARY: Final = concept(SNOMED, "122554006", "Capillary blood specimen (specimen)")
_SERUM: Final = concept(SNOMED, "119364003", "Serum specimen (specimen)")
_PLASMA: Final = concept(SNOMED, "119361006", "Plasma specimen (specimen)")
_URINE: Final = concept(SNOMED, "122575003", "Urine specimen (specimen)")
_STOOL: Final = concept(SNOMED, "119339001", "Stool specimen (specimen)")
_SPUTUM: Final = concept(SNOMED, "119334006", "Sputum specimen (specimen)")
_FLUID: Final = concept(SNOMED, "258450006", "Cerebrospinal fluid sample (specimen)")
_RESPIRATORY: Final = concept(SNOMED, "258603007", "Respiratory sample (specimen)")
_THROAT: Final = concept(SNOMED, "258529004", "Throat swab (specimen)")
_NASOPHARYNX: Final = concept(SNOMED, "258500001", "Nasopharyngeal swab (specimen)")
_CERVIX: Final = concept(SNOMED, "119395005", "Specimen from uterine cervix (specimen)")
_TISSUE: Final = concept(SNOMED, "119376003", "Tissue specimen (specimen)")

#: A part of a LOINC name, in small letters → the specimen; the first that occurs is taken.
SPECIMENS: Final[tuple[tuple[str, Concept], ...]] = (
    ("arterial blood", _ARTERIAL),
    ("venous blood", _VENOUS),
    ("capillary blood", _CAPILLARY),
    ("serum", _SERUM),
    ("plasma", _PLASMA),
    ("urine", _URINE),
    ("urinalysis", _URINE),
    ("stool", _STOOL),
    ("sputum", _SPUTUM),
    ("cerebral spinal fluid", _FLUID),
    ("nasopharynx", _NASOPHARYNX),
    ("respiratory", _RESPIRATORY),
    ("throat", _THROAT),
    ("cervix", _CERVIX),
    ("cervical", _CERVIX),
    ("tissue", _TISSUE),
    ("blood", _BLOOD),
)


@cache
def specimen_of(display: str) -> Concept | None:
    """The specimen that a LOINC name speaks of, None where it speaks of none."""
    name = display.lower()
    return next((found for part, found in SPECIMENS if part in name), None)
