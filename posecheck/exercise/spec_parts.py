"""What a spec is made of: thresholds, conditions, the signal and its levels, faults, the dose; each frozen."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, Field(min_length=1, max_length=200)]
Of = Literal["near", "far", "left", "right", "mean", "least", "most", "lead", "trail"]
"""Which side of the body a measure is taken from: near/far from the camera, the smaller (least) or larger (most) of
both, their mean, the side that leads the repetition or the other one (trail). Measures of the whole body ignore it."""
Against = Literal["value", "rest", "change"]
"""value: the measure itself; rest: its signed change from the own rest; change: the same without its sign."""
Stage = Literal["moving", "top", "hold", "returning", "high", "low", "rep"]
T = TypeVar("T")
Unit = Literal["deg", "s", "%trunk", "%thigh", "%shank", "%ankles", "%shoulders", "%picture", "trunk", "ratio", "1"]


class Frozen(BaseModel):
    """Base of all spec values: unknown keys are errors, every number is one, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Threshold(Frozen):
    """One number a physiotherapist can change: value and unit, the range it may take, and why it is so."""

    value: float
    unit: Unit
    min: float
    max: float
    step: float = Field(gt=0)
    why: Sentence

    @model_validator(mode="after")
    def _inside_range(self) -> Self:
        if not self.min <= self.value <= self.max:
            raise ValueError(f"value {self.value:g} is outside min {self.min:g} .. max {self.max:g}")
        return self


class Condition(Frozen):
    """A measure that must lie above and/or below a limit while the person is in position."""

    measure: Identifier
    of: Of = "near"
    above: Threshold | None = None
    below: Threshold | None = None
    cure: Sentence
    """What to tell a person for whom this does not hold ("Lie on your back")."""

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        return _checked_limits(self, self.above, self.below, between=True)

    def holds(self, value: float) -> bool:
        """Whether a known value lies within the limits."""
        return not (
            (self.above is not None and value < self.above.value)
            or (self.below is not None and value > self.below.value)
        )


class Position(Frozen):
    """The body position the exercise is done in, and the conditions by which it is known."""

    stance: Literal["supine", "prone", "side_lying", "all_fours", "kneeling", "seated", "standing"]
    say: Sentence
    needs: tuple[Condition, ...] = Field(min_length=1)


class Signal(Frozen):
    """The one measure by which repetitions are counted.

    of: which side it is taken from; "lead" = both sides are followed and the one that moves is the repetition's.
    against: "value" = the measure itself; "rest" = its change from the person's own rest.
    direction: "up" grows toward the target, "down" shrinks, "either" = distance from rest, whichever way.
    rest_low, rest_high, rest_typical: where the measure can lie at rest; typical is used until a rest was seen, for
    values no further from it than rest_within (another view of the body has another rest). rest_turns_within: of a
    measure that turns with the camera, how far it may be at rest from the degrees that the camera is off the side.
    smooth_s: the signal is the mean over the last `smooth_s` seconds (a movement of a few degrees needs it).
    still: change within half a second below which the body counts as still, in the signal's unit.
    """

    measure: Identifier
    of: Of = "near"
    against: Literal["value", "rest"] = "rest"
    direction: Literal["up", "down", "either"] = "up"
    rest_low: float | None = None
    rest_high: float | None = None
    rest_typical: float | None = None
    rest_within: float | None = None
    rest_turns_within: float | None = None
    smooth_s: float = Field(default=0.0, ge=0.0, le=2.0)
    still: float = Field(default=3.0, gt=0.0)


class Phases(Frozen):
    """Levels on the signal, as distance from rest toward the target (or as value, see Signal.against).

    leave / settle: rest is left past `leave` and regained below `settle`; reach / drop: the target zone is entered
    at `reach` and left below `drop`; attempt: an excursion that got this far but never to `reach` is an attempt.
    """

    leave: Threshold
    settle: Threshold
    attempt: Threshold
    reach: Threshold
    drop: Threshold
    min_top_s: Threshold
    min_rep_s: Threshold
    max_gap_s: Threshold

    def level(self, name: str, sign: float) -> float:
        """Level `name` on the scale on which the target lies upward."""
        value: float = getattr(self, name).value
        return sign * value


class Cycle(Frozen):
    """A flow between two ends of the signal without a rest in between (cat-cow).

    prominence: how far the signal must turn back for an end to count as reached; attempt: a cycle with less range
    than this is an attempt; full: a first way at least this long began at an end, not in the middle.
    """

    prominence: Threshold
    attempt: Threshold
    full: Threshold
    min_rep_s: Threshold
    max_gap_s: Threshold
    breathe_out: Literal["high", "low"] | None = None
    """On the way to which end to breathe out; in on the way to the other one. None: breathing isn't told."""


class Posture(Frozen):
    """A way of sitting or standing that is watched all the time: no repetitions, but a score and one thing to change.

    window_s: the score is the share of the last so many seconds without a fault; notable: a fault that takes at least
    this share of them may be the one to change; learn_s: for so long the person sits or stands as they ought to, and
    rules with `against = "rest"` are held against that (a front view shows no angle of the back, but change it does);
    speaks: whether what is to be changed is also said, calmly, or only shown; beside_work: desk mode
    watches this one.
    """

    window_s: Threshold
    notable: Threshold
    max_gap_s: Threshold
    learn_s: Threshold | None = None
    speaks: bool = True
    beside_work: bool = False


class Limit(Frozen):
    """One more way to commit a fault: a measure beyond its limit, in the fault's own stages and for its own time."""

    measure: Identifier
    of: Of = "near"
    against: Against = "value"
    below: Threshold | None = None
    above: Threshold | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        return _checked_limits(self, self.above, self.below, between=False)


class Fault(Frozen):
    """A form fault: when it is looked for, what violates it, how long that must last, and what to say.

    kind "measure": `measure` beyond `below` / `above` for `for_s` seconds in the stages named in `during`
    ("hold" = the settled part of the top). A value beyond `void_below` / `void_above` makes the excursion an attempt.
    The other kinds look at the whole repetition: hold_short (hold under `limit`), too_fast (repetition under `limit`),
    hold_broken (target zone left for longer than `limit` and entered again), half_range (cycle's range < `limit`).
    priority: 1 is said first; also: other measures that show the same fault (an arm not lowered, or a leg);
    only_when: what must hold for the fault to be judged at all, else it is unknown (a view that doesn't show it);
    within_deg: camera's degrees off the pure side up to which the fault is judged, beyond them it is unknown (None: as
    long as the exercise is);
    yardstick "rest": a measure in trunk lengths is taken in the trunk's length at rest, not in that of the moment.
    """

    id: Identifier
    kind: Literal["measure", "hold_short", "too_fast", "hold_broken", "half_range"] = "measure"
    say: Sentence
    priority: int = Field(ge=1, le=9)
    measure: Identifier | None = None
    of: Of = "near"
    against: Against = "value"
    during: tuple[Stage, ...] = ("hold",)
    below: Threshold | None = None
    above: Threshold | None = None
    void_below: Threshold | None = None
    void_above: Threshold | None = None
    for_s: Threshold | None = None
    limit: Threshold | None = None
    also: tuple[Limit, ...] = ()
    only_when: Condition | None = None
    within_deg: float | None = Field(default=None, gt=0.0, le=90.0)
    yardstick: Literal["now", "rest"] = "now"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "measure":
            if self.measure is None:
                raise ValueError("a fault of kind 'measure' needs `measure`")
            if self.for_s is None:
                raise ValueError("a fault of kind 'measure' needs `for_s`")
            if self.yardstick == "rest" and self.against == "value":
                raise ValueError('`yardstick` "rest" needs `against` "rest" or "change"')
            return _checked_limits(self, self.above, self.below, between=False)
        if self.limit is None:
            raise ValueError(f"a fault of kind '{self.kind}' needs `limit`")
        return self


class Dose(Frozen):
    """How much is asked for: repetitions (per side when the sides take turns) or seconds of hold, and sets a day."""

    reps: Threshold
    hold_s: Threshold | None = None
    sets_per_day: Threshold | None = None


def check_order(phases: Phases, sign: float) -> None:
    """Crossed limits would make a movement that can never end or never begin."""
    order = ("settle", "leave", "attempt", "drop", "reach")
    for lower, upper in pairwise(order):
        if phases.level(lower, sign) > phases.level(upper, sign) + 1e-9:
            raise ValueError(f"phases.{lower} lies beyond phases.{upper}: the limits are crossed")


def _checked_limits(owner: T, above: Threshold | None, below: Threshold | None, *, between: bool) -> T:
    """between: the allowed values lie above `above` and below `below`; else they lie between `below` and `above`."""
    if above is None and below is None:
        raise ValueError("give `above`, `below` or both")
    if above is not None and below is not None and (above.value >= below.value) == between:
        raise ValueError(f"above {above.value:g} and below {below.value:g} are crossed: no value is left")
    return owner
