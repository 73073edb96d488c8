"""How the body lies, kneels, sits or stands: from the network's 3D joints, which show it from any side.

World coordinates: metres, x right, y down, z away from the camera, as in `Observation.world`.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats

Stance = Literal["supine", "prone", "side_lying", "all_fours", "kneeling", "seated", "standing", "unknown"]

CHEST_TURNED = 0.55
"""Vertical share of the chest's direction from which a lying body is on its back or on its front (33 degrees). On the
rendered people and the photos it is over 0.8 on back and front and under 0.2 on the side."""
LYING_DEG = 45.0
"""A trunk that slopes less lies or is on all fours; one that slopes more is upright."""
HANGING_DEG = 35.0
"""A thigh or upper arm that points down by more than this stands on its knee or hand."""
FLAT_DEG = 40.0
"""A shin that slopes less than this lies on the floor."""
FOLDED = 0.75
"""Distance from hip to ankle, in thigh lengths, under which a person on knees sits on the heels."""
STANDING_SEAT = 1.05
"""Height of the hips over both ankles, in trunk lengths, from which the legs carry the body."""


def chest_direction(world: Floats) -> Floats:
    """(…, 3) unit vector out of the chest; world: (…, 33, 3)."""
    normal = np.cross(across(world), trunk(world))
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(normal / length)


def stance_of(world: Floats) -> Stance:
    """Stance of one body (33, 3); "unknown" when a joint is."""
    if not np.isfinite(world).all():
        return "unknown"
    spine = trunk(world)
    if _seat(world) >= STANDING_SEAT * float(np.linalg.norm(spine)):
        return "standing"
    if abs(_elevation(spine)) >= LYING_DEG:
        return "kneeling" if _kneels(world) else "seated"
    return _low_stance(world)


def _low_stance(world: Floats) -> Stance:
    """Stance of a body whose trunk is nearer to level than to upright."""
    kneels = _kneels(world)
    if kneels and _arms_carry(world) and not _folded(world):
        return "all_fours"
    chest_down = float(chest_direction(world)[1])
    if abs(chest_down) < CHEST_TURNED:
        return "side_lying"
    if chest_down < 0:
        return "supine"
    return "kneeling" if kneels or _folded(world) else "prone"


def _seat(world: Floats) -> float:
    """Height of the hips over the ankles in metres, on the side where it is less."""
    return min(float(world[INDEX[f"{s}_ankle"], 1] - world[INDEX[f"{s}_hip"], 1]) for s in ("left", "right"))


def _kneels(world: Floats) -> bool:
    """Whether at least one thigh points down to a knee whose shin lies on the floor."""
    return any(
        _elevation(_bone(world, s, "hip", "knee")) < -HANGING_DEG
        and abs(_elevation(_bone(world, s, "ankle", "knee"))) < FLAT_DEG
        for s in ("left", "right")
    )


def _arms_carry(world: Floats) -> bool:
    return any(_elevation(_bone(world, s, "shoulder", "elbow")) < -HANGING_DEG for s in ("left", "right"))


def _folded(world: Floats) -> bool:
    """Whether both heels are close to the hips."""
    return all(
        bool(np.linalg.norm(_bone(world, s, "hip", "ankle")) < FOLDED * np.linalg.norm(_bone(world, s, "hip", "knee")))
        for s in ("left", "right")
    )


def trunk(world: Floats) -> Floats:
    """(…, 3) mid-hip to mid-shoulder, metres; world: (…, 33, 3)."""
    return np.asarray(_pair(world, "shoulder") - _pair(world, "hip"))


def across(world: Floats) -> Floats:
    """(…, 3) from the right to the left side of the trunk, metres: mean of shoulders and hips."""
    left, right = (world[..., [INDEX[f"{s}_shoulder"], INDEX[f"{s}_hip"]], :].sum(-2) for s in ("left", "right"))
    return np.asarray((left - right) / 2)


def thighs(world: Floats) -> Floats:
    """(…, 3) mid-hip to mid-knee, metres."""
    return np.asarray(_pair(world, "knee") - _pair(world, "hip"))


def _pair(world: Floats, joint: str) -> Floats:
    return np.asarray((world[..., INDEX[f"left_{joint}"], :] + world[..., INDEX[f"right_{joint}"], :]) / 2)


def _bone(world: Floats, side: str, start: str, end: str) -> Floats:
    return np.asarray(world[INDEX[f"{side}_{end}"]] - world[INDEX[f"{side}_{start}"]])


def _elevation(vector: Floats) -> float:
    """Degrees above the floor, -90..90."""
    return math.degrees(math.atan2(-float(vector[1]), math.hypot(float(vector[0]), float(vector[2]))))
