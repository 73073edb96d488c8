"""From the trace of one excursion to its times: when it began, reached and left the target, and ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.pose.pose import Floats

LOW, HIGH = 0.2, 0.8
"""The two levels of a ramp, as shares of its height, at which its time is read."""
RAMP_TAIL = 0.327 / 0.346
"""A minimum-jerk movement (Flash & Hogan 1985) passes 20 % and 80 % of its way at 0.327 and 0.673 of its time, so
what remains on either side is this multiple of the time between the two. Human reaching and lifting follow it closely;
a level crossing alone would put the target a third of a second too early."""

MAX_TAIL_S = 0.5
"""The end of a return may be read this far past the sample on which rest was regained."""


SEEN_STEP_S = 0.3
"""Judged samples further apart have something unseen between them: nobody is blamed for what happened there."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the first frame. broken_s: the longest time the target zone was seen to be left in between (0 =
    never); unseen_s: time between reaching and leaving it in which nothing could be judged;
    whole: whether nothing of the excursion was unseen."""

    start_s: float
    top_start_s: float
    top_end_s: float
    end_s: float
    hold_s: float
    broken_s: float
    unseen_s: float
    whole: bool
    plateau: float


def read_times(t_s: Floats, d: Floats, rest: float, max_gap_s: float) -> Times:
    """Times of an excursion from its samples: t_s (N,), d (N,) distance toward the target; rest: the level of rest.

    Gaps longer than max_gap_s between samples are not counted as held.
    """
    peak = float(np.max(d))
    plateau = float(np.median(d[d >= rest + 0.7 * (peak - rest)]))
    height = plateau - rest
    high = np.flatnonzero(d >= rest + HIGH * height)
    first, last = int(high[0]), int(high[-1])
    rise = _ramp(t_s[: first + 1], d[: first + 1], rest, height)
    fall = _ramp(-t_s[last:][::-1], d[last:][::-1], rest, height)
    start_s, top_start_s = rise if rise else (float(t_s[0]), float(t_s[first]))
    end_s, top_end_s = (-fall[0], -fall[1]) if fall else (float(t_s[-1]), float(t_s[last]))
    middle = (float(t_s[first]) + float(t_s[last])) / 2
    top_start_s, top_end_s = min(top_start_s, middle), max(top_end_s, middle)
    held = slice(first, last + 1)
    broken_s, lost_s = _interruptions(t_s[held], d[held], rest + 0.5 * height, max_gap_s)
    return Times(
        start_s=max(start_s, float(t_s[0])),
        top_start_s=top_start_s,
        top_end_s=top_end_s,
        end_s=min(end_s, float(t_s[-1]) + MAX_TAIL_S),
        hold_s=max(0.0, top_end_s - top_start_s - lost_s),
        broken_s=broken_s,
        unseen_s=unseen_s(t_s[held]),
        whole=unseen_s(t_s) == 0.0,
        plateau=plateau,
    )


def _ramp(t_s: Floats, d: Floats, rest: float, height: float) -> tuple[float, float] | None:
    """Begin and end of a rising ramp whose last sample is the first above HIGH; None when it isn't all there."""
    low = np.flatnonzero(d < rest + LOW * height)
    if not len(low):
        return None
    t_low = _crossing(t_s, d, int(low[-1]), rest + LOW * height)
    t_high = _crossing(t_s, d, len(d) - 2, rest + HIGH * height)
    tail = RAMP_TAIL * (t_high - t_low)
    return t_low - tail, t_high + tail


def _crossing(t_s: Floats, d: Floats, i: int, level: float) -> float:
    """Time between samples i and i + 1 at which `level` is crossed."""
    step = float(d[i + 1] - d[i])
    share = (level - float(d[i])) / step if step else 0.0
    return float(t_s[i]) + min(max(share, 0.0), 1.0) * float(t_s[i + 1] - t_s[i])


def _interruptions(t_s: Floats, d: Floats, level: float, max_gap_s: float) -> tuple[float, float]:
    """(longest time seen below `level`, time not held altogether) between entering and finally leaving the target."""
    if len(t_s) < 2:
        return 0.0, 0.0
    steps = np.diff(t_s)
    below = (d[:-1] < level) | (d[1:] < level)
    gaps = steps > max_gap_s
    longest = run = 0.0
    for step, is_below in zip(steps, below, strict=True):
        run = run + float(step) * (step <= SEEN_STEP_S) if is_below else 0.0
        longest = max(longest, run)
    return longest, float(steps[below | gaps].sum())


def unseen_s(t_s: Floats) -> float:
    """Seconds of a trace of times (N,) between samples too far apart to have anything seen between them."""
    steps = np.diff(t_s)
    return float(steps[steps > SEEN_STEP_S].sum())
