"""What befalls a person outside care: registration, names, moves, marriage, cover, death."""

from __future__ import annotations

from typing import Final

from simulator.record.care import Organization, Plan
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.person import Address, Name, Person, Relative
from simulator.terminology.concept import Concept

LIFE: Final = "life"


class Registered(Entry):
    """The birth's registration: the first line of every record. `organization` registers, and gives the first MRN."""

    __slots__ = ("organization", "person")

    def __init__(self, person: Person, organization: Organization) -> None:
        super().__init__(LIFE, "registration", 0, person.birth, None)
        self.person = person
        self.organization = organization


class NameChanged(Entry):
    """A new official name from now on; the old one is kept with its period. `visit` counts the changes."""

    __slots__ = ("name",)

    def __init__(self, visit: int, time: int, name: Name) -> None:
        super().__init__(LIFE, "name", visit, time, None)
        self.name = name


class Moved(Entry):
    """A new home, and telephone, from now on; the old address is kept with its period."""

    __slots__ = ("address", "phone")

    def __init__(self, visit: int, time: int, address: Address, phone: str) -> None:
        super().__init__(LIFE, "move", visit, time, None)
        self.address = address
        self.phone = phone


class MaritalStatusChanged(Entry):
    """`status` is a v3-MaritalStatus code ("S", "M", "D", "W"); a spouse comes with "M"."""

    __slots__ = ("spouse", "status")

    def __init__(self, visit: int, time: int, status: str, spouse: Relative | None) -> None:
        super().__init__(LIFE, "marriage", visit, time, None)
        self.status = status
        self.spouse = spouse


class CoverageStarted(Entry):
    """A plan begins to cover somebody; `relationship` is "self", "child" or "spouse" of the subscriber."""

    __slots__ = ("ended", "member_id", "plan", "relationship")

    def __init__(self, visit: int, time: int, plan: Plan, member_id: str, relationship: str) -> None:
        super().__init__(LIFE, "coverage", visit, time, None)
        self.plan = plan
        self.member_id = member_id
        self.relationship = relationship
        self.ended: CoverageEnded | None = None

    def let_go(self) -> None:
        self.ended = None


class CoverageEnded(Entry):
    """A plan's cover ends."""

    __slots__ = ("coverage",)

    def __init__(self, time: int, coverage: CoverageStarted) -> None:
        super().__init__(LIFE, "coverage", coverage.visit, time, None)
        self.coverage = coverage


class Died(Entry):
    """Death; `cause` is what the certificate says, `condition` the condition's entry where one caused it."""

    __slots__ = ("cause", "condition")

    def __init__(
        self,
        module: str,
        state: str,
        visit: int,
        time: int,
        encounter: EncounterOpened | None,
        cause: Concept | None,
        condition: Entry | None,
    ) -> None:
        super().__init__(module, state, visit, time, encounter)
        self.cause = cause
        self.condition = condition
