"""Recordings in, the measure that moves and repeats out; the file made from it counts the recording's repetitions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_rows import TOP, cut, other_side, played, repetition, stay

from posecheck.exercise.engine import run
from posecheck.exercise.program import compile_spec
from posecheck.exercise.proposal import propose
from posecheck.exercise.rows import Series
from posecheck.io.spec_draft import new_spec, recorded_spec
from posecheck.io.spec_files import load_spec
from posecheck.pose.measures import MEASURES

CASES = [
    pytest.param("squat", "knee", "down", id="squat"),
    pytest.param("superman", "bow", "up", id="superman"),
    pytest.param("resistance_band_row", "arm_forward", "down", id="row"),
    pytest.param("partial_crunch", "trunk", "up", id="crunch"),
]


def recording(exercise: str, times: int = 3, hold_s: float = 2.0) -> Series:
    knots = [knot for _ in range(times) for knot in repetition(exercise, hold_s=hold_s)]
    return played(exercise, stay(1.5), *knots)


@pytest.mark.parametrize(("exercise", "measure", "direction"), CASES)
def test_the_measure_that_moves_most_is_found_with_its_range_and_tempo(
    exercise: str, measure: str, direction: str
) -> None:
    series = recording(exercise)
    found = propose(series)
    assert (found.measure, found.of, found.direction, found.repetitions) == (measure, "near", direction, 3)
    values = series.near_column(measure)
    assert found.rest == pytest.approx(values[0], abs=MEASURES[measure].error)
    assert found.reach == pytest.approx(float(np.ptp(values)), rel=0.1)
    assert found.hold_s == pytest.approx(2.0, abs=0.3)
    assert found.rep_s == pytest.approx(5.2, abs=0.5)


@pytest.mark.parametrize(
    ("exercise", "stance"),
    [
        ("bridge", "supine"),
        ("superman", "prone"),
        ("side_plank", "side_lying"),
        ("bird_dog", "all_fours"),
        ("seated_spinal_twist", "seated"),
        ("squat", "standing"),
    ],
)
def test_the_stance_is_known(exercise: str, stance: str) -> None:
    assert propose(recording(exercise)).stance == stance


def test_sides_that_take_turns_lead() -> None:
    left, knots = TOP["knee_to_chest"], []
    for top in (left, other_side(left), left, other_side(left)):
        knots += [(1.6, top), (2.0, top), (1.6, {}), stay(1.0)]
    found = propose(played("knee_to_chest", stay(1.5), *knots))
    assert (found.of, found.repetitions) == ("lead", 4)


def test_a_measure_can_be_asked_for() -> None:
    assert propose(recording("squat"), by="seat").measure == "seat"


@pytest.mark.parametrize("times", [0, 1], ids=["rest", "one repetition"])
def test_what_does_not_repeat_gives_no_proposal(times: int) -> None:
    with pytest.raises(ValueError, match="no measure moves clearly"):
        propose(played("squat", stay(4.0), *[k for _ in range(times) for k in repetition("squat", hold_s=2.0)]))


def test_a_measure_that_is_mostly_unseen_is_not_proposed() -> None:
    series = recording("squat")
    blind = {k: np.full(len(series), np.nan) if k.startswith("knee_") else v for k, v in series.columns.items()}
    assert propose(Series(series.t_s, blind, series.near, series.notes)).measure != "knee"


@pytest.mark.parametrize("exercise", ["squat", "superman", "resistance_band_row", "partial_crunch", "bridge"])
def test_the_file_made_from_a_recording_is_valid_and_counts_it(tmp_path: Path, exercise: str) -> None:
    series = recording(exercise)
    path = tmp_path / "mine.toml"
    path.write_text(recorded_spec("mine", propose(series), "clip.mp4"), encoding="utf-8")
    spec = load_spec(path)
    assert (spec.id, spec.held) == ("mine", True)
    state, _ = run(compile_spec(spec), series)
    assert [rep.good for rep in state.reps] == [True, True, True]
    later, _ = run(compile_spec(spec), cut(series, 20))
    assert len(later.reps) == 3


@pytest.mark.parametrize(("off_axis_deg", "view"), [(8.0, "side"), (45.0, "oblique"), (85.0, "front")])
def test_it_is_judged_from_where_it_was_filmed(tmp_path: Path, off_axis_deg: float, view: str) -> None:
    series = replace(recording("squat"), off_axis_deg=(off_axis_deg,) * len(recording("squat")))
    path = tmp_path / "mine.toml"
    path.write_text(recorded_spec("mine", propose(series, "seat"), "clip.mp4"), encoding="utf-8")
    assert load_spec(path).views == (view,)


def test_an_empty_file_is_valid_and_says_what_to_change(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(new_spec("mine"), encoding="utf-8")
    assert load_spec(path).id == "mine"
    assert path.read_text(encoding="utf-8").count("CHANGE") >= 8
