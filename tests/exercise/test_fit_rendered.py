"""A threshold planted in the labels of rendered clips' repetitions, and found again: exercise by exercise.

The repetitions are the measured ones, noise and all; what the threshold looks at is moved while they last, each time by
another amount, so that they lie one or two degrees apart on both sides of the default.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from posecheck.cli.review import observe_clip
from posecheck.exercise.fitting import FitResult, LabelledRecording, fit
from posecheck.exercise.labels import as_labels
from posecheck.exercise.profile import with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.result import Rep
from posecheck.exercise.rows import Series, Side, Source
from posecheck.exercise.rules import Rule
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import Prepared, prepare, rejudge
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.pose.pose import Bools, Floats
from posecheck.session.pipeline import measure_recording

pytestmark = pytest.mark.slow
SAMPLES = Path(__file__).parents[2] / "samples"
CLIPS = 5
SPREAD = np.linspace(-16.0, 16.0, 24)
"""Where the repetitions of all clips come to lie around the default, in the threshold's unit."""


@cache
def spec_of(exercise: str) -> ExerciseSpec:
    """Without the dose's hold: the samples are short, and a hold that is too short is always faulty."""
    spec = find_spec(exercise)
    return with_values(spec, {a: 1.0 for a in spec.thresholds() if a == "faults.hold_short.limit"})


@cache
def measured(exercise: str) -> Prepared:
    return prepare(spec_of(exercise), series_of(exercise))


@cache
def series_of(exercise: str) -> Series:
    seen, _ = observe_clip(SAMPLES / f"{exercise}.mp4", resolve(), use_cache=True, quiet=True)
    return measure_recording(compile_spec(spec_of(exercise)), seen)[2]


def rule_of(exercise: str, address: str) -> Rule:
    return next(rule for rule in measured(exercise).rules if rule.fault.id == address.split(".")[1])


def middle(exercise: str, source: Source, frames: Bools, side: Side | None) -> float:
    rows = [row for row, wanted in zip(measured(exercise).rows, frames.tolist(), strict=True) if wanted]
    return statistics.median(v for v in source.values_of(rows, side) if np.isfinite(v))


def weight(rep: Rep, t_s: Floats) -> Floats:
    """1 in the target zone, 0 outside the repetition, between them on the way there and back."""
    return np.interp(t_s, [rep.start_s, rep.top_start_s, rep.top_end_s, rep.end_s], [0.0, 1.0, 1.0, 0.0])


def columns_of(rule: Rule, series: Series, side: Side | None) -> list[str]:
    measure, near = rule.source.measure, series.near[0]
    if measure in series.columns:
        return [measure]
    both = [f"{measure}_left", f"{measure}_right"]
    return both if rule.source.of in ("mean", "least", "most") else [rule.source.columns[near, side]]


@cache
def recordings(exercise: str, address: str) -> tuple[Prepared, ...]:
    """The clip again and again, each repetition's top at another place of SPREAD."""
    spec, series, rule = spec_of(exercise), series_of(exercise), rule_of(exercise, address)
    reps, t_s = measured(exercise).base.reps, series.t_s
    resting = sum(weight(rep, t_s) for rep in reps) <= 0.0
    goals = iter(np.resize(np.random.default_rng(1).permutation(SPREAD), CLIPS * len(reps)).tolist())
    made = []
    for _ in range(CLIPS):
        columns = {name: column.copy() for name, column in series.columns.items()}
        for rep in reps:
            side: Side | None = None if rep.side == "both" else rep.side
            goal = spec.thresholds()[address].value + next(goals)
            if rule.fault.against != "value":
                goal += middle(exercise, rule.source, resting, side)
            shares = weight(rep, t_s)
            move = goal - middle(exercise, rule.source, shares >= 1.0, side)
            for name in columns_of(rule, series, side):
                columns[name] += move * shares
        made.append(prepare(spec, replace(series, columns=columns)))
    return tuple(made)


def labelled(exercise: str, address: str, planted: float) -> list[LabelledRecording]:
    truth = with_values(spec_of(exercise), {address: planted})
    return [
        LabelledRecording(f"{k}.mp4", prepared, as_labels(rejudge(prepared, truth).reps))
        for k, prepared in enumerate(recordings(exercise, address))
    ]


def called(recs: Sequence[LabelledRecording], fault: str) -> tuple[int, int]:
    """(repetitions that are said to have the fault, those that aren't)."""
    has = [fault in rep.faults for recording in recs for rep in recording.labels]
    return sum(has), len(has) - sum(has)


def holds(found: FitResult, planted: dict[str, float]) -> bool:
    return all(low <= planted[address] <= high for address, (low, high) in found.ranges.items())


@pytest.mark.parametrize(
    ("exercise", "address", "planted"),
    [
        pytest.param("bridge", "faults.hips_low.below", 170.0, id="hips called low later"),
        pytest.param("bridge", "faults.hips_low.below", 181.0, id="hips called low sooner"),
        pytest.param("bridge", "faults.feet_far.above", 109.0, id="feet"),
        pytest.param("bird_dog", "faults.leg_low.below", -21.0, id="the signal itself, of the leg that leads"),
        pytest.param("pelvic_tilt", "faults.legs_moving.above", 17.0, id="a change from the rest"),
        pytest.param("cat_cow", "faults.elbows_bent.below", 128.0, id="a flow without a rest"),
    ],
)  # fmt: skip
def test_a_planted_threshold_is_found_within_two_degrees(exercise: str, address: str, planted: float) -> None:
    recs, default = labelled(exercise, address, planted), spec_of(exercise).thresholds()[address].value
    assert min(called(recs, address.split(".")[1])) >= 3, "repetitions on both sides"
    assert abs(planted - default) > 2.0, "the default would not do"
    found = fit(recs, spec_of(exercise), (address,))
    assert found.values[address] == pytest.approx(planted, abs=2.0)
    assert holds(found, {address: planted})
    assert found.before.exact < found.after.exact == found.after.total
    assert found.folds == CLIPS
    assert found.unseen.total - 3 <= found.unseen.agreed <= found.unseen.total
