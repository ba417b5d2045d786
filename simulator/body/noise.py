"""Keyed noise for readings: one standard normal number per (person, value, day), from an integer hash instead of a generator.

A reading is asked for far more often than a person is made, so this is not `kernel.streams` (blake2b, 4 µs a draw) but the
finaliser of SplitMix64 (Steele, Lea, Flood 2014, OOPSLA, "Fast splittable pseudorandom number generators"; constants of
D. Stafford's mix 13) over a linear combination of the key's parts, and a table of normal quantiles: 0.4 µs. The key of a
person comes from `kernel.streams`. Nothing is kept between calls, so that no reading moves another.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

_MASK: Final = (1 << 64) - 1
_VALUE_STEP: Final = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd: SplitMix64's own increment
_DAY_STEP: Final = 0xD1B54A32D192ED03  # odd; the increment of the R2 sequence's second coordinate
_LEVELS: Final = 4096
_SHIFT: Final = 64 - 12

#: Standard normal quantiles at the middles of 4,096 equal shares: largest 3.67, variance 0.9996.
_QUANTILES: Final = tuple(NormalDist().inv_cdf((level + 0.5) / _LEVELS) for level in range(_LEVELS))


def hashed(key: int, value: int, day: int) -> int:
    """64 well-mixed bits of (person's key, value's number, day); the day may be negative."""
    mixed = (key + value * _VALUE_STEP + day * _DAY_STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)


def normal(key: int, value: int, day: int) -> float:
    """One standard normal number that belongs to (person's key, value's number, day) alone, within ±3.67."""
    mixed = (key + value * _VALUE_STEP + day * _DAY_STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    return _QUANTILES[(((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK) >> _SHIFT]


def normals(key: int, value: int, day: int) -> tuple[float, float, float]:
    """Three independent standard normal numbers that belong to (person's key, value's number, day), from one hash."""
    mixed = hashed(key, value, day)
    return _QUANTILES[mixed >> 52], _QUANTILES[(mixed >> 40) & 4095], _QUANTILES[(mixed >> 28) & 4095]


def uniform(key: int, value: int, day: int) -> float:
    """One number from (0, 1) that belongs to (person's key, value's number, day) alone."""
    return ((hashed(key, value, day) >> 11) + 0.5) / (1 << 53)
