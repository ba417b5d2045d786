"""The body as modules meet it: the body's own values, and what modules set over them."""

from __future__ import annotations

from simulator.body.state import BodyState
from simulator.body.vitals import VITAL_SIGNS, Body
from simulator.machine.values import rounded
from simulator.record.chart import Chart


class _Effect:
    """What one module has set of one vital sign: a value, or an addition, that may decay by half in `half_life` seconds."""

    __slots__ = ("added", "half_life", "since", "value")

    def __init__(self, value: float, since: int, half_life: int, added: bool) -> None:
        self.value = value
        self.since = since
        self.half_life = half_life
        self.added = added

    def weight(self, now: int) -> float:
        """The part of the effect that is left."""
        return 0.5 ** ((now - self.since) / self.half_life) if self.half_life else 1.0


class Physique:
    """A body with the effects that modules have set; the last module to set a value wins, additions add up.

    `supplied` are the attributes that it supplied to modules last.
    """

    __slots__ = ("_effects", "body", "state", "supplied")

    def __init__(self, body: Body, chart: Chart, attributes: dict[str, object]) -> None:
        self.body = body
        self.state = BodyState(attributes, chart.active_conditions, chart.active_medications, chart.active_care_plans)
        self.supplied: dict[str, object] = {}
        self._effects: dict[str, dict[str, _Effect]] = {}

    def vital(self, name: str, now: int) -> float:
        """The value of a vital sign now, in its unit."""
        value = self.body.value(name, now, self.state)
        effects = self._effects.get(name)
        if not effects:
            return value
        own = value
        for effect in effects.values():
            weight = effect.weight(now)
            value += effect.value * weight if effect.added else (effect.value - value) * weight
        return rounded(value, VITAL_SIGNS[name][1]) if value != own else own

    def set_vital(self, name: str, module: str, value: float, now: int, half_life: int, added: bool) -> None:
        """A module sets a vital sign, or adds to the body's own; its earlier effect on that sign is gone."""
        effects = self._effects.setdefault(name, {})
        effects.pop(module, None)
        effects[module] = _Effect(value, now, half_life, added)
