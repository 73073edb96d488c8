"""The way of one frame from detection to judgement: the same for a live camera and a recorded clip."""

from __future__ import annotations

import numpy as np

from posecheck.exercise.program import Program
from posecheck.exercise.rows import Row, Series
from posecheck.pose.landmarks import INDEX, SWAP
from posecheck.pose.measures import MEASURES, compute
from posecheck.pose.pose import Observation, Pose
from posecheck.pose.tracker import track
from posecheck.pose.trust import explain
from posecheck.pose.view import View


def needed_joints(program: Program) -> dict[str, tuple[int, ...]]:
    """Landmark indices that the signal needs, per side."""
    joints = MEASURES[program.spec.signal.measure].landmarks
    left = tuple(INDEX[j] if j in INDEX else INDEX[f"left_{j}"] for j in joints)
    return {"left": left, "right": tuple(int(SWAP[i]) for i in left)}


def series_of(program: Program, pose: Pose, views: list[View], names: tuple[str, ...] = ()) -> Series:
    """Measures of a whole recording, with the near side and the reason for each gap."""
    columns = compute(pose, names)
    needed = needed_joints(program)
    assert pose.doubt is not None
    both = program.spec.signal.of not in ("near", "far")
    notes = tuple(
        explain(pose.doubt[i], needed["left"] + needed["right"] if both else needed[view.near])
        for i, view in enumerate(views)
    )
    return Series(np.asarray(pose.t_s), columns, tuple(v.near for v in views), notes)


def measure_recording(
    program: Program, seen: Observation, names: tuple[str, ...] = ()
) -> tuple[Pose, list[View], Series]:
    """Filter, vet and measure a recorded clip in the causal way a live session does."""
    pose, views = track(seen)
    return pose, views, series_of(program, pose, views, names)


def measure_frame(program: Program, pose: Pose, view: View) -> Row:
    """Measures of one live frame."""
    values = {k: float(v) for k, v in compute(pose, program.measures).items()}
    needed = needed_joints(program)
    both = program.spec.signal.of not in ("near", "far")
    joints = needed["left"] + needed["right"] if both else needed[view.near]
    assert pose.doubt is not None
    return Row(float(pose.t_s), values, view.near, explain(pose.doubt, joints))
