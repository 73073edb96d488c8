"""Today's routine: the base routine, the physiotherapist's word, what was agreed so far, and what today allows.

Deterministic: the same record gives the same plan. The program proposes, the person accepts; nothing becomes harder
unasked, and every change says why in one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from posecheck.coach import safety, safety_words
from posecheck.coach.levels import agreed, carry_out, lighten, lowest
from posecheck.coach.prescription import Prescription
from posecheck.coach.record import Record
from posecheck.coach.routine import Step
from posecheck.coach.safety import Advice, Gate
from posecheck.coach.said import said


class Verdict(StrEnum):
    """What kind of day it is."""

    GO = "go"
    GENTLE = "gentle"
    REST = "rest"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Plan:
    """Today's steps and, in sentences, why they are what they are; no steps on a day of rest."""

    day: date
    verdict: Verdict
    steps: tuple[Step, ...]
    sentences: tuple[str, ...]


def todays_plan(prescription: Prescription, record: Record, today: date) -> Plan:
    """The routine for today."""
    numbers = prescription.safety
    more = (safety_words.SIX_WEEKS,) if safety.unchanged_too_long(record, today, numbers) else ()
    gate, note = safety.gate(record), safety.pain_today(record, today)
    if gate in (Gate.LOCKED, Gate.WAIT):
        sentence = safety_words.LOCKED_TODAY if gate is Gate.LOCKED else safety_words.WAIT_TODAY
        return Plan(today, Verdict.LOCKED, (), (sentence, *more))
    advice = safety.pain_advice(note.level, numbers) if note else Advice.GO_ON
    if advice is Advice.STOP:
        return Plan(today, Verdict.REST, (), (said(safety_words.REST_TODAY, limit=numbers.stop_above.value), *more))
    steps, reasons = _routine(prescription, record, today)
    lighter, why = lighter_today(prescription, record, today)
    steps = tuple(lighten(step, lighter * prescription.plan.lighter_share.value) for step in steps)
    sentences = (*why, *reasons, *more)
    return Plan(today, Verdict.GENTLE if lighter else Verdict.GO, steps, sentences or (safety_words.AS_PLANNED,))


def lighter_today(prescription: Prescription, record: Record, today: date) -> tuple[int, tuple[str, ...]]:
    """By how many steps whatever is done today is lighter, and why: the routine or an exercise of one's own choice."""
    numbers = prescription.safety
    note, mornings = safety.pain_today(record, today), safety.steps_lighter(record, numbers)
    why = []
    if safety.gate(record) is Gate.ASK_FIRST:
        why.append(safety_words.ASK_FIRST)
    if note is not None and safety.pain_advice(note.level, numbers) is Advice.GENTLY:
        why.append(said(safety_words.GENTLE_TODAY, level=note.level))
    if mornings:
        why.append(safety_words.LIGHTER_MORNING)
    return min(mornings + len(why) - bool(mornings), round(numbers.most_lighter.value)), tuple(why)


def _routine(prescription: Prescription, record: Record, today: date) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The steps as agreed, without what is forbidden or hurt too much last time."""
    steps, why = [], []
    hurt = _hurt_last_time(prescription, record, today)
    for step in carry_out(prescription.routine.steps, prescription, agreed(record.changes, lowest(prescription))):
        name = prescription.name(step.exercise)
        if step.exercise in prescription.forbidden:
            why.append(said(safety_words.FORBIDDEN, exercise=name))
        elif step.exercise in hurt:
            why.append(said(safety_words.LEFT_OUT, exercise=name, level=hurt[step.exercise]))
        else:
            steps.append(step)
    return tuple(steps), tuple(dict.fromkeys(why))


def _hurt_last_time(prescription: Prescription, record: Record, today: date) -> dict[str, int]:
    """Exercises that hurt more than is allowed when they were last done, not too long ago, and how much."""
    last_done = {bout.exercise: sitting.day for sitting in record.sittings for bout in sitting.bouts}
    since = today - timedelta(days=round(prescription.plan.leave_out_days.value) - 1)
    hurt: dict[str, int] = {}
    for note in record.pains:
        stopped = safety.pain_advice(note.level, prescription.safety) is Advice.STOP
        newest = note.day >= max(since, last_done.get(note.exercise, since))
        if note.moment == "during" and note.exercise and stopped and newest:
            hurt[note.exercise] = max(note.level, hurt.get(note.exercise, 0))
    return hurt
