"""What the history knows, as plain values: one person's record for the rules, and whole sessions for people to read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from posecheck.coach.record import Bout, Clearance, PainNote, PlanChange, Record, ScreenNote, Sitting
from posecheck.io import history_schema as schema

Document = dict[str, Any]
S, E, N, R = schema.Session, schema.Exercise, schema.ExerciseSet, schema.Repetition


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person's key, name, and how many sessions there are."""

    uid: str
    name: str
    sessions: int


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
    return [date.fromisoformat(row.day) for row in connection.execute(query.where(schema.Person.uid == person_uid))]


def read_record(connection: Connection, person_uid: str, since: date | None = None) -> Record:
    """One person's past, from the day `since` on; screens, clearances and plan changes always all of them."""
    person = select(schema.Person.id).where(schema.Person.uid == person_uid).scalar_subquery()
    first = since.isoformat() if since else ""
    pains = connection.execute(
        select(schema.Pain).where(schema.Pain.person_id == person, schema.Pain.day >= first).order_by(schema.Pain.id)
    )
    screens = connection.execute(
        select(schema.Screen).where(schema.Screen.person_id == person).order_by(schema.Screen.id)
    )
    return Record(
        sittings=tuple(_sittings(connection, person, first)),
        pains=tuple(_pain(row) for row in pains),
        screens=tuple(_screen(row) for row in screens),
        clearances=tuple(_clearances(connection, person)),
        changes=tuple(_changes(connection, person)),
    )


def _sittings(connection: Connection, person: Any, first: str) -> Iterator[Sitting]:
    # plain tuples: a row's attributes cost more than all the adding up over ten years
    rows = map(tuple, connection.execute(_sums().where(S.person_id == person, S.day >= first)))
    for (number, day, started_at, length_s, recording), group in groupby(rows, key=itemgetter(0, 1, 2, 3, 4)):
        bouts = tuple(_bout(*row[5:]) for row in group if row[5] is not None)
        yield Sitting(number, date.fromisoformat(day), bouts, started_at, length_s or 0.0, recording)


def _sums() -> Select[*tuple[Any, ...]]:
    """Per session, exercise and side: repetitions, good ones, attempts, mean hold and range."""
    rep = case((R.kind == "rep", 1), else_=None)
    return (
        select(
            S.id, S.day, S.started_at, S.length_s, S.recording, E.exercise, E.unit, R.side,
            func.count(rep).label("reps"), func.sum(case((R.good, 1), else_=0)).label("good"),
            func.sum(case((R.kind == "attempt", 1), else_=0)).label("attempts"),
            func.avg(case((R.kind == "rep", R.hold_s))).label("hold_s"),
            func.avg(case((R.kind == "rep", R.range))).label("range"),
            func.max(case((R.kind == "rep", R.range_error))).label("range_error"),
        )
        .select_from(S)
        .outerjoin(E, E.session_id == S.id)
        .outerjoin(N, N.exercise_id == E.id)
        .outerjoin(R, R.set_id == N.id)
        .group_by(S.id, E.exercise, E.unit, R.side)
        .order_by(S.id)
    )  # fmt: skip


def _bout(
    exercise: str, unit: str, side: str | None, reps: int, good: int | None, attempts: int | None,
    hold_s: float | None, span: float | None, error: float | None,
) -> Bout:  # fmt: skip
    """An exercise of which nothing was counted has no side."""
    known, sure = (math.nan if value is None else value for value in (span, error))
    return Bout(exercise, side or "both", reps, good or 0, attempts or 0, hold_s or 0.0, known, sure, unit)


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
