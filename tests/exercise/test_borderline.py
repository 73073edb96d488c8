"""A fault within the measure's error is shown, never scolded; the error grows off the side view."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_rows import played, program_of, repetition, stay

from posecheck.exercise.engine import run
from posecheck.pose.measures import MEASURES, error_of

LIMIT = program_of("bridge").spec.fault("hips_low").below.value
SIDE, OBLIQUE = error_of("hip_open", 5.0), error_of("hip_open", 30.0)


@pytest.mark.parametrize(
    ("below_limit_deg", "off_axis_deg", "faults", "borderline"),
    [
        pytest.param(-2.0, 5.0, (), (), id="past the limit"),
        pytest.param(SIDE - 1.5, 5.0, (), ("hips_low",), id="short of it by less than the error"),
        pytest.param(SIDE + 1.0, 5.0, ("hips_low",), (), id="short of it by more"),
        pytest.param(OBLIQUE - 0.5, 5.0, ("hips_low",), (), id="what is sure from the side"),
        pytest.param(OBLIQUE - 0.5, 30.0, (), ("hips_low",), id="is not from further off"),
    ],
)
def test_only_what_is_past_the_error_is_a_fault(
    below_limit_deg: float, off_axis_deg: float, faults: tuple[str, ...], borderline: tuple[str, ...]
) -> None:
    top = LIMIT - below_limit_deg
    series = played("bridge", stay(2.0), *repetition("bridge", hold_s=10.5, hip_open=top, hip=min(top, 180)))
    series = replace(series, off_axis_deg=(off_axis_deg,) * len(series))
    state, results = run(program_of("bridge"), series)
    (rep,) = state.reps
    assert (rep.faults, rep.borderline, rep.good) == (faults, borderline, not faults)
    told = {event.detail for result in results for event in result.events if event.kind == "fault"}
    assert told == set(faults)
    assert rep.measures["hip_open"].error == pytest.approx(error_of("hip_open", off_axis_deg), abs=0.01)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_errs_and_more_so_off_the_side(name: str) -> None:
    errors = [error_of(name, degrees) for degrees in (0, 15, 30, 45, 60, 75)]
    assert errors[0] > 0
    assert errors == sorted(errors)
    assert error_of(name, change=True) <= error_of(name)
    assert error_of(name, -30) == error_of(name, 30)
