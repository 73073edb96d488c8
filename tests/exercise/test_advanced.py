"""Made movements in, repetitions, attempts and faults out: the advanced exercises and the spec parts they use."""

from __future__ import annotations

import pytest
from made_rows import REST, TOP, judged, other_side, played, program_of, repetition, stay

from posecheck.exercise.engine import run

QUICK = ("dead_bug", "resistance_band_row", "squat", "lifting")
"""Those without a hold."""


@pytest.mark.parametrize("exercise", QUICK)
def test_quick_repetitions_are_counted(exercise: str) -> None:
    knots = [knot for _ in range(3) for knot in repetition(exercise, hold_s=0.8, way_s=1.2)]
    state = judged(exercise, stay(2.0), *knots)
    assert [(rep.good, rep.faults) for rep in state.reps] == [(True, ())] * 3
    assert state.attempts == ()


FAULTS = [
    ("dead_bug", {"hip_left": 125}, "limb_short"),
    ("dead_bug", {"shoulder_right": 110}, "limb_short"),
    ("dead_bug", {"shoulder_left": 160, "shoulder_right": 88}, "same_side"),
    ("dead_bug", {"belly_height": -45}, "back_arch"),
    ("superman", {"trunk": 8, "bow": 20}, "chest_low"),
    ("superman", {"thigh": 3, "bow": 23}, "legs_low"),
    ("superman", {"knee": 130}, "knees_bent"),
    ("superman", {"face_up": 10}, "neck_back"),
    ("side_plank", {"body_line": -11}, "hips_sag"),
    ("side_plank", {"body_line": 20}, "hips_piked"),
    ("side_plank", {"upper_arm_left": -52}, "support_off"),
    ("wall_sit", {"knee": 120, "thigh": -25}, "too_shallow"),
    ("wall_sit", {"knee": 70}, "too_deep"),
    ("wall_sit", {"trunk": 72}, "back_off_wall"),
    ("wall_sit", {"shank": 65}, "feet_close"),
    ("resistance_band_row", {"arm_forward": 3}, "pull_short"),
    ("resistance_band_row", {"trunk": 68}, "leaning"),
    ("resistance_band_row", {"ear_height": 28}, "shoulders_up"),
    ("resistance_band_row", {"elbow": 140}, "arms_straight"),
    ("squat", {"seat": 1.22, "trunk": 75}, "too_shallow"),
    ("squat", {"trunk": 35}, "leaning"),
    ("lifting", {"legs_first": -40, "knee": 165, "trunk": 20, "seat": 1.4}, "back_bent"),
    ("lifting", {"stature": 1.7}, "too_small"),
    ("squat", {"shoulder_width": 0.7, "knees_apart": 60}, "knees_in"),
]


@pytest.mark.parametrize(("exercise", "changes", "fault"), FAULTS, ids=[f"{e}-{f}" for e, _, f in FAULTS])
def test_a_spoiled_repetition_counts_and_is_told_apart(exercise: str, changes: dict[str, float], fault: str) -> None:
    hold_s = 1.2 if exercise in QUICK else None
    spoiled = repetition(exercise, hold_s=hold_s, **changes)
    state = judged(exercise, stay(2.0), *spoiled, *repetition(exercise, hold_s=hold_s))
    first, second = state.reps
    assert (first.faults[0], second.faults) == (fault, ())


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        pytest.param({"trunk_length": 38, "belly_height": -55 * 33 / 38}, (), id="raised arms stretch the trunk"),
        pytest.param({"trunk_length": 38, "belly_height": -45 * 33 / 38}, ("back_arch",), id="they hide no arch"),
        pytest.param({"belly_height": -45}, ("back_arch",), id="an arch by itself"),
        pytest.param({"belly_height": -51}, (), id="what a back moves that stays down"),
    ],
)
def test_an_arch_is_taken_in_the_trunks_length_at_rest(changes: dict[str, float], faults: tuple[str, ...]) -> None:
    state = judged("dead_bug", stay(2.0), *repetition("dead_bug", hold_s=1.2, **changes))
    assert [rep.faults for rep in state.reps] == [faults]


@pytest.mark.parametrize(
    ("exercise", "changes", "reason"),
    [
        pytest.param("dead_bug", {"hip_left": 112}, "limb_short", id="leg hardly lowered"),
        pytest.param("superman", {"bow": 11, "trunk": 2, "thigh": 9}, "chest_low", id="legs only, and little"),
        pytest.param("side_plank", {"body_line": -15.5}, "hips_sag", id="hips hardly off the floor"),
        pytest.param("wall_sit", {"knee": 138, "thigh": -37}, "too_shallow", id="hardly slid down"),
        pytest.param("resistance_band_row", {"arm_forward": 16}, "pull_short", id="elbows stay forward"),
        pytest.param("lifting", {"stature": 1.9}, "too_small", id="sitting down"),
        pytest.param("squat", {"seat": 1.32, "trunk": 80}, "too_shallow", id="a dip"),
        pytest.param("resistance_band_row", {"elbow": 172}, "arms_straight", id="straight arms swing"),
    ],
)
def test_turning_back_before_the_target_is_an_attempt_with_its_reason(
    exercise: str, changes: dict[str, float], reason: str
) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise, hold_s=1.0, **changes), stay(1.0))
    assert ([a.reason for a in state.attempts], state.reps) == ([reason], ())


def test_dead_bugs_take_turns_and_belong_to_the_side_of_the_leg() -> None:
    left, knots = TOP["dead_bug"], []
    for top in (left, other_side(left), left):
        knots += [(1.2, top), (0.8, top), (1.2, {}), stay(0.6)]
    state = judged("dead_bug", stay(2.0), *knots)
    assert [(rep.side, rep.good) for rep in state.reps] == [("left", True), ("right", True), ("left", True)]


@pytest.mark.parametrize(("lower", "upper"), [("left", "right"), ("right", "left")])
def test_a_side_plank_belongs_to_the_side_that_lies_lower(lower: str, upper: str) -> None:
    heights = {f"shoulder_height_{lower}": -30.0, f"shoulder_height_{upper}": 30.0}
    top = {**TOP["side_plank"], **heights}
    knots = [(2.0, heights), (1.6, top), (15.5, top), (1.6, heights), stay(1.0, heights)]
    state, _ = run(program_of("side_plank"), played("side_plank", *knots, start=heights))
    assert [rep.side for rep in state.reps] == [lower]


@pytest.mark.parametrize(
    ("exercise", "elsewhere"),
    [
        pytest.param("dead_bug", {"seat": 0.2}, id="feet on the floor"),
        pytest.param("superman", {"shoulder_width": 0.7}, id="on the side"),
        pytest.param("superman", {"trunk": 55}, id="pushed up by the arms"),
        pytest.param("side_plank", {"shoulder_width": 0.2}, id="a plank seen from the side"),
        pytest.param("wall_sit", {"trunk": 50}, id="a squat"),
        pytest.param("wall_sit", {"shoulder_width": 0.7}, id="seen from the front"),
        pytest.param("resistance_band_row", {"trunk": 10}, id="lying"),
        pytest.param("squat", {"trunk": 10}, id="bent down flat"),
        pytest.param("squat", {"shank": 0}, id="kneeling"),
    ],
)
def test_the_same_movement_in_another_position_gives_nothing(exercise: str, elsewhere: dict[str, float]) -> None:
    top = {**TOP[exercise], **elsewhere}
    knots = [stay(2.0, elsewhere), (1.6, top), (3.0, top), (1.6, elsewhere), stay(1.0, elsewhere)]
    state, _ = run(program_of(exercise), played(exercise, *knots, start=elsewhere))
    assert (state.reps, state.attempts) == ((), ())


@pytest.mark.parametrize(("yaw", "faults"), [(12, ("pull_short",)), (-40, ()), (40, ()), (float("nan"), ())])
def test_a_fault_that_the_view_does_not_show_is_unknown_and_blames_nobody(yaw: float, faults: tuple[str, ...]) -> None:
    seen = {"shoulder_yaw": yaw}
    top = {**TOP["resistance_band_row"], "arm_forward": 3, **seen}
    knots = [stay(2.0, seen), (1.2, top), (1.2, top), (1.2, seen), stay(1.0, seen)]
    state, _ = run(program_of("resistance_band_row"), played("resistance_band_row", *knots, start=seen))
    assert [rep.faults for rep in state.reps] == [faults]


def test_one_fault_shown_by_two_measures_is_told_once() -> None:
    both = {"hip_left": 125.0, "shoulder_right": 110.0}
    series = played("dead_bug", stay(2.0), *repetition("dead_bug", hold_s=2.0, **both))
    state, results = run(program_of("dead_bug"), series)
    assert [rep.faults for rep in state.reps] == [("limb_short",)]
    assert max(len(result.faults) for result in results) == 1


def test_every_threshold_of_a_fault_has_an_address() -> None:
    addresses = set(program_of("dead_bug").spec.thresholds()) | set(program_of("resistance_band_row").spec.thresholds())
    assert {"faults.limb_short.also.0.below", "faults.pull_short.only_when.below"} <= addresses


def test_the_rest_of_each_is_its_position() -> None:
    for exercise in (*QUICK, "superman", "side_plank", "wall_sit"):
        assert judged(exercise, stay(3.0)).gate.inside, (exercise, REST[exercise])
