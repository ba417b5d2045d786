"""Modules written as dicts, lived by a hand-made person through the real engine in a world that costs nothing.

`live(module(Wait=delay(days=1), Seen=mark()))` gives the Life; `times(life, "Seen")` says when that state wrote.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import simpy
from pydantic import TypeAdapter

from simulator.body.vitals import Body
from simulator.engine import lifetime
from simulator.engine.lifetime import Engine, Life
from simulator.engine.physique import Physique
from simulator.errors import Problem
from simulator.kernel.clock import YEAR, zone
from simulator.machine.check import check_library
from simulator.machine.check_shape import read_module
from simulator.machine.compile import Program, compile_library
from simulator.machine.compile_conditions import compile_condition
from simulator.machine.conditions import Condition
from simulator.machine.library import LoadedModule, ModuleLibrary, ModuleSet, ModuleSource
from simulator.machine.schema_conditions import Condition as ConditionModel
from simulator.machine.steps.flow import FixedDelay, Guard
from simulator.machine.subject import Subject
from simulator.machine.tables import read_table
from simulator.machine.walk import NOISY, QUIET, Walk
from simulator.record.care import Clinician, Location, Organization, Payer, Plan
from simulator.record.chart import Chart
from simulator.record.entry import Entry
from simulator.record.person import Address, Name, Person, Relative
from simulator.terminology.concept import Concept, concept
from simulator.world.declared import DeclaredDeaths

NEW_YORK = "America/New_York"
Json = dict[str, Any]
Kind = TypeVar("Kind", bound=Entry)

# ------------------------------------------------------------------------------------------------ people and their world

HOME = Address("1 First Street", "Springfield", "NY", "10001", "Kings County")
ELSEWHERE = Address("2 Second Street", "Shelbyville", "NY", "10002", "Queens County")
_NAME = Name("Doe", ("Jo",))
_ROLE = concept("http://snomed.info/sct", "309343006", "Physician")


def instant(text: str, zone_key: str = NEW_YORK) -> int:
    """The instant at which the clock of a zone shows this, "2020-03-01T09:30"."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone_key)).timestamp())


def local(seconds: int, zone_key: str = NEW_YORK) -> datetime:
    """What the clock of a zone shows at an instant."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone_key)).replace(tzinfo=None)


def person(
    birth: str = "1980-01-02T12:00",
    sex: str = "F",
    race: str = "white",
    candidate: int = 0,
    zone_key: str = NEW_YORK,
    seed: int = 1,
    **attributes: object,
) -> Person:
    """Somebody born when the local clock shows `birth`."""
    mother = Relative("MTH", Name("Doe", ("Ann",)), "F", "555-0100")
    known = {"socioeconomic_category": "Middle", "ethnicity": "nonhispanic", "state": "NY", **attributes}
    born = instant(birth, zone_key)
    return Person(
        seed, candidate, born, sex, race, (), "", "nonhispanic", zone(zone_key), _NAME, HOME, "555-0101", "jo@example.invalid",
        "999-00-0001", "en-US", mother, None, HOME, attributes=known,
    )  # fmt: skip


def organization(kind: str, at: Address = HOME) -> Organization:
    """The one organisation of a kind in a town."""
    return Organization(f"{kind}/{at.city}", kind, f"{kind} of {at.city}", "1234567893", at, "555-0102")


def plan(payer_kind: str) -> Plan:
    """A plan of a payer of this kind."""
    payer = Payer(payer_kind, payer_kind, payer_kind.title(), HOME, "555-0103")
    number = {"medicare": "1", "medicaid": "2", "private": "5"}[payer_kind]
    return Plan(payer_kind, payer_kind.title(), payer, concept("https://nahdo.org/sopt", number, payer_kind.title()), "G1")


class SmallWorld:
    """A town with one organisation of each kind; nobody moves, marries or dies unless the test says so."""

    def __init__(self, biography: Sequence[Entry] = (), dies: int | None = None) -> None:
        self.zone = zone(NEW_YORK)
        self._biography = list(biography)
        self._dies = dies
        self.asked: list[tuple[str, str, str]] = []

    def biography(self, person: Person) -> list[Entry]:
        return [copy.copy(entry) for entry in self._biography]

    def death(self, person: Person, declared: DeclaredDeaths) -> int:
        return person.birth + 130 * YEAR if self._dies is None else self._dies

    def cause_of_death(self, person: Person, age_years: int) -> Concept:
        return concept("http://snomed.info/sct", "399166001", f"Fatal at {age_years}")

    def registrar(self, person: Person) -> Organization:
        return organization("hospital")

    def clinician(
        self, person: Person, address: Address, encounter_class: str, specialty: str, key: str, at: int | None = None
    ) -> Clinician:
        self.asked.append((encounter_class, specialty, address.city))
        house = organization("primary_care", address)
        place = Location(house.key, house.name, _ROLE, house, address, house.phone)
        return Clinician(house.key, _NAME, "F", "1234567893", _ROLE, _ROLE, house, place, house.phone, "")

    def pharmacy(self, person: Person, address: Address) -> Organization:
        return organization("pharmacy", address)

    def laboratory(self, person: Person, address: Address) -> Organization:
        return organization("laboratory", address)


# ------------------------------------------------------------------------------------------------ modules


def code(number: str | int, display: str = "", system: str = "SNOMED-CT") -> Json:
    """A code as a module writes it."""
    return {"system": system, "code": number, "display": display or f"what {number} is"}


def codes(*numbers: str | int, system: str = "SNOMED-CT") -> list[Json]:
    """Codes as a module writes them."""
    return [code(number, system=system) for number in numbers]


def state(kind: str, **fields: Any) -> Json:
    """A state of a type."""
    return {"type": kind, **fields}


def simple(**fields: Any) -> Json:
    """A state that does nothing."""
    return state("Simple", **fields)


def delay(**amount: float) -> Json:
    """A wait, `delay(days=3)`."""
    ((unit, quantity),) = amount.items()
    return state("Delay", exact={"quantity": quantity, "unit": unit})


def mark(value: Any = 1, **fields: Any) -> Json:
    """A state that leaves its time in the chart: an observation."""
    if not {"range", "distribution", "attribute", "vital_sign", "value_code"} & set(fields):
        fields["exact"] = {"quantity": value}
    return state("Observation", **{"codes": codes("mark", system="LOINC"), "unit": "1", "category": "survey", **fields})


def set_to(attribute: str, value: Any = None, **fields: Any) -> Json:
    """A state that sets an attribute, or removes it."""
    return state("SetAttribute", attribute=attribute, **({} if value is None else {"value": value}), **fields)


def guard(**condition: Any) -> Json:
    """A state that waits for a condition."""
    return state("Guard", allow=condition)


def attribute(name: str, operator: str = "is not nil", value: Any = None, **fields: Any) -> Json:
    """A condition on an attribute."""
    given = {} if value is None else {"value": value}
    return {"condition_type": "Attribute", "attribute": name, "operator": operator, **given, **fields}


def age(operator: str, quantity: float, unit: str = "years") -> Json:
    """A condition on the age."""
    return {"condition_type": "Age", "operator": operator, "quantity": quantity, "unit": unit}


def visit(encounter_class: str = "emergency", **fields: Any) -> Json:
    """A state that opens an encounter; an emergency needs no office hour."""
    return state("Encounter", **{"encounter_class": encounter_class, "codes": codes("50849002"), **fields})


def visit_end(**fields: Any) -> Json:
    """A state that ends an encounter."""
    return state("EncounterEnd", **fields)


def wellness(**fields: Any) -> Json:
    """A state that waits for a visit that the engine opens."""
    return state("Encounter", wellness=True, **fields)


def onset(number: str | int = "44054006", **fields: Any) -> Json:
    """A state in which a condition begins."""
    return state("ConditionOnset", codes=codes(number), **fields)


def drug(number: str | int = "860975", **fields: Any) -> Json:
    """A state that orders a drug."""
    return state("MedicationOrder", codes=codes(number, system="RxNorm"), **fields)


def procedure(number: str | int = "73761001", **fields: Any) -> Json:
    """A state that does a procedure."""
    return state("Procedure", codes=codes(number), **fields)


def symptomatic(total: int, **after_it: Json) -> Json:
    """A module that has symptoms of this total, 100 at most each, from birth on."""
    parts = [100] * (total // 100) + ([total % 100] if total % 100 else [])
    made = {
        f"Feel{number}": state("Symptom", symptom=f"Symptom {number}", exact={"quantity": part})
        for number, part in enumerate(parts)
    }
    return module(name="Symptomatic", **made, **after_it)


def either(condition: Json, yes: str, no: str) -> list[Json]:
    """A conditional transition with two ways."""
    return [{"condition": condition, "transition": yes}, {"transition": no}]


def module(*, specialty: str = "", name: str = "", states: dict[str, Json] | None = None, **named: Json) -> Json:
    """A module of these states in turn: each without a transition goes to the next one, the last to Terminal.

    States whose name has blanks come in `states`, after the named ones.
    """
    given = {"Initial": state("Initial"), **named, **(states or {})}
    given.setdefault("Terminal", state("Terminal"))
    names = list(given)
    for place, key in enumerate(names):
        made = given[key] = dict(given[key])
        if made["type"] != "Terminal" and not any(field.endswith("_transition") for field in made):
            made["direct_transition"] = names[place + 1]
    return {"name": name or "Tested", **({"specialty": specialty} if specialty else {}), "states": given}


def library(modules: dict[str, Json], tables: dict[str, str] | None = None) -> ModuleLibrary:
    """A library of these modules by key; "core/x" is a root of core, any other key with a slash a submodule.

    Raises AssertionError where a module has an error that the loader would refuse.
    """
    made = ModuleLibrary(ModuleSet(), ModuleSet())
    for key, content in modules.items():
        core = key.startswith("core/")
        kind = "root" if core or "/" not in key else "submodule"
        text = json.dumps(content)
        model, _, findings = read_module(json.loads(text))
        assert model is not None and not findings, findings
        source = ModuleSource(key, Path(key), f"{key}.json", text, kind, Path(), core)
        (made.core if core else made.others).modules[key] = LoadedModule(source, model)
    for name, text in (tables or {}).items():
        table, problems = read_table(name, name, text.encode())
        assert table is not None, problems
        made.others.tables[name] = table
    errors = [problem for problem in check_library(made) if problem.severity == "error"]
    assert not errors, errors
    return made


def problems(*modules: Json) -> list[Problem]:
    """What the checks say of modules."""
    made = ModuleLibrary(ModuleSet(), ModuleSet())
    for key, content in zip("abcdef", modules, strict=False):
        model, _, findings = read_module(content)
        assert model is not None and not findings, findings
        source = ModuleSource(key, Path(key), f"{key}.json", json.dumps(content), "root", Path())
        made.others.modules[key] = LoadedModule(source, model)
    return check_library(made)


def program(*modules: Json | dict[str, Json], tables: dict[str, str] | None = None) -> Program:
    """The compiled program of one module, or of several by key."""
    by_key = modules[0] if len(modules) == 1 and "states" not in modules[0] else dict(zip("abcdefgh", modules, strict=False))
    return compile_library(library(by_key, tables))


# ------------------------------------------------------------------------------------------------ living


def live(
    *modules: Json | dict[str, Json],
    who: Person | None = None,
    until: str | int = "1982-01-01T00:00",
    tables: dict[str, str] | None = None,
    world: SmallWorld | None = None,
    walk_of: Callable[..., Walk] = Walk,
    ahead: bool = True,
) -> Life:
    """The life of one person by these modules (keys a, b, c …, or a dict by key) up to a local time.

    Where not `ahead`, no step runs ahead of the clock.
    """
    lived = who or person()
    as_of = until if isinstance(until, int) else instant(until, lived.zone.key)
    made = program(*modules, tables=tables)
    engine = Engine(world or SmallWorld(), made if ahead else sleepless(made), DeclaredDeaths.none())  # type: ignore[arg-type]
    return engine.live(lived, as_of, walk_of)


def entries(life: Life, kind: type[Kind], state: str | None = None, module: str | None = None) -> list[Kind]:
    """The chart's entries of a class, in the chart's order; those of a state of a module, where one is named."""
    return [
        entry
        for entry in life.chart.in_order()
        if isinstance(entry, kind) and (state is None or entry.state == state) and (module is None or entry.module == module)
    ]


def times(life: Life, state: str, module: str | None = None) -> list[int]:
    """When a state wrote something, in order."""
    return [entry.time for entry in entries(life, Entry, state, module)]


def after(life: Life, state: str, module: str | None = None) -> float:
    """Seconds from birth to the first thing that a state wrote."""
    return times(life, state, module)[0] - life.person.birth


def only(found: list[Kind]) -> Kind:
    """The one of a list of one."""
    assert len(found) == 1, found
    return found[0]


def story(life: Life, before: int | None = None) -> list[tuple[object, ...]]:
    """Everything in the chart as plain values, in the chart's order; only what was recorded before an instant."""
    return [_told(entry) for entry in life.chart.in_order() if before is None or entry.recorded < before]


_BACKWARD = frozenset({"closed", "ended", "abated", "issued_entry", "latent", "observations", "removed", "sequence"})


def _told(entry: Entry) -> tuple[object, ...]:
    """An entry's values; what a later entry fills in is left out."""
    slots = itertools.chain.from_iterable(getattr(kind, "__slots__", ()) for kind in type(entry).__mro__)
    return (type(entry).__name__, *((slot, _value(getattr(entry, slot))) for slot in sorted(set(slots) - _BACKWARD)))


def _value(value: object) -> object:
    if isinstance(value, Entry):
        return type(value).__name__, value.module, value.state, value.visit, value.recorded
    if isinstance(value, Concept):
        return value.system, value.code
    if isinstance(value, list | tuple):
        return tuple(_value(part) for part in value)
    if type(value).__module__.startswith("simulator.record.treatment") or type(value).__module__ == "simulator.record.results":
        return tuple(_value(getattr(value, slot)) for slot in type(value).__slots__)  # type: ignore[attr-defined]
    return value if isinstance(value, str | int | float | bool | None) else getattr(value, "key", type(value).__name__)


def sleepless(made: Program) -> Program:
    """A program of which no step runs ahead of the clock: everything acts at its time."""
    for machine in (*made.machines, *made.submodules):
        for step in machine.steps.values():
            step.quietness = step.transition.quietness = NOISY
            if isinstance(step, Guard):
                step.timed = False
            if isinstance(step, FixedDelay):
                step.rounds = None
    return made


def quiet_steps(made: Program) -> int:
    """How many steps of a program may run ahead as far as they like."""
    return sum(step.quietness == QUIET for machine in made.machines for step in machine.steps.values())


class Counting(simpy.Environment):
    """A SimPy environment that counts its events."""

    events = 0

    def step(self) -> None:
        Counting.events += 1
        super().step()


def counted(monkeypatch: Any, lived: Callable[[], Life]) -> tuple[Life, int]:
    """A life and how many events it took."""
    monkeypatch.setattr(lifetime.simpy, "Environment", Counting)
    Counting.events = 0
    life = lived()
    return life, Counting.events


# ------------------------------------------------------------------------------------------------ conditions on their own


def asked(condition: Json, who: Person | None = None, at: str | int = "1981-01-01T00:00", **attributes: object) -> bool:
    """Whether a condition of a guard holds for somebody at an instant who has nothing but these attributes."""
    walk, compiled = walk_with(condition, who, at, **attributes)
    return compiled.holds(walk)


def walk_with(
    condition: Json, who: Person | None = None, at: str | int = "1981-01-01T00:00", **attributes: object
) -> tuple[Walk, Condition]:
    """A walk that stands in the state Guard of a module at an instant, and a condition as that state would have it."""
    walk = idle_walk(_GUARDED, who, **attributes)
    walk.step = walk.machine.steps["Guard"]
    walk.now = at if isinstance(at, int) else instant(at, walk.subject.zone.key)
    return walk, compile_condition(_CONDITIONS.validate_python(condition))


_GUARDED = module(Guard=guard(condition_type="True"))
_CONDITIONS: TypeAdapter[ConditionModel] = TypeAdapter(ConditionModel)
_BY_TEXT: dict[str, Program] = {}


def idle_walk(content: Json, who: Person | None = None, tables: dict[str, str] | None = None, **attributes: object) -> Walk:
    """A walk that nobody advances and nobody cares for, at its module's beginning on the day of birth."""
    text = json.dumps((content, tables))
    made = _BY_TEXT.get(text) or _BY_TEXT.setdefault(text, program({"a": content}, tables=tables))
    lived = who or person()
    chart = Chart(lived)
    subject = Subject(lived, chart, None)  # type: ignore[arg-type]
    body = Body(lived.seed, lived.candidate, lived.sex, lived.race, lived.birth)
    subject.body = Physique(body, chart, subject.attributes)
    subject.attributes.update(attributes)
    walk = Walk(made.machines[0], subject)
    walk.now = lived.birth
    return walk
