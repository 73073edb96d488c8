"""Measures of people who sit, stand, squat or row: postures, lifting, the desk."""

from __future__ import annotations

import numpy as np

from posecheck.pose import geometry as geo
from posecheck.pose.measure_registry import COLUMNS, MEASURES, Body, sided, whole
from posecheck.pose.pose import Floats


@whole("knees_apart", "%ankles", ("knee", "ankle"), 8.0, "distance of the knees, % of the ankles' (from the front)")
def _knees_apart(body: Body) -> Floats:
    knees, ankles = (np.abs(body[j][..., 0, 0] - body[j][..., 1, 0]) for j in ("knee", "ankle"))
    return np.asarray(100 * knees / ankles)


@sided("ear_height", "%trunk", ("shoulder", "hip", "ear"), 3.0, "ear over the shoulder along the trunk, % of trunk")
def _ear_height(body: Body) -> Floats:
    shoulder, up = body["shoulder"], body["shoulder"] - body["hip"]
    along = ((body["ear"] - shoulder) * up).sum(-1)
    return np.asarray(100 * along / (up**2).sum(-1))


@sided(
    "arm_forward",
    "deg",
    ("shoulder", "elbow", "hip", "ear", "nose"),
    6.0,
    "upper arm against the trunk, toward the face: 0 = alongside, - = behind",
)
def _arm_forward(body: Body) -> Floats:
    """-180..180. Forward is where the nose lies from the ears, so it holds for a trunk at any inclination."""
    down, arm = body["hip"] - body["shoulder"], body["elbow"] - body["shoulder"]
    face = (body["nose"] - _seen_ear(body))[..., None, :]
    ahead = np.sign(down[..., 0] * face[..., 1] - down[..., 1] * face[..., 0])
    cross = down[..., 0] * arm[..., 1] - down[..., 1] * arm[..., 0]
    return np.asarray(np.degrees(np.arctan2(ahead * cross, (down * arm).sum(-1))))


def _seen_ear(body: Body) -> Floats:
    """(…, 2) px middle of the ears that are seen; NaN without any."""
    ears = body["ear"]
    known = np.isfinite(ears[..., :1])
    count = known.sum(-2)
    return np.asarray(np.where(known, ears, 0.0).sum(-2) / np.where(count > 0, count, np.nan))


def _forward_x(body: Body) -> Floats:
    """(…,) +1 or -1: where the face looks in the picture, from the nose against the ears that are seen."""
    return np.asarray(np.sign(body["nose"][..., 0] - _seen_ear(body)[..., 0]))


def _tilt(name: str, joints: tuple[str, str], error: float, what: str) -> None:
    """Register how far the line between two joints leans from upright toward the face."""
    low, high = joints

    def tilt(body: Body) -> Floats:
        line = body[high] - body[low]
        ahead = _forward_x(body)[..., None] * line[..., 0]
        return np.asarray(np.degrees(np.arctan2(ahead, -line[..., 1])))

    sided(name, "deg", (*joints, "ear", "nose"), error, what)(tilt)


_tilt("neck_forward", ("shoulder", "ear"), 6.0, "lean of shoulder->ear from upright toward the face")
_tilt("trunk_forward", ("hip", "shoulder"), 4.0, "lean of hip->shoulder from upright toward the face")
_tilt("legs_forward", ("ankle", "hip"), 3.0, "lean of ankle->hip from upright toward the face")


@sided("stature", "trunk", ("shoulder", "hip", "ankle"), 0.1, "height of the shoulder over the ankle, in trunk lengths")
def _stature(body: Body) -> Floats:
    shoulder, hip, ankle = body["shoulder"], body["hip"], body["ankle"]
    return np.asarray((ankle[..., 1] - shoulder[..., 1]) / geo.distance(shoulder, hip))


@sided(
    "foot_slope", "deg", ("heel", "foot_index"), 8.0, "slope of the foot, without its sign: 0 = flat (from the side)"
)
def _foot_slope(body: Body) -> Floats:
    """Flat feet of rendered and real people read up to 7 (17 in a squat), those with heels or toes up 45 and more."""
    return np.abs(geo.elevation(body["heel"], body["foot_index"]))


@whole("off_feet", "trunk", ("shoulder", "hip", "ankle"), 0.08, "middle of the trunk beside the feet, in trunk lengths")
def _off_feet(body: Body) -> Floats:
    """Near 0 for whoever stands free, from any side: nobody falls over. Leaning on something, it can be anything.

    From the sides that are known: from the side the far one is often hidden.
    """
    beside = (body["shoulder"] + body["hip"])[..., 0] / 2 - body["ankle"][..., 0]
    known = np.isfinite(beside)
    count = known.sum(-1)
    middle = np.where(known, beside, 0.0).sum(-1) / np.where(count > 0, count, np.nan)
    trunk = geo.distance(body["shoulder"], body["hip"])
    seen = np.isfinite(trunk)
    mean = np.where(seen, trunk, 0.0).sum(-1) / np.where(seen.any(-1), seen.sum(-1), np.nan)
    return np.asarray(np.abs(middle) / mean)


@sided("legs_first", "deg", ("shoulder", "hip", "knee", "ankle"), 8.0, "bend of the knee less lean of the trunk")
def _legs_first(body: Body) -> Floats:
    """Of a lift: positive while the knees do the bending, negative while the back does."""
    knee_bend = 180.0 - MEASURES["knee"].of(body)
    return np.asarray(knee_bend - (90.0 - MEASURES["trunk"].of(body)))


@whole("shoulder_tilt", "deg", ("shoulder",), 3.0, "slope of the shoulder line in the picture, without its sign")
def _shoulder_tilt(body: Body) -> Floats:
    both = body["shoulder"]
    return np.abs(geo.elevation(both[..., 0, :], both[..., 1, :]))


@whole(
    "shoulder_turn", "deg", ("shoulder",), 8.0, "turn of the shoulder line out of the picture, 0 = facing it or away"
)
def _shoulder_turn(body: Body) -> Floats:
    """From the network's 3D joints: when the shoulders turn, everything measured in their apparent width is wrong."""
    both = np.asarray(body.pose.world[..., COLUMNS["shoulder"], :], float)
    turn = np.degrees(np.arctan2(np.abs(both[..., 0, 2] - both[..., 1, 2]), np.abs(both[..., 0, 0] - both[..., 1, 0])))
    known = np.isfinite(body["shoulder"]).all((-1, -2))
    return np.asarray(np.where(known, turn, np.nan))


def _shoulder_px(body: Body) -> Floats:
    both = body["shoulder"]
    return geo.distance(both[..., 0, :], both[..., 1, :])


@whole(
    "head_height", "%shoulders", ("shoulder", "ear"), 4.0, "ears over the shoulders, % of their width (from the front)"
)
def _head_height(body: Body) -> Floats:
    return np.asarray(100 * (body.mid("shoulder")[..., 1] - _seen_ear(body)[..., 1]) / _shoulder_px(body))


@whole("head_aside", "%shoulders", ("shoulder", "nose"), 4.0, "nose off the middle of the shoulders, % of their width")
def _head_aside(body: Body) -> Floats:
    return np.asarray(100 * np.abs(body["nose"][..., 0] - body.mid("shoulder")[..., 0]) / _shoulder_px(body))


@whole(
    "nearness", "%picture", ("shoulder",), 1.5, "distance of the shoulders, % of the picture's width (from the front)"
)
def _nearness(body: Body) -> Floats:
    return np.asarray(100 * _shoulder_px(body) / body.pose.size[0])
