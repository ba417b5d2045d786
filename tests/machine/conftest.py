"""Lets the tests of machines import `living`, which lives them through the engine."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
