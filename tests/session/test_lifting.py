"""Lifting, from joints to sentences: of this exercise there is no clip, so a planted body lifts well and badly."""

from __future__ import annotations

import numpy as np
import pytest
from bodies import SIZE, chain, detection, side_on
from made_rows import minimum_jerk

from posecheck.coach.feedback import Manner
from posecheck.coach.output import FrameOutput
from posecheck.coach.phrases import translated
from posecheck.io.spec_files import find_demonstration, find_spec
from posecheck.io.translations import words_for
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import SWAP
from posecheck.pose.pose import Floats
from posecheck.session.pipeline import Pipeline

FPS = 30
PICTURE = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
SHANK_PX, THIGH_PX, TRUNK_PX = 72.0, 76.0, 92.0
Posture = tuple[float, float, float]
"""Where shank, thigh and trunk point from the floor up, in degrees: 90 = up, more = forward (to the left)."""
UPRIGHT: Posture = (90.0, 90.0, 90.0)
LEGS: Posture = (112.0, 12.0, 128.0)
"""Deep in the knees, hips back, the trunk long and leaning by 38 degrees."""
BACK: Posture = (86.0, 84.0, 178.0)
"""Straight knees, the trunk level."""
HALF_AND_HALF: Posture = (98.0, 66.0, 168.0)
"""Knees a little bent, the trunk nearly level."""
CHAIR: Posture = (100.0, 30.0, 105.0)
"""Sitting down on a chair."""


def body(posture: Posture) -> Floats:
    """Joints of somebody who faces left, their arms hanging."""
    shank, thigh, trunk = posture
    ankle, knee, hip, shoulder = chain((360.0, 330.0), (SHANK_PX, shank), (THIGH_PX, thigh), (TRUNK_PX, trunk))
    _, ear = chain(shoulder, (26.0, trunk))
    _, nose = chain(ear, (14.0, trunk + 90.0))
    _, elbow, wrist = chain(shoulder, (48.0, 270.0), (42.0, 270.0))
    heel, toes = (ankle[0] + 8, ankle[1] + 6), (ankle[0] - 26, ankle[1] + 8)
    return side_on(
        {
            "shoulder": shoulder, "hip": hip, "knee": knee, "ankle": ankle, "ear": ear, "nose": nose,
            "elbow": elbow, "wrist": wrist, "heel": heel, "foot_index": toes,
        }
    )  # fmt: skip


def between(a: Posture, b: Posture, share: float) -> Posture:
    moved = [x + share * (y - x) for x, y in zip(a, b, strict=True)]
    return moved[0], moved[1], moved[2]


def lift(bottom: Posture, *, way_s: float = 1.6, stay_s: float = 1.0) -> list[Posture]:
    """Two seconds upright, down, take hold, up, a second upright."""
    way = minimum_jerk(np.arange(1, round(way_s * FPS) + 1) / round(way_s * FPS))
    down = [between(UPRIGHT, bottom, share) for share in way]
    return [*[UPRIGHT] * (2 * FPS), *down, *[bottom] * round(stay_s * FPS), *down[::-1], *[UPRIGHT] * FPS]


def coached(
    postures: list[Posture], language: str = "en", *, mirrored: bool = False
) -> tuple[Pipeline, list[FrameOutput]]:
    """Every frame through the pipeline that a live session uses."""
    words = words_for(language)
    pipeline, outputs = Pipeline(translated(find_spec("lifting"), words), Manner(words)), []
    for i, posture in enumerate(postures):
        xy = body(posture)
        if mirrored:
            xy = xy[SWAP] * (-1, 1) + (SIZE[0], 0)
        outputs.append(pipeline.step(Frame(i, i / FPS, PICTURE), detection(xy)))
    return pipeline, outputs


def said(outputs: list[FrameOutput]) -> list[str]:
    return [cue.text for output in outputs for cue in output.cues if not cue.text.isdigit()]


@pytest.mark.parametrize("mirrored", [False, True], ids=["facing left", "facing right"])
def test_two_good_lifts_are_counted_and_nothing_is_corrected(mirrored: bool) -> None:
    pipeline, outputs = coached([*lift(LEGS), *lift(LEGS)], mirrored=mirrored)
    assert [(rep.good, rep.faults, rep.borderline) for rep in pipeline.state.reps] == [(True, (), ())] * 2
    assert pipeline.state.attempts == ()
    assert not set(said(outputs)) & {fault.say for fault in find_spec("lifting").faults}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Bend your knees, not your back"), ("de", "Beug die Knie, nicht den Rücken")],
)
@pytest.mark.parametrize("bottom", [BACK, HALF_AND_HALF], ids=["straight knees", "hardly bent knees"])
def test_a_lift_with_the_back_is_told_at_once_while_it_lasts(bottom: Posture, language: str, sentence: str) -> None:
    pipeline, outputs = coached([*lift(bottom, stay_s=1.5), *lift(LEGS)], language)
    first, second = pipeline.state.reps
    assert "back_bent" in first.faults
    assert (second.good, second.faults) == (True, ())
    told_s = next(output.t_s for output in outputs if any(cue.text == sentence for cue in output.cues))
    assert told_s < first.top_end_s, "while the back is bent, not after it"


@pytest.mark.parametrize(
    ("postures", "reps", "attempts"),
    [
        pytest.param([UPRIGHT] * (6 * FPS), 0, 0, id="standing about"),
        pytest.param(lift(CHAIR), 0, 1, id="sitting down is an attempt"),
        pytest.param(lift(between(UPRIGHT, LEGS, 0.3)), 0, 0, id="nodding is nothing"),
    ],
)
def test_what_is_no_lift_is_not_counted(postures: list[Posture], reps: int, attempts: int) -> None:
    pipeline, _ = coached(postures)
    assert (len(pipeline.state.reps), len(pipeline.state.attempts)) == (reps, attempts)


def test_the_set_up_check_is_ready_after_two_seconds_of_standing_still() -> None:
    _, outputs = coached([UPRIGHT] * (3 * FPS))
    ready = [output.t_s for output in outputs if output.setup.ready]
    assert 2.0 <= ready[0] <= 2.6
    assert outputs[-1].setup.advice is None


@pytest.mark.parametrize(
    ("language", "advice"),
    [("en", "Turn your side to the camera"), ("de", "Dreh deine Seite zur Kamera")],
)
def test_from_the_front_it_asks_to_turn(language: str, advice: str) -> None:
    spec = translated(find_spec("lifting"), words_for(language))
    cures = [need.cure for need in spec.position.needs if need.measure == "shoulder_width"]
    assert cures == [advice]


def test_the_drawing_shows_a_good_lift() -> None:
    """The demonstration's target pose, taken as a posture of a person, is a lift without a fault."""
    demonstration = find_demonstration("lifting")
    assert demonstration is not None
    (target,) = [pose for pose in demonstration.poses if pose.target]
    drawn: Posture = (target.shank + 180.0, target.thigh - 180.0, target.trunk)
    pipeline, outputs = coached(lift(drawn))
    assert [(rep.good, rep.faults) for rep in pipeline.state.reps] == [(True, ())]
    assert outputs[-1].spec.summary == find_spec("lifting").summary
