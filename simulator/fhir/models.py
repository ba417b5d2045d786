"""Typed models for whoever wants them: `fhir.resources`, R4B (it has no R4; for what we write the two are the same)."""

from __future__ import annotations

from typing import Any


def as_model(resource: dict[str, Any]) -> Any:
    """The `fhir.resources` model of a resource or a bundle. Raises pydantic.ValidationError where it isn't one.

    The package is imported here, on first use: it takes a third of a second.
    """
    from fhir.resources.R4B import get_fhir_model_class

    return get_fhir_model_class(resource["resourceType"]).model_validate(resource)
