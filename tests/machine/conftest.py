"""Lets the tests of machines import `living`, which lives them through the engine; property tests as elsewhere."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
