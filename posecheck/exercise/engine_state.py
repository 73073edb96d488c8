"""All that the engine remembers from one frame to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from posecheck.exercise.changed import changed
from posecheck.exercise.cycles import Flow
from posecheck.exercise.phases import Excursion
from posecheck.exercise.position import Gate
from posecheck.exercise.program import Program
from posecheck.exercise.rest import RestState
from posecheck.exercise.result import Attempt, FaultSpan, Rep
from posecheck.exercise.rows import NAN, Row, Side
from posecheck.exercise.rules import Timer
from posecheck.exercise.watch import Watch

SETTLE_IN_S = 1.0
"""An attempt that began sooner after the position was taken is none, nor is an averaged signal's rest known before."""


@dataclass(frozen=True)
class EngineState:
    """All that the engine remembers.

    window: last raw signal values while they are averaged (Signal.smooth_s); opening: frames since the position was
    taken, while the supposed rest may still prove wrong (None = it is settled); found_s: when the joints were last seen
    again after a gap that was told; left: whether the position was left before: who comes back
    to it is settling, who begins with it may be in mid-movement.
    """

    t_s: float = NAN
    gate: Gate = field(default_factory=Gate)
    rest: RestState = field(default_factory=RestState)
    move: Excursion = field(default_factory=Excursion)
    flow: Flow = field(default_factory=Flow)
    timers: tuple[Timer, ...] = ()
    window: tuple[tuple[float, tuple[float, ...]], ...] = ()
    unseen_since_s: float = NAN
    told_lost: bool = False
    found_s: float = -math.inf
    told_held: bool = False
    reps: tuple[Rep, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    spans: tuple[FaultSpan, ...] = ()
    opening: tuple[Row, ...] | None = ()
    left: bool = False
    watch: Watch = field(default_factory=Watch)


def start(program: Program, baseline: Mapping[str, float] | None = None, near: Side = "left") -> EngineState:
    """State before the first frame; baseline: every measure at the person's own rest, as the set-up check saw it."""
    state = EngineState(timers=(Timer(),) * len(program.rules))
    if not baseline:
        return state
    base = tuple(program.sign * source.value(baseline, near) for source in program.channels)
    return (
        state
        if any(math.isnan(b) for b in base)
        else changed(state, rest=RestState(base, dict(baseline), settled=True))
    )


def fresh(program: Program, state: EngineState) -> EngineState:
    """Forget the running movement and the rest; keep what was counted."""
    return changed(
        start(program),
        gate=state.gate,
        reps=state.reps,
        attempts=state.attempts,
        spans=state.spans,
        watch=replace(state.watch, learned_s=0.0),
        t_s=state.t_s,
        opening=() if not state.reps and not state.attempts else None,
        left=True,
    )


def ended_s(state: EngineState) -> float:
    """When the last movement that was counted, or tried, had ended; -inf before the first."""
    ends_s = [rep.end_s for rep in state.reps[-1:]] + [attempt.end_s for attempt in state.attempts[-1:]]
    return max(ends_s, default=-math.inf)
