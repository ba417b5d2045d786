"""What all tests have in common: the folder of reference data, and the rule that nothing may be skipped where it is required."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

SHARED_VARIABLE = "SIMULATOR_SHARED"
REQUIRE_VARIABLE = "SIMULATOR_REQUIRE_SHARED"

# A shell lets what it starts in the background ignore interrupts, and so would every process that a test interrupts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data (modules, validator, published tables), which isn't part of the checkout."""
    value = os.environ.get(SHARED_VARIABLE, "")
    if not value:
        pytest.skip(f"{SHARED_VARIABLE} isn't set: it names the folder of reference data that this test compares with")
    return Path(value).resolve(strict=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip for want of reference data into a failure where the data are required."""
    report = yield
    if report.skipped and os.environ.get(REQUIRE_VARIABLE) == "1" and SHARED_VARIABLE in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped, but {REQUIRE_VARIABLE}=1 requires the reference data: {report.longrepr}"
    return report
