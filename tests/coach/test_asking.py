"""What is asked of somebody on the mat, what an arm held up answers, and what pain in mid-session leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_played import FPS, ONE, RESTLESS, STILL, TWO, Played, routine

from posecheck.coach import phrases, safety_words
from posecheck.coach.asking import CHOICE_S, ROUNDS, choices, spoken_levels
from posecheck.coach.blocks import Change
from posecheck.coach.commands import AT_KEYS_S, HEARD_S
from posecheck.coach.output import Priority
from posecheck.coach.safety import DEFAULTS, Advice, SafetySettings, pain_advice
from posecheck.coach.session_shown import shown
from posecheck.coach.session_state import Command, PainSaid
from posecheck.coach.shown import Question, Stage, Way
from posecheck.exercise.result import Phase

ARM_S = 2.2
"""From hearing the choice to an arm that has been up for long enough."""


def asked(played: Played) -> Played:
    """An arm is held up at rest: the session asks."""
    assert played.frame(arm_up=True) is Stage.ASKING
    return played


def answer(played: Played, number: int, heard_s: float = HEARD_S) -> Stage:
    """Wait for a choice to be offered, and raise an arm for it."""
    played.wait(heard_s + number * CHOICE_S + 0.3 + ARM_S)
    return played.frame(arm_up=True)


def in_pain(played: Played) -> Played:
    """Somebody on the mat has said by arm that it hurts."""
    assert answer(asked(played), 0) is Stage.ASKING
    assert played.state.question is Question.PAIN
    return played


def test_only_somebody_at_rest_can_ask_with_an_arm() -> None:
    played = Played(TWO).begun()
    assert played.frame(Phase.MOVING, arm_up=True) is Stage.EXERCISING
    assert asked(played).words[-1] == phrases.PAUSED


@pytest.mark.parametrize(
    ("number", "stage", "said"),
    [(0, Stage.ASKING, phrases.HOW_STRONG), (1, Stage.SETTING_UP, "Skipped. Next: Cat-cow")],
    ids=["it hurts", "skip"],
)
def test_an_arm_takes_the_choice_that_is_on(number: int, stage: Stage, said: str) -> None:
    played = asked(Played(TWO).begun())
    assert answer(played, number) is stage
    assert played.words[-1] == said


def test_choices_are_read_out_one_at_a_time_and_stillness_goes_on_after_the_last() -> None:
    played = Played(TWO).begun()
    played.reps("both")
    asked(played)
    said = len(played.said)
    assert played.wait(HEARD_S + 2 * CHOICE_S - 0.2, setup=STILL) is Stage.ASKING, "all of it is heard out first"
    assert played.words[said:] == ["Does it hurt? Raise an arm", "Skip this? Raise an arm"]
    assert played.wait(0.4, setup=RESTLESS) is Stage.ASKING
    assert played.words[-1] == phrases.STILL_GOES_ON
    assert played.frame(setup=STILL) is Stage.COUNTDOWN
    assert played.begun().state.tally.reps == 1, "what was counted still counts"


@pytest.mark.parametrize(
    ("up_s", "question"),
    [(CHOICE_S - 0.3, Question.PAIN), (CHOICE_S + 0.3, Question.PAIN), (CHOICE_S + 0.9, None)],
    ids=["just before the next", "on its way already", "after it was heard"],
)
def test_the_choice_is_the_one_that_was_on_when_the_arm_went_up(up_s: float, question: Question | None) -> None:
    played = asked(Played(TWO).begun())
    played.wait(HEARD_S + up_s + 1.4)
    played.frame(arm_up=True)
    assert played.state.question is question


@pytest.mark.parametrize("wait_s", [1.0, HEARD_S + 3 * CHOICE_S], ids=["too early", "too late"])
def test_an_arm_that_answers_nothing_has_the_choices_read_out_again(wait_s: float) -> None:
    played = asked(Played(TWO).begun())
    played.wait(wait_s)
    said = len(played.said)
    assert played.frame(arm_up=True) is Stage.ASKING
    played.wait(1.0)
    assert played.words[said:] == ["Does it hurt? Raise an arm"]


@pytest.mark.parametrize(
    "command", [Command.AGAIN, Command.REST, Command.EASIER, Command.BY_TIME, Command.COUNT_ONE], ids=lambda c: c.value
)
def test_nothing_goes_on_while_somebody_is_asked_how_much_it_hurts(command: Command) -> None:
    played = in_pain(Played(TWO).begun())
    before = played.state
    assert played.press(command) is Stage.ASKING
    assert (played.state.question, played.state.changes) == (Question.PAIN, before.changes)
    assert played.press(Command.GO) is Stage.SETTING_UP, "who says go on goes on"


def test_what_is_asked_is_shown_with_the_time_there_is_for_it() -> None:
    played = asked(Played(TWO).begun())
    played.wait(HEARD_S + 2.0)
    now = shown(played.plan, played.state, played.t_s, phrases.ENGLISH)
    assert (now.message, now.question, now.seconds_of) == ("Does it hurt? Raise an arm", Question.PAUSED, CHOICE_S)
    assert now.seconds_left == pytest.approx(CHOICE_S - 2.0, abs=0.3)


PAINS = [
    (0, 8, Stage.FINISHED, safety_words.PAIN_STOP, ()),
    (1, 5, Stage.SETTING_UP, safety_words.PAIN_GENTLY, (Change("gentler", 0),)),
    (2, 2, Stage.SETTING_UP, safety_words.PAIN_GO_ON, ()),
    (3, 0, Stage.SETTING_UP, safety_words.PAIN_GO_ON, ()),
]


@pytest.mark.parametrize(("number", "level", "stage", "said", "changes"), PAINS, ids=["8", "5", "2", "0"])
def test_how_much_it_hurts_can_be_told_from_the_mat(
    number: int, level: int, stage: Stage, said: str, changes: tuple[Change, ...]
) -> None:
    played = in_pain(Played(ONE).begun())
    assert answer(played, number) is stage
    (heard,) = played.state.pains
    assert (heard.level, heard.place, heard.exercise, heard.t_s) == (
        level,
        "",
        "bridge",
        round(played.t_s - 1 / FPS, 6),
    )
    assert (played.words[-1], played.said[-1].priority) == (said, Priority.SAFETY)
    assert (played.state.changes, played.state.stopped) == (changes, stage is Stage.FINISHED)


def test_after_pain_nothing_goes_on_without_an_answer() -> None:
    played = in_pain(Played(ONE).begun())
    assert played.wait(HEARD_S + (ROUNDS * 4 + 9) * CHOICE_S, setup=STILL) is Stage.ASKING
    asked_for = [cue.text for cue in played.said if cue.id.startswith("choice_")]
    assert asked_for[1:] == [f"{say} Raise an arm" for say in phrases.STRENGTHS] * ROUNDS
    assert played.words[-1] == phrases.ASK_AGAIN, "then it is silent"
    assert played.frame(arm_up=True) is Stage.ASKING
    assert answer(played, 3, heard_s=0.0) is Stage.SETTING_UP


def test_who_presses_a_key_is_left_in_peace_to_answer_there() -> None:
    played = Played(ONE).begun()
    assert played.press(Command.HURTS) is Stage.ASKING
    played.wait(AT_KEYS_S - 0.5)
    assert played.words[-1] == phrases.HOW_STRONG
    played.wait(1.0)
    assert played.words[-1] == "Very much? Raise an arm", "somebody may have pressed it for a person on the mat"
    assert played.press(PainSaid(4, "Leg")) is Stage.SETTING_UP
    assert [(p.level, p.place) for p in played.state.pains] == [(4, "Leg")]


def test_kind_words_are_heard_and_read_before_the_set_up_goes_on_with_the_count() -> None:
    played = Played(ONE).begun()
    played.reps("both", "both")
    played.press(Command.HURTS)
    assert played.press(PainSaid(1)) is Stage.SETTING_UP
    assert played.wait(3.0, setup=STILL) is Stage.SETTING_UP
    assert played.state.message == safety_words.PAIN_GO_ON
    assert played.wait(1.0, setup=STILL) is Stage.COUNTDOWN
    assert played.begun().state.tally.reps == 2


def test_a_session_that_pain_ended_says_nothing_cheerful_after_the_kind_words() -> None:
    played = Played(ONE).begun()
    played.press(PainSaid(9))
    played.wait(5.0)
    now = shown(played.plan, played.state, played.t_s, phrases.ENGLISH)
    assert (played.words[-1], now.message, now.stopped) == (safety_words.PAIN_STOP,) * 2 + (True,)
    assert [(o.exercise, o.skipped) for o in now.outcomes] == [("bridge", True)]


def test_pain_told_when_all_is_over_is_heard_and_changes_nothing() -> None:
    played = Played(ONE).begun()
    played.press(Command.STOP)
    assert played.press(PainSaid(3)) is Stage.FINISHED
    assert ([p.level for p in played.state.pains], played.state.stopped) == ([3], False)


def resting() -> Played:
    played = Played(routine(*[{"exercise": "bridge", "reps": 1, "rest_s": 20}] * 3)).begun()
    assert played.reps("both") is Stage.RESTING
    return played


@pytest.mark.parametrize(
    ("act", "stage", "outcomes"),
    [
        (lambda p: p.wait(HEARD_S + 2 * CHOICE_S + 0.3, setup=STILL), Stage.COUNTDOWN, 1),
        (lambda p: answer(p, 1), Stage.SETTING_UP, 1),
        (lambda p: p.press(Command.GO), Stage.SETTING_UP, 1),
        (lambda p: p.press(Command.NEXT), Stage.SETTING_UP, 1),
        (lambda p: p.press(PainSaid(2)), Stage.SETTING_UP, 1),
        (lambda p: p.press(PainSaid(5)), Stage.SETTING_UP, 1),
        (lambda p: p.press(PainSaid(9)), Stage.FINISHED, 1),
        (lambda p: p.press(Command.STOP), Stage.FINISHED, 1),
        (lambda p: p.press(Command.AGAIN), Stage.SETTING_UP, 0),
    ],
    ids=["stillness", "arm for skip", "Space", "skip key", "little pain", "pain", "much pain", "stop", "again"],
)
def test_asked_in_a_rest_no_set_is_done_or_noted_twice(
    act: Callable[[Played], object], stage: Stage, outcomes: int
) -> None:
    played = asked(resting())
    act(played)
    assert (played.state.stage, len(played.state.outcomes)) == (stage, outcomes)
    if stage is not Stage.FINISHED:
        assert (played.state.block, played.state.tally.reps) == (outcomes, 0)


def test_gently_means_fewer_repetitions_from_the_next_set_on_when_this_one_is_over() -> None:
    played = asked(resting())
    played.press(PainSaid(5))
    assert played.state.changes == (Change("gentler", 1),)


def test_a_set_that_became_gentler_below_its_count_is_done() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 4}, {"exercise": "bridge", "reps": 4})).begun()
    played.reps("both", "both", "both")
    played.press(PainSaid(5))
    assert [block.reps for block in played.plan.blocks] == [3, 3]
    played.wait(4.0)
    played.begun()
    assert played.frame() is Stage.RESTING


def bad(played: Played, count: int) -> list[str]:
    said = len(played.said)
    played.reps(*["both"] * count, good=False)
    return [cue.id for cue in played.said[said:]]


def test_a_rest_or_an_easier_version_is_offered_after_every_third_bad_repetition_in_a_row() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 15})).begun()
    assert bad(played, 2) == []
    played.reps("both")
    assert bad(played, 2) == [], "the good one between them counts"
    assert bad(played, 1) == ["offer"]
    assert played.words[-1] == phrases.OFFER
    assert shown(played.plan, played.state, played.t_s, phrases.ENGLISH).offer == phrases.OFFER
    assert bad(played, 2) == []
    assert bad(played, 1) == ["offer"]
    assert played.wait(12.5) is Stage.EXERCISING, "it is an offer: who goes on goes on"
    assert shown(played.plan, played.state, played.t_s, phrases.ENGLISH).offer == ""


def test_holds_that_were_only_too_short_are_not_called_unclean() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 15})).begun()
    played.reps(*["both"] * 5, good=False, faults=("hold_short",))
    assert phrases.OFFER not in played.words
    played.reps(*["both"] * 3, good=False, faults=("hips_low", "hold_short"))
    assert played.words[-1] == phrases.OFFER


def test_the_number_in_a_row_is_the_physiotherapists() -> None:
    five = DEFAULTS.model_copy(update={"bad_in_row": DEFAULTS.bad_in_row.at(5)})
    played = Played(replace(ONE, safety=five)).begun()
    assert bad(played, 4) == []
    assert bad(played, 1) == ["offer"]


def test_nothing_is_offered_when_the_set_is_done_anyway_or_not_judged() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 3}, {"exercise": "bridge", "reps": 3})).begun()
    assert bad(played, 3) == []
    assert played.state.stage is Stage.RESTING
    by_hand = Played(ONE)
    for _ in range(4):
        by_hand.press(Command.COUNT_ONE)
    assert (by_hand.state.way, phrases.OFFER in by_hand.words) == (Way.COUNT, False)


def test_an_arm_takes_the_rest_that_is_offered_and_the_set_goes_on_after_it() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 9, "rest_s": 20})).begun()
    bad(played, 3)
    assert asked(played).state.question is Question.EASE
    assert answer(played, 0) is Stage.RESTING
    assert played.words[-1] == phrases.REST_THEN_ON
    played.wait(17.0)
    assert played.words[-1] == "Get ready: Bridge"
    assert played.wait(3.5) is Stage.SETTING_UP
    assert (played.state.block, played.state.tally.reps, played.state.outcomes) == (0, 3, ())


def test_an_arm_takes_the_easier_version_and_the_count_is_kept() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 9}, {"exercise": "bridge", "reps": 9})).begun()
    bad(played, 3)
    asked(played)
    assert answer(played, 1) is Stage.SETTING_UP
    assert played.words[-1] == "Easier: hold 5 seconds"
    assert [block.hold_s for block in played.plan.blocks] == [5.0, 10.0], "only what was too hard is easier"
    assert played.state.tally.reps == 3


@pytest.mark.parametrize(
    ("command", "stage"), [(Command.REST, Stage.RESTING), (Command.EASIER, Stage.SETTING_UP)], ids=["R", "E"]
)
def test_keys_take_the_offer_too(command: Command, stage: Stage) -> None:
    played = Played(ONE).begun()
    bad(played, 3)
    assert played.press(command) is stage


def test_without_anything_easier_only_a_rest_is_offered() -> None:
    (block,) = routine({"exercise": "cat_cow", "reps": 1}).blocks
    played = Played(replace(ONE, blocks=(block,))).begun()
    played.state = replace(played.state, question=Question.EASE)
    assert [choice.does for choice in choices(played.plan, played.state)] == [Command.REST]
    assert played.press(Command.EASIER) is Stage.EXERCISING


@given(gently=st.integers(2, 8), stop=st.integers(2, 9))
def test_what_is_told_in_words_means_what_the_rule_makes_of_its_number(gently: int, stop: int) -> None:
    free = DEFAULTS.free_up_to.at(min(DEFAULTS.free_up_to.value, gently - 1))
    numbers = {"gently_from": DEFAULTS.gently_from.at(gently), "stop_above": DEFAULTS.stop_above.at(max(gently, stop))}
    settings = SafetySettings(**numbers, free_up_to=free)
    very, medium, little, none = spoken_levels(settings)
    assert 10 >= very > medium >= little > none == 0
    assert (pain_advice(very, settings), pain_advice(none, settings)) == (Advice.STOP, Advice.GO_ON)
    assert pain_advice(medium, settings) is Advice.GENTLY
