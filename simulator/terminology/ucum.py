"""Units of measurement: slips that modules make, put right, and how a unit reads.

Source: The Unified Code for Units of Measure, version 2.2 (ucum.org/ucum); each corrected spelling is either no UCUM at all,
or means another unit there. What isn't in the table passes as it was written.
"""

from __future__ import annotations

from functools import cache
from typing import Final

#: What a module wrote → UCUM. `K` is kelvin in UCUM, `pH` petahenry, and `bpm` and `mmHg` are nothing.
CORRECTIONS: Final[dict[str, str]] = {
    "#": "{#}",
    "/HPF": "/[HPF]",
    "/LPF": "/[LPF]",
    "10^3/uL": "10*3/uL",
    "10^6/uL": "10*6/uL",
    "10^9/L": "10*9/L",
    "10^12/L": "10*12/L",
    "C": "Cel",
    "F": "[degF]",
    "IU/L": "[iU]/L",
    "IU/mL": "[iU]/mL",
    "K/uL": "10*3/uL",
    "M/uL": "10*6/uL",
    "T-score": "{T-score}",
    "beats/min": "/min",
    "bpm": "/min",
    "breaths/min": "/min",
    "cells/uL": "{cells}/uL",
    "count": "{count}",
    "days": "d",
    "degC": "Cel",
    "degF": "[degF]",
    "g/dl": "g/dL",
    "hours": "h",
    "in": "[in_i]",
    "inches": "[in_i]",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "mIU/L": "m[IU]/L",
    "mIU/mL": "m[IU]/mL",
    "mcg/L": "ug/L",
    "mcg/dL": "ug/dL",
    "mcg/mL": "ug/mL",
    "mg/dl": "mg/dL",
    "minutes": "min",
    "ml/min": "mL/min",
    "mL/min/1.73m2": "mL/min/{1.73_m2}",
    "mmHg": "mm[Hg]",
    "mm/Hg": "mm[Hg]",
    "mm/hr": "mm/h",
    "months": "mo",
    "n/a": "1",
    "ng/dl": "ng/dL",
    "pH": "[pH]",
    "percent": "%",
    "ratio": "{ratio}",
    "score": "{score}",
    "seconds": "s",
    "uIU/mL": "u[IU]/mL",
    "weeks": "wk",
    "years": "a",
}

#: How a unit is printed where its code isn't how people write it.
READABLE: Final[dict[str, str]] = {
    "1": "",
    "/min": "per minute",
    "Cel": "°C",
    "[degF]": "°F",
    "[in_i]": "in",
    "[lb_av]": "lb",
    "[pH]": "pH",
    "mm[Hg]": "mmHg",
    "m[IU]/L": "mIU/L",
    "u[IU]/mL": "µIU/mL",
    "10*3/uL": "10³/µL",
    "10*6/uL": "10⁶/µL",
    "ug/L": "µg/L",
    "ug/dL": "µg/dL",
    "ug/mL": "µg/mL",
    "kg/m2": "kg/m²",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
}


def ucum(unit: str) -> str:
    """The UCUM code of a unit as a module wrote it; "1", unity, where it wrote none."""
    if not unit:
        return "1"
    return CORRECTIONS.get(unit, unit)


@cache
def readable_unit(unit: str) -> str:
    """A unit as a module wrote it, as people write it."""
    return readable(ucum(unit))


def readable(code: str) -> str:
    """A UCUM code as people write it: `mmHg`; annotations stand without their braces."""
    found = READABLE.get(code)
    if found is not None:
        return found
    return code[1:-1] if code.startswith("{") and code.endswith("}") else code
