"""The tables of the history: who, when, what was done, how it hurt, what was asked and what changed.

Days are the person's own calendar days and instants are UTC, so that neither a time zone nor a clock set back mixes
things up; what came first is told by `id`, never by a clock. Times within a session are seconds since its first frame.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 3
"""Kept in the file's user_version; raised with a step in history_migrate."""
APPLICATION_ID = 0x504F5345
"""Marks the file as ours ("POSE" in ASCII)."""


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData()
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012  SQLAlchemy's own form


def _key() -> Any:
    return mapped_column(primary_key=True, autoincrement=True)


def _parent(column: str) -> Any:
    return mapped_column(ForeignKey(column, ondelete="CASCADE"))


class Noted:
    """Columns of what was noted of a person at a moment, before a table's own; `uid` makes writing twice harmless."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-1)
    uid: Mapped[str] = mapped_column(unique=True, sort_order=-1)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), sort_order=-1)
    day: Mapped[str] = mapped_column(sort_order=-1)
    at: Mapped[str] = mapped_column(sort_order=-1)


class Person(Table):
    """Somebody who exercises on this computer."""

    __tablename__ = "person"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = _key()
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[str]


class Setting(Table):
    """What the program remembers about itself: who was here last."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Session(Table):
    """One time of practice. ended_at is empty while it runs, and for ever after a crash.

    source: names of the recorded clips that played as the camera; "" for somebody in front of one.
    """

    __tablename__ = "session"
    __table_args__ = (Index("session_by_day", "person_id", "day"), {"sqlite_autoincrement": True})
    id: Mapped[int] = _key()
    uid: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = _parent("person.id")
    day: Mapped[str]
    started_at: Mapped[str]
    utc_offset_min: Mapped[int]
    ended_at: Mapped[str | None]
    length_s: Mapped[float | None]
    routine: Mapped[str] = mapped_column(default="")
    recording: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="", server_default="")


class Exercise(Table):
    """One exercise of a session, with the content hash of the spec and the profile it was judged by."""

    __tablename__ = "exercise"
    __table_args__ = (UniqueConstraint("session_id", "number"),)
    id: Mapped[int] = _key()
    session_id: Mapped[int] = _parent("session.id")
    number: Mapped[int]
    exercise: Mapped[str]
    spec_sha256: Mapped[str] = mapped_column(default="")
    profile: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="deg")


class ExerciseSet(Table):
    """One set of an exercise and what was asked for in it."""

    __tablename__ = "exercise_set"
    __table_args__ = (UniqueConstraint("exercise_id", "number"),)
    id: Mapped[int] = _key()
    exercise_id: Mapped[int] = _parent("exercise.id")
    number: Mapped[int]
    side: Mapped[str] = mapped_column(default="both")
    start_s: Mapped[float] = mapped_column(default=0.0)
    target_reps: Mapped[int | None]
    target_hold_s: Mapped[float | None]


class Repetition(Table):
    """A repetition or an attempt (with its reason); judged: whether a repetition is known to be good or faulty.

    range, range_error: the counted measure's largest less smallest value and its typical error, in the exercise's
    unit; measures: name -> {min, max, top, error}.
    """

    __tablename__ = "repetition"
    __table_args__ = (
        UniqueConstraint("set_id", "kind", "number"),
        # all that charts ask for: ten years of repetitions are added up without touching the rows themselves
        Index("repetition_sums", "set_id", "side", "kind", "good", "judged", "hold_s", "range", "range_error"),
        CheckConstraint("kind IN ('rep', 'attempt')", name="kind_known"),
    )
    id: Mapped[int] = _key()
    set_id: Mapped[int] = _parent("exercise_set.id")
    kind: Mapped[str]
    number: Mapped[int]
    side: Mapped[str]
    good: Mapped[bool] = mapped_column(default=False)
    start_s: Mapped[float]
    top_start_s: Mapped[float | None]
    top_end_s: Mapped[float | None]
    end_s: Mapped[float]
    hold_s: Mapped[float] = mapped_column(default=0.0)
    range: Mapped[float | None]
    range_error: Mapped[float | None]
    reason: Mapped[str] = mapped_column(default="")
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    judged: Mapped[bool] = mapped_column(default=True, server_default=text("1"))


class RepetitionFault(Table):
    """A form fault of a repetition; borderline: inside the measure's error, shown but never scolded."""

    __tablename__ = "repetition_fault"
    repetition_id: Mapped[int] = mapped_column(ForeignKey("repetition.id", ondelete="CASCADE"), primary_key=True)
    fault: Mapped[str] = mapped_column(primary_key=True)
    borderline: Mapped[bool] = mapped_column(default=False)


class Hold(Table):
    """A stay in the target zone, and whether it lasted as long as was asked."""

    __tablename__ = "hold"
    __table_args__ = (UniqueConstraint("set_id", "number"),)
    id: Mapped[int] = _key()
    set_id: Mapped[int] = _parent("exercise_set.id")
    number: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]
    reached: Mapped[bool]


class CueSaid(Table):
    """Something the coach said."""

    __tablename__ = "cue"
    __table_args__ = (UniqueConstraint("set_id", "number"),)
    id: Mapped[int] = _key()
    set_id: Mapped[int] = _parent("exercise_set.id")
    number: Mapped[int]
    t_s: Mapped[float]
    cue: Mapped[str]
    text: Mapped[str]
    priority: Mapped[int]


class Pain(Table):
    """Pain 0-10: before, during, after a session, or the next morning."""

    __tablename__ = "pain"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 10", name="level_0_to_10"),
        Index("pain_by_day", "person_id", "day"),
    )
    id: Mapped[int] = _key()
    uid: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = _parent("person.id")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"), index=True)
    day: Mapped[str]
    at: Mapped[str]
    moment: Mapped[str]
    level: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    exercise: Mapped[str] = mapped_column(default="")


class Screen(Noted, Table):
    """An answered red-flag screen: item -> yes or no."""

    __tablename__ = "screen"
    answers: Mapped[dict[str, Any]]


class ClearanceGiven(Noted, Table):
    """The person's word, with date, that a clinician has cleared them; given after `screens` screens were answered."""

    __tablename__ = "clearance"
    cleared_on: Mapped[str]
    screens: Mapped[int]
    words: Mapped[str]


class PlanChanged(Noted, Table):
    """A change of the plan: proposed by the program or set by the physiotherapist, decided, with its reason."""

    __tablename__ = "plan_change"
    kind: Mapped[str]
    decision: Mapped[str]
    exercise: Mapped[str] = mapped_column(default="")
    other: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
