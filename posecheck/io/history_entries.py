"""What is written into the history: entries that can wait in a queue or a file, and be written twice without harm.

An entry names its parent by keys that its maker knows (a session's uid, the number of an exercise in it), never by
row numbers. Every table has such a key; an entry whose key is there already changes nothing.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from posecheck.coach.record import PlanChange
from posecheck.io import history_schema as schema

Path = tuple[str | int, ...]
PERSONAL: dict[str, type[schema.Table]] = {
    "session": schema.Session,
    "pain": schema.Pain,
    "screen": schema.Screen,
    "clearance": schema.ClearanceGiven,
    "plan_change": schema.PlanChanged,
}
IN_SET: dict[str, type[schema.Table]] = {
    "repetition": schema.Repetition,
    "hold": schema.Hold,
    "cue": schema.CueSaid,
}
DEFAULT_UID, DEFAULT_NAME = "me", "Me"
"""Who exercises where nobody has been named."""
CURRENT = "current_person"
"""Key of the setting that says who exercises now; as a person's uid: whoever that is when the entry is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to write. Values are plain JSON values.

    parent: () for a person and a setting; (person uid,) for what is a person's; (session uid,) for an exercise or a
    session's end; (session uid, exercise number) for a set; (session uid, exercise number, set number) for what
    happened in one.
    """

    table: str
    parent: Path
    values: Mapping[str, Any] = field(default_factory=dict)


class ParentMissingError(LookupError):
    """What the entry belongs to is not there: its session or person was deleted."""


def person_entry(uid: str, name: str) -> Entry:
    """A person."""
    return Entry("person", (), {"uid": uid, "name": name, "created_at": stamp()["at"]})


def pain_entry(
    person_uid: str, level: int, moment: str, *, place: str = "", exercise: str = "", session: str | int = "",
    now: datetime | None = None,
) -> Entry:  # fmt: skip
    """How much it hurt; session: uid of the running session, or the number of an earlier one."""
    values: dict[str, Any] = {"level": level, "moment": moment, "place": place, "exercise": exercise}
    if session:
        values["session_id" if isinstance(session, int) else "session"] = session
    return _noted("pain", person_uid, now, values)


def screen_entry(person_uid: str, answers: Mapping[str, bool], now: datetime | None = None) -> Entry:
    """The answers of a red-flag screen."""
    return _noted("screen", person_uid, now, {"answers": dict(answers)})


def clearance_entry(person_uid: str, cleared_on: date, screens: int, words: str, now: datetime | None = None) -> Entry:
    """The person's word that a clinician has cleared them, after this many screens."""
    return _noted(
        "clearance", person_uid, now, {"cleared_on": cleared_on.isoformat(), "screens": screens, "words": words}
    )


def change_entry(person_uid: str, change: PlanChange, now: datetime | None = None) -> Entry:
    """What was decided about a change of the plan."""
    names = ("kind", "decision", "exercise", "other", "amount", "reason")
    return _noted("plan_change", person_uid, now, {name: getattr(change, name) for name in names})


def _noted(table: str, person_uid: str, now: datetime | None, values: Mapping[str, Any]) -> Entry:
    return Entry(table, (person_uid,), {"uid": new_uid(), **stamp(now), **values})


def new_uid() -> str:
    """A key nobody else has."""
    return uuid.uuid4().hex


def stamp(now: datetime | None = None) -> dict[str, Any]:
    """Columns `day` (the person's calendar day) and `at` (UTC) of something that happens now."""
    now = now or person_now()
    return {"day": now.date().isoformat(), "at": utc_text(now)}


def person_now() -> datetime:
    """Return the moment on the person's clock, in the time zone that the computer is in now.

    Without asking anew, a program that stays open on a journey goes on counting the days of the zone it was begun in.
    """
    if hasattr(time, "tzset"):
        time.tzset()
    return datetime.now().astimezone()


def utc_text(moment: datetime) -> str:
    """An instant as ISO text in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """JSON values: NaN and infinity become None, floats keep four decimals."""
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value


def write(connection: Connection, entry: Entry) -> None:
    """Write one entry within the caller's transaction; ParentMissingError when there is nothing to hang it on."""
    values = dict(entry.values)
    if entry.table == "person":
        _insert(connection, schema.Person, values)
    elif entry.table == "setting":
        connection.execute(insert(schema.Setting).values(**values).prefix_with("OR REPLACE"))
    elif entry.table in PERSONAL:
        _write_personal(connection, entry, values)
    elif entry.table == "session_end":
        session = schema.Session
        connection.execute(update(session).where(session.id == _session(connection, entry.parent)).values(**values))
    elif entry.table == "exercise":
        _insert(connection, schema.Exercise, {**values, "session_id": _session(connection, entry.parent)})
    elif entry.table == "exercise_set":
        _insert(connection, schema.ExerciseSet, {**values, "exercise_id": _exercise(connection, entry.parent)})
    elif entry.table in IN_SET:
        _write_in_set(connection, entry, values)
    else:
        raise ValueError(f"no such kind of entry: {entry.table}")


def _write_personal(connection: Connection, entry: Entry, values: dict[str, Any]) -> None:
    values["person_id"] = _person(connection, entry.parent)
    if entry.table == "pain" and (uid := values.pop("session", None)):
        values["session_id"] = connection.scalar(select(schema.Session.id).where(schema.Session.uid == uid))
    row = _insert(connection, PERSONAL[entry.table], values)
    if entry.table == "session" and row is not None:
        _adopt_pain(connection, row, values)


def _adopt_pain(connection: Connection, session_id: int, session: Mapping[str, Any]) -> None:
    """Pain is asked about before there is a session: the last such note of the day belongs to the one that begins."""
    pain = schema.Pain
    own = (pain.person_id == session["person_id"], pain.day == session["day"], pain.moment == "before")
    last = select(func.max(pain.id)).where(*own, pain.session_id.is_(None)).scalar_subquery()
    connection.execute(update(pain).where(pain.id == last).values(session_id=session_id))


def _write_in_set(connection: Connection, entry: Entry, values: dict[str, Any]) -> None:
    faults, borderline = values.pop("faults", ()), values.pop("borderline", ())
    values["set_id"] = _set(connection, entry.parent)
    row = _insert(connection, IN_SET[entry.table], values)
    if row is None:
        return
    marks = {**dict.fromkeys(borderline, True), **dict.fromkeys(faults, False)}
    for fault, inside in marks.items():
        _insert(connection, schema.RepetitionFault, {"repetition_id": row, "fault": fault, "borderline": inside})


def _insert(connection: Connection, table: type[schema.Table], values: Mapping[str, Any]) -> int | None:
    """The new row's number, None when its key was there already."""
    done = connection.execute(insert(table).values(**values).on_conflict_do_nothing())
    return int(done.lastrowid) if done.rowcount == 1 else None


def _person(connection: Connection, parent: Path) -> int:
    uid = current_uid(connection) if parent[0] == CURRENT else parent[0]
    return _found(connection.scalar(select(schema.Person.id).where(schema.Person.uid == uid)), parent)


def current_uid(connection: Connection) -> str:
    """Who exercises now: the one chosen last, else the first there is, else the default, who is written down."""
    person, setting = schema.Person, schema.Setting
    chosen = connection.scalar(select(setting.value).where(setting.key == CURRENT)) or ""
    uid = connection.scalar(select(person.uid).order_by((person.uid == chosen).desc(), person.id).limit(1))
    if uid is None:
        write(connection, person_entry(DEFAULT_UID, DEFAULT_NAME))
    return uid or DEFAULT_UID


def _session(connection: Connection, parent: Path) -> int:
    return _found(connection.scalar(select(schema.Session.id).where(schema.Session.uid == parent[0])), parent)


def _exercise(connection: Connection, parent: Path) -> int:
    exercise = schema.Exercise
    query = select(exercise.id).where(exercise.session_id == _session(connection, parent), exercise.number == parent[1])
    return _found(connection.scalar(query), parent)


def _set(connection: Connection, parent: Path) -> int:
    one = schema.ExerciseSet
    query = select(one.id).where(one.exercise_id == _exercise(connection, parent), one.number == parent[2])
    return _found(connection.scalar(query), parent)


def _found(row: int | None, parent: Path) -> int:
    if row is None:
        raise ParentMissingError(f"{parent} is not in the history")
    return row
