"""Years of daily practice, made at once for benchmarks: the daily routine with all its repetitions, pain around it."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from patients import ROUTINE, SPECS

from posecheck.io.history import History

MEASURES = json.dumps(
    {name: {"min": 128.1, "max": 176.2, "top": 174.9, "error": 5.0} for name in ("hip", "knee", "trunk")}
)


def make(path: Path, years: float, last: date) -> None:
    """Fill a new history with `years` of days up to `last`, for the default person."""
    with History(path) as history:
        history.person()
    luck = random.Random(7)
    with closing(sqlite3.connect(path)) as file:
        count = round(365.25 * years)
        for number in range(count):
            _add_session(file, number + 1, last - timedelta(days=count - 1 - number), number / count, luck)
        file.commit()


def _add_session(file: sqlite3.Connection, number: int, day: date, share: float, luck: random.Random) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC).isoformat()
    session = (number, f"s{number}", 1, day.isoformat(), at, 0, at, 1500.0, "daily", "", "")
    file.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", session)
    level = max(0, min(10, round(6 - 5 * share + luck.gauss(0, 1))))
    for moment, more in (("before", 0), ("after", -1), ("next_morning", 0)):
        pain = (f"p{number}{moment}", 1, number, day.isoformat(), at, moment, max(0, level + more), "Lower back", "")
        file.execute("INSERT INTO pain VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", pain)
    for place, step in enumerate(ROUTINE.steps, 1):
        exercise = file.execute(
            "INSERT INTO exercise VALUES (NULL, ?, ?, ?, '', '', 'deg')", (number, place, step.exercise)
        ).lastrowid
        one = file.execute(
            "INSERT INTO exercise_set VALUES (NULL, ?, 1, 'both', 0, ?, NULL)", (exercise, step.reps)
        ).lastrowid
        sides = ("left", "right") if SPECS[step.exercise].sides != "both" else ("both",)
        rows = [
            (one, "rep", i + 1, sides[i % len(sides)], luck.random() < 0.6 + 0.35 * share, 8.0 * i, 8.0 * i + 1,
             8.0 * i + 5, 8.0 * i + 6, 3 + 4 * share + luck.random(), 40 + 12 * share + luck.gauss(0, 2), 5.0, "",
             MEASURES)
            for i in range(step.reps or 1)
        ]  # fmt: skip
        file.executemany("INSERT INTO repetition VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
