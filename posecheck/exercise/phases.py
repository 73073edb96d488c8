"""Rest -> moving -> top -> returning -> rest: one excursion of the signal, with two levels for each way."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.exercise.changed import changed
from posecheck.exercise.result import Phase
from posecheck.exercise.rows import NAN, Row
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Phases

PRELUDE_S = 1.0
"""How much of the time before leaving rest belongs to an excursion's trace, so that its beginning can be read."""
SAGGED_SHARE = 0.45
"""A still body that has come back this far (share of the peak left) is at rest, wherever its rest has drifted to."""
RETURNING_SHARE = 0.5
"""The target zone is left at the latest when this share of the peak is gone, however far the rest has drifted."""
SETTLED_RATE = 0.10
"""The top is settled when the signal changes by less than this share of rest-to-target within SETTLED_S."""
SETTLED_S = 0.35
SETTLE_STILL_S = 1.5
STALLED_S = 0.7
"""Who stays this long, steady, short of the target has come to the end of the way: what is missing can be told."""

Sample = tuple[float, tuple[float, ...], Row]


@dataclass(frozen=True, slots=True)
class Levels:
    """The spec's levels on the scale on which the target lies upward; seconds for the rest."""

    leave: float
    settle: float
    attempt: float
    reach: float
    drop: float
    min_top_s: float
    min_rep_s: float
    max_gap_s: float
    rest: float

    @classmethod
    def of(cls, spec: ExerciseSpec, phases: Phases) -> Levels:
        """Levels of a spec; with `against = "value"` and direction down they change sign like the signal."""
        by_value = spec.signal.against == "value"
        sign = -1.0 if by_value and spec.signal.direction == "down" else 1.0
        settle = phases.level("settle", sign)
        return cls(
            leave=phases.level("leave", sign),
            settle=settle,
            attempt=phases.level("attempt", sign),
            reach=phases.level("reach", sign),
            drop=phases.level("drop", sign),
            min_top_s=phases.min_top_s.value,
            min_rep_s=phases.min_rep_s.value,
            max_gap_s=phases.max_gap_s.value,
            rest=settle if by_value else 0.0,
        )


@dataclass(frozen=True)
class Excursion:
    """The running excursion. d = distance toward the target, the largest of the signal's channels.

    trace: every judged sample since (and shortly before) rest was left; topped: the target was reached;
    still_since_s: since when the body has been still outside rest; stalled: it came to a stop short of the target.
    """

    phase: Phase = Phase.REST
    trace: tuple[Sample, ...] = ()
    peak: float = -math.inf
    reach_since_s: float = NAN
    top_since_s: float = NAN
    topped: bool = False
    still_since_s: float = NAN
    stalled: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """An excursion that came back to rest. drifted: to a new rest, to be taken over; lost: its end, or what came just
    before it, was not seen, and nobody is blamed for how long it took; in_gap: because of a gap within the recording,
    not because the recording began or ended there; left: the way back wasn't made, the hold was."""

    trace: tuple[Sample, ...]
    peak: float
    topped: bool
    drifted: bool
    lost: bool = False
    in_gap: bool = False
    left: bool = False


def excursion_step(state: Excursion, levels: Levels, sample: Sample, still: bool) -> tuple[Excursion, Closed | None]:
    """Take one judged frame; returns the closed excursion on the frame on which rest is regained."""
    t_s, channels, _ = sample
    d = largest(channels)
    if state.phase is Phase.REST:
        kept = tuple(s for s in state.trace if t_s - s[0] <= PRELUDE_S)
        moving = d >= levels.leave
        phase = Phase.MOVING if moving else Phase.REST
        return Excursion(phase, (*kept, sample), d if moving else -math.inf), None
    state = changed(
        state,
        trace=(*state.trace, sample),
        peak=max(state.peak, d),
        still_since_s=(t_s if math.isnan(state.still_since_s) else state.still_since_s) if still else NAN,
    )
    closed = _closing(state, levels, d, t_s)
    if closed is not None:
        return Excursion(trace=state.trace[-1:]), closed
    state = _advance(state, levels, d, t_s)
    return changed(state, stalled=state.stalled or has_stalled(state, levels)), None


def largest(channels: tuple[float, ...]) -> float:
    """Largest known distance of a frame's channels."""
    return max((c for c in channels if not math.isnan(c)), default=NAN)


def progress(levels: Levels, distances: tuple[float, ...]) -> float:
    """0 at rest .. 1 at the target."""
    if not distances:
        return 0.0
    return min(max((largest(distances) - levels.rest) / max(levels.reach - levels.rest, 1e-9), 0.0), 1.0)


def _closing(state: Excursion, levels: Levels, d: float, t_s: float) -> Closed | None:
    if d < levels.settle:
        return Closed(state.trace, state.peak, state.topped, drifted=False)
    away = d - levels.rest
    returned = away < SAGGED_SHARE * (state.peak - levels.rest)
    if returned and not math.isnan(state.still_since_s):
        return Closed(state.trace, state.peak, state.topped, drifted=True)
    if state.phase is Phase.MOVING and t_s - state.still_since_s >= SETTLE_STILL_S and state.peak < levels.attempt:
        # shifted a little and stayed there: a new way of lying, not an attempt
        return Closed(state.trace[-1:], d, False, drifted=True)
    return None


def _advance(state: Excursion, levels: Levels, d: float, t_s: float) -> Excursion:
    if state.phase is Phase.TOP:
        half = levels.rest + RETURNING_SHARE * (state.peak - levels.rest)
        return changed(state, phase=Phase.RETURNING) if d < max(levels.drop, half) else state
    if d < levels.drop or (d < levels.reach and math.isnan(state.reach_since_s)):
        falling = state.topped or d < state.peak - 0.25 * (state.peak - levels.rest)
        phase = Phase.RETURNING if falling else Phase.MOVING
        return changed(state, phase=phase, reach_since_s=NAN)
    since_s = t_s if math.isnan(state.reach_since_s) else state.reach_since_s
    if t_s - since_s >= levels.min_top_s:
        top_since_s = since_s if math.isnan(state.top_since_s) else state.top_since_s
        return changed(state, phase=Phase.TOP, topped=True, reach_since_s=since_s, top_since_s=top_since_s)
    return changed(state, reach_since_s=since_s)


def is_settled(state: Excursion, levels: Levels) -> bool:
    """Whether the movement toward the target has come to its end: from here on the hold is judged."""
    return state.phase is Phase.TOP and _steady(state, levels, SETTLED_S)


def has_stalled(state: Excursion, levels: Levels) -> bool:
    """Whether the movement has stopped on its way to the target, far enough out to be an attempt."""
    if state.phase is not Phase.MOVING or state.topped or not levels.attempt <= largest(state.trace[-1][1]):
        return False
    return _steady(state, levels, STALLED_S)


def _steady(state: Excursion, levels: Levels, for_s: float) -> bool:
    """Whether the signal has changed by less than SETTLED_RATE of the way for so long."""
    now_s, channels, _ = state.trace[-1]
    d, away = largest(channels), 0.0
    for t_s, earlier, _ in reversed(state.trace):
        off = abs(largest(earlier) - d)
        away = off if off > away else away
        if now_s - t_s >= for_s:
            return away <= SETTLED_RATE * max(levels.reach - levels.rest, 1e-9)
    return False
