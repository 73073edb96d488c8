"""Nobody is blamed for a limb that may be the other one, nor for what this view doesn't show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_rows import columns_of, played, program_of, repetition, stay

from posecheck.exercise.closing import is_doubted
from posecheck.exercise.engine import run
from posecheck.exercise.result import Rep
from posecheck.exercise.rows import Row, Series
from posecheck.exercise.rules import Rule
from posecheck.pose.measures import error_of

BEGIN_S, END_S = 2.0, 6.4
"""A dead bug's repetition: 1.6 s each way and 1.2 s between."""


def dead_bug(**changes: float) -> Series:
    return played("dead_bug", stay(2.0), *repetition("dead_bug", hold_s=1.2, **changes))


def doubted(series: Series, share: float, *names: str) -> Series:
    """Hide columns in the first `share` of the movement."""
    gone = (series.t_s >= BEGIN_S) & (series.t_s < BEGIN_S + share * (END_S - BEGIN_S))
    hidden = {name: np.where(gone, np.nan, series.columns[name]) for name in names}
    return replace(series, columns={**series.columns, **hidden})


def only_rep(exercise: str, series: Series) -> Rep:
    state, _ = run(program_of(exercise), series)
    (rep,) = state.reps
    return rep


@pytest.mark.parametrize(
    ("changes", "names", "share", "told"),
    [
        pytest.param({"shoulder_right": 110}, (), 0.0, True, id="all seen"),
        pytest.param({"shoulder_right": 110}, ("shoulder_right",), 0.15, True, id="hidden for a moment"),
        pytest.param({"shoulder_right": 110}, ("shoulder_right",), 0.5, False, id="the arm itself doubted"),
        pytest.param({"shoulder_right": 110}, ("shoulder_left",), 0.5, False, id="the other arm doubted"),
        pytest.param({"shoulder_right": 110}, ("knee_right",), 0.5, True, id="a knee says nothing of arms"),
        pytest.param({"hip_left": 125}, ("shoulder_left", "shoulder_right"), 0.5, True, id="nor arms of legs"),
    ],
)
def test_a_limb_doubted_for_long_blames_nobody(
    changes: dict[str, float], names: tuple[str, ...], share: float, told: bool
) -> None:
    rep = only_rep("dead_bug", doubted(dead_bug(**changes), share, *names))
    assert ("limb_short" in rep.faults) is told
    assert ("limb_short" in rep.borderline) is not told
    assert rep.good is not told


@pytest.mark.parametrize("seen", range(11))
def test_seven_tenths_of_a_movement_must_be_seen(seen: int) -> None:
    program = program_of("dead_bug")
    (rule,) = [r for r in program.rules if r.fault.id == "same_side"]
    full = columns_of({"hip": 100.0, "shoulder": 90.0})
    blind = {**full, "shoulder_left": float("nan")}
    rows = [Row(i / 30, full if i < seen else blind, "left") for i in range(10)]
    assert is_doubted(program, rule, rows, "left") is (seen < 7)


def test_a_rule_of_the_near_side_is_never_doubted_for_its_side() -> None:
    program = program_of("bridge")
    blind = columns_of(dict.fromkeys(program.measures, float("nan")))
    rows = [Row(i / 30, blind, "left") for i in range(10)]
    near = [r for r in program.rules if r.source.of == "near"]
    assert near
    assert not any(is_doubted(program, rule, rows, None) for rule in near)


def rule_of(exercise: str, fault: str) -> Rule:
    return next(r for r in program_of(exercise).rules if r.fault.id == fault)


@pytest.mark.parametrize(
    ("exercise", "changes", "fault"),
    [("partial_crunch", {"head": -60.0}, "neck_pulled"), ("dead_bug", {"shoulder_right": 110.0}, "limb_short")],
)
@pytest.mark.parametrize(
    ("off_axis_deg", "told"), [(0.0, True), (12.0, True), (19.0, True), (21.0, False), (30.0, False)]
)
def test_a_fault_is_judged_up_to_its_own_limit_of_view(
    exercise: str, changes: dict[str, float], fault: str, off_axis_deg: float, told: bool
) -> None:
    rule = rule_of(exercise, fault)
    assert rule.fault.within_deg == 20
    series = played(exercise, stay(2.0), *repetition(exercise, hold_s=2.4, **moved(exercise, changes)))
    rep = only_rep(exercise, replace(series, off_axis_deg=(off_axis_deg,) * len(series)))
    assert (fault in rep.faults) is told


def moved(exercise: str, changes: dict[str, float]) -> dict[str, float]:
    """Negative numbers are changes from the rest."""
    rest = played(exercise, stay(0.2)).row(0).values
    return {k: rest[f"{k}_left"] + v if v < 0 else v for k, v in changes.items()}


def test_the_error_of_a_tilt_is_what_its_rest_drifts_by() -> None:
    assert error_of("pelvis", change=True) == pytest.approx(1.0)
