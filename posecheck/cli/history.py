"""`posecheck history`: list, show, export, delete, people. Never loads Qt."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.table import Table

from posecheck.cli.outputs import console
from posecheck.coach.progress import today_of
from posecheck.coach.record import Sitting
from posecheck.errors import HistoryError
from posecheck.exercise.result import NOT_ALL_SEEN
from posecheck.io.atomic import write_text
from posecheck.io.history import History
from posecheck.io.history_entries import person_now
from posecheck.io.settings import load_settings
from posecheck.io.spec_files import load_all
from posecheck.io.translations import words_for
from posecheck.render.appointment import WEEKS, appointment_page

SHOWN_MOMENTS = {"before": "before", "during": "during", "after": "after", "next_morning": "next morning"}


def run_list() -> None:
    """One line per session of the person who exercises here."""
    with opened() as history:
        person = history.person()
        record = history.record(person.uid, clips=True)
    table = Table("id", "day", "length", "exercises", "repetitions", "good", title=person.name, title_justify="left")
    for sitting in record.sittings:
        table.add_row(*_line(sitting))
    console().print(table if record.sittings else f"{person.name}: no sessions yet")


def run_show(session_id: int) -> None:
    """Everything about one session."""
    with opened() as history:
        document = history.session(history.person().uid, session_id)
    out = console()
    length = f", {document['length_s'] / 60:.0f} min" if document["length_s"] else ""
    out.print(f"Session {document['id']}, {document['day']}{length}", style="bold")
    if document["source"]:
        out.print(f"Recorded clip, no practice: {document['source']}")
    if document["recording"]:
        out.print(f"Recording: {document['recording']}")
    for note in document["pain"]:
        place = f" ({note['place']})" if note["place"] else ""
        out.print(f"Pain {SHOWN_MOMENTS[note['moment']]}: {note['level']} of 10{place}")
    for exercise in document["exercises"]:
        out.print(_exercise_table(exercise))


def run_export(csv: Path | None, json: Path | None, html: Path | None) -> None:
    """The history of the person who exercises here, as files."""
    if csv is None and json is None and html is None:
        raise HistoryError("nothing to export to", "history export", "give --csv FILE, --json FILE or --html FILE")
    with opened() as history:
        person = history.person()
        history.export(person.uid, csv=csv, json=json)
        count = len(history.record(person.uid, clips=True).sittings)
        if html is not None:
            _write_page(history, html)
    names = " and ".join(str(path) for path in (csv, json, html) if path)
    print(f"{count} session{'s' * (count != 1)}: {names}")


def run_people(add: str | None, use: str | None) -> None:
    """List the people who exercise here, add one, or say whose turn it is."""
    with opened() as history:
        if add is not None:
            history.add_person(add)
        if use is not None:
            history.use_person(use)
        current = history.person()
        for person in history.people():
            mark = "*" if person.uid == current.uid else " "
            print(f"{mark} {person.name}: {person.sessions} session{'s' * (person.sessions != 1)}")


def _write_page(history: History, path: Path) -> None:
    say = words_for(load_settings().language)
    names = {spec.id: say(spec.name) for spec in load_all().values()}
    person = history.person()
    today = today_of(history.days(person.uid), person_now().date())
    record = history.record(person.uid, today - timedelta(weeks=WEEKS) + timedelta(days=1))
    write_text(path, appointment_page(record, person.name, today, lambda exercise: names.get(exercise, exercise), say))


def opened() -> History:
    """The history of this user; what had to be repaired is told on stderr."""
    history = History()
    if history.remark:
        print(f"posecheck: {history.remark}", file=sys.stderr)
    return history


def _line(sitting: Sitting) -> tuple[str, ...]:
    names = ", ".join(dict.fromkeys(bout.exercise for bout in sitting.bouts))
    length = f"{sitting.length_s / 60:.0f} min" if sitting.length_s else ""
    if sitting.source:
        names += f" (recorded clip: {sitting.source})"
    return str(sitting.id), sitting.day.isoformat(), length, names, str(sitting.reps), str(sitting.good)


def _exercise_table(exercise: dict[str, Any]) -> Table:
    table = Table(
        "set", "#", "side", "start", "hold", "range", "verdict", title=exercise["exercise"], title_justify="left"
    )
    for one in exercise["sets"]:
        for rep in sorted(one["repetitions"], key=lambda r: r["start_s"]):
            span = "" if rep["range"] is None else f"{rep['range']:.0f} {exercise['unit']}"
            attempt = rep["kind"] == "attempt"
            well = "good" if rep["judged"] else NOT_ALL_SEEN
            verdict = f"attempt: {rep['reason']}" if attempt else ", ".join(rep["faults"]) or well
            number = "-" if attempt else str(rep["number"])
            cells = (str(one["number"]), number, rep["side"], f"{rep['start_s']:.1f} s", f"{rep['hold_s']:.1f} s")
            table.add_row(*cells, span, verdict)
    return table
