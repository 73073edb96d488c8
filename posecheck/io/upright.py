"""The picture of a decoded frame as a viewer shows it: square pixels, one size, turned and mirrored."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from av.sidedata.sidedata import Type

Picture = npt.NDArray[np.uint8]

ODDEST_PIXEL = 4.0
"""No camera's pixels are so much wider than high, or higher than wide: a file that says so is wrong."""
RIGHT_ANGLE_SLACK = 0.02
"""Only right angles are followed: a matrix that leans further, in parts of its larger entry, is left alone."""


def upright(decoded: Any, pixel_aspect: float = 1.0, size: tuple[int, int] | None = None) -> Picture:
    """Return the frame as it is shown; size: (width, height) in px of the clip, before turning, to which it is fitted.

    A video call changes its size as the line gets better or worse; the body must not grow with it.
    """
    bgr: Picture = decoded.to_ndarray(format="bgr24")
    if size is not None and (bgr.shape[1], bgr.shape[0]) != size:
        bgr = _fitted(bgr, size)
    if abs(pixel_aspect - 1.0) > 0.01 and 1 / ODDEST_PIXEL < pixel_aspect < ODDEST_PIXEL:
        bgr = np.asarray(cv2.resize(bgr, (round(bgr.shape[1] * pixel_aspect), bgr.shape[0])), np.uint8)
    return _laid(bgr, decoded)


def _fitted(bgr: Picture, size: tuple[int, int]) -> Picture:
    """Return the picture as large as it fits into `size`, in its own shape, with black beside it."""
    height, width = bgr.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, min(size[0], round(width * scale))), max(1, min(size[1], round(height * scale))))
    scaled = np.asarray(cv2.resize(bgr, inner, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))
    if inner == size:
        return np.asarray(scaled, np.uint8)
    whole = np.zeros((size[1], size[0], 3), np.uint8)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    whole[top : top + inner[1], left : left + inner[0]] = scaled
    return whole


def _laid(bgr: Picture, decoded: Any) -> Picture:
    """Return the picture laid as the display matrix says: x' = ax + cy, y' = bx + dy, right angles and mirrors only."""
    data = decoded.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return bgr
    matrix = np.frombuffer(bytes(data), np.int32)
    if matrix.size != 9:
        return bgr
    a, b, c, d = (float(matrix[i]) for i in (0, 1, 3, 4))
    straight, across = min(abs(a), abs(d)), min(abs(b), abs(c))
    if max(abs(b), abs(c)) <= RIGHT_ANGLE_SLACK * straight:
        right, down = a, d
    elif max(abs(a), abs(d)) <= RIGHT_ANGLE_SLACK * across:
        bgr, right, down = np.swapaxes(bgr, 0, 1), c, b
    else:
        return bgr
    return np.ascontiguousarray(bgr[:: 1 if down >= 0 else -1, :: 1 if right >= 0 else -1])
