"""Person mask -> what 33 landmarks cannot show: the outline of the back and which bones lie on the body."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from posecheck.pose import landmarks
from posecheck.pose.pose import OUTLINE_STATIONS, Floats

STATIONS = np.linspace(-0.05, 1.10, OUTLINE_STATIONS)
"""Where the outline is sampled, along the mid-shoulder -> mid-hip line in trunk lengths (0 = shoulder, 1 = hip)."""
HEIGHTS = np.linspace(0.0, 0.65, 66)
"""Search range over that line, in trunk lengths."""
INSIDE = 128
_SPAN = (STATIONS >= 0.05) & (STATIONS <= 0.95)
_BONE_STARTS = [landmarks.INDEX[a] for a, _ in landmarks.BONES]
_BONE_ENDS = [landmarks.INDEX[b] for _, b in landmarks.BONES]
_ALONG = np.linspace(0.1, 1.0, 10)
_SHOULDERS = [landmarks.INDEX["left_shoulder"], landmarks.INDEX["right_shoulder"]]
_HIPS = [landmarks.INDEX["left_hip"], landmarks.INDEX["right_hip"]]


def outline(mask: npt.NDArray[np.uint8] | None, xy: Floats, size: tuple[int, int]) -> Floats:
    """Heights (30,) of the silhouette's upper edge over the shoulder-hip line, in trunk lengths.

    mask: (h, w) uint8 at any size; xy: (33, 2) px of a picture of `size`. NaN where the edge is not found inside the
    search range, the line starts off the body, or nobody is there.
    """
    nothing = np.full(OUTLINE_STATIONS, np.nan)
    if mask is None:
        return nothing
    shoulder, hip = xy[_SHOULDERS].sum(0) / 2, xy[_HIPS].sum(0) / 2
    trunk = hip - shoulder
    length = math.hypot(trunk[0], trunk[1])
    if not length > 1.0:
        return nothing
    up = np.array([trunk[1], -trunk[0]])
    # For an upright trunk neither side is "up": the side is then chosen by the sign of x, and stays the same.
    if up[1] > 0:
        up = -up
    base = shoulder + STATIONS[:, None] * trunk
    points = base[:, None, :] + HEIGHTS[None, :, None] * up
    above = _sample(mask, points, size) >= INSIDE
    run = np.where(above.all(1), above.shape[1], above.argmin(1))
    heights = (run - 1) * (HEIGHTS[1] - HEIGHTS[0])
    return np.where((run > 0) & (run < above.shape[1]), heights, np.nan)


def bones_on_body(mask: npt.NDArray[np.uint8] | None, xy: Floats, size: tuple[int, int]) -> Floats:
    """(8,) share of each limb bone that lies on the person mask (within about 1 % of the picture's height)."""
    if mask is None:
        return np.full(len(landmarks.BONES), np.nan)
    start, end = xy[_BONE_STARTS], xy[_BONE_ENDS]
    along = start[:, None, :] + _ALONG[None, :, None] * (end - start)[:, None, :]
    values = _sample(mask, along[:, :, None, :] + _cross() * (0.012 * size[1]), size).max(-1)
    return np.where(np.isfinite(end[:, 0]), (values >= INSIDE).mean(1), np.nan)


def curvature(heights: Floats) -> Floats:
    """Curvature of the back from outlines (…, 30): minus the quadratic coefficient of a parabola, in trunk lengths.

    Positive = arched like a cat, negative = hollow like a cow; about -0.6 .. +0.5 in people (measured on four clips).
    NaN where fewer than 60 % of the stations were found.
    """
    heights = np.asarray(heights, float)
    flat = heights[..., _SPAN].reshape(-1, len(STATIONS[_SPAN]))
    whole = np.isfinite(flat).all(-1)
    out = np.zeros(len(flat))
    # added up in one order, however many there are: a frame seen live and the same in a clip agree to the last bit
    for heights_at, share in zip(flat.T, _quadratic(), strict=True):
        out -= heights_at * share
    for row in np.flatnonzero(~whole):
        out[row] = _fit_one(STATIONS[_SPAN], flat[row])
    return np.asarray(out.reshape(heights.shape[:-1]))


@lru_cache(maxsize=1)
def _quadratic() -> Floats:
    x = STATIONS[_SPAN]
    return np.asarray(np.linalg.pinv(np.stack([np.ones_like(x), x, x * x], 1))[2])


def _fit_one(x: Floats, y: Floats) -> float:
    seen = np.isfinite(y)
    if seen.sum() < 0.6 * len(x):
        return float("nan")
    return -float(np.polyfit(x[seen], y[seen], 2)[0])


@lru_cache(maxsize=1)
def _cross() -> Floats:
    return np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


def _sample(mask: npt.NDArray[np.uint8], points: Floats, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Mask values at `points` (…, 2) px of a picture of `size`; 0 outside the picture and for NaN."""
    h, w = mask.shape
    with np.errstate(invalid="ignore"):
        x = (points[..., 0] * (w / size[0])).astype(np.intp)
        y = (points[..., 1] * (h / size[1])).astype(np.intp)
    ok = (x >= 0) & (x < w) & (y >= 0) & (y < h)
    if ok.all():
        return np.asarray(mask[y, x])
    return np.where(ok, mask[y * ok, x * ok], 0).astype(np.uint8)
