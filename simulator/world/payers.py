"""Who pays for care: public programmes by name, invented private insurers, and their plans.

Categories are codes of the Source of Payment Typology (PHDSC, now NAHDO; version 9.2).
"""

from __future__ import annotations

from simulator.record.care import Payer, Plan
from simulator.record.person import Address
from simulator.terminology.concept import Concept, concept

SOURCE_OF_PAYMENT = "https://nahdo.org/sopt"

_PHONE = "(800) 555-0100"
_EMPLOYERS = 8


def _category(code: str, display: str) -> Concept:
    return concept(SOURCE_OF_PAYMENT, code, display)


def _payer(key: str, kind: str, name: str, address: Address) -> Payer:
    return Payer(key, kind, name, address, _PHONE)


_MEDICARE = _payer("medicare", "medicare", "Medicare", Address("100 Cobalt Ridge Way", "Baltimore", "MD", "21244"))
_MEDICAID = _payer("nevada-medicaid", "medicaid", "Nevada Medicaid", Address("100 Quartz Mesa Way", "Carson City", "NV", "89701"))
_TRICARE = _payer("tricare", "tricare", "TRICARE", Address("100 Falcon Crest Way", "Falls Church", "VA", "22042"))
_VA = _payer("va", "va", "Veterans Health Administration", Address("100 Heron Gate Way", "Washington", "DC", "20420"))

#: Invented insurers: key, name, share of the market (an assumption).
_PRIVATE = (
    ("juniper-mesa", "Juniper Mesa Health Plan", 0.34),
    ("kestrel-ridge", "Kestrel Ridge Insurance", 0.26),
    ("ocotillo-mutual", "Ocotillo Mutual Health", 0.20),
    ("cinder-basin", "Cinder Basin Assurance", 0.12),
    ("larkspur", "Larkspur Health Cooperative", 0.08),
)
#: Shares of the insurers, in the order of every tuple of plans below.
PRIVATE_SHARES = tuple(share for _, _, share in _PRIVATE)
_INSURERS = tuple(
    _payer(key, "private", name, Address(f"{200 + 100 * number} Cobalt Quail Way", "Las Vegas", "NV", "89102"))
    for number, (key, name, _) in enumerate(_PRIVATE)
)

ORIGINAL_MEDICARE = Plan("medicare/original", "Original Medicare", _MEDICARE, _category("121", "Medicare FFS"), "FFS")
MEDICAID = Plan("medicaid/nevada", "Nevada Medicaid", _MEDICAID, _category("2", "MEDICAID"), "NV-MEDICAID")
CHECK_UP = Plan("medicaid/check-up", "Nevada Check Up", _MEDICAID, _category("23", "Medicaid/SCHIP"), "NV-CHECKUP")
TRICARE = Plan("tricare/prime", "TRICARE Prime", _TRICARE, _category("311", "TRICARE (CHAMPUS)"), "PRIME")
VETERANS = Plan("va/enrolled", "VA Health Care", _VA, _category("32", "Department of Veterans Affairs"), "VHA")


def _plans(key: str, name: str, code: str, display: str) -> tuple[Plan, ...]:
    """One plan per insurer."""
    category = _category(code, display)
    return tuple(Plan(f"{one.key}/{key}", f"{one.name} {name}", one, category, key.upper()) for one in _INSURERS)


def _group_plans(key: str, name: str, code: str, display: str) -> tuple[tuple[Plan, ...], ...]:
    """Per insurer, one plan for each of some employers."""
    category = _category(code, display)
    return tuple(
        tuple(
            Plan(f"{one.key}/{key}/{number}", f"{one.name} {name}", one, category, f"{10_000 + 100 * insurer + number}")
            for number in range(_EMPLOYERS)
        )
        for insurer, one in enumerate(_INSURERS)
    )


ADVANTAGE = _plans("advantage", "Medicare Advantage", "111", "Medicare HMO")
INDIVIDUAL = _plans("individual", "Individual", "512", "Commercial Managed Care - PPO")
INDEMNITY = _plans("indemnity", "Major Medical", "521", "Commercial Indemnity")
EMPLOYER_HMO = _group_plans("hmo", "HMO", "511", "Commercial Managed Care - HMO")
EMPLOYER_PPO = _group_plans("ppo", "PPO", "512", "Commercial Managed Care - PPO")

#: The first digit of a plan's category → what modules read as `insurance_status`.
_STATUS = {"1": "medicare", "2": "medicaid", "3": "public", "5": "private"}


def insurance_status(plan: Plan | None) -> str:
    """What modules read as `insurance_status` under a plan: "medicare", "medicaid", "private", "public" for TRICARE and VA, "none"
    without one."""
    return "none" if plan is None else _STATUS[plan.category.code[0]]


#: A payer's kind → `insurance_status`, where the plan is not at hand.
INSURANCE_STATUS = {"medicare": "medicare", "medicaid": "medicaid", "private": "private", "tricare": "public", "va": "public"}
