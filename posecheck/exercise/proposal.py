"""From a recorded good performance to a first spec: the measure that moves most and repeats, its range and its tempo.

A proposal is where a physiotherapist starts from, no more: limits of form are not in a recording of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.exercise.rows import Series
from posecheck.exercise.timing import Times, read_times
from posecheck.pose.measures import MEASURES, Measure
from posecheck.pose.pose import Bools, Floats
from posecheck.pose.view import FRONT_LIMIT_DEG, SIDE_LIMIT_DEG

MIN_REPETITIONS = 2
MAX_GAP_S = 1.0
MIN_KNOWN = 0.8
"""Share of the frames in which a measure must be known to be proposed."""
MIN_ERRORS = 3.0
"""A movement must be this many times the measure's error, or it can't be told from noise."""
IN_REST, IN_TARGET = 0.15, 0.6
"""Shares of the movement: below the first the body is back, above the second it was there."""
NOT_PROPOSED = (
    "belly_height",
    "ankle_height",
    "pelvis",
    "knees_apart",
    "head_height",
    "head_aside",
    "nearness",
    "trunk_length",
    "foot_slope",
    "shoulder_turn",
)
"""Heights in the picture, which depend on where the camera stands, and what only some views show: for rules alone."""
MAX_CURVE = 0.9
"""Backs curve from -0.6 to +0.5; an outline that seems to bend more is an arm or a thigh, not a back."""
POSITION = (("trunk", "mean"), ("seat", "most"), ("shoulder_width", "near"), ("face_up", "near"))
"""Measures by which the position of a recording is described, when they hold still enough."""

View = Literal["side", "oblique", "front"]
Stance = Literal["supine", "prone", "side_lying", "all_fours", "kneeling", "seated", "standing"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a measure of the position lay during the recording: smallest and largest, in its unit."""

    measure: str
    of: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A signal found in a recording, and the view it was filmed from.

    rest: the signal's level there; reach: how far a repetition goes from it (both in the measure's unit); hold_s and
    rep_s: seconds held and in all, middle of the repetitions.
    """

    measure: str
    of: Literal["near", "lead"]
    direction: Literal["up", "down"]
    rest: float
    reach: float
    repetitions: int
    hold_s: float
    rep_s: float
    stance: Stance
    position: tuple[Span, ...]
    view: View = "side"


@dataclass(frozen=True, slots=True)
class _Candidate:
    measure: Measure
    of: Literal["near", "lead"]
    sign: float
    rest: float
    spans: tuple[tuple[int, int], ...]
    peaks: Floats
    distance: Floats

    @property
    def score(self) -> float:
        """Size of the movement in errors of its measure, less where the repetitions differ."""
        reach = float(np.median(self.peaks))
        regular = max(0.0, 1.0 - float(np.std(self.peaks)) / reach)
        return reach / self.measure.error * regular


def propose(series: Series, by: str | None = None) -> Proposal:
    """The best signal of a recording, or the measure `by`; ValueError when it doesn't move and come back twice."""
    measures = [m for name, m in MEASURES.items() if (name == by if by else name not in NOT_PROPOSED)]
    found = [c for m in measures for c in _candidates(m, series) if len(c.peaks) >= MIN_REPETITIONS]
    if not found:
        raise ValueError(f"{by or 'no measure'} moves clearly away from rest and back twice")
    best = max(found, key=lambda c: c.score)
    times = [_times(series.t_s, best.distance, *span) for span in best.spans]
    position = tuple(s for name, of in POSITION if name != best.measure.name and (s := _span(series, name, of)))
    return Proposal(
        measure=best.measure.name,
        of=best.of,
        direction="up" if best.sign > 0 else "down",
        rest=best.rest,
        reach=float(np.median(best.peaks)),
        repetitions=len(best.peaks),
        hold_s=float(np.median([t.hold_s for t in times])),
        rep_s=float(np.median([t.end_s - t.start_s for t in times])),
        stance=_stance(series),
        position=position,
        view=_view(series),
    )


def _candidates(measure: Measure, series: Series) -> list[_Candidate]:
    """The measure on the near side, and on whichever side moves when the sides take turns."""
    near = _candidate(measure, "near", series.near_column(measure.name))
    if not measure.sided:
        return [near] if near else []
    left, right = (
        _candidate(measure, "lead", series.columns[f"{measure.name}_{side}"], known=0.5) for side in ("left", "right")
    )
    if left and right and left.sign == right.sign and _take_turns(left.distance, right.distance):
        both = np.fmax(left.distance, right.distance)
        return [_Candidate(measure, "lead", left.sign, (left.rest + right.rest) / 2, *_excursions(both), both)]
    return [near] if near else []


def _candidate(
    measure: Measure, of: Literal["near", "lead"], values: Floats, *, known: float = MIN_KNOWN
) -> _Candidate | None:
    if np.isfinite(values).mean() < known:
        return None
    low, high = (float(v) for v in np.nanpercentile(values, [3, 97]))
    if high - low < MIN_ERRORS * measure.error:
        return None
    if measure.name == "spine_curve" and max(-low, high) > MAX_CURVE:
        return None
    first = float(np.median(values[np.isfinite(values)][: max(3, len(values) // 40)]))
    sign = 1.0 if first - low <= high - first else -1.0
    end = low if sign > 0 else high
    rest = float(np.nanmedian(values[np.abs(values - end) <= 0.15 * (high - low)]))
    distance = sign * (values - rest)
    return _Candidate(measure, of, sign, rest, *_excursions(distance), distance)


def _excursions(distance: Floats) -> tuple[tuple[tuple[int, int], ...], Floats]:
    """(first, last) frames of each movement that went out and came back, and how far each went."""
    top = float(np.nanpercentile(distance, 95))
    spans: list[tuple[int, int]] = []
    begin, reached = 0, False
    for i, d in enumerate(distance):
        if d < IN_REST * top:
            if reached:
                spans.append((begin, i))
            begin, reached = i, False
        elif d > IN_TARGET * top:
            reached = True
    peaks = np.array([np.nanpercentile(distance[a : b + 1], 90) for a, b in spans])
    return tuple(spans), peaks


def _take_turns(left: Floats, right: Floats) -> bool:
    """Whether one side is at rest while the other moves."""
    moving: list[Bools] = [side > IN_TARGET * np.nanpercentile(side, 95) for side in (left, right)]
    together = (moving[0] & moving[1]).sum()
    return bool(together < 0.2 * min(moving[0].sum(), moving[1].sum()))


def _times(t_s: Floats, distance: Floats, begin: int, end: int) -> Times:
    part = slice(begin, end + 1)
    known = np.isfinite(distance[part])
    return read_times(t_s[part][known], distance[part][known], 0.0, MAX_GAP_S)


def _values(series: Series, measure: str, of: str) -> Floats:
    if not MEASURES[measure].sided or of == "near":
        return series.near_column(measure)
    sides = np.stack([series.columns[f"{measure}_left"], series.columns[f"{measure}_right"]])
    known = np.isfinite(sides)
    if of in ("most", "least"):
        sign = 1.0 if of == "most" else -1.0
        return np.asarray(np.where(known.any(0), sign * np.where(known, sign * sides, -np.inf).max(0), np.nan))
    return np.asarray(np.where(known, sides, 0.0).sum(0) / np.where(known.any(0), known.sum(0), np.nan))


def _span(series: Series, measure: str, of: str) -> Span | None:
    values = _values(series, measure, of)
    if np.isfinite(values).mean() < MIN_KNOWN:
        return None
    low, high = (float(v) for v in np.nanpercentile(values, [2, 98]))
    return Span(measure, of, low, high) if high - low <= 6 * MEASURES[measure].error else None


def _view(series: Series) -> View:
    """From where it was filmed, most of the time."""
    off_axis_deg = float(np.median(series.off_axis_deg)) if len(series.off_axis_deg) else 0.0
    return "side" if off_axis_deg <= SIDE_LIMIT_DEG else "front" if off_axis_deg >= FRONT_LIMIT_DEG else "oblique"


def _stance(series: Series) -> Stance:
    """The position's name, from the middle values of the recording."""
    names = (("trunk", "mean"), ("seat", "most"), ("shoulder_width", "near"), ("face_up", "near"), ("thigh", "least"))
    at = {n: float(np.nanmedian(v)) if np.isfinite(v := _values(series, n, of)).any() else np.nan for n, of in names}
    if at["trunk"] > 45:
        return "seated" if at["seat"] < 0.5 else "standing" if at["seat"] > 0.9 else "kneeling"
    if at["shoulder_width"] > 0.42:
        return "side_lying"
    if at["thigh"] < -50:
        return "all_fours"
    return "supine" if at["face_up"] > 0 else "prone"
