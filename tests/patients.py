"""People who don't exist, exercising day by day by what the plan says: for the tests of safety, progress and plan."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posecheck.coach import safety
from posecheck.coach.plan import Plan, todays_plan
from posecheck.coach.prescription import Prescription
from posecheck.coach.proposals import Proposal, propose
from posecheck.coach.record import Bout, Clearance, Decision, PainNote, Record, ScreenNote, Sitting
from posecheck.coach.routine import Step
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import load_all, load_routine

SPECS = load_all()
ROUTINE = load_routine(data_folder("routines") / "daily.toml")
START = date(2026, 1, 5)
LATER = Step(exercise="side_lift", reps=8, why="strengthens the side")
NEW_SPEC = SPECS["bridge"].model_copy(update={"id": "side_lift", "name": "Side lift"})


def prescription(**changes: object) -> Prescription:
    """The daily routine, one exercise to be unlocked, one that may stand in for another."""
    specs = {**SPECS, LATER.exercise: NEW_SPEC}
    made = Prescription(ROUTINE, specs, advanced=(LATER,), alternatives={"partial_crunch": "pelvic_tilt"})
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Day:
    """What a person does and says on one day. hurts: the exercise that hurt and how much; ahead: days until it."""

    ahead: int = 1
    practises: bool = True
    before: int | None = 0
    hurts: tuple[str, int] | None = None
    after: int | None = 0
    morning: int | None = 0
    good: float = 1.0
    yes: frozenset[str] | None = None
    cleared_days_ago: int | None = None
    answer: Decision = "accepted"


@dataclass
class Patient:
    """Somebody with a prescription and a record that grows."""

    prescribed: Prescription = field(default_factory=prescription)
    record: Record = field(default_factory=Record)
    today: date = START
    planned_from: Record = field(default_factory=Record)
    """The record that the last plan was made from."""

    def live(self, day: Day) -> tuple[Plan, Proposal | None]:
        """One day: morning, screen, plan, practice, answer; returns what the program planned and proposed."""
        self.today += timedelta(days=day.ahead)
        self._note("next_morning", day.morning)
        if day.yes is not None:
            self._add(screens=ScreenNote(self.today, day.yes))
        if day.cleared_days_ago is not None:
            on = self.today - timedelta(days=day.cleared_days_ago)
            self._add(clearances=Clearance(self.today, on, len(self.record.screens)))
        number = len(self.record.sittings) + 1
        self._note("before", day.before, session=number)
        self.planned_from = self.record
        plan = todays_plan(self.prescribed, self.record, self.today)
        if day.practises and plan.steps:
            bouts = tuple(done(step, day.good) for step in plan.steps)
            self._add(sittings=Sitting(number, self.today, bouts))
            if day.hurts is not None:
                exercise, level = day.hurts
                self._add(pains=PainNote(self.today, "during", level, exercise=exercise, session=number))
            self._note("after", day.after, session=number)
        proposal = propose(self.prescribed, self.record, self.today)
        if proposal is not None:
            self._add(changes=proposal.decided(self.today, day.answer))
        return plan, proposal

    def _note(self, moment: str, level: int | None, session: int | None = None) -> None:
        if level is not None and (moment != "next_morning" or self.record.sittings):
            about = self.record.sittings[-1].id if moment == "next_morning" else session
            self._add(pains=PainNote(self.today, moment, level, session=about))  # type: ignore[arg-type]

    def _add(self, **new: object) -> None:
        grown = {name: (*getattr(self.record, name), value) for name, value in new.items()}
        self.record = replace(self.record, **grown)  # type: ignore[arg-type]


def done(step: Step, good: float) -> Bout:
    """A step done in full, with this share of it clean."""
    reps = step.reps or 1
    return Bout(step.exercise, "both", reps, math.floor(reps * good + 1e-9), 0, step.hold_s or 0.0, 50.0, 5.0)


def amounts(steps: tuple[Step, ...]) -> list[tuple[str, int, float]]:
    """Exercise, repetitions and seconds of each step."""
    return [(s.exercise, s.reps or 0, s.hold_s or 0.0) for s in steps]


NO = frozenset[str]()


def steady(luck: random.Random, number: int) -> Day:
    """Practises nearly every day, cleanly, and gets better within a month."""
    pain = max(0, 3 - number // 8)
    yes = NO if number % 7 == 0 else None
    return Day(practises=luck.random() < 0.92, before=pain, after=max(0, pain - 1), morning=pain, yes=yes)


def flaring(luck: random.Random, number: int) -> Day:
    """Good weeks, and every sixth one a flare-up."""
    flare = number % 42 >= 35
    pain = luck.choice((5, 6, 7, 8)) if flare else luck.choice((0, 1, 1, 2))
    hurts = ("partial_crunch", 7) if flare and luck.random() < 0.4 else None
    morning = min(10, pain + 2) if flare else 0
    return Day(before=pain, after=pain, morning=morning, hurts=hurts, good=0.85, yes=NO if number % 7 == 0 else None)


def irregular(luck: random.Random, number: int) -> Day:
    """Now and then, and doesn't always say how it was."""
    pain = luck.choice((None, 0, 1, 2, 3))
    yes = NO if luck.random() < 0.1 else None
    return Day(practises=luck.random() < 0.25, before=pain, after=pain, morning=None, good=0.9, yes=yes)


def cheating(luck: random.Random, number: int) -> Day:
    """Every repetition takes a second: never clean, never any pain."""
    del luck
    return Day(before=0, after=0, morning=0, good=0.0, yes=NO if number % 7 == 0 else None)


def alarming(luck: random.Random, number: int) -> Day:
    """Answers yes to an emergency item in spring, is cleared three weeks later; leg pain in autumn."""
    del luck
    if number == 100:
        return Day(yes=frozenset(("saddle_numbness",)))
    if number == 121:
        return Day(cleared_days_ago=1)
    if number == 250:
        return Day(yes=frozenset(("leg_pain",)))
    return Day(yes=NO if number % 7 == 0 and number not in (98, 105, 112, 119) else None)


KINDS: dict[str, Callable[[random.Random, int], Day]] = {
    "steady": steady,
    "flaring": flaring,
    "irregular": irregular,
    "cheating": cheating,
    "alarming": alarming,
}


def year_of(kind: str, days: int = 365) -> Iterator[tuple[Patient, Plan, Proposal | None]]:
    """A year, day by day; the same every time."""
    luck, patient = random.Random(kind), Patient()
    patient._add(screens=ScreenNote(START, NO))
    for number in range(1, days + 1):
        plan, proposal = patient.live(KINDS[kind](luck, number))
        yield patient, plan, proposal


EMERGENCIES = frozenset(flag.id for flag in safety.RED_FLAGS if flag.urgency is safety.Urgency.NOW)
