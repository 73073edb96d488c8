"""The prescription that comes with the program."""

from __future__ import annotations

from datetime import date

from posecheck.coach.plan import Verdict, todays_plan
from posecheck.coach.record import Record
from posecheck.io.plan_files import base_prescription


def test_the_plan_of_somebody_new_is_the_daily_routine() -> None:
    prescribed = base_prescription()
    plan = todays_plan(prescribed, Record(), date(2026, 1, 1))
    assert (plan.verdict, len(plan.steps)) == (Verdict.GO, 9)
    assert {step.exercise for step in plan.steps} <= set(prescribed.specs)
    assert all(step.exercise in prescribed.specs for step in prescribed.advanced)
