"""The session: from getting into position, through sets and rests, to the summary. A pure state machine.

`step` takes what one frame brought (the engine's result, the set-up check, keys and gestures) and says in which stage
the session stands now and what is to be said. Nothing else decides when an exercise begins, pauses, or is done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from posecheck.coach import phrases
from posecheck.coach.asking import asking_step
from posecheck.coach.blocks import Plan
from posecheck.coach.commands import PAIN, ask, obey
from posecheck.coach.output import Cue, Priority
from posecheck.coach.phrases import Words
from posecheck.coach.safety import bad_in_row
from posecheck.coach.session_shown import is_offered
from posecheck.coach.session_state import (
    Inputs,
    SessionState,
    Turn,
    closed,
    entered,
    following,
    is_judged,
    next_name,
    onward,
    placed,
    rest_s,
    said_once,
)
from posecheck.coach.shown import Question, Stage, Way
from posecheck.coach.tally import book, is_clean, reached, wrong_side
from posecheck.exercise.result import Event, Phase

BACK_S = 1.0
"""In position for this long and the session goes on."""
COUNTDOWN_GRACE_S = 0.8
"""Out of position for this long stops a countdown."""
SAME_ADVICE_S, NEW_ADVICE_S = 8.0, 2.5
"""Set-up advice is repeated after this long; another one may follow after that long."""
PRAISE_AFTER_S = 1.2
"""The last number is heard out before the praise."""
GET_READY_S = 4.0
KIND_S = 3.5
"""What was said of pain, or of what is easier now, is heard and read out before set-up advice takes its place."""
GIVE_UP_S = 60.0
"""Somebody who is in the picture but can't be set up for this long does the exercise by the clock instead."""
HELD_GRACE_S = 8.0
"""A hold that is fulfilled and then not seen to end is done after this long."""


def start(plan: Plan, t_s: float = math.nan) -> SessionState:
    """Before the first frame. A recording's set is under way at once."""
    stage = Stage.EXERCISING if plan.by_clips else Stage.SETTING_UP
    return SessionState(stage, since_s=t_s, run=1 if plan.by_clips else 0)


def step(plan: Plan, state: SessionState, now: Inputs, words: Words = phrases.ENGLISH) -> Turn:
    """Take one frame; returns the state after it and the session's own cues, most urgent first."""
    if math.isnan(state.since_s):
        state = replace(state, since_s=now.t_s)
    if plan.by_clips and now.part != state.part and state.stage is not Stage.FINISHED:
        state = _next_recording(plan, state, now)
    state, cues = _counted(plan, _clocks(state, now), now, words)
    for command in now.commands:
        state, more = obey(plan, state, command, now, words)
        cues += more
    state, more = _STEPS[state.stage](plan, state, now, words)
    return state, tuple(sorted(cues + more, key=lambda cue: cue.priority))


def finish(plan: Plan, state: SessionState, events: tuple[Event, ...]) -> SessionState:
    """The frames have ended: book what was still running; the set under way counts as it is."""
    if state.stage is Stage.FINISHED:
        return state
    state = replace(state, tally=book(plan.blocks[state.block], state.tally, events))
    if state.run and not state.over:
        state = closed(plan, state)
    return replace(state, stage=Stage.FINISHED, told=frozenset())


def _clocks(state: SessionState, now: Inputs) -> SessionState:
    """How long the position has been left, or regained."""
    judged = now.seen and (now.result is None or now.result.phase not in (Phase.AWAY, Phase.UNSEEN))
    if state.stage in (Stage.SETTING_UP, Stage.COUNTDOWN) and now.setup is not None:
        judged = placed(now.setup)
    if judged:
        since_s = now.t_s if math.isnan(state.back_since_s) else state.back_since_s
        return replace(state, away_since_s=math.nan, back_since_s=since_s)
    since_s = now.t_s if math.isnan(state.away_since_s) else state.away_since_s
    return replace(state, away_since_s=since_s, back_since_s=math.nan)


def _counted(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Book the frame's repetitions, unless the set is done by the clock, by hand, or is paused by hand."""
    if now.result is None or not is_judged(state):
        return state, ()
    block = plan.blocks[state.block]
    tally = book(block, state.tally, now.result.events)
    cues: tuple[Cue, ...] = ()
    if not plan.by_clips and wrong_side(block, state.tally, now.result.events):
        cues = (Cue("other_side", words(phrases.OTHER_SIDE), Priority.FORM, now.t_s),)
    score = state.score if math.isnan(now.result.score) else now.result.score
    state, more = _offered(plan, replace(state, tally=tally, score=score), now, words)
    return state, cues + more


def _offered(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Quality before quantity: after some bad repetitions in a row a rest or an easier version is offered."""
    block = plan.blocks[state.block]
    new = [is_clean(event.rep, block.spec) for event in now.result.events if event.rep] if now.result else []
    if not new:
        return state, ()
    goods = () if new[-1] else (*state.goods, *new)
    state = replace(state, goods=goods)
    if not bad_in_row(goods, plan.safety) or (reached(block, state.tally) and not plan.by_clips):
        return state, ()
    state = replace(state, offered_s=now.t_s)
    return state, (Cue("offer", words(phrases.OFFER), Priority.FORM, now.t_s),)


def _next_recording(plan: Plan, state: SessionState, now: Inputs) -> SessionState:
    """The recording has changed: its set is over, unless it was skipped before, and the next one is under way."""
    noted = state.over or state.block != state.part
    outcomes = state.outcomes if noted else closed(plan, state).outcomes
    block = min(now.part, len(plan.blocks) - 1)
    fresh = SessionState(Stage.EXERCISING, block, state.run + 1, now.t_s, outcomes=outcomes, part=now.part)
    return replace(fresh, pains=state.pains, changes=state.changes)


def _setting_up(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    setup, spec = now.setup, plan.blocks[state.block].spec
    if state.advised[0] in (PAIN, "easier", "skipped") and now.t_s - state.advised[1] < KIND_S:
        return state, ()
    if setup is None:
        return replace(state, message=spec.position.say), ()
    if setup.ready:
        return entered(state, Stage.COUNTDOWN, now), ()
    if now.seen and not placed(setup) and now.t_s - state.since_s > GIVE_UP_S:
        state = entered(replace(state, way=Way.TIME), Stage.COUNTDOWN, now)
        return state, (Cue("by_time", words(phrases.OFFER_TIME), Priority.UNSEEN, now.t_s),)
    if setup.advice is not None:
        id_, say, arrow = setup.advice.id, phrases.advised(setup.advice.say, words), setup.advice.arrow
    else:
        id_, say, arrow = ("hold_still", words(phrases.HOLD_STILL), "")
    said_id, said_s = state.advised
    wait_s = SAME_ADVICE_S if id_ == said_id else NEW_ADVICE_S
    state = replace(state, message=say, arrow=arrow)
    if now.t_s - said_s < wait_s:
        return state, ()
    return replace(state, advised=(id_, now.t_s)), (Cue(f"setup_{id_}", say, Priority.UNSEEN, now.t_s),)


def _counting_down(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    if state.way is Way.CAMERA and _away_s(state, now) > COUNTDOWN_GRACE_S:
        return entered(state, Stage.SETTING_UP, now), ()
    left_s = plan.countdown_s - (now.t_s - state.since_s)
    if left_s <= 0:
        state = entered(replace(state, run=state.run + 1, by_hand=False), Stage.EXERCISING, now)
        return state, (Cue("begin", words(phrases.BEGIN), Priority.COUNT, now.t_s),)
    name = plan.blocks[state.block].spec.name
    number = str(math.ceil(left_s))
    return said_once(replace(state, message=words(phrases.GET_READY, name=name)), f"countdown_{number}", number, now)


def _exercising(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    if state.way is not Way.CAMERA:
        return _unjudged(plan, state, now, words)
    if not plan.by_clips and _is_done(plan, state, now):
        return _set_done(plan, state, now)
    if now.arm_up and not plan.by_clips and _at_rest(now):
        return ask(state, now, words, Question.EASE if is_offered(state, now.t_s) else Question.PAUSED)
    if _away_s(state, now) >= plan.away_s:
        return _pause_by_itself(plan, state, now, words)
    stage = Stage.HOLDING if _holds(state, now) else Stage.EXERCISING
    return (state if stage is state.stage else entered(state, stage, now)), ()


def _holds(state: SessionState, now: Inputs) -> bool:
    """From the target on until the rest is regained: a hold that wavers is still one."""
    if now.result is None or not now.result.hold_target_s:
        return False
    phase = now.result.phase
    return phase is Phase.TOP or (state.stage is Stage.HOLDING and phase in (Phase.MOVING, Phase.RETURNING))


def _unjudged(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    block = plan.blocks[state.block]
    if state.way is Way.COUNT:
        return _set_done(plan, state, now) if state.tally.reps >= block.target else (state, ())
    left_s = block.clock_s - (now.t_s - state.since_s)
    if left_s <= 0:
        return _set_done(plan, state, now)
    if left_s <= 3:
        return said_once(state, f"left_{math.ceil(left_s)}", str(math.ceil(left_s)), now)
    if left_s <= block.clock_s / 2 and block.clock_s >= 20:
        return said_once(state, "half", words(phrases.HALF), now)
    return state, ()


def _resting(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    passed_s = now.t_s - state.since_s
    if now.arm_up:
        return ask(state, now, words, Question.PAUSED)
    if passed_s >= rest_s(plan, state):
        return entered(onward(plan, state), Stage.SETTING_UP, now), ()
    if rest_s(plan, state) - passed_s <= GET_READY_S and passed_s > 2 * GET_READY_S:
        name = next_name(plan, state) if state.over else plan.blocks[state.block].spec.name
        return said_once(state, "get_ready", words(phrases.GET_READY, name=name), now)
    if state.over and passed_s >= PRAISE_AFTER_S:
        return said_once(state, "next", _what_is_next(plan, state, words), now, Priority.PRAISE)
    return state, ()


def _paused(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    if state.by_hand or math.isnan(state.back_since_s) or now.t_s - state.back_since_s < BACK_S:
        if not state.by_hand and not plan.by_clips and _is_done(plan, state, now):
            return _set_done(plan, state, now)
        return state, ()
    state = replace(entered(state, Stage.EXERCISING, now), message="")
    return state, (Cue("go_on", words(phrases.GO_ON), Priority.COUNT, now.t_s),)


def _finished(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del plan
    if state.stopped or now.t_s - state.since_s < PRAISE_AFTER_S:
        return state, ()
    return said_once(state, "finished", words(phrases.ALL_DONE), now, Priority.PRAISE)


_STEPS: dict[Stage, Callable[[Plan, SessionState, Inputs, Words], Turn]] = {
    Stage.SETTING_UP: _setting_up,
    Stage.COUNTDOWN: _counting_down,
    Stage.EXERCISING: _exercising,
    Stage.HOLDING: _exercising,
    Stage.RESTING: _resting,
    Stage.PAUSED: _paused,
    Stage.LOST: _paused,
    Stage.ASKING: asking_step,
    Stage.FINISHED: _finished,
}


def _pause_by_itself(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    unseen = not now.seen or (now.result is not None and now.result.phase is Phase.UNSEEN)
    if unseen:
        reason = now.result.reason if now.seen and now.result is not None else ""
        why = words(phrases.PAUSED_AWAY, position=phrases.cannot_see(reason, words)) if reason else ""
        say, stage = why or words(phrases.PAUSED_LOST), Stage.LOST
    else:
        reason = now.result.reason if now.result is not None else ""
        cure = phrases.why_away(reason, words) if reason else plan.blocks[state.block].spec.position.say
        say, stage = words(phrases.PAUSED_AWAY, position=cure), Stage.PAUSED
    state = replace(entered(state, stage, now), by_hand=False, message=say)
    return state, (Cue(stage.value, say, Priority.UNSEEN, now.t_s),)


def _is_done(plan: Plan, state: SessionState, now: Inputs) -> bool:
    """The target is reached, a posture was watched for long, or the last hold was fulfilled and its end went unseen."""
    block, tally = plan.blocks[state.block], state.tally
    if block.spec.posture is not None:
        return now.t_s - state.since_s >= block.clock_s
    if reached(block, tally):
        return True
    if math.isnan(tally.held_s) or tally.reps + 1 < block.target:
        return False
    return now.t_s - tally.held_s > HELD_GRACE_S and _away_s(state, now) > 0


def _set_done(plan: Plan, state: SessionState, now: Inputs) -> Turn:
    block = plan.blocks[state.block]
    if not reached(block, state.tally) and state.way is Way.CAMERA and block.spec.posture is None:
        state = replace(state, tally=replace(state.tally, unknown=state.tally.unknown + 1))
    state = closed(plan, state)
    last = state.block + 1 >= len(plan.blocks)
    return replace(entered(state, Stage.FINISHED if last else Stage.RESTING, now), message=""), ()


def _what_is_next(plan: Plan, state: SessionState, words: Words) -> str:
    block, after = plan.blocks[state.block], following(plan, state)
    if after is None:
        return words(phrases.ALL_DONE)
    if after.step != block.step:
        return words(phrases.NEXT_IS, name=after.spec.name)
    if after.part == "second":
        return words(phrases.SIDE_DONE)
    return words(phrases.SET_DONE, number=after.set_number, sets=after.sets)


def _away_s(state: SessionState, now: Inputs) -> float:
    return 0.0 if math.isnan(state.away_since_s) else now.t_s - state.away_since_s


def _at_rest(now: Inputs) -> bool:
    return now.result is not None and now.result.phase is Phase.REST
