"""The one gesture: an arm held straight up for a moment. No exercise has it, and nobody does it by chance at rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Pose

HELD_S = 1.5
GRACE_S = 0.3
"""A frame or two in which the arm isn't seen don't end the gesture."""
UPRIGHT_DEG = 60.0
"""Upper arm and forearm must both point up at least this steeply: a straight arm, raised."""
STILL_TRUNKS = 0.25
"""While it is held up, the wrist stays within this many trunk lengths of where it was."""
_UP_CUT = math.sin(math.radians(UPRIGHT_DEG))
_SIDES = tuple(
    tuple(INDEX[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")) for side in ("left", "right")
)
_TRUNK = (INDEX["left_shoulder"], INDEX["right_shoulder"]), (INDEX["left_hip"], INDEX["right_hip"])


@dataclass(frozen=True, slots=True)
class ArmState:
    """since_s: since when an arm is up (NaN = none is); seen_s: when it was last seen up; at: the wrist then, px;
    done: the gesture was made, and the arm has yet to come down."""

    since_s: float = math.nan
    seen_s: float = -math.inf
    at: tuple[float, float] = (math.nan, math.nan)
    done: bool = False


def arm_step(state: ArmState, pose: Pose) -> tuple[ArmState, bool]:
    """Take one frame's pose; True on the frame on which an arm has been held up for HELD_S."""
    t_s = float(pose.t_s)
    wrist = _raised_wrist(pose)
    if wrist is None:
        if t_s - state.seen_s <= GRACE_S:
            return state, False
        return ArmState(), False
    trunk_px = _trunk_px(pose)
    moved = math.dist(wrist, state.at) > STILL_TRUNKS * trunk_px if math.isfinite(state.at[0]) else True
    if math.isnan(state.since_s) or (moved and not state.done):
        return ArmState(t_s, t_s, wrist), False
    fires = not state.done and t_s - state.since_s >= HELD_S
    return ArmState(state.since_s, t_s, state.at, state.done or fires), fires


def _raised_wrist(pose: Pose) -> tuple[float, float] | None:
    """Where the wrist of a raised arm is; None when no arm is up, or both are: that is a stretch."""
    if not bool(pose.detected):
        return None
    up = [wrist for joints in _SIDES if (wrist := _if_up(pose, joints)) is not None]
    return up[0] if len(up) == 1 else None


def _if_up(pose: Pose, joints: tuple[int, ...]) -> tuple[float, float] | None:
    if not pose.trusted[list(joints)].all():
        return None
    shoulder, elbow, wrist = (pose.xy[i] for i in joints)
    for low, high in ((shoulder, elbow), (elbow, wrist)):
        length = float(np.hypot(*(high - low)))
        if not length or (low[1] - high[1]) / length < _UP_CUT:
            return None
    return float(wrist[0]), float(wrist[1])


def _trunk_px(pose: Pose) -> float:
    shoulders, hips = (pose.xy[list(pair)].mean(0) for pair in _TRUNK)
    return float(np.hypot(*(shoulders - hips)))
