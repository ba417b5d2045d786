"""Reference ranges of laboratory tests in adults, with which results are called low, normal or high.

Source: American Board of Internal Medicine, Laboratory Test Reference Ranges, January 2026 (abim.org).
A range holds in the unit that it is given in, from 18 years on; tests whose range depends on more than sex have none here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The ranges are those of adults.
ADULT_YEARS: Final = 18


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """From `low` to `high` inclusive, in the UCUM unit `unit`; None where that side is open."""

    unit: str
    low: float | None
    high: float | None

    def interpret(self, value: float) -> str:
        """The code of v3-ObservationInterpretation: "L", "N" or "H"."""
        if self.low is not None and value < self.low:
            return "L"
        return "H" if self.high is not None and value > self.high else "N"


#: LOINC → (unit, low, high) of both sexes.
_BOTH: Final[dict[str, tuple[str, float | None, float | None]]] = {
    "10839-9": ("ng/mL", None, 0.04),  # troponin I
    "1742-6": ("U/L", 10, 40),  # alanine aminotransferase
    "1751-7": ("g/dL", 3.5, 5.5),  # albumin
    "17861-6": ("mg/dL", 8.6, 10.2),  # calcium
    "1798-8": ("U/L", 25, 125),  # amylase
    "13457-7": ("mg/dL", None, 99),  # LDL cholesterol, calculated: optimal below 100
    "18262-6": ("mg/dL", None, 99),  # LDL cholesterol, direct
    "1920-8": ("U/L", 10, 40),  # aspartate aminotransferase
    "1968-7": ("mg/dL", 0.1, 0.3),  # bilirubin, direct
    "1975-2": ("mg/dL", 0.3, 1.0),  # bilirubin, total
    "1988-5": ("mg/L", None, 8.0),  # C-reactive protein: at most 0.8 mg/dL
    "19123-9": ("mg/dL", 1.6, 2.6),  # magnesium
    "2028-9": ("mmol/L", 23, 30),  # carbon dioxide, total
    "2075-0": ("mmol/L", 98, 106),  # chloride
    "2093-3": ("mg/dL", None, 199),  # cholesterol: desirable below 200
    "2132-9": ("pg/mL", 200, 800),  # vitamin B12
    "2345-7": ("mg/dL", 70, 99),  # glucose, fasting
    "1558-6": ("mg/dL", 70, 99),  # glucose, fasting
    "2498-4": ("ug/dL", 50, 150),  # iron
    "2532-0": ("U/L", 80, 225),  # lactate dehydrogenase
    "2571-8": ("mg/dL", None, 149),  # triglycerides: below 150
    "2777-1": ("mg/dL", 3.0, 4.5),  # phosphorus
    "2823-3": ("mmol/L", 3.5, 5.0),  # potassium
    "2885-2": ("g/dL", 5.5, 9.0),  # protein, total
    "2951-2": ("mmol/L", 136, 145),  # sodium
    "3016-3": ("m[IU]/L", 0.5, 4.0),  # thyrotropin
    "3024-7": ("ng/dL", 0.8, 1.8),  # thyroxine, free
    "3040-3": ("U/L", 10, 140),  # lipase
    "3084-1": ("mg/dL", 3.0, 7.0),  # uric acid
    "30934-4": ("pg/mL", None, 99),  # B-type natriuretic peptide: below 100
    "3094-0": ("mg/dL", 8, 20),  # urea nitrogen
    "33959-8": ("ng/mL", None, 0.10),  # procalcitonin
    "4548-4": ("%", 4.0, 5.6),  # haemoglobin A1c
    "5902-2": ("s", 11, 13),  # prothrombin time
    "6690-2": ("10*3/uL", 4.0, 11.0),  # leukocytes
    "6768-6": ("U/L", 30, 120),  # alkaline phosphatase
    "777-3": ("10*3/uL", 150, 450),  # platelets
    "785-6": ("pg", 28, 32),  # mean corpuscular haemoglobin
    "786-4": ("g/dL", 33, 36),  # mean corpuscular haemoglobin concentration
    "787-2": ("fL", 80, 98),  # mean corpuscular volume
    "788-0": ("%", 9.0, 14.5),  # red cell distribution width
    "789-8": ("10*6/uL", 4.2, 5.9),  # erythrocytes
    "9318-7": ("mg/g", None, 29),  # albumin to creatinine in urine: below 30
    "62292-8": ("ng/mL", 30, 60),  # 25-hydroxyvitamin D
}

#: LOINC → (unit, women's low and high, men's low and high).
_BY_SEX: Final[dict[str, tuple[str, tuple[float | None, float | None], tuple[float | None, float | None]]]] = {
    "20570-8": ("%", (37, 47), (42, 50)),  # haematocrit
    "2085-9": ("mg/dL", (50, None), (40, None)),  # HDL cholesterol
    "2157-6": ("U/L", (30, 135), (55, 170)),  # creatine kinase
    "2160-0": ("mg/dL", (0.50, 1.10), (0.70, 1.30)),  # creatinine
    "2276-4": ("ng/mL", (24, 307), (24, 336)),  # ferritin
    "2324-2": ("U/L", (8, 40), (9, 50)),  # gamma-glutamyltransferase
    "30341-2": ("mm/h", (0, 20), (0, 15)),  # erythrocyte sedimentation rate
    "38483-4": ("mg/dL", (0.50, 1.10), (0.70, 1.30)),  # creatinine in blood
    "4544-3": ("%", (37, 47), (42, 50)),  # haematocrit, automated
    "718-7": ("g/dL", (12, 16), (14, 18)),  # haemoglobin
    "89579-7": ("ng/L", (None, 15), (None, 20)),  # troponin I, high sensitivity
}


def _all() -> dict[tuple[str, str], ReferenceRange]:
    """(LOINC, sex) → range."""
    ranges: dict[tuple[str, str], ReferenceRange] = {}
    for code, (unit, low, high) in _BOTH.items():
        ranges[code, "F"] = ranges[code, "M"] = ReferenceRange(unit, low, high)
    for code, (unit, women, men) in _BY_SEX.items():
        ranges[code, "F"] = ReferenceRange(unit, *women)
        ranges[code, "M"] = ReferenceRange(unit, *men)
    return ranges


_RANGES: Final = _all()


def reference_range(loinc: str, sex: str, unit: str) -> ReferenceRange | None:
    """The range of a test in adults of a sex ("F" or "M"), None where there is none in this UCUM unit."""
    found = _RANGES.get((loinc, sex))
    return found if found is not None and found.unit == unit else None
