"""A posture in a session: watched for its minute, scored, corrected seldom, never counted."""

from __future__ import annotations

import numpy as np
import pytest
from bodies import detection, standing
from session_parts import PICTURE

from posecheck.coach import phrases
from posecheck.coach.blocks import Plan, practice
from posecheck.coach.feedback import POSTURE_S
from posecheck.coach.output import FrameOutput, Priority
from posecheck.coach.phrases import ENGLISH
from posecheck.coach.shown import Stage
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection
from posecheck.session.coached import CoachedPipeline
from posecheck.ui.scenes import scene_of

FPS = 10
STANDING = find_spec("standing_posture")
SILENT = STANDING.model_copy(
    update={"posture": STANDING.posture.model_copy(update={"speaks": False}) if STANDING.posture else None}
)
WELL = detection(standing())


def head_forward() -> Detection:
    """Standing with the head far before the shoulders."""
    xy = standing()
    for name in ("nose", "left_ear", "right_ear", "left_eye", "right_eye"):
        xy[INDEX[name]] += np.array((-45.0, 25.0))
    return detection(xy)


def stood(spec: ExerciseSpec, *parts: tuple[float, Detection]) -> tuple[CoachedPipeline, list[FrameOutput]]:
    """Stand so many seconds in each way, from the set-up on."""
    coached, outputs = CoachedPipeline(Plan("posture", practice(spec), countdown_s=1.0)), []
    bodies = [body for seconds, body in parts for _ in range(round(FPS * seconds))]
    for i, body in enumerate(bodies):
        outputs.append(coached.step(Frame(i, i / FPS, PICTURE), body))
    return coached, outputs


def stages(outputs: list[FrameOutput]) -> list[Stage]:
    return list(dict.fromkeys(output.session.stage for output in outputs if output.session))


def test_a_minute_of_standing_well_is_scored_and_nothing_is_counted_or_corrected() -> None:
    coached, outputs = stood(STANDING, (75.0, WELL))
    assert stages(outputs) == [Stage.SETTING_UP, Stage.COUNTDOWN, Stage.EXERCISING, Stage.FINISHED]
    (outcome,) = coached.outcomes
    assert (outcome.reps, outcome.score) == (0, pytest.approx(100.0))
    said = [cue.text for output in outputs for cue in output.cues if cue.id not in ("ask",)]
    assert [s for s in said if not s.isdigit()] == [phrases.HOLD_STILL, phrases.BEGIN, phrases.ALL_DONE]


def test_the_window_shows_no_repetition_number_at_any_moment() -> None:
    _, outputs = stood(STANDING, (20.0, WELL), (30.0, head_forward()))
    scenes = [
        scene_of(output, ENGLISH) for output in outputs if output.session and output.session.stage is Stage.EXERCISING
    ]
    assert {scene.below for scene in scenes} == {"", "of 100"}
    assert scenes[-1].message == STANDING.fault("head_forward").say
    assert 0.0 < scenes[-1].ring < 1.0, "how much of the minute has passed"


@pytest.mark.parametrize(("spec", "times"), [(STANDING, 1), (SILENT, 0)], ids=["calmly", "a spec that keeps silent"])
def test_what_is_to_be_changed_is_said_calmly_or_only_shown(spec: ExerciseSpec, times: int) -> None:
    bent = head_forward()
    restless = [(20.0, WELL), *[(7.0, bent), (1.5, WELL)] * 2]
    _, outputs = stood(spec, *restless)
    told = [e for output in outputs for e in output.result.events if e.kind == "fault"]
    assert len(told) == 2, "the fault began twice within a short time"
    assert told[1].t_s - told[0].t_s < POSTURE_S
    assert [cue.id for output in outputs for cue in output.cues if cue.priority is Priority.FORM] == [
        "head_forward"
    ] * times


def test_desk_posture_is_a_spec_that_keeps_silent() -> None:
    desk = find_spec("desk_posture")
    assert desk.posture is not None
    assert not desk.posture.speaks
