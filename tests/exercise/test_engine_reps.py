"""Made movements in, repetitions, attempts and faults out, for every core exercise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_rows import HOLD_S, REST, TOP, WAY_S, flow, judged, other_side, played, program_of, repetition, stay

from posecheck.exercise.engine import run
from posecheck.exercise.result import Phase

HELD = sorted(HOLD_S)


@pytest.mark.parametrize("exercise", HELD)
def test_good_repetitions_are_counted_with_their_times(exercise: str) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise), *repetition(exercise))
    first, second = state.reps
    assert (first.good, first.faults, second.good, state.attempts) == (True, (), True, ())
    assert first.start_s == pytest.approx(2.0, abs=0.3)
    assert first.top_start_s == pytest.approx(2.0 + WAY_S, abs=0.3)
    assert first.end_s == pytest.approx(2.0 + 2 * WAY_S + HOLD_S[exercise], abs=0.3)
    assert first.hold_s == pytest.approx(HOLD_S[exercise], abs=0.3)
    assert second.start_s >= first.end_s


@pytest.mark.parametrize("fps", [10.0, 15.0, 60.0, 120.0])
@pytest.mark.parametrize("exercise", ["bridge", "pelvic_tilt", "bird_dog"])
def test_the_frame_rate_does_not_matter(exercise: str, fps: float) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise), *repetition(exercise), fps=fps)
    assert [rep.good for rep in state.reps] == [True, True]


FAULTS = [
    ("bridge", {"hip_open": 160}, "hips_low"),
    ("bridge", {"hip_line": 25}, "hips_high"),
    ("bridge", {"knee": 128}, "feet_far"),
    ("bridge", {"knee": 60}, "feet_close"),
    ("pelvic_tilt", {"hip_lift": 20}, "hips_lifted"),
    ("pelvic_tilt", {"knee": 100}, "legs_moving"),
    ("bird_dog", {"thigh_left": -28}, "leg_low"),
    ("bird_dog", {"thigh_left": 22}, "leg_high"),
    ("bird_dog", {"knee_left": 135}, "knee_bent"),
    ("bird_dog", {"upper_arm_right": -40}, "arm_low"),
    ("bird_dog", {"trunk": -12}, "back_sag"),
    ("bird_dog", {"spine_curve": -0.45}, "back_sag"),
    ("bird_dog", {"spine_curve": 0.45}, "back_sag"),
    ("bird_dog", {"upper_arm_left": -5, "upper_arm_right": -85}, "same_side"),
    ("knee_to_chest", {"hip_left": 85}, "knee_far"),
    ("knee_to_chest", {"head": 130}, "head_lifted"),
    ("childs_pose", {"hip_ankle": 75}, "hips_high"),
    ("childs_pose", {"elbow": 110}, "arms_bent"),
    ("childs_pose", {"head": 100}, "head_up"),
    ("seated_spinal_twist", {"shoulder_yaw": 22}, "twist_small"),
    ("seated_spinal_twist", {"lean": 15}, "leaning"),
    ("partial_crunch", {"trunk": 55}, "too_high"),
    ("partial_crunch", {"head": 140}, "neck_pulled"),
    ("partial_crunch", {"ankle_height": -570}, "feet_lifted"),
]


@pytest.mark.parametrize(("exercise", "changes", "fault"), FAULTS, ids=[f"{e}-{f}" for e, _, f in FAULTS])
def test_a_spoiled_repetition_counts_and_is_told_apart(exercise: str, changes: dict[str, float], fault: str) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise, **changes), *repetition(exercise))
    spoiled, good = state.reps
    assert fault in spoiled.faults
    assert (spoiled.good, good.good, good.faults) == (False, True, ())
    span = next(s for s in state.spans if s.id == fault)
    assert (span.rep, spoiled.start_s <= span.start_s <= span.end_s <= spoiled.end_s) == (1, True)


@pytest.mark.parametrize("exercise", HELD)
def test_a_hold_below_the_dose_is_short(exercise: str) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise, hold_s=0.45 * HOLD_S[exercise]))
    assert [rep.faults for rep in state.reps] == [("hold_short",)]


@pytest.mark.parametrize("exercise", ["bridge", "knee_to_chest", "childs_pose"])
def test_a_hold_left_and_taken_up_again_is_broken(exercise: str) -> None:
    top, half = TOP[exercise], {}
    rest = REST[exercise]
    for name, value in top.items():
        base = rest.get(name, rest.get(name.rsplit("_", 1)[0], 0.0))
        half[name] = base + 0.47 * (value - base)
    held = HOLD_S[exercise]
    knots = [(WAY_S, top), (held, top), (1.0, half), (1.2, half), (1.0, top), (held, top), (WAY_S, {}), stay(1.0)]
    state = judged(exercise, stay(2.0), *knots)
    assert [("hold_broken" in rep.faults) for rep in state.reps] == [True]


@pytest.mark.parametrize(
    ("exercise", "way_s"), [("bridge", 0.5), ("pelvic_tilt", 0.6), ("bird_dog", 0.5), ("knee_to_chest", 0.6)]
)
def test_a_repetition_that_is_shorter_than_safe_is_too_fast(exercise: str, way_s: float) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise, hold_s=0.4, way_s=way_s))
    assert [("too_fast" in rep.faults) for rep in state.reps] == [True]


@pytest.mark.parametrize(
    ("exercise", "changes", "reason"),
    [
        pytest.param("bridge", {"hip_open": 143}, "hips_low", id="bridge never near a line"),
        pytest.param("bird_dog", {"thigh_left": -57}, "leg_low", id="leg half up"),
        pytest.param("knee_to_chest", {"hip_left": 103}, "knee_far", id="knee hardly drawn in"),
        pytest.param("childs_pose", {"hip_ankle": 107}, "hips_high", id="half-way to the heels"),
        pytest.param("partial_crunch", {"trunk": 8}, "too_low", id="head only"),
        pytest.param("seated_spinal_twist", {"shoulder_yaw": 16.2}, "twist_small", id="hardly turned"),
    ],
)
def test_turning_back_before_the_target_is_an_attempt_with_its_reason(
    exercise: str, changes: dict[str, float], reason: str
) -> None:
    state = judged(exercise, stay(2.0), *repetition(exercise, hold_s=1.0, **changes), *repetition(exercise))
    assert [a.reason for a in state.attempts] == [reason]
    assert [rep.good for rep in state.reps] == [True]


@pytest.mark.parametrize("exercise", ["bird_dog", "knee_to_chest"])
def test_sides_that_take_turns_are_told_apart(exercise: str) -> None:
    left, held = TOP[exercise], HOLD_S[exercise]
    right = other_side(left)
    knots = []
    for top in (left, right, left):
        knots += [(WAY_S, top), (held, top), (WAY_S, {}), stay(1.0)]
    state = judged(exercise, stay(2.0), *knots)
    assert [rep.side for rep in state.reps] == ["left", "right", "left"]
    assert all(rep.good for rep in state.reps)


def test_a_twist_belongs_to_the_side_whose_knee_is_bent() -> None:
    state = judged("seated_spinal_twist", stay(2.0), *repetition("seated_spinal_twist"))
    assert [rep.side for rep in state.reps] == ["left"]


@pytest.mark.parametrize("yaw", [45.0, -35.0], ids=["one way", "the other way"])
def test_a_twist_counts_whichever_way_it_goes(yaw: float) -> None:
    state = judged("seated_spinal_twist", stay(2.0), *repetition("seated_spinal_twist", shoulder_yaw=yaw))
    assert [rep.good for rep in state.reps] == [True]


@pytest.mark.parametrize("way_s", [1.6, 2.0, 2.5])
@pytest.mark.parametrize("turn_deg", [10, 11, 12])
def test_a_small_turn_made_slowly_is_told_and_never_taken_for_the_rest(way_s: float, turn_deg: float) -> None:
    """The next turn, of 31 degrees, is far enough only against where the person really sits."""
    small, full = {"shoulder_yaw": 5 + turn_deg}, {"shoulder_yaw": 36}
    turns = [(way_s, small), stay(4.0, small), (way_s, {}), stay(2.0), (WAY_S, full), stay(20.5, full), (WAY_S, {})]
    state = judged("seated_spinal_twist", stay(2.0), *turns, stay(1.0))
    assert [a.reason for a in state.attempts] == ["twist_small"]
    assert state.attempts[0].start_s < 2.0 + way_s, "the turn is meant, not the way back from it"
    assert [(rep.good, rep.faults) for rep in state.reps] == [(True, ())]


def test_cat_cows_flow_without_a_rest() -> None:
    state = judged("cat_cow", stay(2.0), *flow(), *flow(), *flow(), stay(1.0))
    assert [rep.good for rep in state.reps] == [True, True, True]
    assert all(a.end_s <= b.start_s for a, b in zip(state.reps, state.reps[1:], strict=False))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"low": -0.05}, "half_range", id="no cow"),
        pytest.param({"high": 0.1, "low": -0.4}, "half_range", id="no cat"),
        pytest.param({"thigh": -60}, "rocking", id="hips drift"),
        pytest.param({"elbow": 105}, "elbows_bent", id="bent elbows"),
        pytest.param({"way_s": 1.2}, "too_fast", id="hurried"),
    ],
)
def test_a_spoiled_cat_cow_is_told_apart(changes: dict[str, float], fault: str) -> None:
    state = judged("cat_cow", stay(2.0), *flow(), *flow(**changes), stay(1.5))
    assert fault in state.reps[1].faults


@pytest.mark.parametrize("exercise", sorted(REST))
def test_lying_or_kneeling_there_gives_nothing(exercise: str) -> None:
    state = judged(exercise, stay(30.0))
    assert (state.reps, state.attempts, state.spans) == ((), (), ())


@pytest.mark.parametrize("exercise", ["bridge", "pelvic_tilt", "knee_to_chest", "partial_crunch"])
def test_getting_down_and_up_gives_nothing(exercise: str) -> None:
    upright = {"trunk": 85, "thigh": -85, "knee": 175, "face_up": 0, "hip": 170, "hip_open": 190, "shank": 88}
    knots = [stay(2.0, upright), (2.0, {}), stay(3.0), *repetition(exercise), (2.0, upright), stay(2.0, upright)]
    series = played(exercise, *knots, start=upright)
    state, results = run(program_of(exercise), series)
    assert (len(state.reps), state.attempts) == (1, ())
    assert results[10].phase is Phase.AWAY
    assert results[-1].phase is Phase.AWAY
    assert results[-1].reason


@pytest.mark.parametrize("exercise", HELD)
@pytest.mark.parametrize("share", [0.3, 0.7, 1.0], ids=["on the way", "nearly there", "at the top"])
def test_a_recording_that_starts_in_mid_movement_is_counted_all_the_same(exercise: str, share: float) -> None:
    from made_rows import cut

    whole = played(exercise, *repetition(exercise), *repetition(exercise), *repetition(exercise), stay(2.0))
    series = cut(whole, round(share * WAY_S * 30))
    state, _ = run(program_of(exercise), series)
    assert len(state.reps) in ((2, 3) if share < 1.0 else (3,)), "the two whole ones, and the first if it can be told"
    assert sum(rep.good for rep in state.reps) >= 2


@pytest.mark.parametrize("off_deg", [-24, -15, -8, 0, 8, 16, 24, 30])
@pytest.mark.parametrize("turn_deg", [45, -45])
def test_a_twist_seen_from_off_the_side_is_counted_from_where_the_person_sits(off_deg: float, turn_deg: float) -> None:
    """The camera's angle shows in the shoulder line too: at rest it may read more than in a held turn."""
    straight, turned = {"shoulder_yaw": 8.0 + off_deg}, {"shoulder_yaw": 8.0 + off_deg + turn_deg}
    once = [(1.6, turned), stay(20.5, turned), (1.6, straight), stay(1.5, straight)]
    series = played("seated_spinal_twist", stay(2.0, straight), *once, *once, start=straight)
    series = replace(series, off_axis_deg=(abs(off_deg),) * len(series))
    state, _ = run(program_of("seated_spinal_twist"), series)
    assert [(round(rep.start_s), rep.good) for rep in state.reps] == [(2, True), (27, True)]
    assert not state.attempts
