"""Amounts as people read them."""

from __future__ import annotations


def bytes_text(count: int) -> str:
    """A number of bytes in the unit that fits, in powers of ten, as disks are sold: 1.3 GB."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} bytes"
