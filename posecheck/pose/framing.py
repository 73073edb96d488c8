"""How the picture holds the person: cut off at an edge, too small, too dark, not alone. Learned over time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats, Observation

Edge = Literal["left", "right", "top", "bottom"]
EDGES: tuple[Edge, ...] = ("left", "right", "top", "bottom")

MEMORY_S = 1.0
"""Time constant: a hand that leaves the picture for a moment is no cut-off body."""
DARK_LUMA = 22.0
"""Mean brightness (0..255) under which the network guesses. A dim room is about 50; a twentieth of daylight 7."""
CUT_SHARE = 0.5
_JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
_BODY = [INDEX[f"{side}_{joint}"] for joint in _JOINTS for side in ("left", "right")]


@dataclass(frozen=True, slots=True)
class Framing:
    """cut: edges of the picture beyond which joints lie; extent: longer side of the body's box as a share of the
    picture's (NaN unknown); dark: too dark to see; people: how many are seen."""

    cut: tuple[Edge, ...] = ()
    extent: float = math.nan
    dark: bool = False
    people: int = 0


@dataclass(frozen=True, slots=True)
class FramingState:
    """Running means: share of frames cut at each edge, extent, brightness."""

    t_s: float = math.nan
    cut: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    extent: float = math.nan
    luma: float = math.nan


def framing_step(state: FramingState, seen: Observation) -> tuple[FramingState, Framing]:
    """Take one frame; the first one counts in full, so that a single picture is judged as well."""
    t_s = float(seen.t_s)
    share = 1.0 if math.isnan(state.t_s) else 1.0 - math.exp(-max(t_s - state.t_s, 0.0) / MEMORY_S)
    luma = _toward(state.luma, float(seen.luma), share)
    found = math.isfinite(seen.xy[INDEX["left_hip"], 0])
    cut, extent = state.cut, state.extent
    if found:
        now, box = _cut_and_extent(seen.xy, seen.size)
        a, b, c, d = (_toward(old, float(new), share) for old, new in zip(cut, now, strict=True))
        cut, extent = (a, b, c, d), _toward(extent, box, share)
    framing = Framing(
        cut=tuple(edge for edge, value in zip(EDGES, cut, strict=True) if value > CUT_SHARE),
        extent=extent,
        dark=luma < DARK_LUMA,
        people=int(seen.people) if found else 0,
    )
    return FramingState(t_s, cut, extent, luma), framing


def _cut_and_extent(xy: Floats, size: tuple[int, int]) -> tuple[tuple[bool, bool, bool, bool], float]:
    width, height = size
    body = xy[_BODY]
    low, high = body.min(0), body.max(0)
    cut = (bool(low[0] < 0), bool(high[0] > width), bool(low[1] < 0), bool(high[1] > height))
    return cut, float(max((high[0] - low[0]) / width, (high[1] - low[1]) / height))


def _toward(old: float, new: float, share: float) -> float:
    if math.isnan(new):
        return old
    return new if math.isnan(old) else old + share * (new - old)
