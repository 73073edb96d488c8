"""Shoulders and hips that a thing in front of the person covers.

The network draws them where they must be when a box or a chair stands before them, and its visibility and its mask
call them seen. One thing tells: the joint moves, and the picture stays as it is, where the joint was and where it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection, Floats

WIDTH_PX = 160
"""Width of the small pictures that are compared: an average over that many pixels has little noise of the camera's."""
LOOK_S = 0.2
"""Time between two small pictures."""
MEMORY_S = 6.0
"""How long a small picture is kept: longer than a slow movement between rest and target."""
MOVED_TRUNKS = 0.3
"""How far a joint must have moved for the picture to change wherever it is a body: cloth of one colour hides less. A
hip or shoulder that moved so far changed the picture by 5 of 255 or more on 52 rendered clips and 8 of real people."""
PATCH_TRUNKS = 0.08
"""Half the side of the patch around a joint that is compared."""
NOISES, LEVELS = 1.25, 0.5
"""A patch is unchanged that differs by less than so many times the whole picture's median difference, plus so many
levels of 255."""
MOVING_LEVELS = 3.0
"""The camera itself moves, or the light changes, where half of the picture differs by more: nothing is concluded."""
CHANGED_LEVELS, CHANGED_PERCENT = 4.0, 99
"""And where nowhere in the picture more than the noise and so many levels of 255 have changed: a body that moves is not
in it."""
SPARSE = 3
"""The whole picture is judged by every third pixel of every third row."""
PAIRS = tuple((INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]) for joint in ("shoulder", "hip"))
MIN_VISIBILITY = 0.5

Picture = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Look:
    """A small picture and where the joints of PAIRS were in it: (2, 2, 2) px, NaN for unseen."""

    t_s: float
    picture: Picture
    joints: Floats


@dataclass(frozen=True, slots=True)
class CoverState:
    """The looks of the last seconds, oldest first; covered: (2,) 1 for shoulders, hips that a thing covers, else 0."""

    looks: tuple[Look, ...] = ()
    covered: Floats = field(default_factory=lambda: np.zeros(len(PAIRS)))


def look_due(state: CoverState, t_s: float) -> bool:
    """Return true when the next small picture is to be handed to `cover_step`."""
    return not state.looks or not 0 <= t_s - state.looks[-1].t_s < LOOK_S


def cover_step(state: CoverState, t_s: float, small: Picture, found: Detection) -> CoverState:
    """Take one look. small: (h, w, 3) 0..255, the picture at WIDTH_PX; what is known stays until a joint moves."""
    scale = small.shape[1] / found.size[0]
    seen = np.where(found.visibility[..., None] < MIN_VISIBILITY, np.nan, found.xy) * scale
    look = Look(t_s, small, np.array([seen[list(pair)] for pair in PAIRS]))
    kept = tuple(k for k in state.looks if 0 < t_s - k.t_s <= MEMORY_S and k.picture.shape == small.shape)
    shoulders, hips = (found.xy[list(pair)].mean(0) for pair in PAIRS)
    trunk_px = float(np.hypot(*(shoulders - hips))) * scale
    covered = state.covered.copy()
    if np.isfinite(trunk_px) and trunk_px > 0:
        for i in range(len(PAIRS)):
            unchanged = list(_comparisons(look, kept, i, trunk_px))
            if unchanged:
                covered[i] = float(np.mean(unchanged) > 0.5)
    return CoverState((*kept, look), covered)


def _comparisons(look: Look, kept: tuple[Look, ...], pair: int, trunk_px: float) -> Iterator[bool]:
    """Yield for each earlier look in which a joint of the pair was elsewhere: has the picture stayed as it was?"""
    for then in kept:
        ways = np.hypot(*(look.joints[pair] - then.joints[pair]).T)
        moved = np.flatnonzero(ways > MOVED_TRUNKS * trunk_px)
        if not len(moved):
            continue
        change = np.abs(look.picture[::SPARSE, ::SPARSE] - then.picture[::SPARSE, ::SPARSE]).mean(-1)
        noise, most = np.percentile(change, (50, CHANGED_PERCENT))
        if noise > MOVING_LEVELS or most < noise + CHANGED_LEVELS:
            continue
        for side in moved:
            places = (look.joints[pair][side], then.joints[pair][side])
            patches = [_patch(look.picture, then.picture, place, PATCH_TRUNKS * trunk_px) for place in places]
            if all(map(math.isfinite, patches)):
                yield max(patches) < NOISES * noise + LEVELS


def _patch(now: Picture, then: Picture, place: Floats, half_px: float) -> float:
    """Return the mean difference in the square around a place, NaN when a part of it lies outside the picture."""
    left, top = np.round(place - half_px).astype(int)
    right, bottom = np.round(place + half_px).astype(int) + 1
    height, width = now.shape[:2]
    if left < 0 or top < 0 or right > width or bottom > height:
        return math.nan
    return float(np.abs(now[top:bottom, left:right] - then[top:bottom, left:right]).mean())
