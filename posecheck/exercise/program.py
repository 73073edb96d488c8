"""A spec made ready to run: every name turned into columns, every level onto one scale, once instead of every frame."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.exercise.phases import Levels
from posecheck.exercise.position import PositionTest
from posecheck.exercise.rows import SIDES, Source
from posecheck.exercise.rules import YARDSTICK, Rule, rules_of
from posecheck.exercise.spec import ExerciseSpec

SIDE_BY = {"bent_knee": "knee", "lower_shoulder": "shoulder_height"}
"""For specs whose side isn't the one that moves: the measure that is smaller on the repetition's side."""
REPORTED = ("hip", "knee", "trunk")
"""Measures every repetition reports, whether or not its exercise judges them."""


@dataclass(frozen=True, slots=True)
class Program:
    """channels: where the signal is read (left and right when the moving side leads); sign: -1 when it shrinks toward
    the target; relative: distance from the person's own rest; either: whichever way."""

    spec: ExerciseSpec
    channels: tuple[Source, ...]
    sign: float
    relative: bool
    either: bool
    position: PositionTest
    levels: Levels | None
    rules: tuple[Rule, ...]
    measures: tuple[str, ...]
    hold_target_s: float
    max_gap_s: float


def compile_spec(spec: ExerciseSpec) -> Program:
    """Make a spec ready to run."""
    signal = spec.signal
    sides = SIDES if signal.of == "lead" else (signal.of,)
    timed = spec.phases or spec.cycle or spec.posture
    assert timed is not None  # a spec has one of the three
    return Program(
        spec=spec,
        channels=tuple(Source.named(signal.measure, side) for side in sides),
        sign=-1.0 if signal.direction == "down" else 1.0,
        relative=signal.against == "rest",
        either=signal.direction == "either",
        position=PositionTest.of(spec.position),
        levels=Levels.of(spec, spec.phases) if spec.phases else None,
        rules=rules_of(spec),
        measures=_measures(spec),
        hold_target_s=spec.dose.hold_s.value if spec.dose.hold_s else 0.0,
        max_gap_s=timed.max_gap_s.value,
    )


def _measures(spec: ExerciseSpec) -> tuple[str, ...]:
    """Names of all measures the spec looks at, the signal first."""
    names = [spec.signal.measure, *(n.measure for n in spec.position.needs)]
    names += [part.measure for f in spec.faults for part in (f, *f.also, f.only_when) if part and part.measure]
    names += [SIDE_BY[spec.sides]] if spec.sides in SIDE_BY else []
    names += [YARDSTICK] if any(fault.yardstick == "rest" for fault in spec.faults) else []
    names += REPORTED
    return tuple(dict.fromkeys(names))
