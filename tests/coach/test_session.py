"""The session's state machine: tables of what frames, keys and gestures bring, and the stage they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from session_played import FPS, MOVE_BACK, ONE, RESTLESS, SPECS, STILL, TWO, Played, rep, routine

from posecheck.coach import phrases
from posecheck.coach.blocks import LEAST_REST_S, Plan, per_step, practice
from posecheck.coach.session import BACK_S, GIVE_UP_S, HELD_GRACE_S, finish, start, step
from posecheck.coach.session_shown import shown
from posecheck.coach.session_state import Command, Inputs, PainSaid, Wish
from posecheck.coach.shown import Stage, Way
from posecheck.exercise.result import Event, FrameResult, Phase, Side
from posecheck.exercise.rows import Row
from posecheck.exercise.setup import COMPANY, Advice, SetupResult, _joint_advice
from posecheck.io.translations import words_for


def test_a_whole_routine_runs_by_position_and_stillness_alone() -> None:
    played, stages = Played(TWO), []
    script: Iterable[tuple[float, Phase, dict[str, object]]] = (
        (1.0, Phase.AWAY, {"setup": MOVE_BACK}),
        (2.0, Phase.REST, {"setup": RESTLESS}),
        (5.5, Phase.REST, {"setup": STILL}),
        (1.0, Phase.TOP, {}),
    )
    for seconds, phase, changes in script:
        for _ in range(round(seconds * FPS)):
            stages.append(played.frame(phase, **changes))
    played.reps("both", "both")
    stages.append(played.state.stage)
    stages.append(played.wait(5.1))
    stages += [played.frame(setup=STILL), played.begun().state.stage, played.reps("both")]
    assert list(dict.fromkeys(stages)) == [
        Stage.SETTING_UP, Stage.COUNTDOWN, Stage.EXERCISING, Stage.HOLDING, Stage.RESTING, Stage.FINISHED,
    ]  # fmt: skip
    assert [(o.exercise, o.reps, o.good) for o in played.state.outcomes] == [("bridge", 2, 2), ("cat_cow", 1, 1)]
    played.wait(2.0)
    assert played.words == [
        *("Move back", phrases.HOLD_STILL, "5", "4", "3", "2", "1", phrases.BEGIN, "Well done. Next: Cat-cow"),
        *(phrases.HOLD_STILL, "5", "4", "3", "2", "1", phrases.BEGIN, phrases.ALL_DONE),
    ]


@pytest.mark.parametrize(
    ("phase", "seen", "stage", "said"),
    [
        (Phase.AWAY, True, Stage.PAUSED, "Paused. Lie on your back, knees bent"),
        (Phase.UNSEEN, True, Stage.LOST, phrases.PAUSED_LOST),
        (Phase.AWAY, False, Stage.LOST, phrases.PAUSED_LOST),
    ],
    ids=["out of position", "joints hidden", "out of the picture"],
)
def test_it_pauses_by_itself_after_three_seconds_and_goes_on_when_back(
    phase: Phase, seen: bool, stage: Stage, said: str
) -> None:
    played = Played(ONE).begun()
    assert played.wait(2.9, phase, seen=seen) is Stage.EXERCISING
    assert played.wait(0.3, phase, seen=seen) is stage
    assert played.words[-1] == said
    assert played.wait(BACK_S - 0.1) is stage
    assert played.wait(0.3) is Stage.EXERCISING
    assert played.words[-1] == phrases.GO_ON


def test_what_cannot_be_seen_is_named_when_it_pauses() -> None:
    played = Played(ONE).begun()
    hidden = FrameResult(0.0, False, "left_ankle out of frame", Phase.UNSEEN, "both", 0, 0, 0, 0.0, 0.0, 10.0)
    for _ in range(32):
        played.frame(Phase.UNSEEN, result=hidden)
    assert (played.state.stage, played.words[-1]) == (
        Stage.LOST,
        "Paused. I can't see your left ankle. Move the camera back",
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("It's too dark. Turn on a light", "Paused. It's too dark. Turn on a light"),
        ("left_ankle hidden", "Paused. I can't see your left ankle"),
        ("nose hidden", "Paused. I can't see your face"),
        ("", "Paused. Lie on your back, knees bent"),
    ],
)
def test_the_reason_why_it_pauses_is_the_one_that_can_be_cured(reason: str, said: str) -> None:
    played = Played(ONE).begun()
    away = FrameResult(0.0, False, reason, Phase.AWAY, "both", 0, 0, 0, 0.0, 0.0, 10.0)
    for _ in range(32):
        played.frame(Phase.AWAY, result=away)
    assert (played.state.stage, played.words[-1]) == (Stage.PAUSED, said)


def test_what_was_counted_before_a_pause_still_counts() -> None:
    played = Played(TWO).begun()
    played.reps("both")
    assert played.press(Command.GO) is Stage.PAUSED
    assert played.wait(5.0) is Stage.PAUSED, "paused by hand is ended by hand"
    assert played.frame(Phase.REST, rep(played.t_s)) is Stage.PAUSED
    assert played.state.tally.reps == 1, "nothing counts while it is paused"
    assert played.press(Command.GO) is Stage.SETTING_UP
    played.begun()
    assert (played.state.tally.reps, played.state.run) == (1, 2)
    assert played.reps("both") is Stage.RESTING


@pytest.mark.parametrize(
    ("wait_s", "setup", "stage"),
    [(0.5, MOVE_BACK, Stage.COUNTDOWN), (1.5, MOVE_BACK, Stage.SETTING_UP), (3.0, STILL, Stage.COUNTDOWN)],
    ids=["a wobble", "left the position", "stayed"],
)
def test_a_countdown_stops_when_the_position_is_left(wait_s: float, setup: SetupResult, stage: Stage) -> None:
    played = Played(ONE)
    played.frame(setup=STILL)
    assert played.wait(wait_s, setup=setup) is stage


def test_by_time_in_the_rest_after_a_set_is_for_the_next_one() -> None:
    played = Played(TWO).begun()
    assert played.reps("both", "both") is Stage.RESTING
    assert played.press(Command.BY_TIME) is Stage.COUNTDOWN
    assert (played.state.block, played.state.way, played.state.over) == (1, Way.TIME, False)
    played.wait(ONE.countdown_s + played.plan.blocks[1].clock_s + 1.0)
    assert [(o.exercise, o.way) for o in played.state.outcomes] == [("bridge", Way.CAMERA), ("cat_cow", Way.TIME)]


KEYS = [
    (Stage.SETTING_UP, Command.GO, Stage.COUNTDOWN),
    (Stage.SETTING_UP, Command.NEXT, Stage.SETTING_UP),
    (Stage.SETTING_UP, Command.BY_TIME, Stage.COUNTDOWN),
    (Stage.SETTING_UP, Command.HURTS, Stage.ASKING),
    (Stage.COUNTDOWN, Command.GO, Stage.PAUSED),
    (Stage.EXERCISING, Command.GO, Stage.PAUSED),
    (Stage.EXERCISING, Command.NEXT, Stage.SETTING_UP),
    (Stage.EXERCISING, Command.AGAIN, Stage.SETTING_UP),
    (Stage.EXERCISING, Command.HURTS, Stage.ASKING),
    (Stage.EXERCISING, Command.COUNT_ONE, Stage.EXERCISING),
    (Stage.EXERCISING, Command.STOP, Stage.FINISHED),
    (Stage.RESTING, Command.GO, Stage.SETTING_UP),
    (Stage.RESTING, Command.NEXT, Stage.SETTING_UP),
    (Stage.RESTING, Command.AGAIN, Stage.SETTING_UP),
    (Stage.RESTING, Command.HURTS, Stage.ASKING),
    (Stage.PAUSED, Command.GO, Stage.SETTING_UP),
    (Stage.PAUSED, Command.NEXT, Stage.SETTING_UP),
    (Stage.LOST, Command.GO, Stage.PAUSED),
    (Stage.ASKING, Command.GO, Stage.SETTING_UP),
    (Stage.ASKING, Command.NEXT, Stage.SETTING_UP),
    (Stage.FINISHED, Command.GO, Stage.FINISHED),
]


@pytest.mark.parametrize(("at", "command", "then"), KEYS, ids=lambda v: str(getattr(v, "value", v)))
def test_what_each_key_does_in_each_stage(at: Stage, command: Command, then: Stage) -> None:
    played = Played(routine(*[{"exercise": "bridge", "reps": 2}] * 3))
    played.state = replace(played.state, stage=at, since_s=0.0, run=1, block=1, over=at is Stage.RESTING)
    before = played.state
    now = Inputs(0.1, None, None, commands=(command,))
    state, _ = step(played.plan, before, now)
    assert state.stage is then
    forward = command is Command.NEXT or (at is Stage.RESTING and command is Command.GO)
    back = command is Command.AGAIN and at is Stage.SETTING_UP
    assert state.block == before.block + forward - back


def test_again_at_the_very_beginning_of_a_set_goes_to_the_one_before() -> None:
    played = Played(TWO).begun()
    played.reps("both", "both")
    played.wait(5.1)
    assert (played.state.stage, played.state.block) == (Stage.SETTING_UP, 1)
    played.press(Command.AGAIN)
    assert (played.state.block, played.state.outcomes, played.state.tally.reps) == (0, (), 0)


def test_one_side_after_the_other_and_a_wrong_one_is_told_and_not_counted() -> None:
    played = Played(routine({"exercise": "knee_to_chest", "reps": 2, "sides": "each", "rest_s": 30})).begun()
    assert played.reps("right", "right") is Stage.RESTING
    played.wait(2.0)
    assert played.words[-1] == phrases.SIDE_DONE
    assert played.wait(6.0) is Stage.SETTING_UP, "changing sides takes no long rest"
    played.begun()
    played.reps("right")
    assert (played.state.tally.reps, played.words[-1]) == (0, phrases.OTHER_SIDE)
    assert played.reps("left", "left") is Stage.FINISHED
    assert [(o.side, o.reps) for o in played.state.outcomes] == [("right", 2), ("left", 2)]


@pytest.mark.parametrize(
    ("sides", "done"),
    [
        (["left", "right", "left", "right"], True),
        (["left", "left", "left", "left"], False),
        (["left", "left", "left", "right", "right"], True),
        (["left", "both", "both", "right"], True),
        (["left"] * 6, True),
    ],
    ids=["in turns", "one side only", "one more than needed", "told apart in part", "never told apart"],
)
def test_sides_that_take_turns_must_both_be_done(sides: list[Side], done: bool) -> None:
    played = Played(routine({"exercise": "bird_dog", "reps": 2, "sides": "turns"})).begun()
    assert (played.reps(*sides) is Stage.FINISHED) == done


def test_who_goes_on_with_a_side_that_is_done_hears_of_the_other_one() -> None:
    played = Played(Plan("Knee to chest", practice(SPECS["knee_to_chest"]))).begun()
    assert played.plan.blocks[0].target == 2 * played.plan.blocks[0].reps == 6
    played.reps("left", "left", "left")
    assert phrases.OTHER_SIDE not in played.words
    played.reps("left")
    assert played.words[-1] == phrases.OTHER_SIDE
    assert played.reps("right", "right", "right") is Stage.FINISHED


def test_sets_are_told_and_counted_anew() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 1, "sets": 2})).begun()
    played.reps("both")
    played.wait(2.0)
    assert played.words[-1] == "Well done. Set 2 of 2 next"
    now = shown(played.plan, played.state, played.t_s, phrases.ENGLISH)
    assert 2.5 < now.seconds_left < 5.0
    played.wait(4.0)
    assert shown(played.plan, played.state, played.t_s, phrases.ENGLISH).set_words == "Set 2 of 2"


def test_praise_is_heard_out_even_where_no_rest_is_wanted() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 1, "rest_s": 0}, {"exercise": "bridge", "reps": 1})).begun()
    played.reps("both")
    assert played.wait(LEAST_REST_S - 0.3) is Stage.RESTING
    assert played.wait(0.5) is Stage.SETTING_UP


def test_set_up_advice_is_said_step_by_step_and_not_nagged() -> None:
    played = Played(ONE)
    lie_down = SetupResult(Advice("position", "Lie down"))
    played.wait(6.0, Phase.AWAY, setup=MOVE_BACK)
    assert (played.words, played.state.arrow) == (["Move back"], "back")
    played.wait(3.0, Phase.AWAY, setup=lie_down)
    assert (played.words, played.state.message) == (["Move back", "Lie down"], "Lie down")
    played.wait(8.0, Phase.AWAY, setup=lie_down)
    assert played.words == ["Move back", "Lie down", "Lie down"]


def test_what_cannot_be_judged_is_done_by_the_clock_and_marked() -> None:
    played = Played(routine({"exercise": "childs_pose", "reps": 1, "hold_s": 30})).begun()
    played = Played(played.plan)
    assert played.wait(GIVE_UP_S, Phase.AWAY, setup=MOVE_BACK) is Stage.SETTING_UP
    played.wait(0.3, Phase.AWAY, setup=MOVE_BACK)
    assert (played.state.stage, played.words[-2:]) == (Stage.COUNTDOWN, [phrases.OFFER_TIME, "5"])
    assert played.wait(5.2, Phase.AWAY, setup=MOVE_BACK) is Stage.EXERCISING
    assert played.wait(29.0, Phase.AWAY) is Stage.EXERCISING, "by the clock nobody is lost"
    assert played.wait(1.5, Phase.AWAY) is Stage.FINISHED
    assert [(o.way, o.reps) for o in played.state.outcomes] == [(Way.TIME, 0)]
    assert played.words[-4:] == [phrases.HALF, "3", "2", "1"]


def test_nobody_in_the_picture_is_not_hurried_into_anything() -> None:
    assert Played(ONE).wait(GIVE_UP_S + 5, Phase.AWAY, setup=MOVE_BACK, seen=False) is Stage.SETTING_UP


def test_repetitions_counted_by_hand_are_marked() -> None:
    played = Played(routine({"exercise": "bridge", "reps": 2}))
    played.press(Command.COUNT_ONE)
    assert (played.state.way, played.words) == (Way.COUNT, ["1"])
    played.reps("both")
    assert played.state.tally.reps == 1, "the camera's count is not mixed in"
    assert played.press(Command.COUNT_ONE) is Stage.FINISHED
    assert [(o.way, o.reps, o.good) for o in played.state.outcomes] == [(Way.COUNT, 2, 0)]


def test_a_hold_that_was_fulfilled_and_whose_end_went_unseen_is_done() -> None:
    played = Played(routine({"exercise": "childs_pose", "reps": 1, "hold_s": 30}, {"exercise": "bridge", "reps": 1}))
    played.begun()
    played.frame(Phase.TOP, Event("hold_reached", played.t_s))
    assert played.wait(HELD_GRACE_S - 0.5, Phase.AWAY) is Stage.PAUSED
    assert played.wait(1.0, Phase.AWAY) is Stage.RESTING
    assert [o.reps for o in played.state.outcomes] == [1]


def test_a_recording_is_under_way_at_once_counts_past_the_target_and_ends_with_its_clip() -> None:
    plan = Plan("R", per_step(TWO.blocks), by_clips=True)
    played = Played(plan)
    assert played.frame() is Stage.EXERCISING
    assert played.reps("both", "both", "both") is Stage.EXERCISING
    assert played.frame(Phase.REST, part=1) is Stage.EXERCISING
    assert (played.state.block, played.state.run, played.state.tally.reps) == (1, 2, 0)
    over = finish(plan, played.state, (rep(played.t_s),))
    assert [(o.exercise, o.reps) for o in over.outcomes] == [("bridge", 3), ("cat_cow", 1)]
    assert over.stage is Stage.FINISHED


def test_sides_and_sets_of_a_step_are_one_for_a_recording() -> None:
    step = {"exercise": "knee_to_chest", "reps": 3, "sides": "each", "sets": 2}
    (block,) = per_step(routine(step).blocks)
    assert (block.target, block.part) == (12, "whole")


def test_the_routines_hold_takes_the_place_of_the_specs_own() -> None:
    (block,) = routine({"exercise": "childs_pose", "reps": 1, "hold_s": 120}).blocks
    assert (block.hold_s, block.spec.fault("hold_short").limit.value) == (120.0, 120.0)  # type: ignore[union-attr]
    assert SPECS["childs_pose"].dose.hold_s.value != 120.0  # type: ignore[union-attr]


def test_somebody_else_in_the_picture_is_told_and_keeps_nobody_from_beginning() -> None:
    played = Played(ONE)
    played.frame(setup=SetupResult(COMPANY))
    assert played.words == [COMPANY.say]
    assert played.frame(setup=SetupResult(COMPANY, 2.0, True)) is Stage.COUNTDOWN
    assert played.wait(3.0, setup=SetupResult(COMPANY)) is Stage.COUNTDOWN


@pytest.mark.parametrize(
    ("note", "said"),
    [("left_ankle hidden", "Ich sehe deinen linken Knöchel nicht"), ("nose hidden", "Ich sehe dein Gesicht nicht")],
)
def test_set_up_advice_is_in_the_persons_language(note: str, said: str) -> None:
    advice = _joint_advice(Row(0.0, {}, "left", note))
    _, cues = step(ONE, start(ONE, 0.0), Inputs(0.0, None, SetupResult(advice)), words_for("de"))
    assert [cue.text for cue in cues] == [said]


@pytest.mark.parametrize(
    ("pressed", "outcomes", "stage"),
    [
        (Command.NEXT, [("bridge", True), ("cat_cow", False)], Stage.EXERCISING),
        (PainSaid(9), [("bridge", True)], Stage.FINISHED),
    ],
    ids=["a skipped recording is noted once", "pain has ended it"],
)
def test_the_next_recording_takes_nothing_back(pressed: Wish, outcomes: list[tuple[str, bool]], stage: Stage) -> None:
    played = Played(Plan("R", per_step(TWO.blocks), by_clips=True))
    played.frame()
    played.press(pressed)
    assert played.wait(1.0, part=1) is stage
    state = finish(played.plan, played.state, ())
    assert [(o.exercise, o.skipped) for o in state.outcomes] == outcomes
