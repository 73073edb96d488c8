"""Left and right kept apart over time: the network exchanges the legs, the arms or the whole body; we put them back.

A limb can't jump to where the other one was and the other one to its place within a frame; a body can't turn about
without showing its front. What stays exchanged for longer than ACCEPT_S is believed: the network usually corrects an
error that way, and who is wrong for so long was wrong before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from posecheck.pose.landmarks import BONES, INDEX, NAMES, SWAP
from posecheck.pose.pose import Floats, Observation
from posecheck.pose.stance import across

ACCEPT_S = 1.0
JUMP_TRUNKS = 0.3
"""Way of both joints of both limbs together, in trunk lengths, under which nothing has jumped."""
FITS_SHARE = 0.5
"""A swap is one when exchanging left and right leaves at most this share of the way."""
DEPTH_M = 0.08
"""A body counts as turned about when its near side is that much nearer than the other, and was as much farther."""
MEMORY_S = 2.0

_JOINT_ARRAYS = ("xy", "world", "visibility", "presence")


@dataclass(frozen=True, slots=True)
class Group:
    """What is exchanged together: shown: joints by which it is seen, left ones first; joints, bones: new orders."""

    shown: tuple[int, ...]
    joints: tuple[int, ...]
    bones: tuple[int, ...]

    @classmethod
    def of(cls, moved: tuple[str, ...], shown: tuple[str, ...]) -> Group:
        """A group of joints named without side."""
        every = {INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in moved}
        joints = tuple(int(SWAP[i]) if i in every else i for i in range(len(NAMES)))
        half = len(BONES) // 2
        bones = tuple((k + half) % len(BONES) if INDEX[far] in every else k for k, (_, far) in enumerate(BONES))
        return cls(tuple(INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in shown), joints, bones)


LEGS = Group.of(("knee", "ankle", "heel", "foot_index"), ("knee", "ankle"))
ARMS = Group.of(("elbow", "wrist", "pinky", "index", "thumb"), ("elbow", "wrist"))
BODY = replace(
    Group.of(("elbow", "wrist", "knee", "ankle"), ("shoulder", "hip")), joints=tuple(int(partner) for partner in SWAP)
)


@dataclass(frozen=True, slots=True)
class IdentityState:
    """last: the joints of the frame before as they were put back (33, 2); depth_m: running mean of how much farther the
    left side is; legs_s, arms_s, body_s: since when each is exchanged (NaN = it isn't).
    """

    t_s: float = math.nan
    last: Floats | None = None
    depth_m: float = math.nan
    legs_s: float = math.nan
    arms_s: float = math.nan
    body_s: float = math.nan

    @property
    def exchanged(self) -> bool:
        """Whether something is being put back now."""
        return not (math.isnan(self.legs_s) and math.isnan(self.arms_s) and math.isnan(self.body_s))


def identity_step(state: IdentityState, seen: Observation, trunk_px: float) -> tuple[IdentityState, Observation]:
    """Take one frame; returns it with left and right put back where they were."""
    if not np.isfinite(seen.xy[0, 0]):
        return state, seen
    t_s, depth_m = float(seen.t_s), float(across(seen.world)[2])
    body_s = _body_since(state, depth_m, t_s)
    if not math.isnan(body_s):
        seen, depth_m = exchange(seen, BODY), -depth_m
    seen, legs_s = _limbs(LEGS, state.legs_s, state.last, seen, trunk_px)
    seen, arms_s = _limbs(ARMS, state.arms_s, state.last, seen, trunk_px)
    share = 1.0 if math.isnan(state.t_s) else 1.0 - math.exp(-max(t_s - state.t_s, 0.0) / MEMORY_S)
    believed = not math.isnan(state.body_s) and math.isnan(body_s)
    before_m = depth_m if math.isnan(state.depth_m) or believed else state.depth_m
    return IdentityState(t_s, seen.xy, before_m + share * (depth_m - before_m), legs_s, arms_s, body_s), seen


def exchange(seen: Observation, group: Group) -> Observation:
    """The observation of one frame with left and right of a group exchanged."""
    order = list(group.joints)
    arrays = {name: getattr(seen, name)[order] for name in _JOINT_ARRAYS}
    return replace(seen, **arrays, bones=seen.bones[list(group.bones)])


def _body_since(state: IdentityState, depth_m: float, t_s: float) -> float:
    """Since when the whole body is exchanged; NaN when it isn't, or has been for so long that it is believed."""
    contrary = abs(depth_m) > DEPTH_M and abs(state.depth_m) > DEPTH_M and (depth_m > 0) != (state.depth_m > 0)
    if not contrary:
        return math.nan
    since_s = t_s if math.isnan(state.body_s) else state.body_s
    return since_s if t_s - since_s < ACCEPT_S else math.nan


def _limbs(
    group: Group, since_s: float, last: Floats | None, seen: Observation, trunk_px: float
) -> tuple[Observation, float]:
    """Put a pair of limbs back where it was; returns since when it is exchanged."""
    t_s, active = float(seen.t_s), not math.isnan(since_s)
    if last is None or (active and t_s - since_s >= ACCEPT_S):
        return seen, math.nan
    kept = exchange(seen, group) if active else seen
    if not _crossed(last, kept.xy, group, trunk_px):
        return kept, since_s
    return (seen, math.nan) if active else (exchange(seen, group), t_s)


def _crossed(before: Floats, now: Floats, group: Group, trunk_px: float) -> bool:
    """Whether the limbs have jumped into each other's place."""
    shown, half = list(group.shown), len(group.shown) // 2
    a, b = before[shown], now[shown]
    straight = float(np.hypot(*(b - a).T).sum())
    if not straight > JUMP_TRUNKS * trunk_px:
        return False
    return float(np.hypot(*(np.concatenate((b[half:], b[:half])) - a).T).sum()) < FITS_SHARE * straight
