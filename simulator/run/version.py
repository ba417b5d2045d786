"""Which simulator makes a run: its version, and a hash of everything that it is made of but the modules."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
#: What changes no byte of a run: compiled copies, and the modules, which a manifest names one by one.
_LEFT_OUT = frozenset({"__pycache__", "modules"})


def package_version() -> str:
    """The installed package's version."""
    return version("simulator")


def code_digest() -> str:
    """The SHA-256, in hex, over the package's files with their names: code and tables."""
    digest = sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE)
        if path.is_file() and not _LEFT_OUT.intersection(name.parts):
            digest.update(f"{name.as_posix()}\0".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
