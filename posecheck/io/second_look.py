"""A still is looked at again, turned and smaller: where the network then sees a joint elsewhere, it isn't sure of it.

Mirrored and upside-down looks were tried and tell less: there the network errs in ways of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from posecheck.pose.pose import Detection, Floats
from posecheck.pose.tracker import trunk_px

Picture = npt.NDArray[np.uint8]
LOOKS = ((12.0, 0.9), (-12.0, 0.9), (0.0, 0.75))
"""Turn in degrees and size of each further look."""
LOST = 1.0
"""Disagreement, in trunk lengths, of a look that finds nobody."""


def spread_of(picture: Picture, found: Detection, look: Callable[[Picture], list[Detection]]) -> Floats:
    """(33,) largest disagreement of the looks with `found`, in trunk lengths.

    picture: (h, w, 3) as the network gets it; look: gives the people on such a picture, xy in its pixels.
    """
    height, width = picture.shape[:2]
    here = found.xy * (width / found.size[0], height / found.size[1])
    trunk = trunk_px(here)
    spread = np.zeros(len(here))
    for degrees, size in LOOKS:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, size)
        turned = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        bodies = look(np.asarray(turned, np.uint8))
        spread = np.maximum(spread, _nearest(bodies, np.asarray(cv2.invertAffineTransform(turn), float), here, trunk))
    return spread


def _nearest(bodies: list[Detection], back: Floats, here: Floats, trunk: float) -> Floats:
    """(33,) distances, in trunk lengths, to the body that lies where ours does."""
    gaps = []
    for body in bodies:
        there = np.c_[body.xy, np.ones(len(body.xy))] @ back.T
        gaps.append(np.hypot(*(there - here).T) / max(trunk, 1.0))
    return np.asarray(min(gaps, key=np.median)) if gaps else np.full(len(here), LOST)
