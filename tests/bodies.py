"""Made bodies with known angles: joints placed by hand, side-on, in a picture of 640x360."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from posecheck.pose.landmarks import BONES, COUNT, INDEX, NAMES, SWAP
from posecheck.pose.pose import OUTLINE_STATIONS, Detection, Floats, Observation, Pose
from posecheck.pose.tracker import TrackerState, track_step

SIZE = (640, 360)
TRUNK_PX = 120.0
Points = dict[str, tuple[float, float]]


def side_on(joints: Mapping[str, tuple[float, float]], *, apart_px: float = 0.0) -> Floats:
    """(33, 2) px, both sides at the same joints, the far one `apart_px` higher; what isn't given lies at the hip."""
    xy = np.tile(np.array(joints["hip"], float), (COUNT, 1))
    for name, i in INDEX.items():
        joint = name.removeprefix("left_").removeprefix("right_")
        if joint in joints:
            xy[i] = joints[joint]
        elif name in joints:
            xy[i] = joints[name]
        elif any(part in name for part in ("eye", "mouth")) and "nose" in joints:
            xy[i] = joints["nose"]
        elif any(part in name for part in ("pinky", "index", "thumb")) and "wrist" in joints and "foot" not in name:
            xy[i] = joints["wrist"]
        if name.startswith("right_"):
            xy[i, 1] -= apart_px
    return xy


def chain(start: tuple[float, float], *steps: tuple[float, float]) -> list[tuple[float, float]]:
    """Points from `start` by steps of (length px, direction in degrees; 0 = right, 90 = up)."""
    points = [start]
    for length, degrees in steps:
        x, y = points[-1]
        points.append((x + length * math.cos(math.radians(degrees)), y - length * math.sin(math.radians(degrees))))
    return points


def lying(hip_deg: float = 128.0, knee_deg: float = 80.0, lift_deg: float = 0.0) -> Floats:
    """On the back, head to the left; hip: shoulder-hip-knee, knee: hip-knee-ankle; lift slopes the trunk."""
    shoulder = (200.0, 270.0)
    _, hip = chain(shoulder, (TRUNK_PX, lift_deg))
    thigh = lift_deg + 180.0 - hip_deg
    _, knee = chain(hip, (100.0, thigh))
    _, ankle = chain(knee, (95.0, thigh - (180.0 - knee_deg)))
    ear, nose = (165.0, 262.0), (160.0, 240.0)
    _, elbow, wrist = chain(shoulder, (70.0, 0.0), (60.0, 0.0))
    heel, toes = (ankle[0] - 6, ankle[1] + 8), (ankle[0] + 40, ankle[1] + 8)
    return side_on(
        {
            "shoulder": shoulder, "hip": hip, "knee": knee, "ankle": ankle, "ear": ear, "nose": nose,
            "elbow": elbow, "wrist": wrist, "heel": heel, "foot_index": toes,
        }
    )  # fmt: skip


def all_fours() -> Floats:
    """On hands and knees, head to the left: thighs and arms upright, back level."""
    shoulder, hip = (220.0, 180.0), (340.0, 180.0)
    return side_on(
        {
            "shoulder": shoulder, "hip": hip, "knee": (335.0, 280.0), "ankle": (430.0, 285.0), "ear": (180.0, 175.0),
            "nose": (165.0, 195.0), "elbow": (220.0, 240.0), "wrist": (220.0, 290.0), "heel": (440.0, 280.0),
            "foot_index": (455.0, 288.0),
        }
    )  # fmt: skip


def standing() -> Floats:
    """Upright, facing left."""
    return side_on(
        {
            "shoulder": (320.0, 100.0), "hip": (320.0, 200.0), "knee": (318.0, 270.0), "ankle": (320.0, 340.0),
            "ear": (318.0, 70.0), "nose": (305.0, 72.0), "elbow": (322.0, 150.0), "wrist": (318.0, 195.0),
            "heel": (325.0, 345.0), "foot_index": (300.0, 347.0),
        }
    )  # fmt: skip


def prone(trunk_deg: float = 0.0, thigh_deg: float = 0.0) -> Floats:
    """On the front, head to the right, legs straight: trunk and thighs rise from the hip by so many degrees."""
    hip = (320.0, 250.0)
    _, shoulder, ear = chain(hip, (TRUNK_PX, trunk_deg), (40.0, trunk_deg))
    _, knee, ankle = chain(hip, (100.0, 180.0 - thigh_deg), (95.0, 180.0 - thigh_deg))
    _, elbow, wrist = chain(shoulder, (60.0, trunk_deg - 10), (50.0, trunk_deg))
    nose = (ear[0] + 4, ear[1] + 18)
    return side_on(
        {
            "shoulder": shoulder, "hip": hip, "knee": knee, "ankle": ankle, "ear": ear, "nose": nose, "elbow": elbow,
            "wrist": wrist, "heel": (ankle[0] - 8, ankle[1] - 6), "foot_index": (ankle[0] - 25, ankle[1] + 6),
        }
    )  # fmt: skip


def armed(forward_deg: float) -> Floats:
    """Standing, facing left, the upper arm so many degrees ahead of the trunk."""
    xy = standing()
    _, elbow, wrist = chain((320.0, 100.0), (50.0, 270.0 - forward_deg), (45.0, 270.0 - forward_deg))
    for side in ("left", "right"):
        xy[INDEX[f"{side}_elbow"]], xy[INDEX[f"{side}_wrist"]] = elbow, wrist
    return xy


def rotated(xy: Floats, degrees: float) -> Floats:
    """The body turned in the picture about its middle, made smaller so that it stays inside."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    centre = np.array(SIZE) / 2
    return np.asarray((xy - centre) @ np.array([[c, s], [-s, c]]) * 0.8 + centre)


def world_of(xy: Floats, *, near: str = "left", width_m: float = 0.3, turn_deg: float = 0.0) -> Floats:
    """(33, 3) m for a body seen from the side: x and y from the picture, shoulders and hips `width_m` apart in depth.

    turn_deg turns the left-right axis out of the line of sight (0 = pure side view, 90 = from the front).
    """
    hip = xy[[INDEX["left_hip"], INDEX["right_hip"]]].mean(0)
    world = np.concatenate([(xy - hip) * (0.5 / TRUNK_PX), np.zeros((COUNT, 1))], axis=1)
    towards = -1.0 if near == "left" else 1.0
    for i, name in enumerate(NAMES):
        if name.startswith(("left_", "right_")):
            half = 0.5 * width_m * (towards if name.startswith("left_") else -towards)
            world[i, 2] += half * math.cos(math.radians(turn_deg))
            world[i, 0] += half * math.sin(math.radians(turn_deg))
    return world


def single(values: Floats) -> Floats:
    """Rounded to single precision, as every observation is."""
    return np.asarray(values, np.float32).astype(np.float64)


def observation(
    xy: Floats,
    *,
    t_s: float = 0.0,
    world: Floats | None = None,
    visibility: float = 0.99,
    bones: float = 1.0,
    outline: Floats | None = None,
) -> Observation:
    """What the network would have seen of a body, every joint clear."""
    return Observation(
        t_s=np.asarray(t_s),
        xy=single(xy),
        world=single(world_of(xy) if world is None else world),
        visibility=single(np.full(COUNT, visibility)),
        presence=single(np.full(COUNT, visibility)),
        bones=np.full(len(BONES), bones),
        outline=single(np.full(OUTLINE_STATIONS, 0.2) if outline is None else outline),
        luma=np.asarray(120.0),
        people=np.asarray(1.0),
        size=SIZE,
    )


def pose(xy: Floats, *, near: str = "left") -> Pose:
    """A single clear pose."""
    return track_step(TrackerState(), observation(xy, world=world_of(xy, near=near)))[1]


def detection(xy: Floats, mask: npt.NDArray[np.uint8] | None = None) -> Detection:
    """The network's answer for a body, with a mask of everything when none is given."""
    whole = np.full((SIZE[1] // 4, SIZE[0] // 4), 255, np.uint8)
    ones = np.full(COUNT, 0.99)
    return Detection(xy, world_of(xy), ones, ones, whole if mask is None else mask, 1, SIZE)


def with_arms(*sides: str, bent: bool = False, leg_up: bool = False, shift_px: float = 0.0) -> Floats:
    """Lying on the back with some arms straight up."""
    xy = lying().copy()
    for side in sides:
        shoulder = xy[INDEX[f"{side}_shoulder"]].copy()
        xy[INDEX[f"{side}_elbow"]] = shoulder + np.array((shift_px, -70.0))
        xy[INDEX[f"{side}_wrist"]] = shoulder + np.array(
            ((60.0 if bent else 0.0) + shift_px, -70.0 if bent else -130.0)
        )
    if leg_up:
        for side in ("left", "right"):
            xy[INDEX[f"{side}_ankle"]] = xy[INDEX[f"{side}_hip"]] + (90.0, -95.0)
    return xy


def with_arm_at(side: str, raised_deg: float) -> Floats:
    """Lying on the back with one straight arm raised from beside the hip so far."""
    xy = lying().copy()
    shoulder = xy[INDEX[f"{side}_shoulder"]]
    _, *joints = chain((float(shoulder[0]), float(shoulder[1])), (70.0, raised_deg), (60.0, raised_deg))
    for joint, at in zip(("elbow", "wrist"), joints, strict=True):
        xy[INDEX[f"{side}_{joint}"]] = at
    return xy


def mirrored(xy: Floats) -> Floats:
    """The body in a mirror: x reversed, left and right exchanged."""
    flipped = xy[SWAP].copy()
    flipped[:, 0] = SIZE[0] - flipped[:, 0]
    return flipped
