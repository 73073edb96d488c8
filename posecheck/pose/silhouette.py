"""Person mask -> what 33 landmarks cannot show: the outline of the back and which bones lie on the body."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from posecheck.pose import landmarks
from posecheck.pose.pose import OUTLINE_STATIONS, Floats

STATIONS = np.linspace(-0.05, 1.10, OUTLINE_STATIONS)
"""Where the outline is sampled, along the mid-shoulder -> mid-hip line in trunk lengths (0 = shoulder, 1 = hip)."""
STEP = 0.01
SLIT = 5
"""A gap of so many steps between two parts of the body is a fault of the mask: a belt, a crease, a shadow."""
HEIGHTS = STEP * np.arange(-SLIT, 66)
"""Search range from just under that line to 0.65 over it, in trunk lengths; the line itself is at index SLIT."""
BUMP = 0.07
"""A station so far from the curve the others agree on isn't the back: an arm before it, hair, a fold, a hole. Bare
backs on all fours, rendered and real, stay within 0.065 of their parabola (99th percentile)."""
CARRYING = 0.6
"""So many of the trunk's stations have to agree, or the outline can't carry a judgement."""
INSIDE = 128
_SPAN = (STATIONS >= 0.05) & (STATIONS <= 0.95)
_POWERS = np.stack([np.ones(int(_SPAN.sum())), STATIONS[_SPAN], STATIONS[_SPAN] ** 2], 1)
_BONE_STARTS = [landmarks.INDEX[a] for a, _ in landmarks.BONES]
_BONE_ENDS = [landmarks.INDEX[b] for _, b in landmarks.BONES]
_ALONG = np.linspace(0.1, 1.0, 10)
_SHOULDERS = [landmarks.INDEX["left_shoulder"], landmarks.INDEX["right_shoulder"]]
_HIPS = [landmarks.INDEX["left_hip"], landmarks.INDEX["right_hip"]]


def outline(mask: npt.NDArray[np.uint8] | None, xy: Floats, size: tuple[int, int]) -> Floats:
    """Heights (30,) of the silhouette's upper edge over the shoulder-hip line, in trunk lengths.

    mask: (h, w) uint8 at any size; xy: (33, 2) px of a picture of `size`. Slits in the mask are closed first. NaN
    where the edge is not found inside the search range, the line starts off the body, or nobody is there.
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
    above = _closed(_sample(mask, points, size) >= INSIDE)[:, SLIT:]
    run = np.where(above.all(1), above.shape[1], above.argmin(1))
    return np.where((run > 0) & (run < above.shape[1]), (run - 1) * STEP, np.nan)


def _closed(body: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(stations, heights): the same with the slits between body and body filled."""
    if not (body[:, 1:] > body[:, :-1]).any():
        return body
    steps = np.arange(body.shape[1])
    below = np.maximum.accumulate(np.where(body, steps, -len(steps)), axis=1)
    above = np.minimum.accumulate(np.where(body, steps, 2 * len(steps))[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(above - below - 1 <= SLIT)


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
    Stations that are not the back's are left out; NaN where fewer than 60 % remain.
    """
    y = np.asarray(heights, float)[..., _SPAN]
    flat = y.reshape(-1, y.shape[-1])
    coefficients = np.zeros((3, len(flat)))
    # added up in one order, however many there are: a frame seen live and the same in a clip agree to the last bit
    for heights_at, shares in zip(flat.T, _parabola().T, strict=True):
        coefficients += shares[:, None] * heights_at
    at_zero, slope, bend = coefficients[:, :, None]
    with np.errstate(invalid="ignore"):
        far = np.abs(flat - (at_zero + slope * _POWERS[:, 1] + bend * _POWERS[:, 2]))
        plain = (far <= BUMP).all(1)
    out = -coefficients[2]
    out[~plain] = [_agreed(row) for row in flat[~plain]]
    return np.asarray(out.reshape(y.shape[:-1]))


@lru_cache(maxsize=1)
def _parabola() -> Floats:
    return np.asarray(np.linalg.pinv(_POWERS))


def _agreed(y: Floats) -> float:
    """Curvature of the parabola most stations agree on: the best of many through three stations each, then squares."""
    triples, inverses = _triples()
    coefficients = np.einsum("tij,tj->ti", inverses, y[triples])
    far = np.abs(y - coefficients @ _POWERS.T)
    far = np.where(np.isfinite(far), far, np.inf)
    best = int(np.minimum(far, BUMP).sum(1).argmin())
    kept = far[best] <= BUMP
    if kept.sum() < CARRYING * len(y):
        return float("nan")
    return -float(np.linalg.lstsq(_POWERS[kept], y[kept], rcond=None)[0][2])


@lru_cache(maxsize=1)
def _triples() -> tuple[npt.NDArray[np.intp], Floats]:
    """Every three of every second station (triples, 3), and what makes a parabola's coefficients of their heights."""
    triples = np.array(list(combinations(range(0, len(_POWERS), 2), 3)))
    return triples, np.linalg.inv(_POWERS[triples])


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
