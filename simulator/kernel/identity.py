"""Identity: name-based UUIDs (RFC 9562 §5.5, version 5), from copied SHA-1 states so that one costs under a microsecond."""

from __future__ import annotations

from hashlib import sha1
from typing import Any, Final

#: The base of every URL and system that is our own (RFC 6761: `.invalid` resolves nowhere).
BASE_URL: Final = "https://simulator.invalid/"

_NAMESPACE_URL: Final = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")  # RFC 9562 §6.6, name space of URLs


#: Hexadecimal digit → the same with the two bits of the variant set.
_VARIANT: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def _uuid_text(digest: bytes) -> str:
    """The digest as a UUID of version 5; cut from the text, which is half the work of setting the bits."""
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


#: Of a UUID as a number the bits of version and variant, and what they are in version 5.
_MARKED: Final = (0xF << 76) | (0x3 << 62)
_MARKS: Final = (0x5 << 76) | (0x2 << 62)
_UNMARKED: Final = (1 << 128) - 1 - _MARKED


class IdSpace:
    """Ids below one name: `IdSpace("population/seed-1/17").id("asthma", "Onset", 0, "Condition")`."""

    __slots__ = ("_state", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._state: Any = sha1(_NAMESPACE_URL + f"{BASE_URL}{name}".encode(), usedforsecurity=False)

    def id(self, *key: object) -> str:
        """The UUIDv5, as lower-case text, of this space's URL followed by `key`."""
        return self.at("".join([f"/{part}" for part in key]))

    def at(self, path: str) -> str:
        """The same of a key that is text already, with a slash before each part."""
        return _uuid_text(self._digest(path))

    def number_at(self, path: str) -> int:
        """The same UUID as a number."""
        return int.from_bytes(self._digest(path)[:16], "big") & _UNMARKED | _MARKS

    def _digest(self, path: str) -> bytes:
        state = self._state.copy()
        state.update(path.encode())
        digest: bytes = state.digest()
        return digest
