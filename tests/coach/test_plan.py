"""Today's plan and what is proposed, case by case, and a year of several kinds of people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from patients import KINDS, ROUTINE, START, Day, Patient, amounts, prescription, year_of

from posecheck.coach import safety
from posecheck.coach.levels import Agreed, carry_out, highest, kind_of_rung, lighten, next_rung
from posecheck.coach.plan import Verdict, todays_plan
from posecheck.coach.prescription import PlanSettings
from posecheck.coach.proposals import Proposal, propose
from posecheck.coach.record import Bout, PainNote, PlanChange, Record, ScreenNote, Sitting
from posecheck.coach.routine import Step

DAY = timedelta(days=1)
BASE = prescription()
Years = dict[str, tuple[Patient, Counter[str], Counter[str]]]
REPS = {step.exercise: step.reps for step in ROUTINE.steps}


def test_with_nothing_known_the_plan_is_the_base_routine() -> None:
    plan = todays_plan(BASE, Record(), START)
    assert (plan.verdict, plan.steps, plan.sentences) == (Verdict.GO, ROUTINE.steps, ("The routine as planned.",))


@pytest.mark.parametrize(
    ("level", "verdict", "bridges"),
    [(0, "go", 15), (3, "go", 15), (4, "gentle", 11), (5, "gentle", 11), (6, "rest", None)],
)
def test_pain_today_makes_it_gentler_or_a_day_of_rest(level: int, verdict: str, bridges: int | None) -> None:
    plan = todays_plan(BASE, Record(pains=(PainNote(START, "before", level),)), START)
    assert (plan.verdict, {e: r for e, r, _ in amounts(plan.steps)}.get("bridge")) == (verdict, bridges)
    assert level < 4 or str(5 if level > 5 else level) in plan.sentences[0]


def test_yesterdays_pain_is_not_todays() -> None:
    assert todays_plan(BASE, Record(pains=(PainNote(START - DAY, "before", 9),)), START).verdict is Verdict.GO


def test_an_emergency_answer_leaves_no_exercise_and_no_proposal() -> None:
    record = Record(screens=(ScreenNote(START, frozenset(("bladder_bowel",))),))
    plan = todays_plan(BASE, record, START)
    assert (plan.verdict, plan.steps) == (Verdict.LOCKED, ())
    assert "clinician" in plan.sentences[0]
    assert propose(BASE, record, START) is None


def test_reasons_to_be_gentle_add_up() -> None:
    record = Record(
        pains=(
            PainNote(START - DAY, "before", 1, session=1),
            PainNote(START, "next_morning", 3, session=1),
            PainNote(START, "before", 4),
        ),
        screens=(ScreenNote(START, frozenset(("leg_pain",))),),
    )  # fmt: skip
    plan = todays_plan(BASE, record, START)
    assert len(plan.sentences) == 3
    assert {e: r for e, r, _ in amounts(plan.steps)}["bridge"] == 4


@pytest.mark.parametrize(
    ("rung", "bridge"),
    [(-2, (8, 0.0)), (-1, (11, 0.0)), (0, (15, 0.0)), (1, (18, 0.0)), (2, (21, 0.0)), (3, (21, 12.5)), (4, (21, 15.0))],
)
def test_the_ladder(rung: int, bridge: tuple[int, float]) -> None:
    steps = carry_out(ROUTINE.steps, BASE, Agreed(rung))
    assert {e: (r, h) for e, r, h in amounts(steps)}["bridge"] == bridge
    assert len(steps) == len(ROUTINE.steps)


def test_the_last_rung_brings_a_new_exercise_and_there_is_nothing_beyond() -> None:
    assert (highest(BASE), kind_of_rung(5, BASE)) == (5, "side_lift")
    assert [carry_out(ROUTINE.steps, BASE, Agreed(rung))[-1].exercise for rung in (4, 5, 9)] == [
        "childs_pose", "side_lift", "side_lift",
    ]  # fmt: skip
    assert highest(prescription(forbidden=frozenset(("side_lift",)))) == 4


DEAD_BUG, SUPERMAN = (Step(exercise=exercise, reps=8, why="for the trunk") for exercise in ("dead_bug", "superman"))


@pytest.mark.parametrize(
    ("asked", "so_far", "opened", "up"),
    [
        pytest.param({}, Agreed(4), [], 5, id="the first one is next"),
        pytest.param({}, Agreed(6), ["dead_bug", "superman"], None, id="both, and nothing beyond"),
        pytest.param({}, Agreed(4, frozenset(("partial_crunch",))), [], 6, id="its forerunner hurt"),
        pytest.param({}, Agreed(6, frozenset(("partial_crunch",))), ["superman"], None, id="it hurts later"),
        pytest.param({}, Agreed(6, frozenset(("superman",))), ["dead_bug"], None, id="hurt itself"),
        pytest.param({}, Agreed(4, frozenset(), {"partial_crunch": "bridge"}), [], 6, id="another one in its place"),
        pytest.param({"forbidden": frozenset(("pelvic_tilt",))}, Agreed(6), ["superman"], None, id="one is forbidden"),
        pytest.param({}, Agreed(4, frozenset(("partial_crunch", "bird_dog"))), [], None, id="neither may come"),
    ],
)
def test_a_new_exercise_waits_for_those_that_come_before_it(
    asked: dict[str, frozenset[str]], so_far: Agreed, opened: list[str], up: int | None
) -> None:
    prescribed = prescription(advanced=(DEAD_BUG, SUPERMAN), **asked)
    steps = [step.exercise for step in carry_out(ROUTINE.steps, prescribed, so_far)]
    assert [exercise for exercise in steps if exercise in ("dead_bug", "superman")] == opened
    assert next_rung(prescribed, so_far) == up


def test_what_is_passed_over_is_not_proposed() -> None:
    sittings = tuple(Sitting(i, START + i * DAY, (Bout("bird_dog", reps=8, good=8),)) for i in range(14))
    pains = tuple(PainNote(START + i * DAY, when, 0, session=i) for i in range(14) for when in ("before", "after"))
    changes = (
        PlanChange(START - DAY, "progress", "", "accepted", amount=4),
        PlanChange(START - DAY, "drop", "", "accepted", "partial_crunch"),
    )
    record = Record(
        sittings=sittings, pains=pains, changes=changes, screens=(ScreenNote(START + 10 * DAY, frozenset()),)
    )
    found = propose(prescription(advanced=(DEAD_BUG, SUPERMAN)), record, START + 14 * DAY)
    assert found is not None
    assert (found.kind, found.amount) == ("progress", 2)
    assert found.reason.startswith("Superman as a new exercise")


def test_no_dose_goes_beyond_what_its_exercise_allows() -> None:
    for rung in range(-2, 6):
        for step in carry_out(ROUTINE.steps, BASE, Agreed(rung)):
            dose = BASE.specs[step.exercise].dose
            assert (step.reps or 1) <= max(dose.reps.max, REPS.get(step.exercise) or 1)
            if dose.hold_s is not None and step.hold_s is not None:
                assert step.hold_s <= max(dose.hold_s.max, 120)


def test_pinned_stays_and_forbidden_goes() -> None:
    asked = prescription(pinned=frozenset(("bridge",)), forbidden=frozenset(("partial_crunch",)))
    changes = (PlanChange(START, "progress", "", amount=1), PlanChange(START, "drop", "", exercise="bridge"))
    plan = todays_plan(asked, Record(changes=changes), START)
    assert {e: r for e, r, _ in amounts(plan.steps)}["bridge"] == 15
    assert "Partial crunch is left out, because your physiotherapist said so." in plan.sentences


@pytest.mark.parametrize(
    ("changes", "gone", "there"),
    [
        ([("drop", "bridge", "")], {"bridge"}, set()),
        ([("drop", "bridge", ""), ("restore", "bridge", "")], set(), {"bridge"}),
        ([("replace", "partial_crunch", "pelvic_tilt")], {"partial_crunch"}, {"pelvic_tilt"}),
        ([("replace", "partial_crunch", "pelvic_tilt"), ("restore", "partial_crunch", "")], set(), {"partial_crunch"}),
    ],
)  # fmt: skip
def test_what_was_agreed_is_carried_out(changes: list[tuple[str, str, str]], gone: set[str], there: set[str]) -> None:
    agreed = tuple(PlanChange(START, kind, "", exercise=e, other=o) for kind, e, o in changes)  # type: ignore[arg-type]
    names = {step.exercise for step in todays_plan(BASE, Record(changes=agreed), START).steps}
    assert not gone & names
    assert there <= names
    declined = tuple(replace(change, decision="declined") for change in agreed)
    assert todays_plan(BASE, Record(changes=declined), START).steps == ROUTINE.steps


def test_an_exercise_that_hurt_too_much_is_left_out_for_a_week_then_tried_again() -> None:
    record = Record(
        sittings=(Sitting(1, START, (Bout("bridge", reps=3, good=3),)),),
        pains=(PainNote(START, "during", 7, exercise="bridge", session=1), PainNote(START, "after", 2, session=1)),
    )
    plans = [todays_plan(BASE, record, START + days * DAY) for days in (1, 6, 7)]
    assert ["bridge" in {s.exercise for s in plan.steps} for plan in plans] == [False, False, True]
    assert plans[0].sentences == ("Bridge is left out today, because it hurt 7 of 10 last time.",)


def hurting(exercise: str, *days: int, level: int = 4) -> Record:
    return Record(pains=tuple(PainNote(START + d * DAY, "during", level, exercise=exercise) for d in days))


@pytest.mark.parametrize(
    ("record", "kind", "words"),
    [
        (hurting("partial_crunch", 8, 9), "replace", "Pelvic tilt instead of Partial crunch, because Partial crunch "),
        (hurting("bridge", 8, 9), "drop", "The routine without Bridge, because it hurt on 2 days."),
        (hurting("bridge", 9, 9), None, ""),
        (hurting("bridge", -9, 9), None, ""),
        (hurting("bridge", 8, 9, level=3), None, ""),
    ],
    ids=["another one", "none", "one day only", "long ago", "hardly"],
)  # fmt: skip
def test_an_exercise_that_keeps_hurting_is_replaced_or_left_out(record: Record, kind: str | None, words: str) -> None:
    found = propose(BASE, record, START + 9 * DAY)
    assert (found.kind if found else None) == kind
    assert found is None or found.reason.startswith(words)


def test_what_the_camera_never_judges_is_replaced() -> None:
    unseen = (Bout("partial_crunch"), Bout("bridge", reps=10, good=9))
    record = Record(sittings=tuple(Sitting(i, START + i * DAY, unseen) for i in range(3)))
    found = propose(BASE, record, START + 3 * DAY)
    assert found is not None
    assert (found.kind, found.exercise, found.other) == ("replace", "partial_crunch", "pelvic_tilt")
    assert "couldn't judge it the last 3 times" in found.reason


def test_a_declined_proposal_is_not_repeated_for_a_fortnight() -> None:
    record = hurting("bridge", 8, 9, 12, 14, 20, 22)
    found = propose(BASE, record, START + 9 * DAY)
    assert found is not None
    declined = replace(record, changes=(found.decided(START + 9 * DAY, "declined"),))
    asked = [propose(BASE, declined, START + days * DAY) is not None for days in (10, 22, 23)]
    assert asked == [False, False, True]


def test_coming_with_pain_three_times_a_week_proposes_one_step_back_once() -> None:
    record = Record(pains=tuple(PainNote(START + d * DAY, "before", 4) for d in (1, 3, 5)))
    found = propose(BASE, record, START + 5 * DAY)
    assert found == Proposal(
        "regress", "One step easier, because you came with pain of 4 or more on 3 days.", amount=-1
    )
    accepted = replace(record, changes=(found.decided(START + 5 * DAY, "accepted"),))
    assert propose(BASE, accepted, START + 6 * DAY) is None


@pytest.mark.parametrize(("steps", "easier"), [(0, False), (1, True), (3, True)])
def test_how_far_down_it_goes_is_the_physiotherapists_to_say(steps: int, easier: bool) -> None:
    prescribed = prescription(plan=PlanSettings(easier_steps=PlanSettings().easier_steps.at(steps)))
    pains = tuple(PainNote(START + d * DAY, "before", 5) for d in (0, 1, 2))
    found = propose(prescribed, Record(pains=pains), START + 2 * DAY)
    assert (found is not None and found.kind == "regress") == easier
    down = tuple(PlanChange(START - 40 * DAY, "regress", "it hurt", amount=-1) for _ in range(5))
    bridge = next(s for s in todays_plan(prescribed, Record(changes=down), START).steps if s.exercise == "bridge")
    assert bridge.reps == max(1, round(15 * (1 - 0.25 * steps)))


def test_lighter_is_never_nothing() -> None:
    assert [(s.reps, s.hold_s) for s in (lighten(step, 0.75) for step in ROUTINE.steps[:3])] == [
        (4, None),
        (4, None),
        (1, 15.0),
    ]


@pytest.fixture(scope="module")
def years() -> Years:
    lived = {}
    for kind in KINDS:
        verdicts, proposals = Counter[str](), Counter[str]()
        patient = Patient()
        for patient, plan, proposal in year_of(kind):  # noqa: B007  the last one has the whole year
            verdicts[plan.verdict] += 1
            proposals[proposal.kind if proposal else "none"] += 1
        lived[kind] = (patient, verdicts, proposals)
    return lived


def test_a_steady_year_climbs_the_whole_ladder_a_step_at_a_time(
    years: Years,
) -> None:
    patient, verdicts, proposals = years["steady"]
    steps = [c for c in patient.record.changes if c.kind == "progress"]
    assert (len(steps), proposals["regress"]) == (highest(BASE), 0)
    assert all((b.day - a.day).days >= 14 for a, b in pairwise(steps))
    assert steps[0].day >= START + 28 * DAY, "not while it still hurt"
    assert steps[-1].reason.startswith("Side lift as a new exercise")
    assert verdicts["rest"] == verdicts["locked"] == 0


def test_a_flaring_year_rests_in_flares_drops_what_hurts_and_steps_back(
    years: Years,
) -> None:
    patient, verdicts, proposals = years["flaring"]
    assert verdicts["rest"] >= 20
    assert proposals["regress"] >= 1
    crunch = [c for c in patient.record.changes if c.exercise == "partial_crunch"]
    assert not crunch or crunch[0].kind == "replace"


def test_an_irregular_year_never_gets_harder(years: Years) -> None:
    assert years["irregular"][2]["progress"] == 0


def test_a_cheated_year_never_gets_harder(years: Years) -> None:
    patient, verdicts, proposals = years["cheating"]
    assert proposals == {"none": 365}
    assert patient.record.sittings[-1].good == 0
    assert verdicts == {"go": 365}


def test_an_alarming_year_is_locked_until_cleared_and_gentle_while_in_doubt(
    years: Years,
) -> None:
    patient, verdicts, _ = years["alarming"]
    assert verdicts["locked"] == 21
    trained = {s.day for s in patient.record.sittings}
    assert not trained & {START + d * DAY for d in range(100, 121)}
    assert verdicts["gentle"] == 2
    assert safety.gate(patient.record) is safety.Gate.OPEN


def test_a_day_lived_twice_is_the_same_day() -> None:
    once, again = Patient(), Patient()
    assert once.live(Day(before=4)) == again.live(Day(before=4))
