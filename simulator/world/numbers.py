"""Numbers and addresses that look right and belong to nobody."""

from __future__ import annotations

from simulator.kernel.streams import choose

#: NPIs carry this prefix when their check digit is made (45 CFR 162.406; CMS, NPI check digit calculation).
_NPI_PREFIX = "80840"


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
    """A laboratory's number in CLIA's form ##D#######; state codes end below 99, so that 99 is nobody's."""
    return f"99D{number % 10_000_000:07}"


def phone(area: str, seed: int, *key: object) -> str:
    """A telephone number of the range 555-0100 … 555-0199 that is kept for fiction (NANPA)."""
    return f"({area}) 555-01{choose(seed, 100, 'phone', *key):02}"


def social_security_number(seed: int, candidate: int) -> str:
    """999-xx-xxxx: area numbers from 900 on are never issued (SSA, POMS RM 10201.035); no group 00, no serial 0000."""
    group = 1 + choose(seed, 99, candidate, "ssn group")
    serial = 1 + choose(seed, 9999, candidate, "ssn serial")
    return f"999-{group:02}-{serial:04}"
