"""What a frame adds to the books: the clocks of the faults, and a finished movement's verdict."""

from __future__ import annotations

from posecheck.exercise.changed import changed
from posecheck.exercise.closing import Verdict
from posecheck.exercise.engine_state import EngineState
from posecheck.exercise.program import Program
from posecheck.exercise.result import Event
from posecheck.exercise.rows import Row
from posecheck.exercise.rules import Timer, timer_step
from posecheck.exercise.telling import found_late, lead_of, stages_of


def with_timers(program: Program, state: EngineState, row: Row) -> tuple[EngineState, tuple[Event, ...]]:
    """Run every rule's clock for this frame; an event for each fault that has just lasted long enough."""
    stages, lead, rest = stages_of(program, state), lead_of(program, state), state.rest.known
    timers, events = [], []
    for timer, rule in zip(state.timers, program.rules, strict=True):
        looked_for = not stages.isdisjoint(rule.fault.during)
        after = timer_step(timer, rule, rule.value(row, lead, rest), row.t_s, looked_for, row.off_axis_deg)
        if after.lasted and not timer.lasted:
            events.append(Event("fault", row.t_s, rule.fault.id))
        timers.append(after)
    return changed(state, timers=tuple(timers)), tuple(events)


def take(program: Program, state: EngineState, verdict: Verdict, t_s: float) -> tuple[EngineState, tuple[Event, ...]]:
    """Book a verdict and make ready for the next movement."""
    late = found_late(program, state.timers, verdict, t_s)
    state = changed(state, timers=(Timer(),) * len(program.rules), spans=state.spans + verdict.spans)
    if verdict.rep is not None:
        state = changed(state, reps=(*state.reps, verdict.rep))
        return state, (*late, Event("rep", t_s, verdict.rep.side, rep=verdict.rep))
    if verdict.attempt is not None:
        state = changed(state, attempts=(*state.attempts, verdict.attempt))
        return state, (Event("attempt", t_s, verdict.attempt.reason, attempt=verdict.attempt),)
    return state, ()
