"""Units of measurement: whether a text is a unit of UCUM, and what was probably meant where it is not.

The symbols are those of the Unified Code for Units of Measure 2.1 (ucum.org, tables of units and prefixes).
"""

from __future__ import annotations

import re
from functools import lru_cache

_PREFIX_SYMBOLS = "Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti"

#: Units that take a prefix.
_METRIC_SYMBOLS = """
    m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc [c] [h] [k] [eps_0]
    [mu_0] [e] [m_e] [m_p] [G] [g] [ly] gf Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM cal_[15] cal_[20]
    cal_m cal_IT cal_th cal tex m[H2O] m[Hg] eq osm g% kat U [iU] [IU] Np B B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW] st
    mho bit By Bd
"""

#: Units that stand alone.
_PLAIN_SYMBOLS = """
    10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU atm [lbf_av]
    [in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i] [bf_i] [cr_i]
    [mil_i] [cml_i] [hd_i] [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us] [fth_us] [fur_us] [mi_us]
    [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us] [in_br] [ft_br] [rd_br] [ch_br] [lk_br] [fth_br] [pc_br] [yd_br]
    [mi_br] [nmi_br] [kn_br] [acr_br] [gal_us] [bbl_us] [qt_us] [pt_us] [gil_us] [foz_us] [fdr_us] [min_us] [crd_us]
    [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us] [foz_m] [cup_m] [tsp_m] [tbs_m] [gal_br] [pk_br]
    [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br] [gr] [lb_av] [oz_av] [dr_av] [scwt_av] [lcwt_av] [ston_av]
    [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr] [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m] [lne] [pnt] [pca] [pnt_pr]
    [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] [degF] [degR] [degRe] [Cal] [Btu_39] [Btu_59] [Btu_60] [Btu_m]
    [Btu_IT] [Btu_th] [Btu] [HP] [den] [in_i'H2O] [in_i'Hg] [PRU] [wood'U] [diop] [p'diop] %[slope] [mesh_i] [Ch] [drp]
    [hnsf'U] [MET] [hp'_X] [hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M] [hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] [pH] [S] [HPF]
    [LPF] [arb'U] [USP'U] [GPL'U] [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U]
    [mclg'U] [tb'U] [CCID_50] [TCID_50] [EID_50] [PFU] [FFU] [CFU] [IR] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU]
    [ELU] [EU] Ao b att [psi] circ sph [car_m] [car_Au] [smoot] [m/s2/Hz^(1/2)] [NTU] [FNU] bit_s
"""

_PREFIXES = frozenset(_PREFIX_SYMBOLS.split())
_METRIC = frozenset(_METRIC_SYMBOLS.split())
_PLAIN = frozenset(_PLAIN_SYMBOLS.split())

#: How units are often written, in lower case → UCUM.
_SLIPS = {
    "mmhg": "mm[Hg]",
    "mm hg": "mm[Hg]",
    "cmh2o": "cm[H2O]",
    "bpm": "/min",
    "beats/min": "/min",
    "breaths/min": "/min",
    "/minute": "/min",
    "ph": "[pH]",
    "k/ul": "10*3/uL",
    "m/ul": "10*6/uL",
    "x10^3/ul": "10*3/uL",
    "x10*3/ul": "10*3/uL",
    "x10^6/ul": "10*6/uL",
    "cells/ul": "{cells}/uL",
    "copies/ml": "{copies}/mL",
    "n/a": "",
    "na": "",
    "none": "",
    "ratio": "{ratio}",
    "score": "{score}",
    "index": "{index}",
    "inr": "{INR}",
    "percent": "%",
    "pct": "%",
    "iu": "[iU]",
    "iu/l": "[iU]/L",
    "iu/ml": "[iU]/mL",
    "miu/l": "m[iU]/L",
    "miu/ml": "m[iU]/mL",
    "uiu/ml": "u[iU]/mL",
    "meq/l": "meq/L",
    "mcg": "ug",
    "mcg/l": "ug/L",
    "mcg/dl": "ug/dL",
    "mcg/ml": "ug/mL",
    "µg/l": "ug/L",
    "µg/dl": "ug/dL",
    "µmol/l": "umol/L",
    "gm": "g",
    "gm/dl": "g/dL",
    "grams": "g",
    "kgs": "kg",
    "kilograms": "kg",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "oz": "[oz_av]",
    "in": "[in_i]",
    "inches": "[in_i]",
    "ft": "[ft_i]",
    "kg/m^2": "kg/m2",
    "kg/m²": "kg/m2",
    "m^2": "m2",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73 m2": "mL/min/{1.73_m2}",
    "ml/min/1.73m^2": "mL/min/{1.73_m2}",
    "cc": "mL",
    "c": "Cel",
    "°c": "Cel",
    "degc": "Cel",
    "celsius": "Cel",
    "f": "[degF]",
    "°f": "[degF]",
    "degf": "[degF]",
    "fahrenheit": "[degF]",
    "sec": "s",
    "secs": "s",
    "seconds": "s",
    "mins": "min",
    "minutes": "min",
    "hr": "h",
    "hrs": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "weeks": "wk",
    "months": "mo",
    "yr": "a",
    "yrs": "a",
    "year": "a",
    "years": "a",
}

_COMPONENT = re.compile(
    r"""(?:(?P<unit>10[*^]|(?:\[[^\[\]\s]+\]|[A-Za-z_%'"])+)(?P<exponent>[+-]?\d+)?|(?P<factor>\d+))?(?P<note>\{[!-z|~]*\})?"""
)
_LONGEST_UNIT = 200


@lru_cache(maxsize=4096)
def unit_slip(unit: str) -> str | None:
    """None for a unit that is right, else what is accepted in its place."""
    meant = _SLIPS.get(unit.lower())
    if meant is not None and meant != unit:
        return f'UCUM is "{meant}"' if meant else 'without a unit it is ""'
    if not unit or is_ucum(unit):
        return _liter_slip(unit)
    return "a unit of UCUM (ucum.org)"


def _liter_slip(unit: str) -> str | None:
    """UCUM has the litre as "l" too, which reads like a one: results are written with "L"."""
    better = re.sub(r"(?<![A-Za-z\[{])([munpfdck]?)l(?![A-Za-z\]}])", r"\1L", unit)
    return f'UCUM is "{better}"' if better != unit else None


def is_ucum(unit: str) -> bool:
    """Whether a text is a unit by the grammar of UCUM, in its case-sensitive symbols."""
    if len(unit) > _LONGEST_UNIT:
        return False
    position, depth = (1 if unit.startswith("/") else 0), 0
    while position < len(unit):
        if unit[position] == "(":
            position, depth = position + 1, depth + 1
            continue
        matched = _COMPONENT.match(unit, position)
        if matched is None or matched.end() == position or not _is_known(matched["unit"]):
            return False
        position = matched.end()
        while position < len(unit) and unit[position] == ")" and depth:
            position, depth = position + 1, depth - 1
        if position == len(unit):
            return depth == 0
        if unit[position] not in "./":
            return False
        position += 1
    return False


def _is_known(symbol: str | None) -> bool:
    if symbol is None or symbol in _METRIC or symbol in _PLAIN:
        return True
    return any(symbol[:length] in _PREFIXES and symbol[length:] in _METRIC for length in (1, 2))
