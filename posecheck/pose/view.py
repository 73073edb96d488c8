"""From where the camera sees the body: side, front or oblique, facing, near side. Learned over time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats, Observation

MEMORY_S = 2.0
"""How long the estimate remembers (time constant)."""
SIDE_LIMIT_DEG = 35.0
FRONT_LIMIT_DEG = 60.0
"""Off-axis angles up to which a view is called side, and from which it is called front."""
SWITCH_M = 0.04
"""The near side changes only when the other side has come this much nearer."""

_LEFT = [INDEX["left_shoulder"], INDEX["left_hip"]]
_RIGHT = [INDEX["right_shoulder"], INDEX["right_hip"]]
_SHOULDERS = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_HIPS = [INDEX["left_hip"], INDEX["right_hip"]]
_TOES = [INDEX["left_knee"], INDEX["right_knee"], INDEX["left_foot_index"], INDEX["right_foot_index"]]


@dataclass(frozen=True, slots=True)
class View:
    """The camera's view of the body, as known so far.

    off_axis_deg: degrees off the pure side view (0 = side-on, 90 = front or back), NaN until known;
    near: the side of the body nearer to the camera; facing: where the head (lying) or face points in the picture.
    """

    kind: Literal["side", "front", "oblique", "unknown"]
    off_axis_deg: float
    near: Literal["left", "right"]
    facing: Literal["left", "right", "unknown"]


UNKNOWN_VIEW = View("unknown", float("nan"), "left", "unknown")


@dataclass(frozen=True, slots=True)
class ViewState:
    """Running means of the body's left-right axis (3,) m and of its forward direction (px, x only)."""

    t_s: float = math.nan
    axis: Floats = field(default_factory=lambda: np.full(3, np.nan))
    forward_px: float = math.nan
    view: View = UNKNOWN_VIEW


def view_step(state: ViewState, seen: Observation) -> ViewState:
    """Take one frame into the estimate; frames without a person change nothing."""
    axis = (seen.world[_LEFT].sum(0) - seen.world[_RIGHT].sum(0)) / 2
    if not math.isfinite(axis[0] + axis[1] + axis[2]):
        return state
    forward_px = _forward_px(seen.xy)
    if math.isnan(state.t_s):
        mean_axis, mean_forward = axis, forward_px
    else:
        share = 1.0 - math.exp(-max(float(seen.t_s) - state.t_s, 0.0) / MEMORY_S)
        mean_axis = state.axis + share * (axis - state.axis)
        mean_forward = state.forward_px + share * (forward_px - state.forward_px)
    view = _describe(mean_axis, mean_forward, state)
    return ViewState(float(seen.t_s), mean_axis, mean_forward, view)


def _forward_px(xy: Floats) -> float:
    """Where the body points in the picture: hips to head when the trunk lies, hips to knees and toes when upright."""
    hip = xy[_HIPS].sum(0) / 2
    trunk = xy[_SHOULDERS].sum(0) / 2 - hip
    if abs(trunk[0]) > abs(trunk[1]):
        return float(trunk[0])
    return float(xy[_TOES, 0].sum() / len(_TOES) - hip[0])


def _describe(axis: Floats, forward_px: float, state: ViewState) -> View:
    dx, dy, dz = (float(v) for v in axis)
    off_axis_deg = math.degrees(math.atan2(math.hypot(dx, dy), abs(dz)))
    near = state.view.near
    if math.isnan(state.t_s) or abs(dz) > SWITCH_M:
        near = "left" if dz < 0 else "right"
    kind: Literal["side", "front", "oblique"] = "oblique"
    if off_axis_deg <= SIDE_LIMIT_DEG:
        kind = "side"
    elif off_axis_deg >= FRONT_LIMIT_DEG:
        kind = "front"
    return View(kind, off_axis_deg, near, "right" if forward_px >= 0 else "left")
