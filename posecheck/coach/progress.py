"""How it has been going: streak, clean repetitions, holds, range of motion; is the next step due?

Pure functions over a Record; what is said of a trend is said only beyond its error.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from posecheck.coach import progress_words, safety_words
from posecheck.coach.numbers import Number, Settings
from posecheck.coach.record import Record, Sitting
from posecheck.coach.safety import DEFAULTS as SAFETY
from posecheck.coach.safety import Gate, SafetySettings, change_of, gate, mean_pain
from posecheck.coach.said import said

Quantity = Literal["good", "hold_s", "range"]


class ProgressSettings(Settings):
    """When the next step is due: the home programme's own numbers."""

    window_days: Number = Number(value=14, unit="days", min=7, max=42, step=1, source="14 days, as the programme says")
    sessions: Number = Number(value=10, unit="sessions", min=3, max=42, step=1, source="at least 10 sessions in them")
    good_share: Number = Number(value=0.8, unit="share", min=0.5, max=1.0, step=0.05, source="80 % clean repetitions")


DEFAULTS = ProgressSettings()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the next step is due, and why (not) in a sentence."""

    ready: bool
    why: str
    good_share: float = math.nan


class Point(NamedTuple):
    """One day's value of a quantity with its error (0 where it is a count); session: its last session that day."""

    day: date
    value: float
    error: float
    session: int


@dataclass(frozen=True, slots=True)
class SideDifference:
    """Left less right, in the exercise's unit; `clear` when it is beyond the error of both."""

    difference: float
    error: float
    clear: bool


def readiness(
    record: Record, today: date, settings: ProgressSettings = DEFAULTS, safety: SafetySettings = SAFETY
) -> Readiness:
    """Whether the routine was done almost free of pain and cleanly for long enough to propose the next step.

    Counted are days of practice, so that ten sessions in an afternoon don't pass; a day without a note of pain does
    not count as free of it; and the plan must have stood for the whole window.
    """
    days = round(settings.window_days.value)
    first = today - timedelta(days=days - 1)
    sittings = [s for s in record.sittings if first <= s.day <= today and s.reps]
    share = good_share(sittings)
    for failed, why in _obstacles(record, sittings, first, today, settings, safety):
        if failed:
            return Readiness(False, why, share)
    return Readiness(True, safety_words.READY, share)


def _obstacles(
    record: Record,
    sittings: list[Sitting],
    first: date,
    today: date,
    settings: ProgressSettings,
    safety: SafetySettings,
) -> Iterable[tuple[bool, str]]:
    days, need, say = settings.window_days.value, settings.sessions.value, safety_words.NOT_READY
    pains = [n for n in record.pains if first <= n.day <= today]
    noted, practised = {n.day for n in pains}, {s.day for s in sittings}
    worst = max((n.level for n in pains), default=0)
    share = good_share(sittings)
    started = min((s.day for s in record.sittings), default=today)
    changed = [c.day for c in record.changes if c.kind in ("progress", "regress") and c.day >= first]
    yield gate(record) is not Gate.OPEN, say["flags"]
    yield started > first, say["young"].format(days=days)
    yield bool(changed), say["recent"].format(days=days)
    yield worst > safety.free_up_to.value, say["pain"].format(level=worst, days=days)
    yield len(practised) < need, say["few"].format(have=len(practised), need=need, days=days)
    yield len(practised & noted) < need, say["unknown"]
    yield not share >= settings.good_share.value, say["form"].format(good=share, need=settings.good_share.value)


def good_share(sittings: Iterable[Sitting]) -> float:
    """Share of judged repetitions without a fault; attempts are none; NaN where there are no repetitions."""
    judged = good = 0
    for sitting in sittings:
        judged, good = judged + sitting.judged, good + sitting.good
    return good / judged if judged else math.nan


def today_of(days: Iterable[date], clock: date) -> date:
    """Return the day that is today for somebody who practised on these days: the clock's, or the one after it.

    The one after it where they practised on that already: they have crossed a time zone to the west since, or the
    clock was set back. What they did then is neither hidden nor asked for again.
    """
    tomorrow = clock + timedelta(days=1)
    return tomorrow if tomorrow in set(days) else clock


def streak(days: Iterable[date], today: date) -> int:
    """Days in a row with practice up to today; one still to come today doesn't break it."""
    known = set(days)
    last = today if today in known else today - timedelta(days=1)
    count = 0
    while last - timedelta(days=count) in known:
        count += 1
    return count


def pain_change(record: Record, today: date, days: int = 28, safety: SafetySettings = SAFETY) -> str:
    """A sentence on pain before sessions: the last week against the first of the last `days`; "" if unknown."""
    week = timedelta(days=6)
    first = today - timedelta(days=days - 1)
    before, now = mean_pain(record, first, first + week), mean_pain(record, today - week, today)
    if before is None or now is None:
        return ""
    sentence = {-1: progress_words.BETTER, 0: progress_words.SAME, 1: progress_words.WORSE}
    return said(sentence[change_of(before, now, safety)], points=abs(now - before))


def points(record: Record, quantity: Quantity, exercise: str = "", side: str = "") -> list[Point]:
    """A quantity per day of practice: the clean share of judged repetitions, seconds of hold or range of motion.

    exercise, side: only those; "" for all. Repetitions weigh equally; an error is the mean of the measures' own, since
    what one camera gets wrong is much the same in every repetition of a session.
    """
    days: dict[date, _Day] = {}
    for sitting, bout in record.bouts(exercise, side):
        reps, value = bout.reps, math.nan if quantity == "good" else getattr(bout, quantity)
        if quantity == "good" and bout.judged:
            reps, value = bout.judged, bout.good / bout.judged
        day = days.setdefault(sitting.day, _Day())
        day.session = sitting.id
        if not math.isnan(value):
            day.reps += reps
            day.value += value * reps
            day.error += bout.range_error * reps if quantity == "range" else 0.0
    return [Point(d, s.value / s.reps, s.error / s.reps, s.session) for d, s in sorted(days.items()) if s.reps]


@dataclass(slots=True)
class _Day:
    """A day's sums, each repetition counting once."""

    reps: int = 0
    value: float = 0.0
    error: float = 0.0
    session: int = 0


def condensed(points: list[Point], most: int = 92) -> list[Point]:
    """Means over weeks, or months of four, so that at most about `most` points are left of a long time."""
    span = (points[-1].day - points[0].day).days + 1 if points else 0
    width = next((w for w in (1, 7, 28, 84) if span / w <= most), 84)
    if width == 1:
        return points
    buckets: dict[int, list[Point]] = {}
    for point in points:
        buckets.setdefault((point.day - points[0].day).days // width, []).append(point)
    return [_mean(bucket) for bucket in buckets.values()]


def _mean(bucket: list[Point]) -> Point:
    last = bucket[-1]
    value, error = (sum(getattr(p, name) for p in bucket) / len(bucket) for name in ("value", "error"))
    return Point(last.day, value, error, last.session)


def left_right(record: Record, exercise: str) -> SideDifference | None:
    """Difference of the mean ranges of both sides; None unless both were measured."""
    left, right = (points(record, "range", exercise, side) for side in ("left", "right"))
    if not left or not right:
        return None
    means = [sum(p.value for p in side) / len(side) for side in (left, right)]
    errors = [sum(p.error for p in side) / len(side) for side in (left, right)]
    difference, error = means[0] - means[1], math.hypot(*errors)
    return SideDifference(difference, error, abs(difference) > error)
