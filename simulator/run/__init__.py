"""From a population's description to its people: in blocks of candidates, into a folder or as they come.

`simulator.run` is this package and can also be called: see `simulator.run` in the package's own door, `simulator/__init__.py`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.run.summary import Summary


class _CallablePackage(ModuleType):
    """Importing a subpackage binds its name in the package around it; so what stands there must do what the function does."""

    def __call__(self, **options: Any) -> Summary:
        from simulator.run.api import run_of

        return run_of(**options)


sys.modules[__name__].__class__ = _CallablePackage
