"""Which joints may be judged. Visibility is not trust: each joint says why it is doubted.

What one frame tells: hidden, outside the picture, beside the person's outline, cut off with the limb it belongs to, in
the dark, seen elsewhere by another look at the same still. What only time tells: a speed that no body has, a bone that
is not as long as the person's own. Each rule throws doubt on the joints it names alone; only when the body as a whole
jumps (somebody walked in front of it) all of them are doubted for a while.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from posecheck.pose import landmarks
from posecheck.pose.cover import PAIRS
from posecheck.pose.framing import DARK_LUMA
from posecheck.pose.landmarks import BONES, INDEX
from posecheck.pose.pose import Floats, Observation

Doubts = npt.NDArray[np.uint8]

MIN_VISIBILITY = 0.5
MIN_PRESENCE = 0.5
EDGE_SHARE = 0.004
"""A joint this near to the picture's edge (share of its width) or beyond it was drawn there, not seen."""
NEAR_EDGE_TRUNKS = 0.3
"""A bone too short or too long that ends this near to the edge was drawn to fit into the picture."""
OFF_SHARE = 0.7
"""A bone with less than this share of it on the person mask is not a bone of that person."""
MAX_SPREAD = 0.1
"""Looks at one still may disagree by this much, in trunk lengths, on a joint that is wholly visible, and less on one
that is not. On 182 frames of rendered clips and 35 photos nine of ten joints off by over a quarter of the trunk
disagree more, and one of ten of the others."""
MIN_VISIBILITY_AGREED = 0.3
"""A hidden joint on which the looks agree as closely as that demands may be judged."""
CALM_S = 0.4
"""How long a joint that jumped is doubted."""
SHAKEN_JOINTS = 4
"""Limb joints that must have jumped within CALM_S for the whole body to be doubted (a hip or shoulder is enough)."""
GAP_S = 0.25
"""Frames further apart say nothing about speed."""
OWN_LENGTHS = (0.56, 0.52, 0.8, 0.82)
"""Upper arm, forearm, thigh, shin in trunk lengths as the network draws them, before the person's own are known; median
of the nearer side over the rendered people."""
OWN_RANGE = 0.25
"""How far (share) a person's own lengths may come to lie from those."""
LEARN_S = 1.0
"""How long a person must have been seen for the bones to be held against their own lengths."""
GROW_S, SHRINK_S = 1.0, 12.0
"""Time constants of the own lengths: a bone can look shorter than it is, but not longer."""
TOO_SHORT, TOO_LONG = 0.7, 1.4
"""Share of the own length under which a bone points so much at the camera (45 degrees) that no angle can be read off
it, and over which it is none."""

_MIDDLES = [INDEX[far] for _, far in BONES[0::2]]
_ENDS = [INDEX[far] for _, far in BONES[1::2]]
_TIPS = {
    "wrist": ("pinky", "index", "thumb"),
    "ankle": ("heel", "foot_index"),
}
_BONE_STARTS = [INDEX[near] for near, _ in BONES]
_BONE_ENDS = [INDEX[far] for _, far in BONES]
_TRUNK = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip") for side in ("left", "right")]
_LIMBS = [*_MIDDLES, *_ENDS]
MAX_SPEED = np.full(landmarks.COUNT, 9.0)
"""(33,) trunk lengths per second that no joint of these exercises reaches: the fastest seen are 2.4 for shoulders and
hips, 6 for knees and elbows, 7 for hands and feet."""
MAX_SPEED[_TRUNK] = 4.0
MAX_SPEED[_MIDDLES] = 7.0


class Doubt(IntEnum):
    """Why a joint is not judged; 0 = it is."""

    NONE = 0
    ABSENT = 1
    HIDDEN = 2
    OUT_OF_FRAME = 3
    OFF_BODY = 4
    DARK = 5
    CUT_OFF = 6
    JUMPED = 7
    FORESHORTENED = 8
    STRETCHED = 9
    UNSURE = 10
    COVERED = 11


WORDS = {
    Doubt.ABSENT: "nobody in the picture",
    Doubt.HIDDEN: "hidden",
    Doubt.OUT_OF_FRAME: "out of frame",
    Doubt.OFF_BODY: "not on the body's outline",
    Doubt.DARK: "in the dark",
    Doubt.CUT_OFF: "cut off by the picture's edge",
    Doubt.JUMPED: "jumped faster than a body can",
    Doubt.FORESHORTENED: "pointing at the camera",
    Doubt.STRETCHED: "further off than the bone is long",
    Doubt.UNSURE: "seen in different places",
    Doubt.COVERED: "behind something",
}


@dataclass(frozen=True, slots=True)
class TrustState:
    """first_s: when somebody was first seen; last: joints of the frame before (33, 2); jumped_s: (33,) when each jumped
    last; shaken_s: when the whole body did; lengths: (4,) own bone lengths, trunk lengths; trunk_px: running mean of
    the trunk's length.
    """

    first_s: float = math.nan
    t_s: float = math.nan
    last: Floats | None = None
    jumped_s: Floats = field(default_factory=lambda: np.full(landmarks.COUNT, -np.inf))
    shaken_s: float = -math.inf
    lengths: Floats = field(default_factory=lambda: np.array(OWN_LENGTHS))
    trunk_px: float = math.nan


def trust_step(state: TrustState, seen: Observation, trunk_px: float, *, side_on: bool) -> tuple[TrustState, Doubts]:
    """Take one frame; (33,) Doubt of each joint. side_on: whether a short bone is no mere effect of the view."""
    doubt = doubts(seen)
    if not math.isfinite(trunk_px) or trunk_px <= 0:
        return state, doubt
    t_s = float(seen.t_s)
    dt_s = math.inf if math.isnan(state.t_s) else t_s - state.t_s
    scale_px = trunk_px if math.isnan(state.trunk_px) else state.trunk_px + min(dt_s, 1.0) * (trunk_px - state.trunk_px)
    jumped_s, shaken_s = _jumps(state, seen, scale_px, dt_s)
    first_s = t_s if math.isnan(state.first_s) else state.first_s
    lengths, odd = _bones(state, seen, scale_px, dt_s)
    if t_s - first_s < LEARN_S:
        odd = np.ones(len(BONES))
    shaken = t_s - shaken_s < CALM_S
    doubt = _unless(doubt, (t_s - jumped_s < CALM_S) | shaken, Doubt.JUMPED)
    for reason, share in ((Doubt.STRETCHED, odd > TOO_LONG), (Doubt.FORESHORTENED, (odd < TOO_SHORT) & side_on)):
        ends = np.zeros(landmarks.COUNT, bool)
        ends[_BONE_ENDS] = share
        doubt = _unless(doubt, ends & _at_edge(seen, scale_px), Doubt.CUT_OFF)
        doubt = _unless(doubt, ends, reason)
    return TrustState(first_s, t_s, seen.xy, jumped_s, shaken_s, lengths, scale_px), doubt


def doubts(seen: Observation) -> Doubts:
    """(…, 33) Doubt of each joint as far as one frame tells, the gravest reason first."""
    least = MIN_VISIBILITY if seen.spread is None else MIN_VISIBILITY_AGREED
    hidden = (seen.visibility < least) | (seen.presence < MIN_PRESENCE)
    outside = _outside(seen)
    doubt = np.where(np.isfinite(seen.xy[..., 0]), Doubt.NONE, Doubt.ABSENT).astype(np.uint8)
    doubt = _unless(doubt, np.broadcast_to((np.asarray(seen.luma) < DARK_LUMA)[..., None], doubt.shape), Doubt.DARK)
    doubt = _unless(doubt, outside, Doubt.OUT_OF_FRAME)
    doubt = _unless(doubt, _cut_off(outside), Doubt.CUT_OFF)
    doubt = _unless(doubt, _off_body(seen), Doubt.OFF_BODY)
    doubt = _unless(doubt, hidden, Doubt.HIDDEN)
    doubt = _unless(doubt, _covered(seen), Doubt.COVERED)
    if seen.spread is not None:
        doubt = _unless(doubt, seen.spread > MAX_SPREAD * seen.visibility, Doubt.UNSURE)
    return doubt


def _unless(doubt: Doubts, where: npt.NDArray[np.bool_], reason: Doubt) -> Doubts:
    """Give a reason where there is none yet."""
    return np.asarray(np.where((doubt == Doubt.NONE) & where, reason, doubt), np.uint8)


def _outside(seen: Observation) -> npt.NDArray[np.bool_]:
    """(…, 33) joints beyond the picture's edge, and hands and feet of which only the nearer end is drawn inside."""
    width, height = seen.size
    margin = EDGE_SHARE * width
    x, y = seen.xy[..., 0], seen.xy[..., 1]
    outside = (x < margin) | (y < margin) | (x > width - margin) | (y > height - margin)
    for side in ("left", "right"):
        for joint, tips in _TIPS.items():
            end, beyond = INDEX[f"{side}_{joint}"], [INDEX[f"{side}_{tip}"] for tip in tips]
            outside[..., end] |= outside[..., beyond].all(-1)
    return np.asarray(outside)


def _at_edge(seen: Observation, scale_px: float) -> npt.NDArray[np.bool_]:
    """(33,) joints so near to an edge that the rest of a short bone would lie beyond it."""
    width, height = seen.size
    x, y = seen.xy[:, 0], seen.xy[:, 1]
    return np.asarray(np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) < NEAR_EDGE_TRUNKS * scale_px)


def _cut_off(outside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(…, 33) elbows and knees of limbs whose end lies outside: the network draws the rest to fit the picture."""
    cut = np.zeros(outside.shape, bool)
    cut[..., _MIDDLES] = outside[..., _ENDS]
    return cut


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


def _covered(seen: Observation) -> npt.NDArray[np.bool_]:
    """(…, 33) shoulders and hips that a thing stands before."""
    behind = np.zeros(seen.visibility.shape, bool)
    for i, pair in enumerate(PAIRS):
        behind[..., list(pair)] = (seen.covered[..., i] > 0)[..., None]
    return behind


def _jumps(state: TrustState, seen: Observation, scale_px: float, dt_s: float) -> tuple[Floats, float]:
    """When each joint jumped last, and when the body as a whole did."""
    if state.last is None or not 0 < dt_s <= GAP_S:
        return state.jumped_s, state.shaken_s
    t_s = float(seen.t_s)
    way = seen.xy - state.last
    jumped = np.hypot(way[:, 0], way[:, 1]) > MAX_SPEED * (dt_s * scale_px)
    jumped_s = np.where(jumped, t_s, state.jumped_s)
    lately = t_s - jumped_s < CALM_S
    shaken = bool(jumped[_TRUNK].any()) or int(lately[_LIMBS].sum()) >= SHAKEN_JOINTS
    return jumped_s, t_s if shaken else state.shaken_s


def _bones(state: TrustState, seen: Observation, scale_px: float, dt_s: float) -> tuple[Floats, Floats]:
    """The person's own lengths (4,), and each bone's share of its own length (8,)."""
    way = seen.xy[_BONE_ENDS] - seen.xy[_BONE_STARTS]
    now = np.hypot(way[:, 0], way[:, 1]) / scale_px
    half = len(OWN_LENGTHS)
    shown = np.fmax(now[:half], now[half:])
    rate = np.where(shown > state.lengths, min(dt_s / GROW_S, 0.1), min(dt_s / SHRINK_S, 0.01))
    lengths = state.lengths + rate * (np.nan_to_num(shown, nan=0.0) - state.lengths) * np.isfinite(shown)
    usual = np.array(OWN_LENGTHS)
    lengths = np.clip(lengths, (1 - OWN_RANGE) * usual, (1 + OWN_RANGE) * usual)
    return lengths, now / np.tile(lengths, 2)


def explain(doubt: npt.NDArray[np.uint8], joints: tuple[int, ...]) -> str:
    """One phrase for the first doubted joint of `joints` ("left_ankle out of frame"), "" when all are trusted."""
    for joint in joints:
        reason = Doubt(int(doubt[joint]))
        if reason is Doubt.ABSENT:
            return WORDS[reason]
        if reason is not Doubt.NONE:
            return f"{landmarks.NAMES[joint]} {WORDS[reason]}"
    return ""
