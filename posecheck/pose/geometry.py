"""Angles and inclinations over arrays of image points: (…, 2) pixels in, (…) degrees out; NaN in, NaN out.

Image coordinates: x right, y down. Pixels, never normalised coordinates: a 16:9 frame bends angles.
"""

from __future__ import annotations

import numpy as np

from posecheck.pose.pose import Floats


def interior_angle(a: Floats, b: Floats, c: Floats) -> Floats:
    """Angle a-b-c in degrees, 0..180 (180 = straight). NaN where two of the points coincide."""
    u, v = a - b, c - b
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1]
    angle: Floats = np.degrees(np.arctan2(np.abs(cross), dot))
    return np.where((cross == 0) & (dot == 0), np.nan, angle)


def turn(a: Floats, b: Floats, c: Floats) -> Floats:
    """Signed change of direction at b on the way a-b-c, degrees -180..180; 0 = straight on, + = clockwise on screen."""
    u, v = b - a, c - b
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1]
    return np.asarray(np.degrees(np.arctan2(cross, dot)))


def elevation(start: Floats, end: Floats) -> Floats:
    """Inclination of the line start->end to the floor line, degrees -90..90; positive when `end` is higher."""
    d = end - start
    return np.asarray(np.degrees(np.arctan2(-d[..., 1], np.abs(d[..., 0]))))


def distance(a: Floats, b: Floats) -> Floats:
    """Distance in pixels."""
    d = a - b
    return np.asarray(np.hypot(d[..., 0], d[..., 1]))


def height_over_line(point: Floats, start: Floats, end: Floats) -> Floats:
    """Perpendicular distance (px) of `point` above the line start->end as seen in the picture; below is negative."""
    d = end - start
    w = point - start
    length = np.hypot(d[..., 0], d[..., 1])
    # "above" must not depend on which end is named first, so the normal always points up
    cross = d[..., 0] * w[..., 1] - d[..., 1] * w[..., 0]
    up = np.where(d[..., 0] >= 0, -1.0, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(length > 0, up * cross / length, np.nan))
