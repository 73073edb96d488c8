"""A session's plan: a routine, or one exercise, laid out as sets to be done one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from posecheck.coach.prescription import PlanSettings
from posecheck.coach.routine import Routine, Step
from posecheck.coach.safety import DEFAULTS, SafetySettings
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Threshold

SIDE_REST_S = 6.0
"""Rest between the two sides of an exercise: time to change over."""
LEAST_REST_S = 4.0
"""A rest is never shorter: praise and what comes next must be heard first."""
REP_S = 5.0
"""How long a repetition takes besides its hold when it is done by the clock."""

LIGHTER_SHARE = PlanSettings().lighter_share.value
"""A gentler session has this share less of everything, as a gentler plan has."""
EASIER_SHARE = 0.5
"""An easier version is held for half as long: the shape can be kept before the muscle tires; our choice."""

Part = Literal["whole", "first", "second", "turns"]


@dataclass(frozen=True, slots=True)
class Block:
    """One set of one exercise. part: both sides at once, the first or the second side, or sides that take turns.

    reps are per side where the sides take turns; rest_s comes after the set.
    """

    spec: ExerciseSpec
    reps: int
    part: Part = "whole"
    step: int = 0
    set_number: int = 1
    sets: int = 1
    rest_s: float = 0.0

    @property
    def target(self) -> int:
        """Repetitions in all."""
        return 2 * self.reps if self.part == "turns" else self.reps

    @property
    def hold_s(self) -> float:
        """Seconds each repetition is to be held; 0 for none."""
        return self.spec.dose.hold_s.value if self.spec.dose.hold_s else 0.0

    @property
    def clock_s(self) -> float:
        """How long the set takes when it is done by the clock, as a posture always is."""
        if self.spec.posture is not None:
            return self.spec.posture.window_s.value
        return self.target * (self.hold_s + (0.0 if self.target == 1 and self.hold_s else REP_S))


@dataclass(frozen=True, slots=True)
class Change:
    """What was made less in mid-session. gentler: everything from this set on; easier: the rest of this set's step."""

    kind: Literal["gentler", "easier"]
    block: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and how patiently.

    by_clips: each recording that plays as the camera is the set of the same number: it begins at once with the
    recording, counts to its end whatever the target, and so comes to what a review of it says.
    away_s: out of position before the session pauses; safety: the numbers of the safety rules.
    """

    name: str
    blocks: tuple[Block, ...]
    by_clips: bool = False
    countdown_s: float = 5.0
    away_s: float = 3.0
    safety: SafetySettings = DEFAULTS


def practice(spec: ExerciseSpec) -> tuple[Block, ...]:
    """One exercise, one set of its own dose, on both sides where it has sides."""
    return (Block(spec, max(1, round(spec.dose.reps.value)), "whole" if spec.sides == "both" else "turns"),)


def blocks_of(routine: Routine, specs: Mapping[str, ExerciseSpec]) -> tuple[Block, ...]:
    """Every set of a routine in order; specs: exercise by id, KeyError for one that is missing."""
    return tuple(
        block for number, step in enumerate(routine.steps) for block in _sets(number, step, specs[step.exercise])
    )


def per_step(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """One block for each step, its sides and sets together."""
    firsts = {block.step: block for block in reversed(blocks)}
    return tuple(
        Block(first.spec, sum(b.target for b in blocks if b.step == number), step=number)
        for number, first in sorted(firsts.items())
    )


def adapted(plan: Plan, changes: tuple[Change, ...]) -> Plan:
    """The plan with everything that was made less since the session began, in the order in which it was."""
    blocks = list(plan.blocks)
    for change in changes:
        for number, block in enumerate(blocks[change.block :], change.block):
            if change.kind == "gentler":
                blocks[number] = gentler(block)
            elif block.step == blocks[change.block].step:
                blocks[number] = easier(block)
    return replace(plan, blocks=tuple(blocks))


def gentler(block: Block, share: float = LIGHTER_SHARE) -> Block:
    """A set with fewer repetitions; where there is only one, with a shorter hold."""
    if block.reps > 1:
        return replace(block, reps=max(1, min(block.reps - 1, round(block.reps * (1 - share)))))
    return _held(block, block.hold_s * (1 - share))


def easier(block: Block) -> Block:
    """An easier version of a set: held for half as long or, where nothing is held, with fewer repetitions."""
    if block.spec.dose.hold_s is not None and (shorter := _held(block, block.hold_s * EASIER_SHARE)) != block:
        return shorter
    return gentler(block)


def _held(block: Block, hold_s: float) -> Block:
    """The set with a shorter hold, but not shorter than the exercise allows."""
    dose = block.spec.dose.hold_s
    if dose is None or (hold_s := float(max(dose.min, round(hold_s)))) >= block.hold_s:
        return block
    return replace(block, spec=held_for(block.spec, hold_s))


def _sets(number: int, step: Step, spec: ExerciseSpec) -> list[Block]:
    if step.hold_s is not None:
        spec = held_for(spec, step.hold_s)
    parts: tuple[Part, ...] = {"both": ("whole",), "each": ("first", "second"), "turns": ("turns",)}[step.sides]  # type: ignore[assignment]
    return [
        Block(
            spec=spec,
            reps=step.reps or 1,
            part=part,
            step=number,
            set_number=set_number,
            sets=step.sets,
            rest_s=min(SIDE_REST_S, step.rest_s) if part == "first" else step.rest_s,
        )
        for set_number, part in product(range(1, step.sets + 1), parts)
    ]


def held_for(spec: ExerciseSpec, hold_s: float) -> ExerciseSpec:
    """The exercise with another hold: in its dose, and where a hold is called too short."""
    dose = spec.dose
    if dose.hold_s is None:
        return spec
    faults = tuple(
        fault.model_copy(update={"limit": _set(fault.limit, hold_s)})
        if fault.kind == "hold_short" and fault.limit is not None
        else fault
        for fault in spec.faults
    )
    dose = dose.model_copy(update={"hold_s": _set(dose.hold_s, hold_s)})
    return spec.model_copy(update={"dose": dose, "faults": faults})


def _set(threshold: Threshold, value: float) -> Threshold:
    wider = {"min": min(threshold.min, value), "max": max(threshold.max, value)}
    return threshold.model_copy(update={"value": value, **wider})
