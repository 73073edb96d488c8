"""The history as files that others can open: whole sessions as JSON (posecheck.history/1), repetitions as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select

from posecheck import __version__
from posecheck.io import history_schema as schema
from posecheck.io.atomic import replacing
from posecheck.io.csv_cells import harmless_row

SCHEMA = "posecheck.history/1"
Document = dict[str, Any]
CSV_COLUMNS = (
    "session", "day", "started_at", "exercise", "set", "kind", "number", "side", "start_s", "end_s", "hold_s", "good",
    "faults", "reason", "range", "range_error", "unit", "pain_before", "pain_after", "pain_next_morning",
    "source",
)  # fmt: skip
_HIDDEN = frozenset(("id", "uid", "person_id", "session_id", "exercise_id", "set_id"))


def session_documents(connection: Connection, person_uid: str, session_id: int | None = None) -> Iterator[Document]:
    """A person's sessions, oldest first, each with everything that happened in it; or only the one with this id."""
    sessions, person = schema.Session, schema.Person
    query = select(sessions).join(person, person.id == sessions.person_id).where(person.uid == person_uid)
    if session_id is not None:
        query = query.where(sessions.id == session_id)
    for row in connection.execute(query.order_by(sessions.id)).all():
        document = {"id": row.id, **_facts(row)}
        document["pain"] = _children(connection, schema.Pain, schema.Pain.session_id, row.id)
        document["exercises"] = list(_exercises(connection, row.id))
        yield document


def write_json(connection: Connection, person_uid: str, path: Path) -> int:
    """Everything about a person into one file; returns how many sessions."""
    count = 0
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        head = json.dumps(_head(connection, person_uid), ensure_ascii=False, indent=1)
        file.write(head.removesuffix("\n}") + ',\n "sessions": [')
        for document in session_documents(connection, person_uid):
            file.write(",\n" if count else "\n")
            file.write(json.dumps(document, ensure_ascii=False, allow_nan=False))
            count += 1
        file.write("\n ]\n}\n")
    return count


def write_csv(connection: Connection, person_uid: str, path: Path) -> int:
    """One row per repetition and attempt; returns how many sessions."""
    count = 0
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        count = _write_rows(connection, person_uid, file)
    return count


def _write_rows(connection: Connection, person_uid: str, file: TextIO) -> int:
    writer = csv.DictWriter(file, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for document in session_documents(connection, person_uid):
        count += 1
        pains = {f"pain_{note['moment']}": note["level"] for note in document["pain"]}
        head = {"session": document["id"], **{name: document[name] for name in ("day", "started_at", "source")}}
        head |= {name: level for name, level in pains.items() if name in CSV_COLUMNS}
        for exercise in document["exercises"]:
            for one in exercise["sets"]:
                writer.writerows(_csv_row(head, exercise, one["number"], rep) for rep in one["repetitions"])
    return count


def _csv_row(head: Document, exercise: Document, set_number: int, rep: Document) -> Document:
    shared = {name: rep[name] for name in CSV_COLUMNS if name in rep and name != "faults"}
    good = int(rep["good"]) if rep["kind"] == "rep" and rep["judged"] else ""
    more = {"exercise": exercise["exercise"], "unit": exercise["unit"], "set": set_number, "good": good}
    return harmless_row({**head, **shared, **more, "faults": " ".join(rep["faults"])})


def _head(connection: Connection, person_uid: str) -> Document:
    person = schema.Person
    found = connection.execute(select(person.id, person.name).where(person.uid == person_uid)).one()
    return {
        "schema": SCHEMA,
        "posecheck": __version__,
        "person": found.name,
        "pain": _children(connection, schema.Pain, schema.Pain.person_id, found.id),
        "screens": _children(connection, schema.Screen, schema.Screen.person_id, found.id),
        "clearances": _children(connection, schema.ClearanceGiven, schema.ClearanceGiven.person_id, found.id),
        "plan_changes": _children(connection, schema.PlanChanged, schema.PlanChanged.person_id, found.id),
    }


def _exercises(connection: Connection, session_id: int) -> Iterator[Document]:
    table = schema.Exercise
    query = select(table).where(table.session_id == session_id).order_by(table.number)
    for row in connection.execute(query).all():
        yield {**_facts(row), "sets": list(_sets(connection, row.id))}


def _sets(connection: Connection, exercise_id: int) -> Iterator[Document]:
    table = schema.ExerciseSet
    query = select(table).where(table.exercise_id == exercise_id).order_by(table.number)
    for row in connection.execute(query).all():
        document = _facts(row)
        document["repetitions"] = list(_repetitions(connection, row.id))
        document["holds"] = _children(connection, schema.Hold, schema.Hold.set_id, row.id)
        document["cues"] = _children(connection, schema.CueSaid, schema.CueSaid.set_id, row.id)
        yield document


def _repetitions(connection: Connection, set_id: int) -> Iterator[Document]:
    table, fault = schema.Repetition, schema.RepetitionFault
    faults: dict[int, list[Any]] = {}
    for mark in connection.execute(select(fault).join(table).where(table.set_id == set_id).order_by(fault.fault)):
        faults.setdefault(mark.repetition_id, []).append(mark)
    for row in connection.execute(select(table).where(table.set_id == set_id).order_by(table.id)):
        own = faults.get(row.id, [])
        clear, borderline = ([f.fault for f in own if f.borderline == inside] for inside in (False, True))
        yield {**_facts(row), "faults": clear, "borderline": borderline}


def _children(connection: Connection, table: type[Any], parent: Any, row_id: int) -> list[Document]:
    return [_facts(row) for row in connection.execute(select(table).where(parent == row_id).order_by(table.id))]


def _facts(row: Any) -> Document:
    """A row without the numbers by which rows find each other."""
    return {name: value for name, value in row._mapping.items() if name not in _HIDDEN}
