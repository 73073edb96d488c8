"""Tables for OpenSim: joint positions as .trc, joint angles as .mot, each with its convention written in it.

OpenSim's reader takes exactly eight keys in a .trc's second line and ignores what follows the file name in its first,
so that is where the convention stands. Unknown is written as nan, which both readers take for missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from posecheck.exercise.rows import Series
from posecheck.pose.landmarks import NAMES
from posecheck.pose.pose import Floats, Pose
from posecheck.pose.smoothing import zero_phase

TRC_CONVENTION = (
    "posecheck: X to the right in the picture, Y up, Z toward the camera, metres, origin midway between the hips "
    "in every frame; 3D estimated from one camera; zero-phase low-pass 6 Hz; nan = not trusted"
)
MOT_CONVENTION = (
    "Joint angles by posecheck, degrees, measured in the picture's plane from one camera seen from the side.",
    "Names and signs of the Rajagopal 2016 model: hip_flexion, knee_angle and elbow_flex grow with flexion,",
    "0 = straight; arm_flex: 0 = arm along the trunk, 180 = overhead. _l and _r are the person's own left and right.",
    "Zero-phase low-pass 6 Hz. nan = not trusted. Times are the clip's own and need not be evenly spaced.",
)
Angle = Callable[[Floats], Floats]
COORDINATES: Mapping[str, tuple[str, Angle]] = {
    "hip_flexion": ("hip", lambda deg: 180.0 - deg),
    "knee_angle": ("knee", lambda deg: 180.0 - deg),
    "arm_flex": ("shoulder", lambda deg: deg),
    "elbow_flex": ("elbow", lambda deg: 180.0 - deg),
}
"""Coordinate of the model -> posecheck's measure and how one becomes the other."""


def trc(name: str, pose: Pose) -> str:
    """Positions of all 33 joints over time as the text of a .trc file; pose is a series."""
    frames = len(pose.t_s)
    points = np.where(pose.trusted[..., None], pose.world, np.nan) * np.array([1.0, -1.0, -1.0])
    smooth = np.apply_along_axis(lambda values: zero_phase(pose.t_s, values), 0, points)
    rate = f"{_rate_hz(pose.t_s):.3f}"
    file = name.replace("\t", " ").replace("\n", " ")
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{file}\t{TRC_CONVENTION}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{len(NAMES)}\tm\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(NAMES) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{k}" for k in range(1, len(NAMES) + 1) for axis in "XYZ"),
        "",
    ]
    rows = [f"{i + 1}\t{t_s:.5f}\t" + "\t".join(map(_number, row.ravel()))
            for i, (t_s, row) in enumerate(zip(pose.t_s, smooth, strict=True))]  # fmt: skip
    return "\n".join([*head, *rows]) + "\n"


def mot(name: str, series: Series) -> str:
    """Joint angles over time as the text of a .mot file; measures as in `Series.columns`."""
    columns = {
        f"{coordinate}_{side[0]}": convert(zero_phase(series.t_s, series.columns[f"{measure}_{side}"]))
        for coordinate, (measure, convert) in COORDINATES.items()
        for side in ("right", "left")
    }
    head = [
        name.replace("\n", " "),
        "version=1",
        f"nRows={len(series)}",
        f"nColumns={len(columns) + 1}",
        "inDegrees=yes",
        "",
        *MOT_CONVENTION,
        "",
        "endheader",
        "\t".join(["time", *columns]),
    ]
    rows = [
        "\t".join([f"{t_s:.5f}", *map(_number, values)])
        for t_s, *values in zip(series.t_s, *columns.values(), strict=True)
    ]
    return "\n".join([*head, *rows]) + "\n"


def _number(value: float) -> str:
    return f"{value:.5f}" if np.isfinite(value) else "nan"


def _rate_hz(t_s: Floats) -> float:
    return (len(t_s) - 1) / float(t_s[-1] - t_s[0]) if len(t_s) > 1 else 30.0
