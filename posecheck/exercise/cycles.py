"""A flow between two ends without a rest (cat-cow): turning points of the signal, two of them make one repetition."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.exercise.changed import changed
from posecheck.exercise.rows import Row
from posecheck.exercise.spec_parts import Cycle

End = Literal["high", "low"]
Sample = tuple[float, float, Row]


@dataclass(frozen=True, slots=True)
class Turn:
    """A reached end: when and at what level the signal turned."""

    end: End
    t_s: float
    level: float


LOWEST_YET = (math.nan, math.inf)
HIGHEST_YET = (math.nan, -math.inf)


@dataclass(frozen=True)
class Flow:
    """Turning points so far. heading: the end being moved to (None until the first movement is clear).

    best: sample furthest along in the present direction; low/high: range while no direction is known; trace: samples
    since the running repetition began; first: the end that has been reached in it; opened: a first end was seen;
    midway: the recording began at an end, so that the flows are counted from there and half of one may be left over.
    """

    heading: End | None = None
    best: tuple[float, float] = (math.nan, math.nan)
    low: tuple[float, float] = LOWEST_YET
    high: tuple[float, float] = HIGHEST_YET
    trace: tuple[Sample, ...] = ()
    first: Turn | None = None
    opened: bool = False
    midway: bool = False


@dataclass(frozen=True, slots=True)
class ClosedCycle:
    """One flow through both ends."""

    first: Turn
    second: Turn
    trace: tuple[Sample, ...]

    @property
    def reach(self) -> float:
        """Distance between the two ends."""
        return abs(self.first.level - self.second.level)


def flow_step(flow: Flow, cycle: Cycle, sample: Sample) -> tuple[Flow, ClosedCycle | None]:
    """Take one judged frame; returns the cycle on the frame on which its second end is left."""
    t_s, x, _ = sample
    prominence = cycle.prominence.value
    flow = changed(flow, trace=(*flow.trace, sample))
    if flow.heading is None:
        return _first_direction(flow, t_s, x, prominence), None
    sign = 1.0 if flow.heading == "high" else -1.0
    if sign * x >= sign * flow.best[1]:
        return changed(flow, best=(t_s, x)), None
    if sign * (flow.best[1] - x) < prominence:
        return flow, None
    return _turned(flow, Turn(flow.heading, *flow.best), (t_s, x), cycle.full.value)


def _first_direction(flow: Flow, t_s: float, x: float, prominence: float) -> Flow:
    low = (t_s, x) if x <= flow.low[1] else flow.low
    high = (t_s, x) if x >= flow.high[1] else flow.high
    heading: End | None = None
    if x - low[1] >= prominence:
        heading = "high"
    elif high[1] - x >= prominence:
        heading = "low"
    if heading is None:
        # only the last second before the movement belongs to the repetition
        kept = tuple(s for s in flow.trace if t_s - s[0] <= 1.0)
        return changed(flow, low=low, high=high, trace=kept)
    return changed(flow, low=low, high=high, heading=heading, best=(t_s, x))


def _turned(flow: Flow, turn: Turn, now: tuple[float, float], full: float) -> tuple[Flow, ClosedCycle | None]:
    other: End = "low" if turn.end == "high" else "high"
    onward = changed(flow, heading=other, best=now)
    if flow.first is None:
        opening = _opening_end(flow, turn, full)
        if opening is None:
            return _opened(changed(onward, first=turn)), None
        flow, onward = changed(flow, first=opening), changed(onward, midway=True)
    assert flow.first is not None
    onward = _opened(onward)
    closed = ClosedCycle(flow.first, turn, flow.trace)
    rest = tuple(s for s in flow.trace if s[0] > turn.t_s)
    return changed(onward, first=None, trace=rest), closed


def _opened(flow: Flow) -> Flow:
    """The flow once its first end has been seen: how it began matters no more."""
    return changed(flow, opened=True, low=LOWEST_YET, high=HIGHEST_YET)


def _opening_end(flow: Flow, turn: Turn, full: float) -> Turn | None:
    """The recording's first level, when the way from it to the first turn was a whole flow: it started at an end."""
    if flow.opened:
        return None
    level = flow.high if turn.end == "low" else flow.low
    other: End = "high" if turn.end == "low" else "low"
    return Turn(other, *level) if abs(turn.level - level[1]) >= full else None


def flow_progress(flow: Flow) -> float:
    """0 before the flow, 0.5 on the way to the first end, 1 on the way to the second."""
    return 0.0 if flow.heading is None else 0.5 if flow.first is None else 1.0


def flow_finish(flow: Flow, cycle: Cycle) -> ClosedCycle | None:
    """The cycle whose second end was reached but not yet left when the recording stopped."""
    least = cycle.full.value if flow.midway else cycle.attempt.value
    if flow.first is None or abs(flow.best[1] - flow.first.level) < least or flow.heading is None:
        return None
    return ClosedCycle(flow.first, Turn(flow.heading, *flow.best), flow.trace)
