"""What an encounter's resources refer to. Not compiled: an older encounter's parts come when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.fhir.datatypes import Part
from simulator.record.encounters import EncounterOpened
from simulator.resources.fragments import once

if TYPE_CHECKING:
    from simulator.fhir.context import Context


class Visit:
    """What an encounter's resources refer to: the encounter, who gave care, and where; nothing, outside encounters.
    `agents` are filled by Provenance."""

    __slots__ = ("agents", "location", "organization", "performer", "performers", "practitioner", "reference")

    def __init__(self, reference: Part, practitioner: Part, location: Part, organization: Part) -> None:
        self.reference = reference
        self.practitioner = practitioner
        self.location = location
        self.organization = organization
        self.performers: Part = once([practitioner])
        self.performer: Part = once([{"actor": practitioner}])
        self.agents: Part = None


class OlderVisit(Visit):
    """The same of an encounter that isn't rendered any more: whom nobody refers to doesn't become known."""

    __slots__ = ("_context", "_encounter")

    def __init__(self, encounter: EncounterOpened, context: Context) -> None:
        self._context = context
        self._encounter = encounter
        self.reference = context.references[encounter]
        self.agents = None

    def __getattr__(self, name: str) -> Any:
        context, encounter = self._context, self._encounter
        if name == "practitioner":
            self.practitioner = context.practitioner(encounter.clinician)
        elif name == "location":
            self.location = context.location(encounter.location)
        elif name == "organization":
            self.organization = context.organization(encounter.organization)
        elif name == "performers":
            self.performers = once([self.practitioner])
        elif name == "performer":
            self.performer = once([{"actor": self.practitioner}])
        else:
            raise AttributeError(name)
        return getattr(self, name)


class Visits(dict[EncounterOpened | None, Visit]):
    """An encounter, or None → what its resources refer to."""

    __slots__ = ("_context",)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def __missing__(self, encounter: EncounterOpened | None) -> Visit:
        context = self._context
        if encounter is None:
            made = Visit({}, {}, {}, {})
        elif encounter.recorded < context.since and encounter not in context.ids:
            made = OlderVisit(encounter, context)
        else:
            made = Visit(
                context.references[encounter],
                context.practitioner(encounter.clinician),
                context.location(encounter.location),
                context.organization(encounter.organization),
            )
        self[encounter] = made
        return made
