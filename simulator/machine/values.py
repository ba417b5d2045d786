"""Numbers that a module draws: distributions, ranges, lengths of time."""

from __future__ import annotations

import math
from typing import Final

from simulator.kernel.clock import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR
from simulator.kernel.streams import Random
from simulator.machine import schema

#: Seconds in a module's unit of time. A month is 30 days and a year 365.25 in every notation.
UNIT_SECONDS: Final[dict[str, int]] = {
    "seconds": 1,
    "minutes": MINUTE,
    "hours": HOUR,
    "days": DAY,
    "weeks": WEEK,
    "months": MONTH,
    "years": YEAR,
}


class Draw:
    """A number from a distribution."""

    __slots__ = ()

    def draw(self, source: Random) -> float:
        """One number."""
        raise NotImplementedError


class Constant(Draw):
    """Always the same; draws nothing."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = value

    def draw(self, source: Random) -> float:
        return self.value


class Uniform(Draw):
    """Between two numbers; those that a module has the wrong way round are swapped."""

    __slots__ = ("low", "span")

    def __init__(self, low: float, high: float) -> None:
        self.low = min(low, high)
        self.span = abs(high - low)

    def draw(self, source: Random) -> float:
        return self.low + self.span * source.random()


class Gaussian(Draw):
    """Normal, held within its minimum and maximum."""

    __slots__ = ("deviation", "maximum", "mean", "minimum")

    def __init__(self, mean: float, deviation: float, minimum: float, maximum: float) -> None:
        self.mean = mean
        self.deviation = deviation
        self.minimum = min(minimum, maximum)
        self.maximum = max(minimum, maximum)

    def draw(self, source: Random) -> float:
        return min(max(source.normalvariate(self.mean, self.deviation), self.minimum), self.maximum)


class Exponential(Draw):
    """Exponential of a mean (no 1 is added)."""

    __slots__ = ("mean",)

    def __init__(self, mean: float) -> None:
        self.mean = mean

    def draw(self, source: Random) -> float:
        return -self.mean * math.log(1.0 - source.random())


class Triangular(Draw):
    """Triangular between a minimum and a maximum, with its mode."""

    __slots__ = ("maximum", "minimum", "mode")

    def __init__(self, minimum: float, mode: float, maximum: float) -> None:
        self.minimum = min(minimum, maximum)
        self.maximum = max(minimum, maximum)
        self.mode = mode

    def draw(self, source: Random) -> float:
        return source.triangular(self.minimum, self.maximum, self.mode)


class Rounded(Draw):
    """Another distribution's numbers, rounded: half up, to so many decimals."""

    __slots__ = ("decimals", "inner")

    def __init__(self, inner: Draw, decimals: int) -> None:
        self.inner = inner
        self.decimals = decimals

    def draw(self, source: Random) -> float:
        return rounded(self.inner.draw(source), self.decimals)


#: Powers of ten, which a life asks for thousands of times.
_SCALES: Final[tuple[float, ...]] = tuple(10.0**decimals for decimals in range(16))


def rounded(value: float, decimals: int) -> float:
    """Half up at so many decimals, on every platform alike."""
    scale = _SCALES[decimals] if 0 <= decimals < len(_SCALES) else 10.0**decimals
    return math.floor(value * scale + 0.5) / scale


def distribution(model: schema.Distribution) -> Draw:
    """The draw of a module's `distribution`."""
    numbers = {name: float(value) for name, value in model.parameters.items()}
    inner: Draw
    if model.kind == "EXACT":
        inner = Constant(numbers["value"])
    elif model.kind == "UNIFORM":
        inner = Uniform(numbers["low"], numbers["high"])
    elif model.kind == "GAUSSIAN":
        low, high = numbers.get("min", -math.inf), numbers.get("max", math.inf)
        inner = Gaussian(numbers["mean"], numbers["standardDeviation"], low, high)
    elif model.kind == "EXPONENTIAL":
        inner = Exponential(numbers["mean"])
    else:
        inner = Triangular(numbers["min"], numbers["mode"], numbers["max"])
    return Rounded(inner, 0) if model.round else inner


def ranged(model: schema.Range) -> Draw:
    """The draw of a module's `range`, rounded where it says so."""
    inner = Uniform(float(model.low), float(model.high))
    return inner if model.decimals is None else Rounded(inner, model.decimals)


class Length:
    """A length of time: a draw in a unit, given in whole seconds, never negative."""

    __slots__ = ("amount", "unit_seconds")

    def __init__(self, amount: Draw, unit: str) -> None:
        self.amount = amount
        self.unit_seconds = UNIT_SECONDS[unit]

    def always(self) -> int | None:
        """The seconds, where no draw changes them."""
        return int(max(self.amount.value, 0.0) * self.unit_seconds + 0.5) if isinstance(self.amount, Constant) else None

    def draw(self, source: Random) -> int:
        """Seconds. A normal distribution without a minimum can be negative: that is no time at all."""
        seconds = self.amount.draw(source) * self.unit_seconds
        return int(seconds + 0.5) if seconds > 0 else 0


def length(
    exact: schema.Duration | None,
    between: schema.DurationRange | None,
    drawn: schema.Distribution | None = None,
    unit: str | None = None,
) -> Length | None:
    """The length that a state gives in one of its notations, None where it gives none."""
    if drawn is not None and unit is not None:
        return Length(distribution(drawn), unit)
    if exact is not None:
        return Length(Constant(float(exact.quantity)), exact.unit)
    if between is not None:
        return Length(Uniform(float(between.low), float(between.high)), between.unit)
    return None


def duration_seconds(model: schema.Duration) -> int:
    """A fixed length of time in seconds."""
    return int(float(model.quantity) * UNIT_SECONDS[model.unit] + 0.5)


def number(exact: schema.Exact | None, between: schema.Range | None, drawn: schema.Distribution | None) -> Draw | None:
    """The number that a state gives in one of its notations, None where it gives none."""
    if exact is not None:
        return Constant(float(exact.quantity))
    if between is not None:
        return ranged(between)
    return None if drawn is None else distribution(drawn)
