"""The pose aimed at, laid over the person."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from session_parts import PICTURE, bridge_bodies, recorded_plan

from posecheck.coach.ghost import ghost_lines
from posecheck.coach.output import FrameOutput
from posecheck.coach.shown import Stage
from posecheck.exercise.demonstration import CHAIN
from posecheck.exercise.result import Phase
from posecheck.io.spec_files import find_demonstration, find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import INDEX, SWAP
from posecheck.session.coached import CoachedPipeline

DEMO = find_demonstration("bridge")
assert DEMO is not None


@pytest.fixture(scope="module")
def resting() -> FrameOutput:
    coached = CoachedPipeline(recorded_plan(find_spec("bridge")))
    outputs = [coached.step(Frame(i, i / 30, PICTURE), body) for i, body in enumerate(bridge_bodies(1)[:40])]
    return outputs[-1]


def test_it_has_the_persons_own_lengths_and_place(resting: FrameOutput) -> None:
    trunk, thigh, _ = ghost_lines(DEMO, resting)
    near = resting.view.near
    shoulder, hip, knee = (resting.pose.xy[INDEX[f"{near}_{j}"]] for j in ("shoulder", "hip", "knee"))
    assert trunk[1] == pytest.approx(tuple(shoulder)), "the shoulders stay on the mat"
    assert math.dist(*trunk) == pytest.approx(float(np.hypot(*(hip - shoulder))))
    assert math.dist(*thigh) == pytest.approx(float(np.hypot(*(knee - hip))))
    assert trunk[0][1] < hip[1] - 30, "the hips are to come up"


def test_it_faces_the_persons_way(resting: FrameOutput) -> None:
    xy = resting.pose.xy[SWAP].copy()
    xy[:, 0] = 640 - xy[:, 0]
    facing = "right" if resting.view.facing == "left" else "left"
    near = "right" if resting.view.near == "left" else "left"
    turned = replace(resting, pose=replace(resting.pose, xy=xy), view=replace(resting.view, facing=facing, near=near))  # type: ignore[arg-type]
    for line, mirrored in zip(ghost_lines(DEMO, resting), ghost_lines(DEMO, turned), strict=True):
        for (x, y), other in zip(line, mirrored, strict=True):
            assert other == pytest.approx((640 - x, y))


@pytest.mark.parametrize("stage", [Stage.SETTING_UP, Stage.RESTING, Stage.PAUSED, Stage.LOST])
def test_where_nothing_is_done_there_is_nothing_to_aim_at(resting: FrameOutput, stage: Stage) -> None:
    assert resting.session is not None
    assert ghost_lines(DEMO, replace(resting, session=replace(resting.session, stage=stage))) == []


def test_nobody_is_shown_a_ghost_of_what_cannot_be_seen(resting: FrameOutput) -> None:
    unseen = replace(resting.pose, trusted=np.zeros_like(resting.pose.trusted))
    assert ghost_lines(DEMO, replace(resting, pose=unseen)) == []
    away = replace(resting.result, phase=Phase.AWAY)
    assert ghost_lines(DEMO, replace(resting, result=away)) == []


def test_an_exercise_without_straight_aims_has_none(resting: FrameOutput) -> None:
    cat = find_demonstration("cat_cow")
    assert cat is not None
    assert ghost_lines(cat, resting) == []


@pytest.mark.parametrize("anchor", [to for _, _, to in CHAIN] + ["hip"])
def test_any_joint_of_the_figure_can_be_what_stays_where_it_is(resting: FrameOutput, anchor: str) -> None:
    lines = ghost_lines(DEMO.model_copy(update={"anchor": anchor}), resting)
    assert len(lines) == len(DEMO.ghost)
