"""What keys, buttons and the gesture do to a session. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posecheck.coach import phrases
from posecheck.coach.blocks import Block, Change, Plan, adapted
from posecheck.coach.output import Cue, PainHeard, Priority
from posecheck.coach.phrases import Words
from posecheck.coach.safety import Advice, pain_advice
from posecheck.coach.session_state import (
    BY_ITSELF,
    Command,
    Inputs,
    PainSaid,
    SessionState,
    StopFor,
    Turn,
    Wish,
    closed,
    entered,
    next_block,
    next_name,
    onward,
    uncounted,
)
from posecheck.coach.shown import Question, Stage, Way
from posecheck.coach.tally import Tally

HEARD_S = 2.5
"""For how long a question is heard before its first choice is offered."""
AT_KEYS_S = 15.0
"""Who presses a key is at the laptop and answers there: the choices for the mat are offered only after this long."""
PAIN = "pain"


def obey(plan: Plan, state: SessionState, wish: Wish, now: Inputs, words: Words) -> Turn:
    """Do what was asked, where it makes sense; a session that is over does nothing more, but hears of pain."""
    if isinstance(wish, PainSaid):
        return hear_pain(plan, state, wish, now, words)
    if isinstance(wish, StopFor):
        say = words(wish.say)
        return _ended_for(plan, state, say, now), (Cue("stop_for", say, Priority.SAFETY, now.t_s),)
    if state.stage is Stage.FINISHED or (state.question is Question.PAIN and wish in _GOES_ON_BY_ITSELF):
        return state, ()
    return _DEEDS[wish](plan, state, now, words)


def _go(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Space: whatever waits goes on, whatever runs pauses."""
    if state.stage is Stage.SETTING_UP:
        return entered(state, Stage.COUNTDOWN, now), ()
    if state.stage in (Stage.PAUSED, Stage.ASKING, Stage.RESTING):
        return resumed(plan, state, now), ()
    return _pause(plan, state, now, words)


def _pause(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Whatever goes on by itself waits for the person; what waits for an answer about pain does so still."""
    del plan
    if state.question is Question.PAIN:
        return state, ()
    state = replace(entered(state, Stage.PAUSED, now), by_hand=True, message=words(phrases.PAUSED))
    return state, (Cue("paused", words(phrases.PAUSED), Priority.UNSEEN, now.t_s),)


def _resume(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del words
    return (resumed(plan, state, now) if state.stage is Stage.PAUSED else state), ()


def resumed(plan: Plan, state: SessionState, now: Inputs) -> SessionState:
    """The session goes on where it was: in this set, or with the next one when this one is over."""
    if plan.by_clips:
        return replace(entered(state, Stage.EXERCISING, now), by_hand=False, run=state.run + 1, message="")
    return entered(onward(plan, state), Stage.SETTING_UP, now)


def _again(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Do this set again; from its very beginning, the one before."""
    del plan, words
    untouched = state.stage in (Stage.SETTING_UP, Stage.COUNTDOWN) and state.tally.reps == 0
    back = 1 if untouched and state.block > 0 else 0
    outcomes = state.outcomes[: len(state.outcomes) - back]
    if state.over:
        outcomes = state.outcomes[:-1]
    fresh = uncounted(replace(state, block=state.block - back), Tally(first_side=state.tally.first_side))
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


def ask(state: SessionState, now: Inputs, words: Words, question: Question, *, heard_s: float = HEARD_S) -> Turn:
    """Stop and ask. heard_s: for how long before the first choice is offered."""
    said = words(phrases.QUESTIONS[question])
    priority = Priority.SAFETY if question is Question.PAIN else Priority.UNSEEN
    cue = Cue("hurts" if question is Question.PAIN else "ask", said, priority, now.t_s)
    state = replace(state, question=question, choices_s=now.t_s + heard_s)
    return replace(entered(state, Stage.ASKING, now), message=said), (cue,)


def skip(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Leave this set as it is, or the rest, and go to the next one."""
    if state.stage is Stage.RESTING:
        return entered(onward(plan, state), Stage.SETTING_UP, now), ()
    state = state if state.over else closed(plan, state, skipped=True)
    if state.block + 1 >= len(plan.blocks):
        return replace(entered(state, Stage.FINISHED, now), message=""), ()
    say = words(phrases.SKIPPED, name=next_name(plan, state))
    state = entered(next_block(plan, state), Stage.SETTING_UP, now)
    state = replace(state, message=say, advised=("skipped", now.t_s))
    return state, (Cue("skipped", say, Priority.COUNT, now.t_s),)


def _hurts(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del plan
    return ask(state, now, words, Question.PAIN, heard_s=AT_KEYS_S)


def hear_pain(plan: Plan, state: SessionState, said: PainSaid, now: Inputs, words: Words) -> Turn:
    """Note how much it hurts, and go on, go on more gently, or stop, in kind words."""
    advice = pain_advice(said.level, plan.safety)
    note = PainHeard(said.level, said.place, plan.blocks[state.block].spec.id, now.t_s)
    state = replace(state, pains=(*state.pains, note))
    if state.stage is Stage.FINISHED:
        return state, ()
    say = words(advice.say)
    cues = (Cue(f"{PAIN}_{advice.value}", say, Priority.SAFETY, now.t_s),)
    if advice is Advice.STOP:
        return _ended_for(plan, state, say, now), cues
    if advice is Advice.GENTLY:
        state, _ = _gentler(plan, state, now, words)
    return replace(resumed(plan, state, now), message=say, advised=(PAIN, now.t_s)), cues


def _gentler(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Less of everything from this set on, or from the next one when this one is over."""
    del plan, now, words
    return replace(state, changes=(*state.changes, Change("gentler", state.block + state.over))), ()


def _ended_for(plan: Plan, state: SessionState, say: str, now: Inputs) -> SessionState:
    """The session is over, for the sake of the person's health."""
    over = state if state.over else closed(plan, state, skipped=True)
    return replace(entered(over, Stage.FINISHED, now), message=say, stopped=True)


def _rest(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """A rest in the middle of a set."""
    if state.stage in (Stage.SETTING_UP, Stage.COUNTDOWN):
        return state, ()
    if plan.by_clips:
        return _go(plan, state, now, words) if state.stage in BY_ITSELF else (resumed(plan, state, now), ())
    say = words(phrases.REST_THEN_ON)
    state = replace(entered(state, Stage.RESTING, now), message=say, by_hand=False, goods=())
    return state, (Cue("rest", say, Priority.COUNT, now.t_s),)


def _easier(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """An easier version of this set, or of the next one when this one is over; where there is none, nothing changes."""
    change = Change("easier", state.block + state.over)
    before, after = plan.blocks[change.block], adapted(plan, (change,)).blocks[change.block]
    if before == after:
        return state, ()
    say = easier_words(before, after, words)
    state = resumed(plan, replace(state, changes=(*state.changes, change), goods=()), now)
    return replace(state, message=say, advised=("easier", now.t_s)), (Cue("easier", say, Priority.COUNT, now.t_s),)


def easier_words(before: Block, after: Block, words: Words) -> str:
    """What is easier about a set."""
    if after.hold_s < before.hold_s:
        return words(phrases.EASIER_HOLD, seconds=round(after.hold_s))
    return words(phrases.EASIER_REPS, reps=after.target)


def _by_time(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """By the clock: this set, or the next one when this one is over."""
    del words
    return entered(replace(onward(plan, state), way=Way.TIME), Stage.COUNTDOWN, now), ()


def _stop(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    del words
    over = state if state.over else closed(plan, state, skipped=True)
    return replace(entered(over, Stage.FINISHED, now), message=""), ()


_DEEDS: dict[Command, Callable[[Plan, SessionState, Inputs, Words], Turn]] = {
    Command.GO: _go,
    Command.NEXT: skip,
    Command.AGAIN: _again,
    Command.HURTS: _hurts,
    Command.BY_TIME: _by_time,
    Command.COUNT_ONE: _count_one,
    Command.REST: _rest,
    Command.EASIER: _easier,
    Command.GENTLER: _gentler,
    Command.PAUSE: _pause,
    Command.RESUME: _resume,
    Command.STOP: _stop,
}
_GOES_ON_BY_ITSELF = {Command.AGAIN, Command.BY_TIME, Command.COUNT_ONE, Command.REST, Command.EASIER}
"""Not done while somebody is asked how much it hurts: the session would go on with nobody having said so."""
