"""Who pays for care: public programmes by name, invented private insurers with offices where people live, and their plans.

Categories are codes of the Source of Payment Typology (PHDSC, now NAHDO; version 9.2).
"""

from __future__ import annotations

from dataclasses import dataclass

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

_MEDICAID, _CHILDREN = _category("2", "MEDICAID"), _category("23", "Medicaid/SCHIP")
ORIGINAL_MEDICARE = Plan("medicare/original", "Original Medicare", _MEDICARE, _category("121", "Medicare FFS"), "FFS")
TRICARE = Plan("tricare/prime", "TRICARE Prime", _TRICARE, _category("311", "TRICARE (CHAMPUS)"), "PRIME")
VETERANS = Plan("va/enrolled", "VA Health Care", _VA, _category("32", "Department of Veterans Affairs"), "VHA")


@dataclass(frozen=True, slots=True)
class Market:
    """The plans that are not the nation's: Medicaid, the children's programme (CHIP), and one plan per insurer of each kind, in the
    order of PRIVATE_SHARES; of employers, some plans per insurer."""

    medicaid: Plan
    children: Plan
    advantage: tuple[Plan, ...]
    individual: tuple[Plan, ...]
    indemnity: tuple[Plan, ...]
    employer_hmo: tuple[tuple[Plan, ...], ...]
    employer_ppo: tuple[tuple[Plan, ...], ...]


def metro_market() -> Market:
    """The plans of the metro area, which is in Nevada."""
    agency = Address("100 Quartz Mesa Way", "Carson City", "NV", "89701")
    payer = _payer("nevada-medicaid", "medicaid", "Nevada Medicaid", agency)
    medicaid = Plan("medicaid/nevada", "Nevada Medicaid", payer, _MEDICAID, "NV-MEDICAID")
    children = Plan("medicaid/check-up", "Nevada Check Up", payer, _CHILDREN, "NV-CHECKUP")
    return _market(medicaid, children, "", "Las Vegas", "NV", "89102")


def state_market(name: str, city: str, state: str, postal_code: str) -> Market:
    """The plans of a state of this name and code, with offices in a city of it; keys are no other state's."""
    key = state.lower()
    payer = _payer(f"{key}-medicaid", "medicaid", f"{name} Medicaid", Address("100 Quartz Mesa Way", city, state, postal_code))
    medicaid = Plan(f"medicaid/{key}", f"{name} Medicaid", payer, _MEDICAID, f"{state}-MEDICAID")
    children = Plan(f"medicaid/{key}-chip", f"{name} CHIP", payer, _CHILDREN, f"{state}-CHIP")
    return _market(medicaid, children, f"-{key}", city, state, postal_code)


def _market(medicaid: Plan, children: Plan, suffix: str, city: str, state: str, postal_code: str) -> Market:
    """`suffix` tells an insurer's key from that of the same name elsewhere."""
    insurers = tuple(
        _payer(f"{key}{suffix}", "private", name, Address(f"{200 + 100 * number} Cobalt Quail Way", city, state, postal_code))
        for number, (key, name, _) in enumerate(_PRIVATE)
    )
    return Market(
        medicaid,
        children,
        advantage=_plans(insurers, "advantage", "Medicare Advantage", "111", "Medicare HMO"),
        individual=_plans(insurers, "individual", "Individual", "512", "Commercial Managed Care - PPO"),
        indemnity=_plans(insurers, "indemnity", "Major Medical", "521", "Commercial Indemnity"),
        employer_hmo=_group_plans(insurers, "hmo", "HMO", "511", "Commercial Managed Care - HMO"),
        employer_ppo=_group_plans(insurers, "ppo", "PPO", "512", "Commercial Managed Care - PPO"),
    )


def _plans(insurers: tuple[Payer, ...], key: str, name: str, code: str, display: str) -> tuple[Plan, ...]:
    """One plan per insurer."""
    category = _category(code, display)
    return tuple(Plan(f"{one.key}/{key}", f"{one.name} {name}", one, category, key.upper()) for one in insurers)


def _group_plans(insurers: tuple[Payer, ...], key: str, name: str, code: str, display: str) -> tuple[tuple[Plan, ...], ...]:
    """Per insurer, one plan for each of some employers."""
    category = _category(code, display)
    return tuple(
        tuple(
            Plan(f"{one.key}/{key}/{number}", f"{one.name} {name}", one, category, f"{10_000 + 100 * insurer + number}")
            for number in range(_EMPLOYERS)
        )
        for insurer, one in enumerate(insurers)
    )


#: The first digit of a plan's category → what modules read as `insurance_status`.
_STATUS = {"1": "medicare", "2": "medicaid", "3": "public", "5": "private"}


def insurance_status(plan: Plan | None) -> str:
    """What modules read as `insurance_status` under a plan: "medicare", "medicaid", "private", "public" for TRICARE and VA, "none"
    without one."""
    return "none" if plan is None else _STATUS[plan.category.code[0]]


#: A payer's kind → `insurance_status`, where the plan is not at hand.
INSURANCE_STATUS = {"medicare": "medicare", "medicaid": "medicaid", "private": "private", "tricare": "public", "va": "public"}
