"""Whatever else somebody does, an exercise counts only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_rows import TOP, Knot, Levels, judged, played, program_of, repetition, stay

from posecheck.cli.review import observe_clip
from posecheck.exercise.engine import run
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import load_all
from posecheck.pose.tracker import track
from posecheck.session.pipeline import series_of

SAMPLES = Path(__file__).parents[2] / "samples"
COUNTED = [i for i, spec in load_all().items() if spec.posture is None]
ALIKE = {("pelvic_tilt", "bridge")}
"""(clip, exercise): one of the sample's tilts is done with the hips lifted, which is a low bridge."""


def moved(exercise: str, top: Levels, rest: Levels | None = None) -> list[Knot]:
    """Away to `top`, three seconds there, and back, as somebody does who does another exercise."""
    rest = rest or {}
    return [stay(2.0, rest), (1.6, top), (3.0, top), (1.6, rest), stay(1.5, rest)]


OTHERS = [
    pytest.param(
        "knee_to_chest", {"hip": 178, "trunk": -28, "hip_lift": 45, "thigh": 20}, id="a bridge is no knee drawn in"
    ),
    pytest.param("partial_crunch", {"trunk": -22, "hip_lift": 45}, id="a bridge is no crunch"),
    pytest.param("pelvic_tilt", {"trunk": -28, "hip_lift": 45, "pelvis": 190}, id="a bridge is no tilt"),
    pytest.param(
        "pelvic_tilt", {"hip_left": 50, "shank_left": -10, "pelvis_left": 135}, id="a knee drawn in is no tilt"
    ),
    pytest.param("pelvic_tilt", {"trunk": 28, "hip": 100, "pelvis": 133}, id="a crunch is no tilt"),
    pytest.param("cat_cow", {"thigh": -25, "upper_arm": -15, "spine_curve": 0.5}, id="sitting back is no cat"),
    pytest.param("superman", {"bow": 30, "trunk": 14, "upper_arm": -85, "thigh": 2}, id="a bird dog is no superman"),
    pytest.param("squat", {"seat": 0.9, "off_feet": 0.75, "trunk": 88}, id="sliding down a wall is no squat"),
    pytest.param("squat", {"seat": 1.2, "off_feet": 0.45, "trunk": 60}, id="bending aside on a chair is no squat"),
]


@pytest.mark.parametrize(("exercise", "top"), OTHERS)
def test_another_movement_in_the_same_place_gives_no_repetition(exercise: str, top: dict[str, float]) -> None:
    series = played(exercise, *moved(exercise, top), *moved(exercise, top))
    state, _ = run(program_of(exercise), series)
    assert state.reps == ()


LOOKALIKES = [
    pytest.param(
        "childs_pose", {"hip_ankle": 185}, {"hip_ankle": 118, "thigh": -75}, "hips_high", id="on hands and knees"
    ),
    pytest.param("bird_dog", {}, {**TOP["bird_dog"], "knee_left": 60}, "knee_bent", id="the leg stays folded"),
    pytest.param("knee_to_chest", {"hip": 168}, {"hip_left": 120}, "knee_far", id="a foot set down"),
    pytest.param("pelvic_tilt", {}, {**TOP["pelvic_tilt"], "trunk": 12}, "shoulders_lifted", id="a small curl"),
]


@pytest.mark.parametrize(("exercise", "rest", "top", "reason"), LOOKALIKES)
def test_what_only_looks_like_it_is_an_attempt_with_its_reason(
    exercise: str, rest: dict[str, float], top: dict[str, float], reason: str
) -> None:
    top = {**rest, **top}
    knots = [stay(2.0, rest), (1.6, top), (4.0, top), (1.6, rest), stay(1.5, rest)]
    state, _ = run(program_of(exercise), played(exercise, *knots, start=rest))
    assert ([attempt.reason for attempt in state.attempts], state.reps) == ([reason], ())


@pytest.mark.parametrize("exercise", ["partial_crunch", "wall_sit", "squat", "seated_spinal_twist", "superman"])
def test_who_is_never_seen_to_rest_is_not_counted(exercise: str) -> None:
    """Neither the way there nor the way back was seen: a body in the target zone from the first frame to the last."""
    top = TOP[exercise]
    state, _ = run(program_of(exercise), played(exercise, stay(20.0, top), start=top))
    assert (state.reps, state.attempts) == ((), ())


@pytest.mark.parametrize("exercise", ["bridge", "wall_sit", "squat", "superman"])
def test_who_was_seen_to_set_out_is_counted_when_the_recording_stops(exercise: str) -> None:
    state, _ = run(program_of(exercise), played(exercise, stay(2.0), (1.6, TOP[exercise]), stay(5.0, TOP[exercise])))
    assert len(state.reps) == 1


def test_a_movement_of_a_few_degrees_is_not_counted_while_somebody_settles_again() -> None:
    """After a roll to the side the pelvis comes back from further away and creeps for a second."""
    away, settling = {"trunk": 60}, {"pelvis": 131}
    knots = [
        stay(2.0),
        *repetition("pelvic_tilt"),
        (0.5, away),
        stay(1.5, away),
        (0.5, settling),
        (0.8, settling),
        (0.6, {}),
    ]
    state = judged("pelvic_tilt", *knots, stay(3.0))
    assert len(state.reps) == 1
    again = judged("pelvic_tilt", *knots, stay(3.0), *repetition("pelvic_tilt"))
    assert len(again.reps) == 2


@pytest.mark.slow
@pytest.mark.parametrize("clip", sorted(path.stem for path in SAMPLES.glob("*.mp4")))
def test_a_sample_is_counted_as_what_it_is_and_as_nothing_else(clip: str) -> None:
    seen, _ = observe_clip(SAMPLES / f"{clip}.mp4", resolve(), use_cache=True)
    pose, views = track(seen)
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["clips"]
    (own,) = [entry for entry in expected if entry["file"] == f"{clip}.mp4"]
    counted = {}
    for exercise in COUNTED:
        program = program_of(exercise)
        state, _ = run(program, series_of(program, pose, views, program.measures))
        if state.reps and (clip, exercise) not in ALIKE:
            counted[exercise] = len(state.reps)
    assert counted == {own["exercise"]: len(own["reps"])}
