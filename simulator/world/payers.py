"""Who pays for care: public programmes by name, invented private insurers, and their plans.

Categories are codes of the Source of Payment Typology (PHDSC/NAHDO, version 9.2).
"""

from __future__ import annotations

from simulator.record.care import Payer, Plan
from simulator.record.person import Address
from simulator.terminology.concept import Concept, concept

SOURCE_OF_PAYMENT = "https://nahdo.org/sopt"


def _category(code: str, display: str) -> Concept:
    return concept(SOURCE_OF_PAYMENT, code, display)


_HMO = _category("511", "Commercial Managed Care - HMO")
_PPO = _category("512", "Commercial Managed Care - PPO")
_INDEMNITY = _category("521", "Commercial Indemnity")

#: A payer's kind → what modules read as `insurance_status`; nobody pays: "none".
INSURANCE_STATUS = {
    "medicare": "medicare",
    "medicaid": "medicaid",
    "private": "private",
    "tricare": "private",
    "va": "private",
}


def _payer(key: str, kind: str, name: str, line: str, city: str, state: str, code: str) -> Payer:
    return Payer(key, kind, name, Address(line, city, state, code), "(800) 555-0100")


_MEDICARE = _payer("medicare", "medicare", "Medicare", "7500 Security Blvd", "Baltimore", "MD", "21244")
_MEDICAID = _payer("nevada-medicaid", "medicaid", "Nevada Medicaid", "1100 E William St", "Carson City", "NV", "89701")
_TRICARE = _payer("tricare", "tricare", "TRICARE", "7700 Arlington Blvd", "Falls Church", "VA", "22042")
_VA = _payer("va", "va", "Veterans Health Administration", "810 Vermont Ave NW", "Washington", "DC", "20420")

#: Invented insurers: key, name, share of the market (an assumption).
_PRIVATE = (
    ("juniper-mesa", "Juniper Mesa Health Plan", 0.34),
    ("kestrel-ridge", "Kestrel Ridge Insurance", 0.26),
    ("ocotillo-mutual", "Ocotillo Mutual Health", 0.20),
    ("cinder-basin", "Cinder Basin Assurance", 0.12),
    ("larkspur", "Larkspur Health Cooperative", 0.08),
)
PRIVATE_SHARES = tuple(share for _, _, share in _PRIVATE)


def _private(number: int, key: str, name: str) -> Payer:
    return _payer(key, "private", name, f"{200 + 100 * number} Cobalt Quail Way", "Las Vegas", "NV", "89102")


_INSURERS = tuple(_private(number, key, name) for number, (key, name, _) in enumerate(_PRIVATE))

ORIGINAL_MEDICARE = Plan("medicare/original", "Original Medicare", _MEDICARE, _category("121", "Medicare FFS"), "")
MEDICAID = Plan("medicaid/nevada", "Nevada Medicaid", _MEDICAID, _category("2", "Medicaid"), "")
CHECK_UP = Plan("medicaid/check-up", "Nevada Check Up", _MEDICAID, _category("23", "Medicaid/SCHIP"), "")
TRICARE = Plan("tricare/prime", "TRICARE Prime", _TRICARE, _category("311", "TRICARE (CHAMPUS)"), "")
VETERANS = Plan("va/enrolled", "VA Health Care", _VA, _category("32", "Department of Veterans Affairs"), "")

#: Per insurer: Medicare Advantage, and plans of employers and bought by oneself: HMO, PPO and (long ago) indemnity.
ADVANTAGE = tuple(
    Plan(f"{one.key}/advantage", f"{one.name} Medicare Advantage", one, _category("111", "Medicare HMO"), "") for one in _INSURERS
)
HMO = tuple(Plan(f"{one.key}/hmo", f"{one.name} HMO", one, _HMO, "") for one in _INSURERS)
PPO = tuple(Plan(f"{one.key}/ppo", f"{one.name} PPO", one, _PPO, "") for one in _INSURERS)
INDEMNITY = tuple(Plan(f"{one.key}/indemnity", f"{one.name} Major Medical", one, _INDEMNITY, "") for one in _INSURERS)
DIRECT = tuple(Plan(f"{one.key}/individual", f"{one.name} Individual", one, _PPO, "") for one in _INSURERS)
EMPLOYER_GROUPS = 40
