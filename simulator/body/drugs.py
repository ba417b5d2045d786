"""What drugs do to the body: classes of RxNorm drugs and the published effect of each class.

`tables/drugs.csv` gives each RxNorm drug its class and a factor: the dose relative to a standard dose on blood pressure
(half 0.8, standard 1, twice 1.2), or the share of LDL cholesterol that a statin removes.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from simulator.body.reference import rows

#: Systolic and diastolic fall in mmHg of one drug at standard dose from 154/97 mmHg. The first five classes: Law, Wald,
#: Morris, Jordan, BMJ 2003;326:1427, 354 trials. Alpha blockers: Heran, Cochrane 2012 (CD004643). Loop diuretics: Musini,
#: Cochrane 2015 (CD003825). Spironolactone: PATHWAY-2, Lancet 2015;386:2059. Rate-limiting calcium blockers are counted with
#: calcium blockers by Law. Central agents and vasodilators: no meta-analysis of their own; the mean of all drugs in Law 2009.
#: Sacubitril beyond valsartan: PARAMETER, Hypertension 2017;69:411. SGLT2 inhibitors: Baker, J Am Soc Hypertens 2014;8:262.
PRESSURE_FALL: Final[dict[str, tuple[float, float]]] = {
    "thiazide": (8.8, 4.4),
    "beta_blocker": (9.2, 6.7),
    "ace_inhibitor": (8.5, 4.7),
    "arb": (10.3, 5.7),
    "calcium_blocker": (8.8, 5.9),
    "rate_limiting_calcium_blocker": (8.8, 5.9),
    "alpha_blocker": (8.0, 5.0),
    "loop_diuretic": (7.9, 4.4),
    "mineralocorticoid_blocker": (8.7, 4.0),
    "central": (9.1, 5.5),
    "vasodilator": (9.1, 5.5),
    "neprilysin_inhibitor": (5.0, 2.3),
    "sglt2_inhibitor": (4.0, 1.6),
}
#: The fall grows by 0.10 mmHg systolic and 0.11 diastolic per mmHg above that starting pressure, so that a second drug adds
#: less than the first (Law, Morris, Wald, BMJ 2009;338:b1665, 147 trials).
PRESSURE_START: Final[tuple[float, ...]] = (154.0, 97.0)
PRESSURE_SLOPE: Final[tuple[float, ...]] = (0.10, 0.11)

#: Fall of HbA1c in percentage points at a baseline of 8.3 %. Metformin and sulfonylureas: Hirst, Diabetes Care 2012;35:446
#: (1.1) and Diabetologia 2013;56:973 (1.5). DPP-4, SGLT2, glitazones: Palmer, JAMA 2016;316:313. GLP-1: Shyangdan, Cochrane
#: 2011 (CD006423). Glinides: Black, Cochrane 2007 (CD004654). Insulin: Nathan, Diabetes Care 2009;32:193 (1.5 to 3.5).
#: Systemic glucocorticoids raise it: Liu, Allergy Asthma Clin Immunol 2013;9:30 (review).
HBA1C_FALL: Final[dict[str, float]] = {
    "metformin": 1.1,
    "sulfonylurea": 1.5,
    "glinide": 0.75,
    "glitazone": 1.0,
    "dpp4_inhibitor": 0.7,
    "sglt2_inhibitor": 0.7,
    "glp1_agonist": 1.0,
    "insulin": 1.7,
}

_CLASSES: Final[dict[str, tuple[tuple[str, float], ...]]] = {}
for _row in rows("drugs.csv"):
    _CLASSES[_row["rxcui"]] = (*_CLASSES.get(_row["rxcui"], ()), (_row["class"], float(_row["factor"])))


def known_drugs() -> tuple[str, ...]:
    """The RxNorm codes that change something in the body, sorted."""
    return tuple(sorted(_CLASSES))


def drug_classes(code: str) -> tuple[tuple[str, float], ...]:
    """The (class, factor) pairs of an RxNorm code; empty for a drug without effect here."""
    return _CLASSES.get(code, ())


def acting(medications: Collection[str]) -> dict[str, float]:
    """The classes in use with the largest factor of each, in the order of their names.

    The order of `medications` doesn't matter; the same class twice counts once, as no guideline combines two of a class. What is
    given is kept for all who take the same, and not to be changed.
    """
    return _acting(tuple(medications))


@lru_cache(maxsize=4096)
def _acting(medications: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for code in medications:
        for name, factor in _CLASSES.get(code, ()):
            if factor > found.get(name, 0.0):
                found[name] = factor
    return dict(sorted(found.items())) if len(found) > 1 else found


def pressure_on_treatment(pressure_mmhg: float, component: int, classes: dict[str, float], adherence: float) -> float:
    """Systolic (component 0) or diastolic (1) pressure after every antihypertensive class in use, one after another.

    `adherence` is the share of doses taken: effects are taken in proportion.
    """
    start, slope = PRESSURE_START[component], PRESSURE_SLOPE[component]
    for name, factor in classes.items():
        fall = PRESSURE_FALL.get(name)
        if fall is not None:
            pressure_mmhg -= max(adherence * factor * (fall[component] + slope * (pressure_mmhg - start)), 0.0)
    return pressure_mmhg
