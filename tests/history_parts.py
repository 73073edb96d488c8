"""A made-up session for the tests of the history, and a program that goes on exercising until it is killed."""

from __future__ import annotations

import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from posecheck.coach.output import Cue, Priority
from posecheck.exercise.result import Attempt, Event, Range, Rep
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.spec_files import find_spec

BRIDGE = find_spec("bridge")
HIP = BRIDGE.signal.measure


def rep(number: int, *, good: bool = True, range_deg: float = 50.0) -> Event:
    start_s = 8.0 * number
    made = Rep(
        index=number, side="both", start_s=start_s, top_start_s=start_s + 1, top_end_s=start_s + 6, end_s=start_s + 7,
        hold_s=5.0, good=good, faults=() if good else ("hips_low", "too_fast"), borderline=("feet_far",),
        measures={HIP: Range(128.0, 128.0 + range_deg, 176.0, 5.0)},
    )  # fmt: skip
    return Event("rep", made.end_s, rep=made)


def unseen(number: int) -> Event:
    """A repetition of which nobody can say whether it was good."""
    made = rep(number)
    assert made.rep is not None
    return replace(made, rep=replace(made.rep, good=False, unjudged=("hold_short",)))


def attempt(number: int) -> Event:
    return Event(
        "attempt", 8.0 * number + 3, "hips_low", attempt=Attempt("both", 8.0 * number, 8.0 * number + 3, "hips_low")
    )


def begun(
    writer: HistoryWriter, *, now: datetime | None = None, person: str = CURRENT, source: str = ""
) -> SessionSink:
    """A sink in the middle of its first set of bridges."""
    sink = SessionSink(writer, person, now=now, source=source)
    sink.exercise(BRIDGE)
    sink.next_set(reps=12, hold_s=10.0)
    sink.write(Event("in_position", 0.5))
    return sink


def practise(
    writer: HistoryWriter, reps: int, *, now: datetime | None = None, person: str = CURRENT, source: str = ""
) -> SessionSink:
    """A whole session: repetitions, every third one bad, an attempt, a hold, a cue."""
    sink = begun(writer, now=now, person=person, source=source)
    for number in range(1, reps + 1):
        sink.write(Event("hold_start", 8.0 * number + 1))
        sink.write(Event("hold_reached", 8.0 * number + 5))
        sink.write(Event("hold_end", 8.0 * number + 6))
        sink.write(rep(number, good=number % 3 != 0))
    sink.write(attempt(reps + 1))
    sink._cue(Cue("hips_low", "Lift your hips higher", Priority.FORM, 8.0 * reps + 11))
    sink.close()
    return sink


def told(history: History, person: str | None = None) -> list[int]:
    """Repetitions of each session."""
    return [sitting.reps for sitting in history.record(person or history.person().uid).sittings]


def exercise_until_killed(path: Path, pause_s: float) -> None:
    """Print the number of each repetition as soon as it is told."""
    writer = HistoryWriter(path)
    sink = begun(writer)
    writer.flush(30.0)  # the file is ready long before anybody has lain down
    for number in itertools.count(1):
        sink.write(rep(number, good=number % 2 == 0))
        print(number, flush=True)
        time.sleep(pause_s)


def exercising(path: Path, pause_s: float) -> subprocess.Popen[str]:
    """A program in which somebody exercises until it is killed; prints each repetition's number as it is told."""
    return subprocess.Popen([sys.executable, __file__, path, str(pause_s)], stdout=subprocess.PIPE, text=True)


def kill_at_a_random_moment(path: Path, luck: random.Random, pause_s: float, longest_s: float) -> tuple[int, int]:
    """Repetitions that had been told when the process was killed, and those that the history knows afterwards.

    The file is looked at as it was left, and again as the program opens it, with what was on its way taken over.
    """
    with exercising(path, pause_s) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        try:
            child.wait(luck.uniform(0.0, longest_s))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        happened = (first + child.stdout.read()).split()
    left = _consistent(path)
    with History(path) as opened:
        assert opened.remark == ""
        kept = _consistent(path)
        assert told(opened) == [kept]
    assert kept >= left
    return int(happened[-1]), kept


def _consistent(path: Path) -> int:
    """How many repetitions the file holds, without a gap and none twice."""
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        numbers = [row[0] for row in file.execute("SELECT number FROM repetition ORDER BY id")]
    assert numbers == list(range(1, len(numbers) + 1))
    return len(numbers)


if __name__ == "__main__":
    exercise_until_killed(Path(sys.argv[1]), float(sys.argv[2]))
