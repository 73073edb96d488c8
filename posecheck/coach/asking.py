"""Questions that can be answered from the mat: one choice after another is offered, an arm held up takes it. Pure.

Who lies on a mat can't type, but can raise an arm: so choices are read out one at a time, the most urgent first. The
choice that counts is the one that was on when the arm went up, not the one on when it had been up for long enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posecheck.coach import phrases
from posecheck.coach.blocks import Plan, easier
from posecheck.coach.commands import HEARD_S, ask, obey, resumed
from posecheck.coach.gesture import HELD_S
from posecheck.coach.output import Priority
from posecheck.coach.phrases import Words
from posecheck.coach.safety import SafetySettings
from posecheck.coach.session_state import Command, Inputs, PainSaid, SessionState, Turn, Wish, entered, said_once
from posecheck.coach.shown import Question, Stage

CHOICE_S = 6.0
"""How long each choice is on: to hear it, decide, raise an arm and hold it."""
REACTION_S = 0.7
"""An arm is on its way for this long before it is up."""
ROUNDS = 2
"""So many times the strengths of pain are read out; then the session waits in silence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is offered, as a question, and what taking it means."""

    say: str
    does: Wish | Question


def choices(plan: Plan, state: SessionState) -> tuple[Choice, ...]:
    """What can be chosen now, in the order in which it is offered; nothing where nothing is asked."""
    if state.question is Question.PAUSED:
        return Choice(phrases.IS_PAIN, Question.PAIN), Choice(phrases.IS_SKIP, Command.NEXT)
    if state.question is Question.EASE:
        block, rest = plan.blocks[state.block], Choice(phrases.IS_REST, Command.REST)
        return (rest, Choice(phrases.IS_EASIER, Command.EASIER)) if easier(block) != block else (rest,)
    if state.question is Question.PAIN:
        levels = zip(phrases.STRENGTHS, spoken_levels(plan.safety), strict=True)
        return tuple(Choice(say, PainSaid(level)) for say, level in levels)
    return ()


def spoken_levels(settings: SafetySettings) -> tuple[int, int, int, int]:
    """The number that stands for each of `phrases.STRENGTHS`: inside the range of what that strength allows.

    Very much: the middle of what means stop; quite a bit: the upper end of what means gently; a little: half of where
    that begins.
    """
    gently, stop = round(settings.gently_from.value), round(settings.stop_above.value)
    return round((stop + 11) / 2), stop, max(1, min(gently, stop) // 2), 0


def asking_step(plan: Plan, state: SessionState, now: Inputs, words: Words) -> Turn:
    """Offer the choices one after another; take the one for which an arm goes up."""
    offered = choices(plan, state)
    rounds = ROUNDS if state.question is Question.PAIN else 1
    if now.arm_up:
        number = _number_at(state, now.t_s - HELD_S - REACTION_S)
        if 0 <= number < rounds * len(offered):
            return _taken(plan, state, offered[number % len(offered)], now, words)
        # before the first choice or after the last one: they are offered (again) from here
        state = replace(state, choices_s=now.t_s, told=frozenset())
    number = _number_at(state, now.t_s)
    if number < 0:
        return state, ()
    if number < rounds * len(offered):
        say = words(phrases.ARM_FOR, choice=words(offered[number % len(offered)].say))
        return said_once(state, f"choice_{number}", say, now, Priority.UNSEEN)
    if state.question is Question.PAIN:
        return said_once(state, "ask_again", words(phrases.ASK_AGAIN), now, Priority.UNSEEN)
    if now.setup is not None and now.setup.ready:
        return _gone_on(plan, state, now), ()
    return said_once(state, "still", words(phrases.STILL_GOES_ON), now, Priority.UNSEEN)


def choice_left_s(plan: Plan, state: SessionState, t_s: float) -> float:
    """For how much longer the present choice is on; 0 when none is."""
    rounds = ROUNDS if state.question is Question.PAIN else 1
    number = _number_at(state, t_s)
    on = 0 <= number < rounds * len(choices(plan, state))
    return CHOICE_S * (number + 1) - (t_s - state.choices_s) if on else 0.0


def _taken(plan: Plan, state: SessionState, choice: Choice, now: Inputs, words: Words) -> Turn:
    if isinstance(choice.does, Question):
        return ask(state, now, words, choice.does, heard_s=HEARD_S)
    return obey(plan, state, choice.does, now, words)


def _gone_on(plan: Plan, state: SessionState, now: Inputs) -> SessionState:
    """In position and still: at once to the countdown of this set, or to the next set's set-up."""
    return resumed(plan, state, now) if state.over or plan.by_clips else entered(state, Stage.COUNTDOWN, now)


def _number_at(state: SessionState, t_s: float) -> int:
    return int((t_s - state.choices_s) // CHOICE_S)
