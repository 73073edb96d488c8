"""What the program proposes: the next step, one back, or another exercise; always one thing, always with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from posecheck.coach import safety
from posecheck.coach import safety_words as words
from posecheck.coach.levels import Agreed, agreed, kind_of_rung, lowest, next_rung
from posecheck.coach.prescription import Prescription
from posecheck.coach.progress import readiness
from posecheck.coach.record import ChangeKind, Decision, PlanChange, Record
from posecheck.coach.safety import Advice, Gate
from posecheck.coach.said import said


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the plan that the person may accept or decline, and why it is proposed."""

    kind: ChangeKind
    reason: str
    exercise: str = ""
    other: str = ""
    amount: int = 0

    def decided(self, day: date, decision: Decision) -> PlanChange:
        """The proposal as it goes into the history."""
        return PlanChange(day, self.kind, self.reason, decision, self.exercise, self.other, self.amount)


def propose(prescription: Prescription, record: Record, today: date) -> Proposal | None:
    """The one most important change, or None. Easier comes before harder, and while a screen is open nothing does."""
    if safety.gate(record) in (Gate.LOCKED, Gate.WAIT):
        return None
    so_far = agreed(record.changes, lowest(prescription))
    for found in (
        _for_pain(prescription, record, today, so_far),
        _for_the_camera(prescription, record, today, so_far),
        _one_back(prescription, record, today, so_far),
        _next_step(prescription, record, today, so_far),
    ):
        if found is not None and not _answered_lately(found, prescription, record, today):
            return found
    return None


def _for_pain(prescription: Prescription, record: Record, today: date, so_far: Agreed) -> Proposal | None:
    """An exercise that hurt on several days lately: another one, or none, in its place."""
    first = today - timedelta(days=round(prescription.plan.look_back_days.value) - 1)
    days: dict[str, set[date]] = {}
    for note in record.pains:
        hurts = safety.pain_advice(note.level, prescription.safety) is not Advice.GO_ON
        if note.moment == "during" and note.exercise and hurts and first <= note.day <= today:
            days.setdefault(note.exercise, set()).add(note.day)
    for exercise, when in sorted(days.items()):
        if len(when) >= prescription.plan.hurt_days.value and _in_use(exercise, prescription, so_far):
            return _instead(exercise, prescription, so_far, (words.INSTEAD_HURTS, words.WITHOUT_HURTS), len(when))
    return None


def _for_the_camera(prescription: Prescription, record: Record, today: date, so_far: Agreed) -> Proposal | None:
    """An exercise of which nothing could be counted the last few times."""
    del today
    times = round(prescription.plan.unseen_sessions.value)
    counted: dict[str, list[int]] = {}
    for sitting in record.sittings:
        sums: dict[str, int] = {}
        for bout in sitting.bouts:
            sums[bout.exercise] = sums.get(bout.exercise, 0) + bout.reps + bout.attempts
        for exercise, count in sums.items():
            counted.setdefault(exercise, []).append(count)
    for exercise, counts in sorted(counted.items()):
        if len(counts) >= times and not any(counts[-times:]) and _in_use(exercise, prescription, so_far):
            return _instead(exercise, prescription, so_far, (words.INSTEAD_UNSEEN, words.WITHOUT_UNSEEN), times)
    return None


def _one_back(prescription: Prescription, record: Record, today: date, so_far: Agreed) -> Proposal | None:
    """Coming with pain on several days of a week."""
    first = today - timedelta(days=6)
    settings = prescription.safety
    days = {
        n.day
        for n in record.pains
        if n.moment == "before"
        and first <= n.day <= today
        and safety.pain_advice(n.level, settings) is not Advice.GO_ON
    }
    lately = [c for c in record.changes if c.kind == "regress" and c.decision != "declined" and c.day >= first]
    if len(days) < prescription.plan.back_days.value or so_far.rung <= lowest(prescription) or lately:
        return None
    reason = said(words.ONE_STEP_BACK, level=settings.gently_from.value, times=len(days))
    return Proposal("regress", reason, amount=-1)


def _next_step(prescription: Prescription, record: Record, today: date, so_far: Agreed) -> Proposal | None:
    rung = next_rung(prescription, so_far)
    if rung is None:
        return None
    state = readiness(record, today, prescription.progress, prescription.safety)
    if not state.ready or safety.steps_lighter(record, prescription.safety):
        return None
    brings = kind_of_rung(rung, prescription)
    sentence = {"reps": words.MORE_REPS, "hold": words.LONGER_HOLDS}.get(brings, words.ADVANCED)
    days = prescription.progress.window_days.value
    reason = said(sentence, days=days, good=state.good_share, exercise=prescription.name(brings))
    return Proposal("progress", reason, amount=rung - so_far.rung)


def _instead(
    exercise: str, prescription: Prescription, so_far: Agreed, sentences: tuple[str, str], times: int
) -> Proposal:
    other = prescription.alternatives.get(exercise, "")
    usable = other in prescription.specs and other not in prescription.forbidden and other not in so_far.dropped
    reason = said(
        sentences[0 if usable else 1], exercise=prescription.name(exercise), other=prescription.name(other), times=times
    )
    return Proposal("replace" if usable else "drop", reason, exercise, other if usable else "")


def _in_use(exercise: str, prescription: Prescription, so_far: Agreed) -> bool:
    """In today's plan and ours to change."""
    planned = exercise in {step.exercise for step in (*prescription.routine.steps, *prescription.advanced)}
    untouched = exercise not in so_far.dropped and exercise not in so_far.replaced
    return planned and untouched and exercise not in prescription.pinned | prescription.forbidden


def _answered_lately(proposal: Proposal, prescription: Prescription, record: Record, today: date) -> bool:
    """What was declined isn't proposed again for a while."""
    since = today - timedelta(days=round(prescription.plan.ask_again_days.value) - 1)
    asked = (proposal.kind, proposal.exercise)
    return any((c.kind, c.exercise) == asked and c.decision == "declined" and c.day >= since for c in record.changes)
