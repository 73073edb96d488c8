"""The judge: `step` takes one frame's measures and says what they came to; `run` does it over a recording.

Pure: the state goes in and comes out, nothing else remembers. Live, review, tuning and tests use this one engine.
"""

from __future__ import annotations

import math
from dataclasses import replace

from posecheck.exercise import rest as resting
from posecheck.exercise import watch as watching
from posecheck.exercise.booking import take, with_timers
from posecheck.exercise.changed import changed
from posecheck.exercise.closing import Verdict, close_cycle, close_excursion, leading_distance
from posecheck.exercise.cycles import ClosedCycle, Flow, flow_finish, flow_step
from posecheck.exercise.engine_state import SETTLE_IN_S, EngineState, ended_s, fresh, start
from posecheck.exercise.phases import Closed, Excursion, Sample, excursion_step
from posecheck.exercise.position import gate_step
from posecheck.exercise.program import Program
from posecheck.exercise.rest import RestState
from posecheck.exercise.result import Event, FrameResult, Phase
from posecheck.exercise.rows import NAN, Row, Series
from posecheck.exercise.rules import timer_step
from posecheck.exercise.signal_reading import blind, channels_of, distances_of
from posecheck.exercise.spec_parts import Posture
from posecheck.exercise.telling import Moment, told
from posecheck.exercise.watch import active_ids

__all__ = ["EngineState", "advance", "finish", "run", "start", "step"]

LOST_S = 10.0
"""After this long unseen a running repetition is given up: nobody knows what happened in between."""
MIN_FINISH_S = 0.5
"""A target held at least this long makes a repetition of a movement whose begin or end the recording cuts off."""
HOLE_S = 0.5
"""Frames further apart than this have a hole between them: a damaged file, a recording that was paused. Nobody knows
what happened in it, so it is a gap like any other. Postures are watched at two pictures a second."""
LEFT_SHARE = 0.5
"""A hold of this share of the dose counts though the position was left straight from it: that was no getting up."""


def step(program: Program, state: EngineState, row: Row) -> tuple[EngineState, FrameResult]:
    """Judge one frame. Times must not fall; values may be NaN, which freezes the count and blames nobody."""
    state, moment = advance(program, state, row)
    return told(program, state, row, moment)


def advance(program: Program, state: EngineState, row: Row) -> tuple[EngineState, Moment]:
    """`step` without what is told of the frame, for those who only want to know what a recording comes to."""
    was_inside = state.gate.inside
    gate = gate_step(state.gate, program.position, row)
    if not gate.inside:
        return _away(program, changed(state, gate=gate), row, was_inside)
    events: tuple[Event, ...] = () if was_inside else (Event("in_position", row.t_s),)
    if row.t_s - state.t_s > HOLE_S and program.spec.posture is None:
        state, events = _through_hole(program, state, row, events)
    window, channels = channels_of(program, state.window, row)
    state = changed(state, gate=gate, window=window)
    distances = distances_of(program, state.rest, channels, row.off_axis_deg)
    if blind(program, state.move, distances):
        return _unseen(program, state, row, events)
    if state.told_lost:
        state, closed = _close_what_was_lost(program, changed(state, found_s=row.t_s), distances, row.t_s)
        events += (Event("found", row.t_s), *closed)
    if state.told_lost or not math.isnan(state.unseen_since_s):
        state = changed(state, unseen_since_s=NAN, told_lost=False)
    if program.spec.posture is not None:
        return _posture(program, program.spec.posture, state, row, events)
    if program.levels is None:
        return _flow(program, state, row, channels, events)
    if state.opening is not None:
        state = changed(state, opening=resting.kept_opening(state.opening, row))
    return _excursion(program, state, row, channels, events)


def run(program: Program, series: Series) -> tuple[EngineState, list[FrameResult]]:
    """Judge a recording: the same steps, then `finish`."""
    state, results = start(program), []
    for i in range(len(series)):
        state, result = step(program, state, series.row(i))
        results.append(result)
    state, _ = finish(program, state)
    return state, results


def finish(program: Program, state: EngineState) -> tuple[EngineState, tuple[Event, ...]]:
    """Close what was running when the recording stopped: a target that was reached and held counts."""
    if program.spec.posture is not None:
        lasting = watching.lasted_spans([rule.fault.id for rule in program.rules], state.timers)
        return changed(state, spans=state.spans + lasting), ()
    if program.levels is None:
        cycle = program.spec.cycle
        closed_cycle = flow_finish(state.flow, cycle) if cycle else None
        if closed_cycle is None:
            return state, ()
        verdict = _cycle_verdict(program, state, closed_cycle)
        return take(program, changed(state, flow=Flow()), verdict, state.t_s)
    return _cut_off(program, state, MIN_FINISH_S, lost=True)


def _cut_off(
    program: Program, state: EngineState, min_held_s: float, *, lost: bool
) -> tuple[EngineState, tuple[Event, ...]]:
    """Count a movement whose way back won't be seen, when its target was held for so long.

    lost: nor will the end of its hold be. Not when its way there wasn't seen either: a body that was never seen to rest
    may be doing anything.
    """
    move = state.move
    if not move.topped or state.t_s - move.top_since_s < min_held_s or not _set_out(program, move.trace):
        return state, ()
    in_gap = not math.isnan(state.unseen_since_s)
    closed = Closed(move.trace, move.peak, True, drifted=False, lost=lost, in_gap=in_gap, left=True)
    verdict = close_excursion(program, closed, state.timers, state.rest.known, len(state.reps) + 1)
    return take(program, changed(state, move=Excursion()), verdict, state.t_s)


def _set_out(program: Program, trace: tuple[Sample, ...]) -> bool:
    """Return True when the movement was seen to begin below its target."""
    assert program.levels is not None
    _, first, _ = trace[0]
    return not leading_distance(program, trace, first) >= program.levels.reach


def _close_what_was_lost(
    program: Program, state: EngineState, distances: tuple[float, ...], t_s: float
) -> tuple[EngineState, tuple[Event, ...]]:
    """After a gap the target zone is still held, or the movement ended unseen: then it is what was seen of it."""
    move = state.move
    if program.levels is None or not move.topped:
        return state, ()
    if leading_distance(program, move.trace, distances) >= program.levels.drop:
        return state, ()
    closed = Closed(move.trace, move.peak, True, drifted=False, lost=True, in_gap=True)
    verdict = close_excursion(program, closed, state.timers, state.rest.known, len(state.reps) + 1)
    return take(program, changed(state, move=Excursion()), verdict, t_s)


def _away(program: Program, state: EngineState, row: Row, was_inside: bool) -> tuple[EngineState, Moment]:
    """Out of position: what was running is dropped, save a long hold that was left so; the rest is learned anew."""
    events: tuple[Event, ...] = ()
    if was_inside:
        state, events = _cut_off(program, state, LEFT_SHARE * (program.hold_target_s or math.inf), lost=False)
        events = (*events, Event("out_of_position", row.t_s, state.gate.cure))
        state = fresh(program, state)
    state = changed(state, t_s=row.t_s)
    reason = state.gate.cure or row.note or program.spec.position.say
    return state, Moment(Phase.AWAY, events, reason, judged=False)


def _unseen(program: Program, state: EngineState, row: Row, events: tuple[Event, ...]) -> tuple[EngineState, Moment]:
    """Frozen: nothing counts, no fault's clock runs. Only a long gap drops the running movement."""
    since_s = row.t_s if math.isnan(state.unseen_since_s) else state.unseen_since_s
    gap_s = row.t_s - since_s
    timers = tuple(timer_step(t, r, NAN, row.t_s, True) for t, r in zip(state.timers, program.rules, strict=True))
    state = changed(state, unseen_since_s=since_s, timers=timers, t_s=row.t_s)
    if gap_s > program.max_gap_s and not state.told_lost:
        events += (Event("lost", row.t_s, row.note),)
        move = state.move if state.move.topped else Excursion()
        state = changed(state, told_lost=True, move=move)
    if gap_s > LOST_S:
        state = changed(fresh(program, state), unseen_since_s=since_s, told_lost=True)
    reason = row.note or "the joints for this exercise can't be seen"
    return state, Moment(Phase.UNSEEN, events, reason, judged=False)


def _through_hole(
    program: Program, state: EngineState, row: Row, events: tuple[Event, ...]
) -> tuple[EngineState, tuple[Event, ...]]:
    """Return the state after the time between the frame before and this one, in which nothing was recorded."""
    for t_s in (state.t_s, row.t_s):
        state, moment = _unseen(program, state, replace(row, t_s=t_s, note="nothing was recorded"), events)
        events = moment.events
    return state, events


def _excursion(
    program: Program, state: EngineState, row: Row, channels: tuple[float, ...], events: tuple[Event, ...]
) -> tuple[EngineState, Moment]:
    assert program.levels is not None
    t_s, before = row.t_s, state.move
    dt_s = 0.0 if math.isnan(state.t_s) else t_s - state.t_s
    known_rest = state.rest
    if not known_rest.base:
        base = resting.provisional(program.spec.signal, program.sign, channels, row.off_axis_deg)
        known_rest = changed(known_rest, base=base)
    settling = (state.opening is not None or state.left) and t_s < state.gate.entered_s + SETTLE_IN_S
    if program.spec.signal.smooth_s and settling:
        # a movement of a few degrees is smaller than what the network still shifts in its first second
        known_rest = changed(resting.rebase(known_rest, channels, row.values), settled=False)
    known_rest = resting.remember(known_rest, t_s, channels)
    still = resting.is_still(known_rest, program.spec.signal.still)
    distances = distances_of(program, known_rest, channels, row.off_axis_deg)
    move, closed = excursion_step(before, program.levels, (t_s, distances, row), still)
    state, new_faults = with_timers(program, changed(state, rest=known_rest, t_s=t_s, move=move), row)
    events += new_faults
    if closed is not None:
        state, more = _close(program, state, closed, row, channels)
        events += more
    elif still and _was_no_rest(program, state, row, channels, distances):
        state, more = _begin_again(program, state, row, channels)
        events += more
    elif move.phase is Phase.REST:
        state = changed(state, rest=resting.follow(state.rest, channels, row.values, dt_s, still))
    return state, Moment(move.phase, events, before=before, distances=distances)


def _was_no_rest(
    program: Program, state: EngineState, row: Row, channels: tuple[float, ...], distances: tuple[float, ...]
) -> bool:
    """A body that is still well below its supposed rest, or, where a movement may go either way, nearer to where
    bodies rest than a rest that was only guessed: what was taken for rest was part of a movement."""
    levels = program.levels
    if levels is None or not program.relative:
        return False
    if state.move.phase is not Phase.REST:
        guessed = program.either and not state.rest.settled
        signal, base = program.spec.signal, state.rest.base
        return guessed and resting.is_likelier(signal, program.sign, base, channels, row.off_axis_deg)
    known = [d for d in distances if not math.isnan(d)]
    return bool(known) and min(known) < -0.5 * levels.leave


def _begin_again(
    program: Program, state: EngineState, row: Row, channels: tuple[float, ...]
) -> tuple[EngineState, tuple[Event, ...]]:
    """Take the present for the rest; a recording that began in mid-movement is judged once more."""
    rest = resting.rebase(state.rest, channels, row.values)
    opening = state.opening
    move = state.move if state.move.phase is Phase.REST else Excursion()
    state = changed(state, rest=rest, move=move, opening=None)
    if opening is None or state.reps:
        return state, ()
    again = changed(
        start(program),
        gate=state.gate,
        rest=RestState(rest.base, rest.columns, settled=True),
        opening=None,
        left=state.left,
    )
    for earlier in opening:
        again, _ = step(program, again, earlier)
    if not again.reps and not again.attempts:
        # this may not have been the real rest either: a slow movement looks still where it begins
        again = changed(again, opening=opening)
    events = tuple(Event("rep", row.t_s, rep.side, rep=rep) for rep in again.reps)
    told = len(state.attempts)
    events += tuple(Event("attempt", row.t_s, a.reason, attempt=a) for a in again.attempts[told:])
    return again, events


def _close(
    program: Program, state: EngineState, closed: Closed, row: Row, channels: tuple[float, ...]
) -> tuple[EngineState, tuple[Event, ...]]:
    begun_unseen = closed.topped and not _set_out(program, closed.trace)
    if begun_unseen or closed.trace[0][0] == state.found_s:
        # already in the target when the recording began, or sooner after a gap than a trace reaches back
        closed = replace(closed, lost=True)
    verdict = close_excursion(program, closed, state.timers, state.rest.known, len(state.reps) + 1)
    if begun_unseen and verdict.rep is not None and verdict.rep.hold_s < MIN_FINISH_S:
        verdict = Verdict()
    if verdict.attempt is not None and verdict.attempt.start_s < state.gate.entered_s + SETTLE_IN_S:
        # no rest had been seen before it: a body that settles into the position moves a little as well
        verdict = Verdict()
    if closed.drifted:
        state = changed(state, rest=resting.rebase(state.rest, channels, row.values))
    return take(program, state, verdict, row.t_s)


def _flow(
    program: Program, state: EngineState, row: Row, channels: tuple[float, ...], events: tuple[Event, ...]
) -> tuple[EngineState, Moment]:
    cycle = program.spec.cycle
    assert cycle is not None
    rest = state.rest
    if rest.columns is None:
        rest = changed(rest, columns=dict(row.values), settled=True)  # a flow has no other rest
    flow, closed = flow_step(state.flow, cycle, (row.t_s, channels[0], row))
    state, new_faults = with_timers(program, changed(state, flow=flow, rest=rest, t_s=row.t_s), row)
    events += new_faults
    phase = {None: Phase.REST, "high": Phase.MOVING, "low": Phase.RETURNING}[flow.heading]
    if closed is not None:
        verdict = _cycle_verdict(program, state, closed)
        state, more = take(program, state, verdict, row.t_s)
        events += more
    return state, Moment(phase, events)


def _posture(
    program: Program, posture: Posture, state: EngineState, row: Row, events: tuple[Event, ...]
) -> tuple[EngineState, Moment]:
    """Nothing to count: rules run all the time, a fault is told when it begins to last and may be told again later."""
    dt_s, state = 0.0 if math.isnan(state.t_s) else row.t_s - state.t_s, changed(state, t_s=row.t_s)
    if watching.is_learning(state.watch, posture):
        rest = resting.follow(state.rest, (), row.values, dt_s, still=True)
        state = changed(state, rest=rest, watch=watching.learn_step(state.watch, dt_s))
        return state, Moment(Phase.REST, events)
    state, new_faults = with_timers(program, state, row)
    ids = [rule.fault.id for rule in program.rules]
    watch = watching.watch_step(state.watch, row.t_s, dt_s, active_ids(ids, state.timers), posture.window_s.value)
    timers, over = watching.rearmed(ids, state.timers)
    state = changed(state, watch=watch, timers=timers, spans=state.spans + over)
    score, change = watching.score(watch), watching.change(watch, posture.notable.value)
    return state, Moment(Phase.REST, events + new_faults, score=score, change=change)


def _cycle_verdict(program: Program, state: EngineState, closed: ClosedCycle) -> Verdict:
    return close_cycle(program, closed, state.timers, state.rest.known, len(state.reps) + 1, ended_s(state))
