"""The ladder: from more repetitions to longer holds to a new exercise, and down again; and what was agreed so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from posecheck.coach.prescription import Prescription
from posecheck.coach.record import PlanChange
from posecheck.coach.routine import Step
from posecheck.exercise.ladder import ready_for

LOWEST = -2
"""As far down as the ladder goes unless a profile says otherwise: half of the base routine."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """All accepted changes in sum: the rung (0 = the base routine), what was dropped, what takes whose place."""

    rung: int = 0
    dropped: frozenset[str] = frozenset()
    replaced: Mapping[str, str] = field(default_factory=dict)


def agreed(changes: Iterable[PlanChange], lowest: int = LOWEST) -> Agreed:
    """Add up the changes that were accepted, in the order they were decided, and steps the physiotherapist set."""
    rung, dropped, replaced = 0, set[str](), dict[str, str]()
    for change in changes:
        if change.decision == "declined":
            continue
        if change.kind in ("progress", "regress"):
            rung = max(lowest, rung + change.amount)
        elif change.decision == "pinned":
            continue  # what is forbidden now is the profile's to say; this only remembers that it was
        elif change.kind == "drop":
            dropped.add(change.exercise)
        elif change.kind == "replace":
            replaced[change.exercise] = change.other
        else:
            dropped.discard(change.exercise)
            replaced.pop(change.exercise, None)
    return Agreed(rung, frozenset(dropped), replaced)


def lowest(prescription: Prescription) -> int:
    """As far down as the ladder goes for this person."""
    return -round(prescription.plan.easier_steps.value)


def highest(prescription: Prescription) -> int:
    """The last rung: all repetitions and holds added, every advanced exercise that isn't forbidden unlocked."""
    numbers = prescription.plan
    return round(numbers.rep_steps.value + numbers.hold_steps.value) + len(_advanced(prescription))


def kind_of_rung(rung: int, prescription: Prescription) -> str:
    """What getting onto a rung brings: "reps", "hold", or the id of an exercise."""
    numbers = prescription.plan
    reps, holds = round(numbers.rep_steps.value), round(numbers.hold_steps.value)
    if rung <= reps:
        return "reps"
    return "hold" if rung <= reps + holds else _advanced(prescription)[rung - reps - holds - 1].exercise


def carry_out(steps: Iterable[Step], prescription: Prescription, so_far: Agreed) -> tuple[Step, ...]:
    """The routine with everything that was agreed. A pinned exercise stays as prescribed."""
    rung = min(so_far.rung, highest(prescription))
    done = []
    for step in steps:
        if step.exercise in prescription.pinned:
            done.append(step)
        elif step.exercise not in so_far.dropped:
            other = so_far.replaced.get(step.exercise, step.exercise)
            done.append(_on_rung(step.model_copy(update={"exercise": other}), rung, prescription))
    return (*done, *_opened({step.exercise for step in done}, rung, prescription, so_far))


def next_rung(prescription: Prescription, so_far: Agreed) -> int | None:
    """The next rung that brings something for this person; None on the last one.

    An advanced exercise that was dropped, or one of whose forerunners isn't done any more, is passed over.
    """
    for rung in range(so_far.rung + 1, highest(prescription) + 1):
        brings = kind_of_rung(rung, prescription)
        then = carry_out(prescription.routine.steps, prescription, replace(so_far, rung=rung))
        if brings in ("reps", "hold") or brings in {step.exercise for step in then}:
            return rung
    return None


def lighten(step: Step, share: float) -> Step:
    """A step with this share less of everything, but at least one repetition and a second."""
    reps = None if step.reps is None else max(1, min(step.reps, round(step.reps * (1 - share))))
    hold_s = None if step.hold_s is None else max(1.0, step.hold_s * (1 - share))
    return step.model_copy(update={"reps": reps, "hold_s": hold_s})


def _on_rung(step: Step, rung: int, prescription: Prescription) -> Step:
    if rung < 0:
        return lighten(step, -rung * prescription.plan.lighter_share.value)
    spec, numbers = prescription.specs.get(step.exercise), prescription.plan
    reps_up = min(rung, round(numbers.rep_steps.value))
    holds_up = min(max(0, rung - reps_up), round(numbers.hold_steps.value))
    changed: dict[str, float] = {}
    if step.reps is not None and step.reps > 1 and reps_up:
        most = spec.dose.reps.max if spec else step.reps
        changed["reps"] = max(step.reps, min(round(step.reps * (1 + numbers.reps_share.value * reps_up)), round(most)))
    base_s = step.hold_s or (spec.dose.hold_s.value if spec and spec.dose.hold_s else None)
    if base_s is not None and holds_up and spec is not None and spec.dose.hold_s is not None:
        longer_s = base_s * (1 + numbers.hold_share.value * holds_up)
        changed["hold_s"] = max(base_s, min(longer_s, spec.dose.hold_s.max))
    return step.model_copy(update=changed)


def _opened(done: set[str], rung: int, prescription: Prescription, so_far: Agreed) -> Iterator[Step]:
    """The advanced steps up to a rung, without those dropped or with a forerunner that isn't done (any more)."""
    unlocked = max(0, rung - round(prescription.plan.rep_steps.value + prescription.plan.hold_steps.value))
    done -= prescription.forbidden
    for step in _advanced(prescription)[:unlocked]:
        if step.exercise not in so_far.dropped and step.exercise in ready_for(prescription.specs, done):
            done.add(step.exercise)
            yield step


def _advanced(prescription: Prescription) -> tuple[Step, ...]:
    known = (s for s in prescription.advanced if s.exercise in prescription.specs)
    return tuple(s for s in known if s.exercise not in prescription.forbidden)
