"""Labels, agreement, and thresholds learned from them."""

from __future__ import annotations

import math
from functools import cache

import pytest
from made_rows import played, program_of, repetition, stay

from posecheck.exercise.fitting import LabelledRecording, fit, fitted_addresses, grid
from posecheck.exercise.labels import Agreement, LabelledRep, agreement, as_labels, paired
from posecheck.exercise.profile import with_values
from posecheck.exercise.tuning import prepare, rejudge


def rep(start_s: float, end_s: float, *faults: str) -> LabelledRep:
    return LabelledRep(start_s=start_s, end_s=end_s, good=not faults, faults=faults)


@pytest.mark.parametrize(
    ("ones", "others", "expected"),
    [
        pytest.param([(0, 4), (5, 9)], [(0.5, 4), (5, 8)], [(0, 0), (1, 1)], id="in order"),
        pytest.param([(0, 4)], [(3, 9)], [], id="touching is not the same"),
        pytest.param([(0, 4), (5, 9)], [(5.2, 9)], [(1, 0)], id="one is missing"),
        pytest.param([(0, 4)], [(0, 3), (0, 4)], [(0, 1)], id="the best wins"),
        pytest.param([], [(0, 4)], [], id="nothing"),
    ],
)
def test_the_same_movement_is_found_by_its_time(
    ones: list[tuple[float, float]], others: list[tuple[float, float]], expected: list[tuple[int, int]]
) -> None:
    assert paired([rep(*o) for o in ones], [rep(*o) for o in others]) == expected


@pytest.mark.parametrize(
    ("words", "percent", "kappa"),
    [
        pytest.param([("good", "good")] * 20 + [("good", "faulty")] * 5 + [("faulty", "good")] * 10
                     + [("faulty", "faulty")] * 15, 70.0, 0.4, id="Cohen's own kind of table"),
        pytest.param([("good", "good"), ("faulty", "faulty")], 100.0, 1.0, id="agreed"),
        pytest.param([("good", "faulty"), ("faulty", "good")], 0.0, -1.0, id="opposed"),
        pytest.param([("good", "good")] * 3, 100.0, math.nan, id="one word only says nothing beyond chance"),
        pytest.param([], math.nan, math.nan, id="nothing"),
    ],
)  # fmt: skip
def test_percent_and_kappa(words: list[tuple[str, str]], percent: float, kappa: float) -> None:
    found = Agreement(tuple(words))
    assert found.percent == pytest.approx(percent, nan_ok=True)
    assert found.kappa == pytest.approx(kappa, nan_ok=True)


@pytest.mark.parametrize(
    ("ones", "others", "disputed"),
    [
        pytest.param(("a",), ("a",), 0, id="the same"),
        pytest.param(("a",), ("b",), 2, id="one for another"),
        pytest.param((), ("a", "b"), 2, id="called right"),
        pytest.param(("a", "b"), ("b",), 1, id="one of two"),
    ],
)
def test_faults_that_only_one_of_them_names_are_in_dispute(
    ones: tuple[str, ...], others: tuple[str, ...], disputed: int
) -> None:
    assert agreement([rep(0, 4, *ones)], [rep(0, 4, *others)]).disputed == disputed
    twice = agreement([rep(0, 4, *others), rep(5, 9)], [rep(0, 4, *ones), rep(20, 24, "a")])
    assert (twice + twice).disputed == 2 * disputed, "of a movement that only one saw nothing is in dispute"


def test_who_calls_it_faulty_without_a_reason_disputes_none() -> None:
    unnamed = LabelledRep(start_s=0, end_s=4, good=False)
    assert agreement([unnamed], [rep(0, 4, "a", "b")]).disputed == 0


def test_what_only_one_judge_saw_counts_against_both() -> None:
    found = agreement([rep(0, 4), rep(5, 9, "a")], [rep(0, 4), rep(20, 24)])
    assert sorted(found.words) == [("faulty", "missing"), ("good", "good"), ("missing", "good")]
    assert (found.total, found.agreed, found.exact) == (3, 1, 1)


LOW = "faults.hips_low.below"
PLANTED = 165.0
TOPS = ((152, 156, 160, 170), (154, 157, 159, 175), (150, 155.5, 161, 165))


SPEC = with_values(program_of("bridge").spec, {"faults.hold_short.limit": 1})


@cache
def labelled(k: int) -> LabelledRecording:
    """Three clips whose labeller calls hips low that are surely below 165; the spec's own limit lies elsewhere."""
    spec = SPEC
    knots = [m for top in TOPS[k] for m in repetition("bridge", hold_s=1.5, hip_open=top, hip=top)]
    prepared = prepare(spec, played("bridge", stay(1.5), *knots, fps=12))
    truth = with_values(spec, {"faults.hips_low.below": PLANTED})
    return LabelledRecording(f"{k}.mp4", prepared, as_labels(rejudge(prepared, truth).reps))


def test_a_planted_threshold_is_found_again() -> None:
    recordings = [labelled(k) for k in range(3)]
    assert [sum(r.good for r in recording.labels) for recording in recordings] == [2, 2, 2]
    shares: list[float] = []
    addresses = ("faults.hips_low.below", "faults.feet_far.above")
    found = fit(recordings, SPEC, addresses, shares.append)
    assert set(found.values) == {"faults.hips_low.below"}
    assert abs(found.values["faults.hips_low.below"] - PLANTED) <= 2.0
    assert found.before.agreed < found.after.agreed == found.after.total == 12
    assert (found.folds, found.unseen.total) == (3, 12)
    assert found.unseen.agreed >= 10
    assert shares == [0.25, 0.5, 0.75, 1.0]


def recorded(tops: tuple[float, ...], planted: float) -> LabelledRecording:
    knots = [m for top in tops for m in repetition("bridge", hold_s=1.5, hip_open=top, hip=top)]
    prepared = prepare(SPEC, played("bridge", stay(1.5), *knots, fps=12))
    truth = with_values(SPEC, {LOW: planted})
    return LabelledRecording("made.mp4", prepared, as_labels(rejudge(prepared, truth).reps))


def test_the_middle_of_what_is_equally_good_is_taken_and_its_ends_are_told() -> None:
    recording = recorded((156, 156, 166, 170), 165.0)
    assert [rep.good for rep in recording.labels] == [False, False, True, True]
    found = fit([recording], SPEC, (LOW,))
    low, high = found.ranges[LOW]
    for value in (low, (low + high) / 2, high):
        judged = rejudge(recording.prepared, with_values(SPEC, {LOW: round(value)})).reps
        assert [rep.good for rep in judged] == [False, False, True, True], value
    for value in (low - 1, high + 1):
        judged = rejudge(recording.prepared, with_values(SPEC, {LOW: value})).reps
        assert [rep.good for rep in judged] != [False, False, True, True], value
    assert high - low >= 6
    assert abs(found.values[LOW] - (low + high) / 2) <= 0.5


def test_with_repetitions_on_one_side_only_the_nearest_to_the_default_is_taken() -> None:
    """All called good: whatever lies below them will do, down to the least the threshold can be."""
    recording = recorded((166, 168), 150.0)
    assert all(rep.good for rep in recording.labels)
    found = fit([recording], SPEC, (LOW,))
    assert found.before.agreed < found.after.agreed == 2
    low, high = found.ranges[LOW]
    assert low == SPEC.thresholds()[LOW].min
    assert found.values[LOW] == high


FAR = "faults.feet_far.above"


@pytest.mark.parametrize(
    ("tops", "planted", "before", "moved"),
    [
        pytest.param([(174, 112), (175, 111), (186, 98), (187, 97), (177, 109), (189, 101)], {FAR: 101.0}, 3, {FAR},
                     id="low hips come with far feet: the fault that is named moves, not the other"),
        pytest.param([(160, 125), (161, 126), (186, 98), (187, 97)], {FAR: 135.0, LOW: 152.0}, 2, {FAR, LOW},
                     id="two faults too many: neither alone makes a repetition good"),
        pytest.param([(160, 125), (161, 126), (186, 98), (187, 97)], {FAR: 135.0}, 4, {FAR},
                     id="one fault too many beside one that is right"),
    ],
)  # fmt: skip
def test_faults_that_come_together_are_told_apart_by_their_names(
    tops: list[tuple[float, float]], planted: dict[str, float], before: int, moved: set[str]
) -> None:
    knots = [m for hip, knee in tops for m in repetition("bridge", hold_s=1.5, hip_open=hip, hip=hip, knee=knee)]
    prepared = prepare(SPEC, played("bridge", stay(1.5), *knots, fps=12))
    labels = as_labels(rejudge(prepared, with_values(SPEC, planted)).reps)
    found = fit([LabelledRecording("made.mp4", prepared, labels)], SPEC, (LOW, FAR))
    assert found.before.agreed == before
    assert found.after.exact == found.after.total == len(tops)
    assert set(found.values) == moved
    assert all(low <= planted[address] <= high for address, (low, high) in found.ranges.items())


def test_where_the_labels_agree_already_nothing_moves() -> None:
    spec = with_values(SPEC, {"faults.hips_low.below": PLANTED})
    found = fit([labelled(0)], spec, ("faults.hips_low.below",))
    assert (dict(found.values), found.folds, found.unseen.total) == ({}, 0, 0)


def test_what_a_fit_may_move() -> None:
    addresses = fitted_addresses(program_of("bridge").spec)
    assert "faults.hips_low.below" in addresses
    assert "phases.reach" in addresses
    assert not [a for a in addresses if a.startswith(("position", "dose")) or a.endswith((".for_s", ".leave"))]


def test_a_fit_never_moves_what_lets_a_fault_be_judged() -> None:
    spec = program_of("resistance_band_row").spec
    judged_when = [a for a in spec.thresholds() if ".only_when." in a]
    assert len(judged_when) == 4, "the spec has some"
    assert not set(judged_when) & set(fitted_addresses(spec))
    assert "faults.pull_short.above" in fitted_addresses(spec)


def test_the_grid_is_a_sliders_and_begins_at_the_default() -> None:
    threshold = program_of("bridge").spec.thresholds()["phases.reach"]
    values = grid(threshold)
    assert values[0] == threshold.value
    assert (min(values), max(values)) == (threshold.min, threshold.max)
    assert len(set(values)) == len(values) == round((threshold.max - threshold.min) / threshold.step) + 1
