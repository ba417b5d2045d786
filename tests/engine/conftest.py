"""Lets the tests of this folder import `living`; property tests have the same examples each time, however slow the machine."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
