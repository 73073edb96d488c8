"""Form rules: a measure beyond its limit, in the stages that count, for long enough. Unknown blames nobody."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posecheck.exercise.rows import NAN, Row, Side, Source, unknown_as_one
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Fault
from posecheck.pose.measures import error_of

MIN_KNOWN = 3
"""Fewer samples than this say nothing about a hold."""


YARDSTICK = "trunk_length"
"""What measures in trunk lengths are divided by."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A measured fault with its source worked out."""

    fault: Fault
    source: Source
    for_s: float

    def value(self, row: Row, lead: Side | None, rest: Mapping[str, float] | None) -> float:
        """The number to be held against the limits; NaN when unknown (no rest known yet, joint doubted)."""
        if not self._can_be_judged(row, lead):
            return NAN
        value = self.source.value(row.values, row.near, lead)
        return value if self.fault.against == "value" else self._against_rest([value], [row], lead, rest)[0]

    def values_of(self, rows: Sequence[Row], lead: Side | None, rest: Mapping[str, float] | None) -> list[float]:
        """`value` of each row of one recording."""
        if self.fault.only_when is not None or self.fault.within_deg is not None:
            return [self.value(row, lead, rest) for row in rows]
        return self._against_rest(self.source.values_of(rows, lead), rows, lead, rest)

    def _against_rest(
        self, values: list[float], rows: Sequence[Row], lead: Side | None, rest: Mapping[str, float] | None
    ) -> list[float]:
        """Values as the fault looks at them: themselves, or their change from the rest (NaN while it is unknown)."""
        if self.fault.against == "value":
            return values
        if rest is None:
            return [NAN] * len(values)
        if self.fault.yardstick == "rest":
            scales = [row.values[YARDSTICK] / rest[YARDSTICK] for row in rows]
            values = [value * scale for value, scale in zip(values, scales, strict=True)]
        base = {near: self.source.value(rest, near, lead) for near in {row.near for row in rows}}
        changes = [value - base[row.near] for value, row in zip(values, rows, strict=True)]
        return [abs(change) for change in changes] if self.fault.against == "change" else changes

    def _can_be_judged(self, row: Row, lead: Side | None) -> bool:
        """Whether the frame shows this fault, as far as the spec asks for something (`within_deg`, `only_when`)."""
        if self.fault.within_deg is not None and row.off_axis_deg > self.fault.within_deg:
            return False
        need = self.fault.only_when
        if need is None:
            return True
        value = Source.named(need.measure, need.of).value(row.values, row.near, lead)
        return need.holds(value) and not math.isnan(value)

    def violated(self, value: float) -> bool:
        """Whether a known value is beyond a limit (False for NaN)."""
        below, above = self.fault.below, self.fault.above
        return (below is not None and value < below.value) or (above is not None and value > above.value)

    def surely(self, value: float, off_axis_deg: float = 0.0) -> bool:
        """Whether a known value is beyond a limit by more than the measure errs in this view: only that is scolded."""
        if not self.violated(value):
            return False
        error = error_of(self.source.measure, off_axis_deg, change=self.fault.against != "value")
        return self.margin(value) > error

    @property
    def can_void(self) -> bool:
        """Whether it makes attempts of excursions at all."""
        return self.fault.void_below is not None or self.fault.void_above is not None

    def voids(self, value: float) -> bool:
        """Whether the value makes the excursion an attempt."""
        below, above = self.fault.void_below, self.fault.void_above
        return (below is not None and value < below.value) or (above is not None and value > above.value)

    def margin(self, value: float) -> float:
        """How far the value is beyond the nearest limit, in its unit (0 when it isn't)."""
        below, above = self.fault.below, self.fault.above
        return max(
            below.value - value if below is not None else 0.0, value - above.value if above is not None else 0.0, 0.0
        )


def rules_of(spec: ExerciseSpec) -> tuple[Rule, ...]:
    """The spec's measured faults, ready to be stepped: one rule per measure that can show a fault."""
    return tuple(
        Rule(f, Source.named(f.measure, f.of), f.for_s.value)
        for fault in spec.faults
        for f in (fault, *_alternatives(fault))
        if f.measure is not None and f.for_s is not None
    )


def _alternatives(fault: Fault) -> list[Fault]:
    """The same fault as seen by each of its other measures."""
    fields = ("measure", "of", "against", "below", "above")
    plain = {"void_below": None, "void_above": None, "also": (), "yardstick": "now"}
    return [fault.model_copy(update={**plain, **{n: getattr(limit, n) for n in fields}}) for limit in fault.also]


@dataclass(frozen=True, slots=True)
class Timer:
    """since_s: since when the rule has been violated without a break (NaN = it isn't); last_s: last known frame;
    first_s, end_s: begin and end of the first span that lasted long enough (NaN = none in this repetition)."""

    since_s: float = NAN
    last_s: float = NAN
    first_s: float = NAN
    end_s: float = NAN

    @property
    def lasted(self) -> bool:
        """Whether the fault lasted long enough in the running repetition."""
        return not math.isnan(self.first_s)

    @property
    def active(self) -> bool:
        """Whether it is violated now and has lasted."""
        return self.lasted and not math.isnan(self.since_s)


def timer_step(
    timer: Timer, rule: Rule, value: float, t_s: float, looked_for: bool, off_axis_deg: float = 0.0
) -> Timer:
    """Take one frame. Unknown values stop the clock without resetting it."""
    if not looked_for:
        return Timer(NAN, t_s, timer.first_s, timer.end_s)
    if math.isnan(value):
        pause_s = 0.0 if math.isnan(timer.last_s) else t_s - timer.last_s
        return Timer(unknown_as_one(timer.since_s + pause_s), t_s, timer.first_s, timer.end_s)
    if not rule.surely(value, off_axis_deg):
        return Timer(NAN, t_s, timer.first_s, timer.end_s)
    since_s = t_s if math.isnan(timer.since_s) else timer.since_s
    if t_s - since_s < rule.for_s:
        return Timer(since_s, t_s, timer.first_s, timer.end_s)
    first_s = since_s if math.isnan(timer.first_s) else timer.first_s
    return Timer(since_s, t_s, first_s, t_s)


def middle(rule: Rule, rows: list[Row], lead: Side | None, rest: Mapping[str, float] | None) -> float:
    """Median of the rule's value over some rows; NaN when too few are known."""
    values = [v for v in rule.values_of(rows, lead, rest) if not math.isnan(v)]
    return statistics.median(values) if len(values) >= MIN_KNOWN else NAN
