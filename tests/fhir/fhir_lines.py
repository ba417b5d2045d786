"""Short ways to look at lines in tests."""

from __future__ import annotations

from typing import Any

from fhir_charts import AS_OF

from simulator.fhir import ChartLine, Renderer
from simulator.record.chart import Chart


def render(chart: Chart, as_of: int = AS_OF) -> list[ChartLine]:
    return Renderer("seed-1").lines(chart, as_of)


def resources(line: ChartLine, kind: str = "") -> list[dict[str, Any]]:
    """The resources of a line, of one type or all."""
    found = [entry["resource"] for entry in line.bundle["entry"]]
    return [each for each in found if not kind or each["resourceType"] == kind]


def versions(lines: list[ChartLine], kind: str) -> list[dict[str, Any]]:
    """Every version of every resource of a type, in the order of the lines."""
    return [each for line in lines for each in resources(line, kind)]


def only(lines: list[ChartLine], kind: str) -> dict[str, Any]:
    """The one version of the one resource of a type."""
    (found,) = versions(lines, kind)
    return found


def kinds(line: ChartLine) -> list[str]:
    return [each["resourceType"] for each in resources(line)]
