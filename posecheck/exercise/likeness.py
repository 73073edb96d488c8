"""When two states of the engine lead to the same from here on, though they are not the same.

What has been counted never comes back. Of a running movement only the last moments matter until it ends (or something
is unseen): then its whole trace is read, and when its faults began. So two states that differ in that past alone go on
alike up to the next frame that looks back at it, and there each is given its own past again.
"""

from __future__ import annotations

import math
from dataclasses import replace
from enum import Enum, auto

from posecheck.exercise.changed import changed
from posecheck.exercise.engine_state import EngineState, ended_s
from posecheck.exercise.phases import PRELUDE_S, STALLED_S, Excursion
from posecheck.exercise.result import Phase
from posecheck.exercise.rows import Row
from posecheck.exercise.rules import Timer


class Likeness(Enum):
    """How alike two states are."""

    OTHER = auto()
    """What comes next may differ."""
    CLOCKS = auto()
    """Until the next frame that looks back, only the clocks of faults go otherwise, and they decide nothing there."""
    PAST = auto()
    """All that comes until the next frame that looks back is the same."""
    SAME = auto()
    """All that comes is the same."""


def likeness(state: EngineState, base: EngineState, *, flows: bool) -> Likeness:
    """Compare two states after the same frame. flows: the exercise is one without a rest."""
    if state.move.phase is not base.move.phase or state.move.peak != base.move.peak:
        return Likeness.OTHER
    if state == base:
        return Likeness.SAME
    if _counted(state) != _counted(base):
        return Likeness.OTHER
    move = _alike_once_topped(state.move, base.move)
    counted = {"reps": base.reps, "attempts": base.attempts, "spans": base.spans, "told_held": base.told_held}
    alike = changed(state, move=move, **counted)  # type: ignore[arg-type]  # of differing fields
    if alike == base and not may_begin_again(state):
        return Likeness.PAST if flows and ended_s(state) != ended_s(base) else Likeness.SAME
    return Likeness.OTHER if flows else _alike_meanwhile(state, changed(alike, timers=base.timers), base)


def _alike_meanwhile(state: EngineState, clocks_aside: EngineState, base: EngineState) -> Likeness:
    """Whether a movement goes on alike up to its end, with a past or with clocks of its own."""
    past_aside = changed(clocks_aside, move=changed(clocks_aside.move, trace=base.move.trace))
    if past_aside == base and _differs_in_past(state, base):
        return Likeness.PAST
    return Likeness.CLOCKS if clocks_aside == base and _only_runs(state) else Likeness.OTHER


def _only_runs(state: EngineState) -> bool:
    """Whether a movement is running that nothing but its end will judge."""
    return state.move.phase is not Phase.REST and not may_begin_again(state)


def left_to_clocks(like: Likeness, state: EngineState) -> Likeness:
    """Where a change reaches nothing but clocks, they alone are run up to the movement's end, however alike it is."""
    return Likeness.CLOCKS if like is not Likeness.OTHER and _only_runs(state) else like


def may_begin_again(state: EngineState) -> bool:
    """Whether the opening may yet be judged again, with all that was counted in it."""
    return state.opening is not None and not state.reps


def looks_back(before: EngineState, after: EngineState, row: Row, *, flows: bool) -> bool:
    """Whether the step from `before` to `after` asked for more of a running movement's past than its last moments.

    It didn't where the trace only grew by this frame (or slid along, at rest), no fault's clock stood still, and the
    opening was not judged again. A flow asks when the one before it ended once it ends itself.
    """
    if flows:
        return len(after.flow.trace) != len(before.flow.trace) + 1
    if before.opening is not None and after.opening is None:
        return True
    old, new = before.move, after.move
    at_rest = old.phase is Phase.REST
    if at_rest != (new.phase is Phase.REST) or not old.trace or len(new.trace) < 2:
        return True
    grew = (
        new.trace[-2] is old.trace[-1] and new.trace[-1][2] is row and (at_rest or len(new.trace) == len(old.trace) + 1)
    )
    if not grew or any(math.isnan(d) for d in new.trace[-1][1]):
        return True
    return any(_has_paused(t, u) for t, u in zip(before.timers, after.timers, strict=True))


def with_past(goal: EngineState, since: EngineState, state: EngineState) -> EngineState:
    """`goal` with the past of `state`, which was alike but for its past when `goal` was at `since`.

    No frame between the two may look back.
    """
    timers = tuple(map(_timer_with_past, goal.timers, since.timers, state.timers))
    move, own = goal.move, state.move
    newer = tuple(sample for sample in move.trace if sample[0] > since.t_s)
    older = own.trace if move.phase is not Phase.REST else tuple(s for s in own.trace if goal.t_s - s[0] <= PRELUDE_S)
    move = changed(move, trace=older + newer)
    if move.topped and own.topped:
        move = changed(move, top_since_s=own.top_since_s)
    return changed(goal, timers=timers, move=move)


def with_top(goal: EngineState, state: EngineState) -> EngineState:
    """`goal` with the moment at which this very movement has reached its target."""
    move, own = goal.move, state.move
    same = move.topped and own.topped and move.trace[0][0] == own.trace[0][0]
    return replace(goal, move=changed(move, top_since_s=own.top_since_s)) if same else goal


def _counted(state: EngineState) -> tuple[bool, bool]:
    """What of the past counting matters to what comes: whether there was any."""
    return bool(state.reps or state.attempts), bool(state.reps)


def _alike_once_topped(move: Excursion, base: Excursion) -> Excursion:
    """Once the target has been reached, since when only matters to what is shown meanwhile, and to `with_top`."""
    waits = math.isnan(move.reach_since_s) != math.isnan(base.reach_since_s)
    if waits or not (move.topped and base.topped):
        return move
    return changed(move, reach_since_s=base.reach_since_s, top_since_s=base.top_since_s)


def _differs_in_past(state: EngineState, base: EngineState) -> bool:
    """Whether the traces agree in the moments by which a movement is said to stop, and the clocks in how they go on."""
    if not all(map(_clocks_agree, state.timers, base.timers)):
        return False
    if state.move.phase is Phase.REST:
        return True
    for mine, theirs in zip(reversed(state.move.trace), reversed(base.move.trace), strict=False):
        if mine != theirs:
            return False
        if state.t_s - mine[0] >= STALLED_S:
            return True
    return False


def _clocks_agree(timer: Timer, base: Timer) -> bool:
    """Whether two clocks of a fault that has lasted in both go on alike, whenever it began."""
    if timer == base:
        return True
    if not (timer.lasted and base.lasted) or (timer.last_s, timer.end_s) != (base.last_s, base.end_s):
        return False
    return math.isnan(timer.since_s) == math.isnan(base.since_s) and (
        math.isnan(timer.since_s) or timer.since_s == base.since_s or timer.end_s == timer.last_s
    )


def _has_paused(before: Timer, after: Timer) -> bool:
    """Whether the clock of a running fault was put forward over a frame in which it wasn't seen."""
    known = not (math.isnan(before.since_s) or math.isnan(after.since_s))
    return known and before.since_s != after.since_s


def _timer_with_past(goal: Timer, since: Timer, own: Timer) -> Timer:
    if own == since:
        return goal
    since_s = own.since_s if goal.since_s == since.since_s else goal.since_s
    return replace(goal, since_s=since_s, first_s=own.first_s)
