"""Which joints may be judged. Visibility is not trust: each joint says why it is doubted."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from posecheck.pose import landmarks
from posecheck.pose.framing import DARK_LUMA
from posecheck.pose.landmarks import BONES
from posecheck.pose.pose import Observation

MIN_VISIBILITY = 0.5
MIN_PRESENCE = 0.5
EDGE_SHARE = 0.004
"""A joint this near to the picture's edge (share of its width) or beyond it was drawn there, not seen."""

OFF_SHARE = 0.7
"""A bone with less than this share of it on the person mask is not a bone of that person."""
_MIDDLES = [landmarks.INDEX[far] for _, far in BONES[0::2]]
_ENDS = [landmarks.INDEX[far] for _, far in BONES[1::2]]


class Doubt(IntEnum):
    """Why a joint is not judged; 0 = it is."""

    NONE = 0
    ABSENT = 1
    HIDDEN = 2
    OUT_OF_FRAME = 3
    OFF_BODY = 4
    DARK = 5


WORDS = {
    Doubt.ABSENT: "nobody in the picture",
    Doubt.HIDDEN: "hidden",
    Doubt.OUT_OF_FRAME: "out of frame",
    Doubt.OFF_BODY: "not on the body's outline",
    Doubt.DARK: "in the dark",
}


def doubts(seen: Observation) -> npt.NDArray[np.uint8]:
    """(…, 33) Doubt of each joint, the gravest reason first."""
    width, height = seen.size
    margin = EDGE_SHARE * width
    x, y = seen.xy[..., 0], seen.xy[..., 1]
    outside = (x < margin) | (y < margin) | (x > width - margin) | (y > height - margin)
    hidden = (seen.visibility < MIN_VISIBILITY) | (seen.presence < MIN_PRESENCE)
    doubt = np.where(hidden, Doubt.HIDDEN, Doubt.NONE)
    doubt = np.where(_off_body(seen), Doubt.OFF_BODY, doubt)
    doubt = np.where(outside, Doubt.OUT_OF_FRAME, doubt)
    doubt = np.where((np.asarray(seen.luma) < DARK_LUMA)[..., None], Doubt.DARK, doubt)
    return np.where(np.isfinite(x), doubt, Doubt.ABSENT).astype(np.uint8)


def _off_body(seen: Observation) -> npt.NDArray[np.bool_]:
    """(…, 33) elbow and wrist, or knee and ankle, of a limb with a bone that doesn't lie on the person mask.

    Either end of the bone may be the wrong one (a far leg drawn into the air), and what hangs on it goes with it. Hips
    and shoulders are never doubted for it.
    """
    off = np.zeros(seen.visibility.shape, bool)
    bones_off = seen.bones < OFF_SHARE
    limb_off = bones_off[..., 0::2] | bones_off[..., 1::2]
    off[..., _MIDDLES] = limb_off
    off[..., _ENDS] = limb_off
    return off


def explain(doubt: npt.NDArray[np.uint8], joints: tuple[int, ...]) -> str:
    """One phrase for the first doubted joint of `joints` ("left_ankle out of frame"), "" when all are trusted."""
    for joint in joints:
        reason = Doubt(int(doubt[joint]))
        if reason is Doubt.ABSENT:
            return WORDS[reason]
        if reason is not Doubt.NONE:
            return f"{landmarks.NAMES[joint]} {WORDS[reason]}"
    return ""
