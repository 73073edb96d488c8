"""What is told of one frame: phase, stages, progress, hold, events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from posecheck.exercise.changed import changed
from posecheck.exercise.closing import Verdict, leading_side, rep_side
from posecheck.exercise.cycles import flow_progress
from posecheck.exercise.engine_state import SETTLE_IN_S, EngineState
from posecheck.exercise.phases import Excursion, is_settled, largest, progress
from posecheck.exercise.program import Program
from posecheck.exercise.result import Event, FrameResult, Phase
from posecheck.exercise.rows import Row, Side
from posecheck.exercise.rules import Timer
from posecheck.exercise.watch import active_ids
from posecheck.pose.measures import error_of


def stages_of(program: Program, state: EngineState) -> frozenset[str]:
    """Stages of the movement in which the person is, as the faults' `during` names them."""
    if program.spec.posture is not None:
        return frozenset(("rep",))
    if program.levels is None:
        heading = state.flow.heading
        return frozenset() if heading is None else frozenset(("rep", heading))
    phase = state.move.phase
    if phase is Phase.REST:
        return frozenset()
    if phase is Phase.TOP and is_settled(state.move, program.levels):
        return frozenset(("rep", "top", "hold"))
    return frozenset(("rep", phase.value))


def lead_of(program: Program, state: EngineState) -> Side | None:
    """The side that leads at this moment, None at rest."""
    return leading_side(program, state.move.trace[-1:]) if state.move.phase is not Phase.REST else None


@dataclass(frozen=True, slots=True)
class Moment:
    """What one frame came to, before it is told. before: the movement as it was, where it went on with this frame;
    distances: per channel, where there is a way to a target; score, change: of a posture."""

    phase: Phase
    events: tuple[Event, ...] = ()
    reason: str = ""
    judged: bool = True
    before: Excursion | None = None
    distances: tuple[float, ...] = ()
    score: float = math.nan
    change: str = ""


def told(program: Program, state: EngineState, row: Row, moment: Moment) -> tuple[EngineState, FrameResult]:
    """All that is told of a frame, and the state that remembers what was."""
    events = moment.events
    if moment.before is not None:
        events += _stall_events(program, state, moment.before)
        state, more = _hold_events(program, state, moment.before, row.t_s)
        events += more
    return state, _result_of(program, state, row, replace(moment, events=events))


def _hold_events(
    program: Program, state: EngineState, before: Excursion, t_s: float
) -> tuple[EngineState, tuple[Event, ...]]:
    """Events of a hold that began, fulfilled the dose or ended with this frame."""
    events: tuple[Event, ...] = ()
    if state.move.phase is Phase.TOP and before.phase is not Phase.TOP:
        events += (Event("hold_start", t_s),)
    if before.phase is Phase.TOP and state.move.phase is not Phase.TOP:
        events += (Event("hold_end", t_s),)
    held = _held_s(state)
    if program.hold_target_s and held >= program.hold_target_s and not state.told_held:
        events += (Event("hold_reached", t_s),)
        state = changed(state, told_held=True)
    if state.told_held and state.move.phase is Phase.REST:
        state = changed(state, told_held=False)
    return state, events


def _stall_events(program: Program, state: EngineState, before: Excursion) -> tuple[Event, ...]:
    """What is missing when the movement has just stopped short of the target, unless a fault has said it already.

    What began sooner after the position was taken may be a body settling into it; nobody is told before a rest was
    seen, nor of a way so short that the measure's error could have made it.
    """
    move, since_s = state.move, state.gate.entered_s + SETTLE_IN_S
    if not move.stalled or before.stalled or any(timer.lasted for timer in state.timers):
        return ()
    if not state.rest.settled or move.trace[0][0] < since_s or not _is_surely_out(program, move):
        return ()
    return (Event("stalled", state.t_s, program.spec.attempt_reason),)


def _is_surely_out(program: Program, move: Excursion) -> bool:
    """Whether the movement is past the level of an attempt by more than its measure errs in this view."""
    assert program.levels is not None  # only specs with phases have excursions
    _, channels, row = move.trace[-1]
    error = error_of(program.spec.signal.measure, row.off_axis_deg, change=program.relative)
    return largest(channels) - program.levels.attempt > error


def found_late(program: Program, timers: Sequence[Timer], verdict: Verdict, t_s: float) -> tuple[Event, ...]:
    """Faults that only the whole movement showed, its hold being too short for them to last in: told at its end."""
    told = {rule.fault.id for rule, timer in zip(program.rules, timers, strict=True) if timer.lasted}
    late = dict.fromkeys(span.id for span in verdict.spans if span.id not in told)
    return tuple(Event("fault", t_s, fault_id) for fault_id in late)


def _held_s(state: EngineState) -> float:
    move = state.move
    return state.t_s - move.top_since_s if move.phase is Phase.TOP and move.topped else 0.0


def _result_of(program: Program, state: EngineState, row: Row, moment: Moment) -> FrameResult:
    return FrameResult(
        t_s=row.t_s,
        judged=moment.judged,
        reason=moment.reason,
        phase=moment.phase,
        side=rep_side(program, [row], lead_of(program, state)),
        reps=len(state.reps),
        good=sum(rep.good for rep in state.reps),
        attempts=len(state.attempts),
        progress=progress(program.levels, moment.distances) if program.levels else flow_progress(state.flow),
        hold_s=_held_s(state),
        hold_target_s=program.hold_target_s,
        faults=active_ids([rule.fault.id for rule in program.rules], state.timers),
        events=moment.events,
        score=moment.score,
        change=moment.change,
    )
