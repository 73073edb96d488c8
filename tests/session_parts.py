"""A body that bridges, as the network would have seen it, for the tests of sessions and windows."""

from __future__ import annotations

import numpy as np
from bodies import SIZE, detection, lying
from made_rows import WAY_S, minimum_jerk

from posecheck.coach.blocks import Plan, practice
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection

PICTURE = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)


def bridge_bodies(reps: int = 2, hold_s: float = 3.0, height: float = 1.0) -> list[Detection]:
    """Detections of a body that bridges: rest, lift, hold, lower; height: 1 = shoulder, hip and knee in a line."""
    up = minimum_jerk(np.arange(1, round(WAY_S * 30) + 1) / round(WAY_S * 30))
    one = np.concatenate([np.zeros(45), up, np.ones(round(hold_s * 30)), 1 - up, np.zeros(30)])
    shares = height * np.concatenate([np.zeros(45), *[one] * reps])
    return [detection(lying(128 + 50 * s, 80 + 12 * s, 22 * s)) for s in shares]


class Recorded:
    """A network that has seen everything already."""

    def __init__(self, detections: list[Detection]) -> None:
        self._detections = iter(detections)

    def detect(self, frame: Frame) -> Detection:
        del frame
        return next(self._detections)

    def reset(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to let go."""


def recorded_plan(spec: ExerciseSpec) -> Plan:
    """One exercise, played from a recording: it is under way from the first frame."""
    return Plan(spec.name, practice(spec), by_clips=True)
