"""Steps that change what is known of a person outside the chart: attributes, symptoms, vital signs, death."""

from __future__ import annotations

from simulator.machine.steps.references import concept_of, entry_of_attribute, entry_of_state
from simulator.machine.subject import Symptom
from simulator.machine.values import Draw, Length
from simulator.machine.walk import GO, Step, Walk
from simulator.terminology.concept import Concept


class SetConstant(Step):
    """Sets an attribute to a value; None removes it."""

    __slots__ = ("attribute", "value")

    def __init__(self, module: str, name: str, path: str, attribute: str, value: object) -> None:
        super().__init__(module, name, path)
        self.attribute = attribute
        self.value = value

    def act(self, walk: Walk) -> int:
        walk.subject.set(self.attribute, self.value)
        return GO


class SetDrawn(Step):
    """Sets an attribute to a drawn number."""

    __slots__ = ("attribute", "draw")

    def __init__(self, module: str, name: str, path: str, attribute: str, draw: Draw) -> None:
        super().__init__(module, name, path)
        self.attribute = attribute
        self.draw = draw

    def act(self, walk: Walk) -> int:
        walk.subject.set(self.attribute, self.draw.draw(walk.random))
        return GO


class SetCopied(Step):
    """Sets an attribute to what another one holds."""

    __slots__ = ("attribute", "source")

    def __init__(self, module: str, name: str, path: str, attribute: str, source: str) -> None:
        super().__init__(module, name, path)
        self.attribute = attribute
        self.source = source

    def act(self, walk: Walk) -> int:
        subject = walk.subject
        subject.set(self.attribute, subject.attributes.get(self.source))
        return GO


class Counter(Step):
    """Adds to a number held in an attribute (0 where it holds none)."""

    __slots__ = ("amount", "attribute")

    def __init__(self, module: str, name: str, path: str, attribute: str, amount: int | float) -> None:
        super().__init__(module, name, path)
        self.attribute = attribute
        self.amount = amount

    def act(self, walk: Walk) -> int:
        found = walk.subject.attributes.get(self.attribute)
        number = found if isinstance(found, (int, float)) else 0
        walk.subject.set(self.attribute, number + self.amount)
        return GO


class SymptomStep(Step):
    """Gives a symptom a strength from 0 to 100, with a probability; setting it makes it unattended again."""

    __slots__ = ("cause", "draw", "probability", "signal", "symptom")

    def __init__(self, module: str, name: str, path: str, symptom: str, cause: str, probability: float, draw: Draw) -> None:
        super().__init__(module, name, path)
        self.symptom = symptom
        self.cause = cause
        self.probability = probability
        self.draw = draw
        self.signal = "symptom:" + symptom

    def act(self, walk: Walk) -> int:
        if self.probability < 1.0 and walk.random.random() > self.probability:
            return GO
        value = min(max(int(self.draw.draw(walk.random)), 0), 100)
        subject = walk.subject
        subject.symptoms.setdefault(self.symptom, {})[self.cause or walk.machine.name] = Symptom(value)
        subject.signal(self.signal)
        subject.care.symptoms_changed(walk.now)
        return GO


class VitalSignStep(Step):
    """Sets a vital sign, or adds to the body's own; the effect may decay."""

    __slots__ = ("added", "draw", "half_life_seconds", "vital_sign")

    def __init__(self, module: str, name: str, path: str, vital_sign: str, draw: Draw, added: bool, half_life_seconds: int) -> None:
        super().__init__(module, name, path)
        self.vital_sign = vital_sign
        self.draw = draw
        self.added = added
        self.half_life_seconds = half_life_seconds

    def act(self, walk: Walk) -> int:
        value = self.draw.draw(walk.random)
        walk.subject.body.set_vital(self.vital_sign, walk.machine.key, value, walk.now, self.half_life_seconds, self.added)
        return GO


class Death(Step):
    """The person dies, now or after a length of time, of a code, of a state's condition or of an attribute's."""

    __slots__ = ("attribute", "concept", "length", "onset_state")

    def __init__(
        self,
        module: str,
        name: str,
        path: str,
        concept: Concept | None,
        onset_state: str,
        attribute: str,
        length: Length | None,
    ) -> None:
        super().__init__(module, name, path)
        self.concept = concept
        self.onset_state = onset_state
        self.attribute = attribute
        self.length = length

    def act(self, walk: Walk) -> int:
        held: object = None
        if self.onset_state:
            held = entry_of_state(walk, self.onset_state)
        elif self.attribute:
            held = entry_of_attribute(walk, self.attribute)
        wait = self.length.draw(walk.random) if self.length is not None else 0
        visit = walk.count_visit(self.path)
        cause = self.concept or concept_of(held)
        walk.subject.care.die(walk, self.path, visit, walk.now + wait, cause, held)
        return GO
