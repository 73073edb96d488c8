"""A simulated year of every kind of patient: no safety rule is broken on any day, and the year is drawn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from patients import KINDS, Patient, amounts, prescription, year_of
from test_plan_laws import asks_first, check_proposal, locked
from year_plot import Lived, lived, year_svg

from posecheck.coach.levels import agreed, carry_out
from posecheck.coach.plan import Verdict, todays_plan

BASE = prescription()
DOSES = {id_: spec.dose.reps.max for id_, spec in BASE.specs.items()}
BASE_REPS = {step.exercise: step.reps or 0 for step in BASE.routine.steps}


def check_day(patient: Patient, day: Lived) -> None:
    """What may never happen, whoever it is."""
    record, plan = patient.planned_from, day.plan
    said = [note.level for note in record.pains if note.day == plan.day]
    if locked(record):
        assert (plan.verdict, plan.steps, day.practised) == (Verdict.LOCKED, (), False)
        return
    if said and said[-1] > 5:
        assert (plan.verdict, plan.steps, day.practised) == (Verdict.REST, (), False)
        return
    full = {}
    for name, reps, _ in amounts(carry_out(BASE.routine.steps, BASE, agreed(record.changes))):
        full[name] = max(reps, full.get(name, 0))
    for name, reps, _ in amounts(plan.steps):
        assert reps <= full[name], "nothing becomes harder unasked"
        assert reps <= max(DOSES[name], BASE_REPS.get(name, 0)), "no dose beyond its exercise's"
        if ((said and said[-1] >= 4) or asks_first(record)) and full[name] >= 3:
            assert reps < full[name], "fewer while it hurts or somebody should look first"


@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_is_broken_on_any_day_of_the_year_and_what_was_proposed_is_drawn(kind: str, tmp_path: Path) -> None:
    days: list[Lived] = []
    rungs: list[int] = []
    for patient, plan, proposal in year_of(kind):
        days.append(lived(patient, plan, proposal))
        check_day(patient, days[-1])
        check_proposal(proposal, patient.record, patient.today)
        assert todays_plan(BASE, patient.planned_from, patient.today) == plan, "the same record, the same plan"
        rungs.append(agreed(patient.record.changes).rung)
    assert all(b - a <= 1 for a, b in pairwise(rungs))
    steps_up = [number for number, (a, b) in enumerate(pairwise(rungs)) if b > a]
    assert all(b - a >= 14 for a, b in pairwise(steps_up))
    (tmp_path / "year.svg").write_text(year_svg(kind, days), encoding="utf-8")
    drawn = ET.parse(tmp_path / "year.svg").getroot()
    marks = [e for e in drawn.iter() if e.get("class") == "proposal"]
    assert len([e for e in drawn.iter() if e.get("class") == "day"]) == 365
    proposals = [day.proposal for day in days if day.proposal is not None]
    told = [re.sub(r"^\S+: ", "", "".join(mark.itertext())[1:]) for mark in marks]
    assert told == [proposal.reason for proposal in proposals]
