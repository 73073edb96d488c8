"""A demonstration of an exercise: key poses of a stick figure seen from the side, and the figure between them.

Directions are degrees in the picture, 0 to the right, 90 up; the head is drawn to the left. Lengths are in trunks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Point = tuple[float, float]
Joints = Mapping[str, Point]

LENGTHS = {
    "trunk": 1.0, "head": 0.33, "thigh": 0.85, "shank": 0.80, "foot": 0.26, "upper_arm": 0.52, "forearm": 0.48,
}  # fmt: skip
"""Segment lengths in trunk lengths, near to those of grown-ups (Drillis & Contini 1966)."""
CHAIN = (
    ("hip", "trunk", "shoulder"),
    ("shoulder", "head", "head"),
    ("hip", "thigh", "knee"),
    ("knee", "shank", "ankle"),
    ("ankle", "foot", "toes"),
    ("shoulder", "upper_arm", "elbow"),
    ("elbow", "forearm", "wrist"),
)
"""From where, along which segment, to where."""
LIMBS = CHAIN[2:]


class KeyPose(BaseModel):
    """Where every segment points. far_…: of the limb away from the camera, when it isn't where the near one is.

    back: how far the middle of the back is bowed up (down when negative), in trunk lengths; turn: the trunk is turned
    to the viewer's side (0..1), drawn as an arrow; move_s, stay_s: the way to this pose, and how long it is kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trunk: float
    head: float
    thigh: float
    shank: float
    foot: float
    upper_arm: float
    forearm: float
    far_thigh: float | None = None
    far_shank: float | None = None
    far_foot: float | None = None
    far_upper_arm: float | None = None
    far_forearm: float | None = None
    back: float = 0.0
    turn: float = 0.0
    target: bool = False
    """The pose that the exercise aims at."""
    move_s: float = Field(default=1.5, gt=0, le=10)
    stay_s: float = Field(default=1.0, ge=0, le=10)

    def directions(self) -> dict[str, float]:
        """Degrees per segment, the far ones filled in, with `back` and `turn`."""
        own = {name: float(getattr(self, name)) for name in LENGTHS}
        far = {f"far_{name}": getattr(self, f"far_{name}") for _, name, _ in LIMBS}
        filled = {key: own[key[4:]] if value is None else float(value) for key, value in far.items()}
        return {**own, **filled, "back": self.back, "turn": self.turn}


class Demonstration(BaseModel):
    """Key poses shown over and over. anchor: the joint that stays where it is.

    ghost: segments of the target pose that are laid over the person as lines; none where the aim is no straight line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    anchor: str
    ghost: tuple[str, ...] = ("trunk", "thigh", "shank")
    poses: tuple[KeyPose, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.anchor not in {to for _, _, to in CHAIN} | {"hip"}:
            raise ValueError(f"anchor '{self.anchor}' is no joint of the figure")
        if unknown := set(self.ghost) - set(LENGTHS) - {f"far_{name}" for _, name, _ in LIMBS}:
            raise ValueError(f"ghost names no segment of the figure: {', '.join(sorted(unknown))}")
        if not any(pose.target for pose in self.poses):
            raise ValueError("no pose has `target = true`")
        return self

    @property
    def length_s(self) -> float:
        """How long one round takes."""
        return sum(pose.move_s + pose.stay_s for pose in self.poses)

    @property
    def target(self) -> KeyPose:
        """The pose that the exercise aims at."""
        return next(pose for pose in self.poses if pose.target)

    def directions_at(self, t_s: float) -> dict[str, float]:
        """Where every segment points at a time, going round for ever."""
        t_s %= self.length_s
        for before, pose in pairwise((self.poses[-1], *self.poses)):
            if t_s < pose.move_s:
                return _between(before.directions(), pose.directions(), _eased(t_s / pose.move_s))
            t_s -= pose.move_s
            if t_s < pose.stay_s:
                return pose.directions()
            t_s -= pose.stay_s
        return self.poses[-1].directions()

    def joints_at(self, t_s: float) -> dict[str, Point]:
        """The figure at a time: joints in trunk lengths, y up, the floor at y = 0, the anchor where it always is."""
        return self._placed(self.directions_at(t_s))

    def every_joint(self) -> list[Point]:
        """All joints of all key poses: what a picture of the demonstration must have room for."""
        return [point for pose in self.poses for point in self._placed(pose.directions()).values()]

    def _placed(self, directions: Mapping[str, float]) -> dict[str, Point]:
        first = figure(self.poses[0].directions())
        at = (first[self.anchor][0], first[self.anchor][1] - min(y for _, y in first.values()))
        joints = figure(directions)
        dx, dy = at[0] - joints[self.anchor][0], at[1] - joints[self.anchor][1]
        return {name: (x + dx, y + dy) for name, (x, y) in joints.items()}


def figure(directions: Mapping[str, float], lengths: Mapping[str, float] = LENGTHS) -> dict[str, Point]:
    """Joints of a figure whose hip lies at (0, 0), y up; far limbs have "far_" before their names."""
    joints: dict[str, Point] = {"hip": (0.0, 0.0)}
    for start, segment, end in CHAIN:
        joints[end] = _along(joints[start], directions[segment], lengths[segment])
    joints["back"] = _bowed(joints["hip"], joints["shoulder"], directions["back"] * lengths["trunk"])
    for start, segment, end in LIMBS:
        origin = joints[start] if start in ("hip", "shoulder") else joints[f"far_{start}"]
        joints[f"far_{end}"] = _along(origin, directions[f"far_{segment}"], lengths[segment])
    return joints


def _along(start: Point, degrees: float, length: float) -> Point:
    angle = math.radians(degrees)
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)


def _bowed(hip: Point, shoulder: Point, bow: float) -> Point:
    """The middle of the back, moved off the hip-shoulder line; the head is to the left, so up is to its right hand."""
    dx, dy = shoulder[0] - hip[0], shoulder[1] - hip[1]
    length = math.hypot(dx, dy) or 1.0
    middle = ((hip[0] + shoulder[0]) / 2, (hip[1] + shoulder[1]) / 2)
    return middle[0] + bow * dy / length, middle[1] - bow * dx / length


def _between(before: Mapping[str, float], after: Mapping[str, float], share: float) -> dict[str, float]:
    """On the way from one pose to the next, every segment by the shorter way round."""
    return {name: value + share * _shorter(name, after[name] - value) for name, value in before.items()}


def _shorter(name: str, change: float) -> float:
    return change if name in ("back", "turn") else (change + 180.0) % 360.0 - 180.0


def _eased(share: float) -> float:
    """Share of a way done by a smooth movement."""
    return share * share * (3.0 - 2.0 * share)
