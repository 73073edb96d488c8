"""What can be measured on a body: named measures over arrays with an optional leading time axis.

Angles are taken in the image plane, from trusted joints only: a measure with a doubted joint is NaN. Those of upright
postures stand in `upright_measures`, which is registered with these.
"""

from __future__ import annotations

import numpy as np

from posecheck.pose import geometry as geo
from posecheck.pose import silhouette, upright_measures
from posecheck.pose.measure_registry import COLUMNS, MEASURES, SIDES, Body, Measure, error_of, sided, whole
from posecheck.pose.pose import Floats, Pose

__all__ = ["MEASURES", "SIDES", "Body", "Measure", "compute", "error_of", "upright_measures"]

STRAIGHT_KNEE_DEG = 15.0
"""A knee bent less than this doesn't tell front from back."""
SHOULDER_WIDTH_TRUNKS = 0.75
"""Width of the shoulders in trunk lengths, as MediaPipe places these joints; measured on the rendered bodies."""

_BELLY = (silhouette.STATIONS > 0.35) & (silhouette.STATIONS < 0.68)


def _angle(name: str, joints: tuple[str, str, str], error: float, what: str) -> None:
    a, b, c = joints
    sided(name, "deg", joints, error, what)(lambda body: geo.interior_angle(body[a], body[b], body[c]))


def _elevation(name: str, joints: tuple[str, str], error: float, what: str) -> None:
    start, end = joints
    sided(name, "deg", joints, error, what, flips=True)(lambda body: geo.elevation(body[start], body[end]))


_angle("hip", ("shoulder", "hip", "knee"), 5.0, "interior angle shoulder-hip-knee, 180 = straight")
_angle("knee", ("hip", "knee", "ankle"), 4.0, "interior angle hip-knee-ankle, 180 = straight")
_angle("shoulder", ("hip", "shoulder", "elbow"), 6.0, "interior angle hip-shoulder-elbow, 180 = arm overhead")
_angle("elbow", ("shoulder", "elbow", "wrist"), 6.0, "interior angle shoulder-elbow-wrist, 180 = straight")
_angle("head", ("hip", "shoulder", "ear"), 6.0, "interior angle hip-shoulder-ear, 180 = in line")
_elevation("trunk", ("hip", "shoulder"), 4.0, "inclination of hip->shoulder, 0 = lying, 90 = upright")
_elevation("thigh", ("hip", "knee"), 4.0, "inclination of hip->knee, -90 = hanging down, 0 = level")
_elevation("shank", ("ankle", "knee"), 5.0, "inclination of ankle->knee, 90 = shin upright, 0 = on the floor")
_elevation("upper_arm", ("shoulder", "elbow"), 6.0, "inclination of shoulder->elbow, -90 = hanging, 0 = level")


@sided(
    "hip_open",
    "deg",
    ("shoulder", "hip", "knee", "ankle"),
    5.0,
    "angle shoulder-hip-knee on the belly's side, over 180 = arched",
)
def _hip_open(body: Body) -> Floats:
    """0..360: an interior angle folds back at 180, so that a hip lifted past the line would seem to come down again.

    The belly's side is known from the knee, which bends the other way; with a straight knee the hip counts as flexed,
    without a known knee nobody can tell.
    """
    shoulder, hip, knee, ankle = (body[j] for j in ("shoulder", "hip", "knee", "ankle"))
    hip_turn, knee_turn = geo.turn(shoulder, hip, knee), geo.turn(hip, knee, ankle)
    flexed = np.where(np.abs(knee_turn) > STRAIGHT_KNEE_DEG, -np.sign(knee_turn) * hip_turn, np.abs(hip_turn))
    return np.where(np.isfinite(knee_turn), 180.0 - flexed, np.nan)


@sided(
    "hip_lift", "%trunk", ("shoulder", "hip", "heel"), 4.0, "hip over the shoulder-heel line, % of trunk", flips=True
)
def _hip_lift(body: Body) -> Floats:
    shoulder, hip, heel = body["shoulder"], body["hip"], body["heel"]
    return 100 * geo.height_over_line(hip, shoulder, heel) / geo.distance(shoulder, hip)


@sided(
    "hip_line", "%trunk", ("shoulder", "hip", "knee"), 4.0, "hip over the shoulder-knee line, % of trunk", flips=True
)
def _hip_line(body: Body) -> Floats:
    shoulder, hip, knee = body["shoulder"], body["hip"], body["knee"]
    return 100 * geo.height_over_line(hip, shoulder, knee) / geo.distance(shoulder, hip)


@sided("hip_ankle", "%thigh", ("hip", "knee", "ankle"), 8.0, "distance hip-ankle, % of thigh length")
def _hip_ankle(body: Body) -> Floats:
    return 100 * geo.distance(body["hip"], body["ankle"]) / geo.distance(body["hip"], body["knee"])


@sided(
    "ankle_height",
    "%shank",
    ("hip", "knee", "ankle"),
    4.0,
    "height of the ankle over the hip, % of shank length",
    flips=True,
)
def _ankle_height(body: Body) -> Floats:
    hip, knee, ankle = body["hip"], body["knee"], body["ankle"]
    return np.asarray(100 * (hip[..., 1] - ankle[..., 1]) / geo.distance(knee, ankle))


@sided(
    "seat", "trunk", ("shoulder", "hip", "ankle"), 0.1, "height of the hip over the ankle, in trunk lengths", flips=True
)
def _seat(body: Body) -> Floats:
    shoulder, hip, ankle = body["shoulder"], body["hip"], body["ankle"]
    return np.asarray((ankle[..., 1] - hip[..., 1]) / geo.distance(shoulder, hip))


@sided(
    "pelvis",
    "deg",
    ("shoulder", "hip", "knee"),
    2.0,  # its change against the rest half of that: a rest drifts by 1 to 2 degrees over a set
    "hip angle less trunk line; only its change means anything",
)
def _pelvis(body: Body) -> Floats:
    return np.asarray(MEASURES["hip"].of(body) - MEASURES["trunk"].of(body))


@whole("face_up", "deg", ("nose", "ear"), 15.0, "inclination of ear->nose: 90 = face to the ceiling", flips=True)
def _face_up(body: Body) -> Floats:
    return geo.elevation(body.mid("ear"), body["nose"])


@sided("bow", "deg", ("shoulder", "hip", "knee"), 4.0, "rise of trunk and thigh over the hip, together: 0 = straight")
def _bow(body: Body) -> Floats:
    """Of a body lying on its front: grows as chest or thighs lift, and not when the camera is rolled."""
    return np.asarray(MEASURES["trunk"].of(body) + MEASURES["thigh"].of(body))


@whole("body_line", "%trunk", ("shoulder", "hip", "ankle"), 4.0, "hips over the line shoulders-ankles, % of trunk")
def _body_line(body: Body) -> Floats:
    shoulder, hip, ankle = (body.mid(j) for j in ("shoulder", "hip", "ankle"))
    return np.asarray(100 * geo.height_over_line(hip, shoulder, ankle) / body.trunk_px())


@whole("shoulder_width", "trunk", ("shoulder", "hip"), 0.08, "apparent distance of the shoulders, in trunk lengths")
def _shoulder_width(body: Body) -> Floats:
    """About 0 when the side faces the camera and 0.7 when the chest or the back does."""
    both = body["shoulder"]
    return np.asarray(geo.distance(both[..., 0, :], both[..., 1, :]) / body.trunk_px())


@sided("shoulder_height", "%trunk", ("shoulder", "hip"), 6.0, "shoulder over the middle of both, % of trunk")
def _shoulder_height(body: Body) -> Floats:
    middle = body.mid("shoulder")[..., None, 1]
    return np.asarray(100 * (middle - body["shoulder"][..., 1]) / body.trunk_px()[..., None])


@whole("lean", "deg", ("shoulder", "hip", "knee"), 4.0, "lean of the trunk from upright toward the knees")
def _lean(body: Body) -> Floats:
    hip = body.mid("hip")
    knees_ahead = body["knee"][..., 0] - hip[..., None, 0]
    known = np.isfinite(knees_ahead)
    forward = np.where(known.any(-1), np.sign(np.where(known, knees_ahead, 0.0).sum(-1)), np.nan)
    trunk = body.mid("shoulder") - hip
    return np.asarray(np.degrees(np.arctan2(forward * trunk[..., 0], -trunk[..., 1])))


@whole("shoulder_yaw", "deg", ("shoulder", "hip"), 8.0, "turn of the shoulder line away from the camera's axis")
def _shoulder_yaw(body: Body) -> Floats:
    """Mean of the turn seen as apparent shoulder width and the turn of the network's 3D joints.

    0 when the shoulder line points along the camera's axis (side view). On rendered twists of 14-47 degrees the
    change of the mean was nearer to the truth than either alone.
    """
    across = body["shoulder"][..., 0, 0] - body["shoulder"][..., 1, 0]
    apparent = np.degrees(np.arcsin(np.clip(across / (SHOULDER_WIDTH_TRUNKS * body.trunk_px()), -1, 1)))
    both = np.asarray(body.pose.world[..., COLUMNS["shoulder"], :], float)
    deep = np.degrees(np.arctan2(both[..., 0, 0] - both[..., 1, 0], np.abs(both[..., 0, 2] - both[..., 1, 2])))
    return np.asarray((apparent + np.where(np.isfinite(apparent), deep, np.nan)) / 2)


@whole("spine_curve", "1", ("shoulder", "hip"), 0.08, "curvature of the back's outline: + arched, - hollow")
def _spine_curve(body: Body) -> Floats:
    return np.where(np.isfinite(body.trunk_px()), silhouette.curvature(body.pose.outline), np.nan)


@whole("trunk_length", "%picture", ("shoulder", "hip"), 2.0, "length of the trunk, % of the picture's height")
def _trunk_length(body: Body) -> Floats:
    """The yardstick of measures in trunk lengths; faults with `yardstick = "rest"` take the one at rest instead."""
    return np.asarray(100 * body.trunk_px() / body.pose.size[1])


@sided(
    "belly_height",
    "%trunk",
    ("shoulder", "hip", "knee"),
    4.0,
    "upper outline of a lying trunk over the knee, % of trunk",
)
def _belly_height(body: Body) -> Floats:
    """Only its change means anything, and only against the trunk's length at rest: raised arms pull the network's
    shoulder up and make the trunk longer by a tenth.

    The outline half-way along the trunk stays where it is, to half a percent of the trunk on rendered people. No joint
    of the trunk can say where that was: all of them rise with an arching back. The knee of a leg that is held still
    doesn't, to 2 %, and it moves with the picture when the camera does.
    """
    along, heights = silhouette.STATIONS[_BELLY], body.pose.outline[..., _BELLY]
    shoulder, hip = body.mid("shoulder"), body.mid("hip")
    line = -(shoulder[..., None, 1] + along * (hip - shoulder)[..., None, 1])
    up_px = line + heights * np.abs(hip - shoulder)[..., None, 0]
    known = np.isfinite(up_px)
    count = known.sum(-1)
    mean_px = np.where(known, up_px, 0.0).sum(-1) / np.maximum(count, 1)
    belly_px = np.where(2 * count >= len(along), mean_px, np.nan)
    return np.asarray(100 * (belly_px[..., None] + body["knee"][..., 1]) / body.trunk_px()[..., None])


def compute(pose: Pose, names: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Measures of a pose or a series of poses: name -> (…,), sided ones as <name>_left and <name>_right.

    names: only these (all when empty), so that a live frame pays for what its exercise looks at. A measure in lengths
    of what has none in the picture (both shoulders on one spot) is NaN.
    """
    body = Body.of(pose)
    out: dict[str, Floats] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for name in names or MEASURES:
            value = MEASURES[name].of(body)
            value = np.where(np.isinf(value), np.nan, value)
            if MEASURES[name].sided:
                out[f"{name}_left"], out[f"{name}_right"] = value[..., 0], value[..., 1]
            else:
                out[name] = value
    return out
