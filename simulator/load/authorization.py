"""How a request says who sends it. Secrets come from files or the environment and are never shown."""

from __future__ import annotations

from typing import Protocol

from simulator.errors import UsageError
from simulator.load.http import Http, basic_credentials


class Authorization(Protocol):
    """Who gives the Authorization header."""

    def header(self, http: Http) -> dict[str, str]:
        """The header to send now; `http` is there to fetch a token with. Raises LoadError where none is granted."""
        ...

    def refresh(self, refused: dict[str, str]) -> bool:
        """The header `refused` was answered with 401: whether another can be had."""
        ...


def check_header(name: str, value: str) -> None:
    """Raises UsageError for a header that cannot be sent (RFC 9110 §5.5); the value, which may be a secret, isn't shown."""
    if not name.isascii() or not value.isprintable() or any(ord(letter) > 255 for letter in value):
        raise UsageError(f"header: {name}: cannot be sent; accepted is one line of Latin letters, digits and signs")


class Fixed:
    """A header that stays as it is; none where `value` is empty. Raises UsageError for one that cannot be sent."""

    def __init__(self, value: str = "") -> None:
        check_header("Authorization", value)
        self._header = {"Authorization": value} if value else {}

    def header(self, http: Http) -> dict[str, str]:
        """The header."""
        return self._header

    def refresh(self, refused: dict[str, str]) -> bool:
        """There is no other."""
        return False

    def __repr__(self) -> str:
        return "Fixed(…)"


def basic(user: str, password: str) -> Fixed:
    """HTTP basic authentication (RFC 7617)."""
    return Fixed(basic_credentials(user, password))


def bearer(token: str) -> Fixed:
    """A bearer token (RFC 6750)."""
    return Fixed(f"Bearer {token}")
