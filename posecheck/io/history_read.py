"""What the history knows, as plain values: one person's record for the rules, and whole sessions for people to read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from posecheck.coach.record import Bout, Clearance, PainNote, PlanChange, Record, ScreenNote, Sitting
from posecheck.io import history_schema as schema

Document = dict[str, Any]
S, E, N, R = schema.Session, schema.Exercise, schema.ExerciseSet, schema.Repetition
LIVE = S.source == ""
"""Practice in front of a camera."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person's key, name, and how many sessions there are."""

    uid: str
    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class KeptSession:
    """What there is to know of a session before it is deleted; exercises in the order they were done."""

    id: int
    day: date
    recording: str
    source: str
    exercises: tuple[str, ...]


def people(connection: Connection) -> list[PersonFacts]:
    """Everybody who exercises here, in the order they came."""
    query = (
        select(schema.Person.uid, schema.Person.name, func.count(S.id))
        .outerjoin(S, S.person_id == schema.Person.id)
        .group_by(schema.Person.id)
        .order_by(schema.Person.id)
    )
    return [PersonFacts(*row) for row in connection.execute(query)]


def practice_days(connection: Connection, person_uid: str) -> list[date]:
    """Every day on which a person practised, in calendar order."""
    query = select(S.day).distinct().join(schema.Person, schema.Person.id == S.person_id).order_by(S.day)
    return [
        date.fromisoformat(row.day) for row in connection.execute(query.where(schema.Person.uid == person_uid, LIVE))
    ]


def recordings(connection: Connection, person_uid: str) -> list[str]:
    """Files into which a person's sessions were recorded."""
    query = select(S.recording).join(schema.Person, schema.Person.id == S.person_id).order_by(S.id)
    return [
        row.recording for row in connection.execute(query.where(schema.Person.uid == person_uid, S.recording != ""))
    ]


def kept_sessions(connection: Connection, person_uid: str) -> list[KeptSession]:
    """Every session of a person, those of clips too, the newest first."""
    query = (
        select(S.id, S.day, S.recording, S.source, E.exercise)
        .join(schema.Person, schema.Person.id == S.person_id)
        .outerjoin(E, E.session_id == S.id)
        .where(schema.Person.uid == person_uid)
        .order_by(S.id.desc(), E.number)
    )
    rows: dict[int, KeptSession] = {}
    for number, day, recording, source, exercise in connection.execute(query).all():
        before = rows[number].exercises if number in rows else ()
        done = (*before, exercise) if exercise and exercise not in before else before
        rows[number] = KeptSession(number, date.fromisoformat(day), recording, source, done)
    return list(rows.values())


def read_record(connection: Connection, person_uid: str, since: date | None = None, *, clips: bool = False) -> Record:
    """One person's past, from the day `since` on; screens, clearances and plan changes always all of them.

    clips: sessions of recorded clips too, which are no practice of that day and count for no rule.
    """
    person = select(schema.Person.id).where(schema.Person.uid == person_uid).scalar_subquery()
    first = since.isoformat() if since else ""
    pains = connection.execute(
        select(schema.Pain).where(schema.Pain.person_id == person, schema.Pain.day >= first).order_by(schema.Pain.id)
    ).all()
    screens = connection.execute(
        select(schema.Screen).where(schema.Screen.person_id == person).order_by(schema.Screen.id)
    )
    return Record(
        sittings=tuple(_sittings(connection, S.person_id == person, S.day >= first, *([] if clips else [LIVE]))),
        pains=tuple(_pain(row) for row in pains),
        screens=tuple(_screen(row) for row in screens),
        clearances=tuple(_clearances(connection, person)),
        changes=tuple(_changes(connection, person)),
    )


def _sittings(connection: Connection, *within: ColumnElement[bool]) -> Iterator[Sitting]:
    """Sessions with their bouts, in the order they were begun; bouts in the order they were done."""
    bouts: dict[int, dict[tuple[str, str], Bout]] = {}
    # all rows at once, as plain tuples: one by one they cost more than the adding up of ten years
    for session, side, *rest in map(tuple, connection.execute(_sums(within)).all()):
        bout = _bout(side, *rest)
        done, key = bouts.setdefault(session, {}), (bout.exercise, bout.side)
        done[key] = _both(done[key], bout) if key in done else bout
    query = select(S.id, S.day, S.started_at, S.length_s, S.recording, S.source).where(*within).order_by(S.id)
    for number, day, started_at, length_s, recording, source in connection.execute(query).all():
        found = tuple(bouts.get(number, {}).values())
        yield Sitting(number, date.fromisoformat(day), found, started_at, length_s or 0.0, recording, source)


def _sums(within: tuple[ColumnElement[bool], ...]) -> Select[*tuple[Any, ...]]:
    """Per set and side: repetitions, good ones, unjudged ones, attempts, mean hold and range.

    Grouped as the index of repetitions lies, so that nothing has to be sorted.
    """
    rep = R.kind == "rep"
    sets = select(N.id).join(E, E.id == N.exercise_id).join(S, S.id == E.session_id).where(*within)
    sums = (
        select(
            R.set_id, R.side, func.count(case((rep, 1))).label("reps"),
            func.sum(case((R.good, 1), else_=0)).label("good"),
            func.count(case((rep & ~R.judged, 1))).label("unjudged"),
            func.count(case((rep, None), else_=1)).label("attempts"), func.avg(case((rep, R.hold_s))).label("hold_s"),
            func.avg(case((rep, R.range))).label("range"), func.max(case((rep, R.range_error))).label("range_error"),
        )
        .where(R.set_id.in_(sets))
        .group_by(R.set_id, R.side)
        .subquery()
    )  # fmt: skip
    c = sums.c
    return (
        select(
            S.id, c.side, E.exercise, E.unit, c.reps, c.good, c.unjudged, c.attempts, c.hold_s, c.range, c.range_error,
        )
        .join(E, E.session_id == S.id)
        .outerjoin(N, N.exercise_id == E.id)
        .outerjoin(sums, c.set_id == N.id)
        .where(*within)
        .order_by(E.id, N.id)
    )  # fmt: skip


def _bout(side: str | None, exercise: str, unit: str, *sums: Any) -> Bout:
    """An exercise of which nothing was counted has no side."""
    reps, good, unjudged, attempts, hold_s, span, error = sums
    known, sure = math.nan if span is None else span, math.nan if error is None else error
    counts = reps or 0, good or 0, attempts or 0
    return Bout(exercise, side or "both", *counts, hold_s or 0.0, known, sure, unit, unjudged or 0)


def _both(one: Bout, other: Bout) -> Bout:
    """Two sets of the same exercise and side in one sitting as one, repetitions weighing equally."""
    reps = one.reps + other.reps

    def mean(first: float, second: float) -> float:
        known = [(v, b.reps) for v, b in ((first, one), (second, other)) if b.reps and not math.isnan(v)]
        weight = sum(w for _, w in known)
        return sum(v * w for v, w in known) / weight if weight else math.nan

    errors = [error for error in (one.range_error, other.range_error) if not math.isnan(error)]
    return Bout(
        one.exercise, one.side, reps, one.good + other.good, one.attempts + other.attempts,
        mean(one.hold_s, other.hold_s) if reps else 0.0, mean(one.range, other.range), max(errors, default=math.nan),
        one.unit, one.unjudged + other.unjudged,
    )  # fmt: skip


def _pain(row: Row[Any]) -> PainNote:
    return PainNote(date.fromisoformat(row.day), row.moment, row.level, row.place, row.exercise, row.session_id)


def _screen(row: Row[Any]) -> ScreenNote:
    return ScreenNote(date.fromisoformat(row.day), frozenset(item for item, yes in row.answers.items() if yes))


def _clearances(connection: Connection, person: Any) -> Iterator[Clearance]:
    table = schema.ClearanceGiven
    for row in connection.execute(select(table).where(table.person_id == person).order_by(table.id)):
        yield Clearance(date.fromisoformat(row.day), date.fromisoformat(row.cleared_on), row.screens)


def _changes(connection: Connection, person: Any) -> Iterator[PlanChange]:
    table = schema.PlanChanged
    for row in connection.execute(select(table).where(table.person_id == person).order_by(table.id)):
        day = date.fromisoformat(row.day)
        yield PlanChange(day, row.kind, row.reason, row.decision, row.exercise, row.other, row.amount)
