"""What the charts of the progress window show, from a record: plain values, testable without a window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from posecheck.coach import progress
from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.progress import Point, Quantity, condensed
from posecheck.coach.record import MOMENTS, Record
from posecheck.coach.safety import DEFAULTS, SafetySettings, meaningful
from posecheck.ui.charts import Line

Names = Callable[[str], str]
FEW_DAYS = 5
"""The baseline of the band: the mean of the first few days that are shown."""
MOST_LINES = 4


def pain_lines(record: Record, say: Words = ENGLISH) -> list[Line]:
    """Pain before, during, after and on the next morning, the worst of each day; only what was noted."""
    found = []
    for moment in MOMENTS:
        worst: dict[date, Point] = {}
        for note in record.pains:
            if note.moment == moment and (note.day not in worst or note.level > worst[note.day].value):
                worst[note.day] = Point(note.day, float(note.level), 0.0, note.session or 0)
        if worst:
            found.append(
                Line(say(words.MOMENT_NAMES[moment]), condensed([worst[day] for day in sorted(worst)]), " / 10")
            )
    return found


def same_band(
    record: Record, settings: SafetySettings = DEFAULTS, say: Words = ENGLISH
) -> tuple[float, float, str] | None:
    """The zone around the first days' pain in which a difference may be chance; None without pain to begin with."""
    levels = [note.level for note in record.pains if note.moment == "before"][:FEW_DAYS]
    if not levels or not sum(levels):
        return None
    start = sum(levels) / len(levels)
    half = meaningful(start, settings)
    return max(0.0, start - half), min(10.0, start + half), say(words.BAND)


def good_lines(record: Record, exercise: str, say: Words = ENGLISH) -> list[Line]:
    """Share of clean repetitions in percent."""
    points = condensed(progress.points(record, "good", exercise))
    name, shown = say(words.CHART_GOOD), [Point(p.day, 100 * p.value, 0.0, p.session) for p in points]
    return [Line(name, shown)] if points else []


def side_lines(record: Record, quantity: Quantity, exercise: str, names: Names, say: Words = ENGLISH) -> list[Line]:
    """One line per side of the exercise; without one, a line for each of the exercises done most."""
    pairs = record.exercises()
    if exercise:
        chosen = [(say(words.SIDE_NAMES.get(side, side)), exercise, side) for name, side in pairs if name == exercise]
    else:
        done: dict[str, int] = {}
        for _, bout in record.bouts():
            done[bout.exercise] = done.get(bout.exercise, 0) + bout.reps
        alike = {name for name in done if quantity != "range" or unit_of(record, name) == "deg"}
        most = sorted((name for name in alike if done[name]), key=lambda name: (-done[name], name))
        chosen = [(names(name), name, "") for name in most]
    lines = [Line(label, condensed(progress.points(record, quantity, name, side))) for label, name, side in chosen]
    if quantity == "hold_s":
        lines = [line for line in lines if any(point.value >= 1.0 for point in line.points)]
    return [line for line in lines if line.points][:MOST_LINES]


def sides_sentence(record: Record, exercise: str, say: Words = ENGLISH) -> str:
    """Left against right of an exercise, said only with its error; "" where there are no two sides."""
    found = progress.left_right(record, exercise) if exercise else None
    if found is None:
        return ""
    unit = unit_name(unit_of(record, exercise), say)
    if not found.clear:
        return say(words.SIDES_ALIKE, error=found.error, unit=unit)
    further = words.SIDES_DIFFER["left" if found.difference > 0 else "right"]
    return say(further, difference=abs(found.difference), unit=unit, error=found.error)


def unit_of(record: Record, exercise: str) -> str:
    """Unit of an exercise's range."""
    return next((bout.unit for _, bout in record.bouts(exercise)), "deg") if exercise else "deg"


def unit_name(unit: str, say: Words = ENGLISH) -> str:
    """A unit as people read it."""
    return say(words.UNITS.get(unit, unit))


def day_tips(record: Record, names: Names, say: Words = ENGLISH) -> dict[date, str]:
    """What the calendar tells of a day: exercises, repetitions, how many were clean."""
    tips: dict[date, str] = {}
    for sitting in record.sittings:
        done = ", ".join(dict.fromkeys(names(bout.exercise) for bout in sitting.bouts))
        tips[sitting.day] = f"{words.dated(sitting.day, say, weekday=True)}\n{done}\n{sitting.good} / {sitting.judged}"
    return tips
