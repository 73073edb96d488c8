"""The ghost: the exercise's target pose laid over the person, in their own place and size. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from posecheck.coach.output import FrameOutput
from posecheck.coach.session_state import RUNNING
from posecheck.exercise.demonstration import CHAIN, LENGTHS, LIMBS, Demonstration, Point, figure
from posecheck.exercise.result import Phase
from posecheck.pose.landmarks import INDEX

Line = tuple[Point, Point]
MEASURED = ("trunk", "thigh", "shank", "upper_arm", "forearm")
"""Segments whose length is taken from the person; the others follow from the trunk's."""
LANDMARKS = {"head": "ear", "toes": "foot_index"}
"""Joints of the figure that the network calls otherwise."""


def ghost_lines(demonstration: Demonstration, output: FrameOutput) -> list[Line]:
    """Lines of the target pose in pixels of the frame; none while there is nothing to aim at, or nobody to aim."""
    now = output.session
    if (
        now is None
        or not demonstration.ghost
        or now.stage not in RUNNING
        or output.result.phase in (Phase.AWAY, Phase.UNSEEN)
    ):
        return []
    side = output.result.side if output.result.side in ("left", "right") else output.view.near
    lengths, anchor = _lengths_px(output, side), _joint(output, side, demonstration.anchor)
    if lengths is None or anchor is None:
        return []
    joints = figure(demonstration.target.directions(), lengths)
    way = 1.0 if output.view.facing == "left" else -1.0
    home = joints[demonstration.anchor]

    def at(name: str) -> Point:
        return anchor[0] + way * (joints[name][0] - home[0]), anchor[1] - (joints[name][1] - home[1])

    return [(at(start), at(end)) for start, end in _bones(demonstration.ghost)]


def _bones(names: Sequence[str]) -> list[tuple[str, str]]:
    """Both ends of each segment; a far limb hangs on the same hip and shoulder."""
    near = {segment: (start, end) for start, segment, end in CHAIN}
    far = {
        f"far_{segment}": (start if start in ("hip", "shoulder") else f"far_{start}", f"far_{end}")
        for start, segment, end in LIMBS
    }
    return [(near | far)[name] for name in names]


def _lengths_px(output: FrameOutput, side: str) -> dict[str, float] | None:
    """Length of every segment of the person; None when not even the trunk is seen."""
    ends = {segment: (start, end) for start, segment, end in CHAIN}
    found = {segment: _distance(output, side, *ends[segment]) for segment in MEASURED}
    trunk = found["trunk"]
    if not trunk:
        return None
    return {segment: found.get(segment) or trunk * share for segment, share in LENGTHS.items()}


def _distance(output: FrameOutput, side: str, start: str, end: str) -> float:
    one, other = _joint(output, side, start), _joint(output, side, end)
    return math.dist(one, other) if one is not None and other is not None else 0.0


def _joint(output: FrameOutput, side: str, name: str) -> Point | None:
    index = INDEX[f"{side}_{LANDMARKS.get(name, name)}"]
    if not bool(output.pose.trusted[index]):
        return None
    x, y = output.pose.xy[index]
    return float(x), float(y)
