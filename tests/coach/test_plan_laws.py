"""Whatever a person does and says, the plan keeps the safety rules. `--hypothesis-profile=thorough` tries 10,000."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from patients import EMERGENCIES, ROUTINE, Day, Patient, amounts, prescription

from posecheck.coach import safety
from posecheck.coach.levels import LOWEST, agreed, carry_out
from posecheck.coach.plan import Plan, Verdict, todays_plan
from posecheck.coach.proposals import Proposal, propose
from posecheck.coach.record import Record

TODAY_ITEMS = frozenset(("fall", "fever"))
EXERCISES = sorted({step.exercise for step in ROUTINE.steps})
LEVELS = st.one_of(st.none(), st.integers(0, 2), st.integers(0, 10))
FLAGS = st.frozensets(st.sampled_from([flag.id for flag in safety.RED_FLAGS]), max_size=2)
DAYS = st.builds(
    Day,
    ahead=st.one_of(st.just(1), st.just(1), st.integers(-3, 9)),
    practises=st.booleans() | st.just(True),
    before=LEVELS,
    hurts=st.none() | st.tuples(st.sampled_from(EXERCISES), st.integers(0, 10)),
    after=LEVELS,
    morning=LEVELS,
    good=st.sampled_from((0.0, 0.5, 0.8, 1.0, 1.0)),
    yes=st.none() | st.just(frozenset()) | FLAGS,
    cleared_days_ago=st.none() | st.integers(-2, 5),
    answer=st.sampled_from(("accepted", "accepted", "declined")),
)
EASY = st.builds(
    Day, practises=st.just(True), before=st.integers(0, 1), after=st.just(0), good=st.sampled_from((0.7, 0.9, 1.0))
)
LIVES = st.lists(st.one_of(DAYS, EASY), max_size=25) | st.tuples(
    st.lists(EASY, min_size=14, max_size=16), st.lists(DAYS, max_size=8)
).map(lambda parts: [*parts[0], *parts[1]])
FINE = Day()
BLEMISHES = (
    Day(practises=False),
    Day(before=2),
    Day(after=3),
    Day(before=None, after=None, morning=None),
    Day(good=0.0),
    Day(yes=frozenset(("leg_pain",))),
)
FORTNIGHTS = st.builds(
    lambda blemish, where: [blemish if number in where else FINE for number in range(18)],
    st.sampled_from(BLEMISHES),
    st.sets(st.integers(0, 17), max_size=12),
)
"""Lives in which the next step is nearly due, or just so."""
PRESCRIBED = prescription(pinned=frozenset(("cat_cow",)), forbidden=frozenset(("seated_spinal_twist",)))


@given(days=LIVES)
def test_every_day_of_every_life_keeps_the_rules(days: list[Day]) -> None:
    patient = Patient(PRESCRIBED)
    rung = 0
    for day in days:
        plan, proposal = patient.live(day)
        check_plan(plan, patient.planned_from, patient.today)
        check_proposal(proposal, patient.record, patient.today)
        now = agreed(patient.record.changes).rung
        assert now - rung <= 1, "one step at a time"
        rung = now


@given(days=FORTNIGHTS)
def test_a_step_up_is_proposed_only_after_a_fortnight_that_allows_it(days: list[Day]) -> None:
    patient = Patient(PRESCRIBED)
    for day in days:
        _, proposal = patient.live(day)
        check_proposal(proposal, patient.record, patient.today)


def locked(record: Record) -> bool:
    """By the words of the rule: an emergency answer with no later clearance of a day since then."""
    for number, screen in enumerate(record.screens, 1):
        later = [c.cleared_on for c in record.clearances if c.screens >= number and c.cleared_on <= c.day]
        if screen.yes & EMERGENCIES and not any(on >= screen.day for on in later):
            return True
    return False


def check_plan(plan: Plan, record: Record, today: date) -> None:
    assert all(sentence.strip().endswith((".", "?")) for sentence in plan.sentences)
    assert plan.sentences
    names = {step.exercise for step in plan.steps}
    assert "seated_spinal_twist" not in names, "forbidden"
    if asks_first(record) and record.screens[-1].yes & TODAY_ITEMS:
        assert (plan.verdict, plan.steps) == (Verdict.LOCKED, ())
        return
    said = [note.level for note in record.pains if note.day == today]
    if locked(record):
        assert (plan.verdict, plan.steps) == (Verdict.LOCKED, ())
        return
    if said and said[-1] > 5:
        assert (plan.verdict, plan.steps) == (Verdict.REST, ())
        return
    full = carry_out(ROUTINE.steps, PRESCRIBED, agreed(record.changes))
    most: dict[str, tuple[int, float]] = {}
    for name, reps, hold_s in amounts(full):
        known = most.get(name, (0, 0.0))
        most[name] = (max(reps, known[0]), max(hold_s, known[1]))
    gentle = (said and said[-1] >= 4) or asks_first(record)
    for step in plan.steps:
        reps, hold_s = most[step.exercise]
        assert (step.reps or 0) <= reps
        assert (step.hold_s or 0.0) <= hold_s
        if gentle and reps >= 3:
            assert (step.reps or 0) < reps
        assert (step.reps or 1) <= max(PRESCRIBED.specs[step.exercise].dose.reps.max, base_reps(step.exercise))
    if gentle:
        assert plan.verdict is Verdict.GENTLE
    pinned = [s for s in plan.steps if s.exercise == "cat_cow"]
    assert all((s.reps or 0) <= base_reps("cat_cow") for s in pinned)


def asks_first(record: Record) -> bool:
    if not record.screens or not record.screens[-1].yes:
        return False
    last = record.screens[-1]
    valid = [c for c in record.clearances if c.screens == len(record.screens) and last.day <= c.cleared_on <= c.day]
    return not valid


def base_reps(exercise: str) -> int:
    return max(
        (step.reps or 0 for step in (*ROUTINE.steps, *PRESCRIBED.advanced) if step.exercise == exercise), default=0
    )


def check_proposal(proposal: Proposal | None, record: Record, today: date) -> None:
    if proposal is None:
        return
    assert not (asks_first(record) and record.screens[-1].yes & TODAY_ITEMS)
    assert not locked(record)
    assert proposal.reason.count(".") == 1
    assert proposal.exercise not in PRESCRIBED.pinned | PRESCRIBED.forbidden
    assert proposal.other not in PRESCRIBED.forbidden
    if proposal.kind != "progress":
        return
    first = today - timedelta(days=13)
    lately = [s for s in record.sittings if first <= s.day <= today]
    levels = [n.level for n in record.pains if first <= n.day <= today]
    assert max(levels, default=0) <= 1, "almost free of pain"
    assert len({s.day for s in lately}) >= 10, "often enough"
    assert sum(s.good for s in lately) >= 0.8 * sum(s.reps for s in lately), "cleanly"
    assert not asks_first(record), "nothing left to be looked at"
    changes = record.changes[:-1]  # the last one is the answer to this proposal
    assert not [c for c in changes if c.kind in ("progress", "regress") and first <= c.day <= today]


@given(days=LIVES)
def test_the_same_record_gives_the_same_plan(days: list[Day]) -> None:
    patient = Patient(PRESCRIBED)
    for day in days:
        patient.live(day)
    once, again = (todays_plan(PRESCRIBED, patient.record, patient.today) for _ in range(2))
    assert once == again
    assert propose(PRESCRIBED, patient.record, patient.today) == propose(PRESCRIBED, patient.record, patient.today)
    assert agreed(patient.record.changes).rung >= LOWEST
