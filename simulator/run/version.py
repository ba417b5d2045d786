"""Which simulator makes a run: its version, and a hash of everything that it is made of but the modules."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
#: What decides bytes: code and tables; the modules in an installed package are named one by one in a manifest.
_SUFFIXES = frozenset({".py", ".csv", ".json"})
_LEFT_OUT = "modules"


def package_version() -> str:
    """The installed package's version."""
    return version("simulator")


def code_digest() -> str:
    """The SHA-256, in hex, over the package's files with their names: code and tables."""
    digest = sha256()
    names = {path.relative_to(_PACKAGE).as_posix(): path for path in _PACKAGE.rglob("*") if path.suffix in _SUFFIXES}
    for name in sorted(names):
        if name.split("/")[0] != _LEFT_OUT:
            digest.update(f"{name}\0".encode())
            digest.update(sha256(names[name].read_bytes()).digest())
    return digest.hexdigest()
