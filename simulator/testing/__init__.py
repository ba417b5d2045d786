"""For authors of modules: one module lived by one person, and checked; and synthetic patients for other people's tests.

`live(module)` lives a module, `assert_valid(resources)` checks what came of it, and the fixture `synthetic_patients` of the
pytest plugin gives patients as bundles without writing files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.testing.check import assert_valid
    from simulator.testing.lived import LivedModule, Stay
    from simulator.testing.living import live
    from simulator.testing.patients import synthetic_patients

__all__ = ["LivedModule", "Stay", "assert_valid", "live", "synthetic_patients"]

#: Imported when they are asked for: every run of pytest loads the plugin, and most need nothing of this.
_PLACES = {
    "LivedModule": "lived",
    "Stay": "lived",
    "assert_valid": "check",
    "live": "living",
    "synthetic_patients": "patients",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
