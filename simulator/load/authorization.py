"""How a request says who sends it. Secrets come from files or the environment and are never shown."""

from __future__ import annotations

import base64
from typing import Protocol

import httpx


class Authorization(Protocol):
    """Who gives the Authorization header."""

    def header(self, http: httpx.Client) -> dict[str, str]:
        """The header to send now; `http` is there to fetch a token with. Raises LoadError where none is granted."""
        ...

    def refresh(self, refused: dict[str, str]) -> bool:
        """The header `refused` was answered with 401: whether another can be had."""
        ...


class Fixed:
    """A header that stays as it is; none where `value` is empty."""

    def __init__(self, value: str = "") -> None:
        self._header = {"Authorization": value} if value else {}

    def header(self, http: httpx.Client) -> dict[str, str]:
        """The header."""
        return self._header

    def refresh(self, refused: dict[str, str]) -> bool:
        """There is no other."""
        return False

    def __repr__(self) -> str:
        return "Fixed(…)"


def basic(user: str, password: str) -> Fixed:
    """HTTP basic authentication (RFC 7617)."""
    return Fixed("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


def bearer(token: str) -> Fixed:
    """A bearer token (RFC 6750)."""
    return Fixed(f"Bearer {token}")
