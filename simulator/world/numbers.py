"""Numbers and addresses that look right and belong to nobody."""

from __future__ import annotations

from unicodedata import normalize

from simulator.record.person import Name
from simulator.world.draws import Draws

#: NPIs carry this prefix when their check digit is made (CMS, Requirements for National Provider Identifier; 69 FR 3434).
_NPI_PREFIX = "80840"
#: Telephone areas of southern Nevada (NANPA: 725 overlays 702 since 2014), and the part of numbers in the first of two (assumed).
METRO_AREAS = ("702", "725")
_FIRST_AREA = 0.85
#: Reserved for examples (RFC 2606).
_MAIL_DOMAIN = "example.com"


def npi(number: int) -> str:
    """A ten-digit NPI that passes the Luhn check and cannot be issued: those issued begin with 1 or 2, this with 9."""
    body = f"9{number % 100_000_000:08}"
    return body + str(_luhn_digit(_NPI_PREFIX + body))


def _luhn_digit(digits: str) -> int:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - position % 2)
        total += value - 9 if value > 9 else value
    return -total % 10


def clia(number: int) -> str:
    """A laboratory's number in CLIA's form ##D#######, with the state code 99, which no state has."""
    return f"99D{number % 10_000_000:07}"


def phone(rng: Draws, areas: tuple[str, ...]) -> str:
    """A telephone number of the range 555-0100 … 555-0199, which is kept for fiction (NANPA); two draws from `rng`."""
    area = areas[0] if rng.random() < _FIRST_AREA else areas[-1]
    return f"({area}) 555-01{int(rng.random() * 100):02}"


def social_security_number(rng: Draws) -> str:
    """999-xx-xxxx, two draws from `rng`: area numbers from 900 on are never issued (SSA, POMS RM 10201.035), nor are group 00 and
    serial 0000."""
    return f"999-{1 + int(rng.random() * 99):02}-{1 + int(rng.random() * 9999):04}"


def mailbox(name: Name, suffix: str) -> str:
    """An electronic address in a domain that is kept for examples."""
    text = normalize("NFKD", f"{name.given[0]}.{name.family}".lower())
    kept = "".join(letter for letter in text if letter.isascii() and (letter.isalnum() or letter == "."))
    return f"{kept}{suffix}@{_MAIL_DOMAIN}"
