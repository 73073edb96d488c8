"""What is known of a person's past: sittings, pain, screens and plan changes, as plain values that the rules read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Moment = Literal["before", "during", "after", "next_morning"]
MOMENTS: tuple[Moment, ...] = ("before", "during", "after", "next_morning")
ChangeKind = Literal["progress", "regress", "replace", "drop", "restore"]
Decision = Literal["accepted", "declined", "pinned"]


class Bout(NamedTuple):
    """One exercise on one side within one sitting. A tuple, because ten years are made of tens of thousands of them.

    range: mean over its repetitions of the counted measure's largest less smallest value, in `unit`, with the
    measure's typical error; NaN where it wasn't measured. hold_s: mean time in the target zone per repetition.
    unjudged: repetitions that are neither good nor faulty, since something that decides it wasn't seen.
    """

    exercise: str
    side: str = "both"
    reps: int = 0
    good: int = 0
    attempts: int = 0
    hold_s: float = 0.0
    range: float = math.nan
    range_error: float = math.nan
    unit: str = "deg"
    unjudged: int = 0

    @property
    def judged(self) -> int:
        """Repetitions known to be good or faulty."""
        return self.reps - self.unjudged


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session as far as the rules care.

    day: the calendar day where the person was; recording: file of its pictures, "" where there is none; source: names
    of the clips that played as the camera, "" for somebody in front of one.
    """

    id: int
    day: date
    bouts: tuple[Bout, ...] = ()
    started_at: str = ""
    length_s: float = 0.0
    recording: str = ""
    source: str = ""

    @property
    def reps(self) -> int:
        """Repetitions counted."""
        return sum(bout.reps for bout in self.bouts)

    @property
    def good(self) -> int:
        """Repetitions without a fault."""
        return sum(bout.good for bout in self.bouts)

    @property
    def judged(self) -> int:
        """Repetitions known to be good or faulty."""
        return sum(bout.judged for bout in self.bouts)


@dataclass(frozen=True, slots=True)
class PainNote:
    """Pain 0..10 as the person gave it; exercise: what was being done, for pain during a session."""

    day: date
    moment: Moment
    level: int
    place: str = ""
    exercise: str = ""
    session: int | None = None


@dataclass(frozen=True, slots=True)
class ScreenNote:
    """A red-flag screen that was answered: the items answered with yes."""

    day: date
    yes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clearance:
    """The person's word that a clinician has cleared them on `cleared_on`; given on `day`, after `screens` screens."""

    day: date
    cleared_on: date
    screens: int


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A change of the plan with its reason, and what was decided about it. amount: steps up or down, 0 where none."""

    day: date
    kind: ChangeKind
    reason: str
    decision: Decision = "accepted"
    exercise: str = ""
    other: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """All of one person's past, each kind in the order it was written."""

    sittings: tuple[Sitting, ...] = ()
    pains: tuple[PainNote, ...] = ()
    screens: tuple[ScreenNote, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    changes: tuple[PlanChange, ...] = field(default=())
    _bouts: dict[tuple[str, str], list[tuple[Sitting, Bout]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def bouts(self, exercise: str = "", side: str = "") -> list[tuple[Sitting, Bout]]:
        """Every bout in which something was counted, with its sitting; of one exercise (and side), "" for all."""
        return self._sorted().get((exercise, side), [])

    def exercises(self) -> list[tuple[str, str]]:
        """Every exercise and side in which something was counted, in the order of first practice."""
        return [key for key in self._sorted() if all(key)]

    def _sorted(self) -> dict[tuple[str, str], list[tuple[Sitting, Bout]]]:
        """Sorted by exercise and side when first asked for: charts ask often, and ten years are long."""
        if not self._bouts:
            for sitting in self.sittings:
                for bout in sitting.bouts:
                    if bout.reps:
                        for key in ((bout.exercise, bout.side), (bout.exercise, ""), ("", "")):
                            self._bouts.setdefault(key, []).append((sitting, bout))
        return self._bouts
