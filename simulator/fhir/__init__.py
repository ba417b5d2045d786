"""From charts to FHIR R4 (4.0.1): builders that make plain dicts, and the lines, transaction bundles, that they stand in."""

from simulator.fhir.renderer import ChartLine, Renderer

__all__ = ["ChartLine", "Renderer"]
