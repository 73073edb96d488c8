"""The one gesture: one arm raised straight up from rest and held there for a moment, with both feet on the floor.

No exercise has that: where arms point up (dead bug) the legs are up too, and the arms begin up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

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
DOWN_S = 1.0
"""Both arms were down for this long before: an arm that stays up while the other one is lowered asks for nothing."""
FOOT_TRUNKS = 0.35
"""An ankle higher over the hip than this share of the trunk is a lifted leg."""
_UP_CUT = math.sin(math.radians(UPRIGHT_DEG))
_SIDES = tuple(
    tuple(INDEX[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")) for side in ("left", "right")
)
_LEGS = tuple((INDEX[f"{side}_hip"], INDEX[f"{side}_ankle"]) for side in ("left", "right"))
_TRUNK = (INDEX["left_shoulder"], INDEX["right_shoulder"]), (INDEX["left_hip"], INDEX["right_hip"])


@dataclass(frozen=True, slots=True)
class ArmState:
    """down_s: since when both arms are down (NaN = they aren't); ready: they were for long enough before one went up.

    since_s: since when the arm is up (NaN = none is); seen_s: when it was last seen up; at: the wrist then, px; done:
    the gesture was made, and the arm has yet to come down.
    """

    down_s: float = math.nan
    ready: bool = False
    since_s: float = math.nan
    seen_s: float = -math.inf
    at: tuple[float, float] = (math.nan, math.nan)
    done: bool = False


def arm_step(state: ArmState, pose: Pose) -> tuple[ArmState, bool]:
    """Take one frame's pose; True on the frame on which an arm has been held up for HELD_S."""
    t_s, up = float(pose.t_s), _raised_wrists(pose)
    if not up:
        if not math.isnan(state.since_s) and t_s - state.seen_s <= GRACE_S:
            return state, False
        down_s = t_s if math.isnan(state.down_s) else state.down_s
        return ArmState(down_s if _legs_down(pose) else math.nan), False
    if len(up) > 1 or not _legs_down(pose):
        return ArmState(), False
    if math.isnan(state.since_s):
        return ArmState(ready=t_s - state.down_s >= DOWN_S, since_s=t_s, seen_s=t_s, at=up[0]), False
    if math.dist(up[0], state.at) > STILL_TRUNKS * _trunk_px(pose) and not state.done:
        return replace(state, since_s=t_s, seen_s=t_s, at=up[0]), False
    fires = state.ready and not state.done and t_s - state.since_s >= HELD_S
    return replace(state, seen_s=t_s, done=state.done or fires), fires


def _raised_wrists(pose: Pose) -> list[tuple[float, float]]:
    """Where the wrists of raised arms are."""
    if not bool(pose.detected):
        return []
    return [wrist for joints in _SIDES if (wrist := _if_up(pose, joints)) is not None]


def _legs_down(pose: Pose) -> bool:
    """Whether no leg is lifted, as far as legs are seen; with none in sight nothing is asked for."""
    seen = [side for side in _LEGS if bool(pose.trusted[list(side)].all())]
    limit_px = FOOT_TRUNKS * _trunk_px(pose)
    return bool(seen) and all(pose.xy[hip, 1] - pose.xy[ankle, 1] <= limit_px for hip, ankle in seen)


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
