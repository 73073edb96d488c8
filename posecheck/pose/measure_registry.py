"""What a measure is, the body it works on, how it is registered and how far it errs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from posecheck.pose import geometry as geo
from posecheck.pose.error_table import ERRORS, VIEWS_DEG
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats, Pose

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
_SIDELESS = {"nose"}
_JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
COLUMNS: dict[str, list[int] | int] = {j: [INDEX[f"left_{j}"], INDEX[f"right_{j}"]] for j in _JOINTS}
COLUMNS |= {j: INDEX[j] for j in _SIDELESS}
"""Landmark indices of each joint, left then right; of the nose its one."""


@dataclass(frozen=True, slots=True)
class Body:
    """Trusted points by joint for the measures to work on, NaN when doubted.

    `body["hip"]` is (…, 2, 2): side (left, right), then x and y in px; the nose, without sides, is (…, 2).
    """

    pose: Pose
    xy: Floats

    @classmethod
    def of(cls, pose: Pose) -> Body:
        """Hide the joints that may not be judged."""
        return cls(pose, np.where(pose.trusted[..., None], pose.xy, np.nan))

    def __getitem__(self, joint: str) -> Floats:
        return self.xy[..., COLUMNS[joint], :]

    def mid(self, joint: str) -> Floats:
        """(…, 2) point half-way between the left and the right joint."""
        return np.asarray(self[joint].sum(-2) / 2)

    def trunk_px(self) -> Floats:
        """(…,) length of the trunk: mid-shoulder to mid-hip."""
        return geo.distance(self.mid("shoulder"), self.mid("hip"))


Function = Callable[[Body], Floats]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurable thing.

    landmarks: joints it needs, without side; error: typical error in its unit in a side view, where none was measured;
    sided: `of` gives (…, 2) for left and right, otherwise (…); flips: its sign changes in a picture on its head.
    """

    name: str
    unit: str
    landmarks: tuple[str, ...]
    error: float
    sided: bool
    what: str
    of: Function
    flips: bool = False


MEASURES: dict[str, Measure] = {}


def error_of(name: str, off_axis_deg: float = 0.0, *, change: bool = False) -> float:
    """Typical error of a measure, in its unit, for a camera so far off the side; change: of its change against rest.

    From posecheck.pose.error_table where it was measured, else as registered; of a change half of that, as it is for
    most of the measured ones.
    """
    measured = ERRORS.get(name)
    if measured is None:
        return MEASURES[name].error * (0.5 if change else 1.0)
    return math.hypot(measured[int(change)], float(np.interp(abs(off_axis_deg), (0.0, *VIEWS_DEG), _worse(name))))


@cache
def _worse(name: str) -> tuple[float, ...]:
    """What views 0, 15, 30 … degrees off add: none further off is a better one, whatever a few clips say."""
    return tuple(itertools.accumulate((0.0, *ERRORS[name][2:]), max))


def whole(
    name: str, unit: str, landmarks: tuple[str, ...], error: float, what: str, *, flips: bool = False
) -> Callable[[Function], Function]:
    """Register a measure of the whole body."""

    def add(function: Function) -> Function:
        MEASURES[name] = Measure(name, unit, landmarks, error, False, what, function, flips)
        return function

    return add


def sided(
    name: str, unit: str, landmarks: tuple[str, ...], error: float, what: str, *, flips: bool = False
) -> Callable[[Function], Function]:
    """Register a measure that either side of the body has."""

    def add(function: Function) -> Function:
        MEASURES[name] = Measure(name, unit, landmarks, error, True, what, function, flips)
        return function

    return add
