"""Whether resources are valid, as an assertion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.fhir.validate import Finding, LineChecker, check_resource

#: So many findings are told.
MOST_TOLD = 20


def assert_valid(resources: dict[str, Any] | Iterable[dict[str, Any]]) -> None:
    """Raises AssertionError with what is wrong with resources: elements, types, required codes, rules of R4 and US Core.

    Takes a resource, a bundle, or several of either. Transaction bundles are taken in their order, and every reference in
    them must lead to something in the same or an earlier one.
    """
    given = [resources] if isinstance(resources, dict) else list(resources)
    findings: list[Finding] = []
    lines = LineChecker()
    for each in given:
        if each.get("resourceType") != "Bundle":
            findings += check_resource(each)
        elif each.get("type") == "transaction":
            findings += lines.check(each)
        else:
            findings += [finding for entry in each.get("entry", ()) for finding in check_resource(entry["resource"])]
    if findings:
        more = len(findings) - MOST_TOLD
        told = [str(finding) for finding in findings[:MOST_TOLD]] + ([f"and {more} more"] if more > 0 else [])
        raise AssertionError("\n".join(told))
