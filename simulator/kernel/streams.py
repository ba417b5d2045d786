"""The only maker of random generators; every draw is keyed, so that no draw moves another."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from random import Random as Random
from statistics import NormalDist
from typing import Any, Final

_STANDARD_NORMAL: Final = NormalDist()
#: A float holds 53 bits, one of them for the half: more would round the largest draws to 1.
_BITS: Final = 52
_SPAN: Final = float(1 << _BITS)


@lru_cache(maxsize=64)
def _begun(seed: int, size: int) -> Any:
    """The keyed hash of a seed before anything of a key is in it: copied, it costs half of making one."""
    return blake2b(digest_size=size, key=str(seed).encode()[-64:])


def _digest(seed: int, parts: tuple[object, ...], size: int) -> bytes:
    state = _begun(seed, size).copy()
    state.update("\x1f".join([str(part) for part in parts]).encode())
    digest: bytes = state.digest()
    return digest


def stream(seed: int, *key: object) -> Random:
    """A generator of its own for `key`: the same (seed, key) gives the same draws, anywhere and in any order."""
    return Random(int.from_bytes(_digest(seed, key, 16), "big"))


def uniform(seed: int, *key: object) -> float:
    """One draw from (0, 1) that belongs to `key` alone; never 0 or 1."""
    return ((int.from_bytes(_digest(seed, key, 8), "big") >> 64 - _BITS) + 0.5) / _SPAN


def standard_normal(seed: int, *key: object) -> float:
    """One standard normal draw that belongs to `key` alone."""
    return _STANDARD_NORMAL.inv_cdf(uniform(seed, *key))


def choose(seed: int, count: int, *key: object) -> int:
    """One index below `count` that belongs to `key` alone. Raises ValueError where `count` is not positive."""
    if count <= 0:
        raise ValueError(f"cannot choose among {count}")
    return min(int(uniform(seed, *key) * count), count - 1)
