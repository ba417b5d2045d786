"""One person's walk through one machine: the loop that acts a step, chooses the next, and runs ahead while it is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from simulator.errors import ModuleRunError
from simulator.kernel.streams import Random, stream
from simulator.machine.subject import Subject
from simulator.record.encounters import EncounterOpened
from simulator.record.entry import Entry
from simulator.record.problems import LatentCondition
from simulator.terminology.concept import Concept

if TYPE_CHECKING:
    from simulator.machine.steps.problems import Onset
    from simulator.machine.steps.time_to_event import Waiting

#: What a step answers when it has acted; any other answer is seconds to wait, never negative. A step that may wait, and acts ahead
#: of the clock where its transition may not be asked, answers 0 for no time, not GO.
GO: Final = -1
PARK: Final = -2
DONE: Final = -3

#: How far a step may run ahead of the world's clock: not at all, until the next growth, or as far as it likes.
NOISY: Final = 0
STEADY: Final = 1
QUIET: Final = 2

#: So many steps of one walk in one instant are a module going round in circles.
MOST_STEPS_AN_INSTANT: Final = 20_000

#: An instant that does not come.
NEVER: Final = 1 << 62


#: The running sums of all probabilities but the last, the steps they are of, and the instant until which time alone leaves them as
#: they are. One draw falls before the first sum that is larger, or to the last step.
Spread = tuple[list[float], "list[Step]", int]


class Transition:
    """Where to go from a step."""

    __slots__ = ("quietness",)

    def __init__(self) -> None:
        self.quietness = QUIET

    def choose(self, walk: Walk) -> Step:
        """The next step, drawn or decided at the walk's clock."""
        raise NotImplementedError

    def spread(self, walk: Walk) -> Spread:
        """What `choose` would draw from at the walk's clock; where there is one step, it draws nothing."""
        raise NotImplementedError


class Step:
    """One state of a module. `name` is the state's; `path` is that with the submodule it stands in; `module` its module's key.

    `remembered` steps leave a time behind for those who ask (PriorState). `quietness` says whether acting touches only the walk.
    `following` is the next step where the transition is always to that one.
    """

    __slots__ = ("following", "module", "name", "path", "quietness", "remembered", "transition", "type_name")

    def __init__(self, module: str, name: str, path: str) -> None:
        self.module = module
        self.name = name
        self.path = path
        self.type_name = ""
        self.quietness = NOISY
        self.remembered = False
        self.following: Step | None = None
        self.transition: Transition = _NOWHERE

    def act(self, walk: Walk) -> int:
        """Acts; answers GO, PARK, or seconds after which the walk goes on (or acts again, if it set `walk.again`)."""
        raise NotImplementedError


class _Nowhere(Transition):
    """The transition of a step that is not compiled to the end."""

    __slots__ = ()


_NOWHERE: Final = _Nowhere()


class Machine:
    """A compiled module: its key, where it begins, the specialty of its clinicians, and its rank among all."""

    __slots__ = ("has_encounters", "initial", "key", "name", "rank", "specialty", "steps")

    def __init__(self, key: str, name: str, specialty: str) -> None:
        self.key = key
        self.name = name
        self.specialty = specialty
        self.rank = 0
        self.has_encounters = False
        self.steps: dict[str, Step] = {}
        self.initial: Step


class Walk:
    """One person in one machine.

    `now` is the walk's own clock, at or ahead of the world's. `calls` are the submodule calls it is inside of. `wake_at` is when a
    parked walk wants to be tried again (an instant, or never), and `due` when a waiting one goes on. `visit` is the care visit it
    takes part in. `decided` is where the delay leads whose rounds have been drawn, and `rounds` counts those that led back.
    """

    __slots__ = (
        "_random",
        "again",
        "alarm",
        "assigned",
        "busy_until",
        "calls",
        "decided",
        "due",
        "encounter",
        "encounter_state",
        "event",
        "instant",
        "instant_began",
        "left",
        "machine",
        "now",
        "passed_visit",
        "pending",
        "rank",
        "rounds",
        "serial",
        "step",
        "steps_taken",
        "subject",
        "visit",
        "visits",
        "waiting",
        "wake_at",
        "watching",
    )

    def __init__(self, machine: Machine, subject: Subject) -> None:
        self.machine = machine
        self.subject = subject
        self.rank = machine.rank
        self.step: Step = machine.initial
        self.now = 0
        self.calls: list[Step] = []
        self.waiting = False
        self.again = False
        self.alarm: Any = None
        self.wake_at = NEVER
        self.due = NEVER
        self.watching: list[str] = []
        self.visits: dict[str, int] = {}
        self.left: dict[str, tuple[int, int]] = {}
        self.assigned: dict[str, Entry | LatentCondition] = {}
        self.pending: list[tuple[Onset, LatentCondition]] = []
        self.encounter: EncounterOpened | None = None
        self.encounter_state = ""
        self.busy_until = -NEVER
        self.event: Waiting | None = None
        self.visit: EncounterOpened | None = None
        self.passed_visit: EncounterOpened | None = None
        self.serial = 0
        self.decided: Step | None = None
        self.rounds = 0
        self.steps_taken = 0
        self.instant = -NEVER
        self.instant_began = 0
        self._random: Random | None = None

    @property
    def random(self) -> Random:
        """This walk's generator, made at its first draw: most modules of most people never draw."""
        made = self._random
        if made is None:
            person = self.subject.person
            made = self._random = stream(person.seed, person.candidate, "module", self.machine.key)
        return made

    def count_visit(self, path: str) -> int:
        """How many times this walk has written from this state before; counts one more."""
        count = self.visits.get(path, 0)
        self.visits[path] = count + 1
        return count

    def next_visit(self, path: str) -> str:
        """A key for what this walk writes from this state next."""
        return f"{self.machine.key}/{path}/{self.visits.get(path, 0)}"

    def leave(self, step: Step) -> None:
        """Remembers that a state was left now, later than all that were left before."""
        self.serial += 1
        self.left[step.name] = (self.now, self.serial)

    def is_in(self, encounter_state: str) -> bool:
        """Whether this walk is in an encounter that a state of this name opened, or took part in."""
        if self.encounter_state != encounter_state:
            return False
        return self.encounter is not None or (self.visit is not None and self.subject.visit is self.visit)

    def end_encounter(self, state: str, disposition: Concept | None) -> int:
        """Ends this walk's encounter where its time is over; else gives the seconds until then, when the step acts again."""
        care = self.subject.care
        wait = care.end_of(self) - self.now
        if wait > 0:
            self.again = True
            return wait
        care.close_encounter(self, state, disposition)
        return 0

    def park(self, keys: tuple[str, ...], wake_at: int) -> int:
        """Goes to sleep on signals, and until an instant (`NEVER` for none)."""
        watchers = self.subject.watchers
        for key in keys:
            watchers.setdefault(key, []).append(self)
            self.watching.append(key)
        self.wake_at = wake_at
        return PARK

    def awake(self) -> None:
        """Leaves every watch list."""
        if self.watching:
            watchers = self.subject.watchers
            for key in self.watching:
                watchers[key].remove(self)
            self.watching.clear()
        self.wake_at = NEVER


def advance(walk: Walk, now: int) -> int:
    """Walks on from the instant `now` until the world must catch up: seconds, PARK or DONE.

    Leaving a step stands in the loop and not in a function of its own, and `following` spares the call of a direct transition: a
    call costs 60 ns, a tenth of a visit, and 44 % of the transitions are direct.

    Raises ModuleRunError, with the module and state of the step, for what acting and choosing raise, and for a module that goes
    round without time passing.
    """
    walk.now = clock = now
    step = walk.step
    growth, horizon = walk.subject.next_growth, walk.subject.horizon
    taken, instant, began = walk.steps_taken, walk.instant, walk.instant_began
    leaving = walk.waiting and not walk.again
    walk.waiting = walk.again = False
    try:
        while True:
            if not leaving:
                if clock > now and (step.quietness == NOISY or clock >= (horizon if step.quietness == QUIET else growth)):
                    walk.waiting = walk.again = True
                    answer = clock - now
                    break
                answer = step.act(walk)
                if answer >= 0:
                    clock += answer
                    ahead = clock > now
                    quietness = step.transition.quietness
                    if ahead and (walk.again or quietness == NOISY or clock >= (horizon if quietness == QUIET else growth)):
                        walk.waiting = True
                        answer = clock - now
                        break
                    walk.now = clock
                elif answer < GO:
                    break
            leaving = False
            taken += 1
            if step.remembered:
                walk.leave(step)
            if clock != instant:
                instant, began = clock, taken
            elif taken - began > MOST_STEPS_AN_INSTANT:
                raise ModuleRunError(step.module, step.name, "goes round without time passing")
            following = step.following
            step = following if following is not None else step.transition.choose(walk)
    except ModuleRunError as error:
        at = walk.step if step.type_name == "Terminal" else step  # a submodule's end goes on by its caller's transition
        raise ModuleRunError(at.module, at.name, error.what) from None
    walk.step = step
    walk.steps_taken, walk.instant, walk.instant_began = taken, instant, began
    return answer
