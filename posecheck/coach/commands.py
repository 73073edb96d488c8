"""What keys, buttons and the gesture do to a session. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posecheck.coach import phrases
from posecheck.coach.blocks import Plan
from posecheck.coach.output import Cue, Priority
from posecheck.coach.phrases import Words
from posecheck.coach.session_state import (
    BY_ITSELF,
    Command,
    Inputs,
    SessionState,
    Turn,
    closed,
    entered,
    next_block,
    next_name,
)
from posecheck.coach.shown import Stage, Way
from posecheck.coach.tally import Tally


def obey(plan: Plan, state: SessionState, command: Command, now: Inputs, words: Words) -> Turn:
    """Do what was asked, where it makes sense; a session that is over hears nothing more."""
    return (state, ()) if state.stage is Stage.FINISHED else _DEEDS[command](plan, state, now, words)


def _go(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Space: whatever waits goes on, whatever runs pauses."""
    if state.stage is Stage.SETTING_UP:
        return entered(state, Stage.COUNTDOWN, now), ()
    if state.stage is Stage.RESTING:
        return entered(next_block(plan, state), Stage.SETTING_UP, now), ()
    if state.stage in (Stage.PAUSED, Stage.ASKING):
        if plan.by_clips:
            return replace(entered(state, Stage.EXERCISING, now), by_hand=False, run=state.run + 1, message=""), ()
        return entered(state, Stage.SETTING_UP, now), ()
    state = replace(entered(state, Stage.PAUSED, now), by_hand=True, message=words(phrases.PAUSED))
    return state, (Cue("paused", words(phrases.PAUSED), Priority.UNSEEN, now.t_s),)


def _again(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Do this set again; from its very beginning, the one before."""
    del plan, words
    untouched = state.stage in (Stage.SETTING_UP, Stage.COUNTDOWN) and state.tally.reps == 0
    back = 1 if untouched and state.block > 0 else 0
    outcomes = state.outcomes[: len(state.outcomes) - back]
    if state.stage is Stage.RESTING:
        outcomes = state.outcomes[:-1]
    fresh = replace(state, block=state.block - back, tally=Tally(first_side=state.tally.first_side), way=Way.CAMERA)
    return entered(replace(fresh, outcomes=outcomes), Stage.SETTING_UP, now), ()


def _count_one(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """A repetition that the person counts, and with it the set is no longer judged by the camera."""
    del plan, words
    if state.stage not in (*BY_ITSELF, Stage.SETTING_UP, Stage.COUNTDOWN):
        return state, ()
    tally = replace(state.tally, unknown=state.tally.unknown + 1)
    state = replace(entered(state, Stage.EXERCISING, now), way=Way.COUNT, tally=tally, message="")
    number = str(tally.reps)
    return state, (Cue(f"count_{number}", number, Priority.COUNT, now.t_s),)


def ask(state: SessionState, now: Inputs, words: Words, question: str) -> Turn:
    """Stop and ask how to go on."""
    said = words(question)
    hurts = question == phrases.HURTS
    cue = Cue("hurts" if hurts else "ask", said, Priority.SAFETY if hurts else Priority.UNSEEN, now.t_s)
    return replace(entered(state, Stage.ASKING, now), message=said), (cue,)


def skip(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Leave this set as it is, or the rest, and go to the next one."""
    if state.stage is Stage.RESTING:
        return entered(next_block(plan, state), Stage.SETTING_UP, now), ()
    state = closed(plan, state, skipped=True)
    if state.block + 1 >= len(plan.blocks):
        return replace(entered(state, Stage.FINISHED, now), message=""), ()
    say = words(phrases.SKIPPED, name=next_name(plan, state))
    state = entered(next_block(plan, state), Stage.SETTING_UP, now)
    return replace(state, advised=("skipped", now.t_s)), (Cue("skipped", say, Priority.COUNT, now.t_s),)


def _hurts(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del plan
    return ask(state, now, words, phrases.HURTS)


def _by_time(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del plan, words
    return entered(replace(state, way=Way.TIME), Stage.COUNTDOWN, now), ()


def _stop(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del words
    over = state if state.stage is Stage.RESTING else closed(plan, state, skipped=True)
    return replace(entered(over, Stage.FINISHED, now), message=""), ()


_DEEDS: dict[Command, Callable[[Plan, SessionState, Inputs, Words], Turn]] = {
    Command.GO: _go,
    Command.NEXT: skip,
    Command.AGAIN: _again,
    Command.HURTS: _hurts,
    Command.BY_TIME: _by_time,
    Command.COUNT_ONE: _count_one,
    Command.STOP: _stop,
}
