"""Every resource parses as its fhir.resources model."""

from __future__ import annotations

import pytest
from fhir_charts import AS_OF, full_chart
from pydantic import ValidationError

from simulator.fhir import Renderer
from simulator.fhir.models import as_model


def test_every_resource_is_a_model() -> None:
    renderer = Renderer("seed-1")
    lines = renderer.lines(full_chart(), AS_OF)
    bundles = renderer.shared(each for line in lines for each in line.shared) + [line.bundle for line in lines]
    for bundle in bundles:
        for entry in bundle["entry"]:
            model = as_model(entry["resource"])
            assert model.get_resource_type() == entry["resource"]["resourceType"]
            assert model.id == entry["resource"]["id"]


def test_a_bundle_is_a_model() -> None:
    line = Renderer("seed-1").lines(full_chart(), AS_OF)[0]
    assert as_model(line.bundle).entry[0].resource.birthDate.isoformat() == "1960-03-05"


def test_what_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        as_model({"resourceType": "Patient", "birthDate": "yesterday"})
