"""Two recordings side by side: the same repetition, and the same phase of it, at the same moment of shared time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.exercise.alignment import align, pair_reps
from posecheck.exercise.result import Rep


def rep(index: int, start_s: float, hold_s: float = 5.0, side: str = "both", way_s: float = 1.0) -> Rep:
    top_s, end_s = start_s + way_s, start_s + 2 * way_s + hold_s
    return Rep(index, side, start_s, top_s, top_s + hold_s, end_s, hold_s, True, (), {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ones", "others", "pairs"),
    [
        pytest.param("bbb", "bbb", [(0, 0), (1, 1), (2, 2)], id="as many"),
        pytest.param("bbb", "b", [(0, 0)], id="one has more"),
        pytest.param("lrlr", "lrlr", [(0, 0), (1, 1), (2, 2), (3, 3)], id="sides in turn"),
        pytest.param("lrlr", "rlr", [(1, 0), (2, 1), (3, 2)], id="the other began with the right"),
        pytest.param("llrr", "lr", [(0, 0), (2, 1)], id="each side's first"),
        pytest.param("ll", "rr", [], id="nothing in common"),
        pytest.param("", "b", [], id="nothing done"),
    ],
)
def test_repetitions_of_one_side_belong_together_in_order(ones: str, others: str, pairs: list[tuple[int, int]]) -> None:
    names = {"b": "both", "l": "left", "r": "right"}
    made = [[rep(i + 1, 10.0 * i, side=names[c]) for i, c in enumerate(sides)] for sides in (ones, others)]
    assert list(pair_reps(*made)) == pairs


def test_a_pair_shows_the_same_phase_and_the_slower_one_sets_the_pace() -> None:
    one, other = [rep(1, 2.0, 5.0), rep(2, 12.0, 5.0)], [rep(1, 6.0, 9.0), rep(2, 20.0, 3.0)]
    found = align(one, other, 20.0, 30.0)
    for a, b in zip(one, other, strict=True):
        for mine_s, theirs_s in (
            (a.start_s, b.start_s), (a.top_start_s, b.top_start_s), (a.top_end_s, b.top_end_s), (a.end_s, b.end_s),
        ):  # fmt: skip
            shared_s = float(found.shared_of(np.array([mine_s]), 0)[0])
            assert found.times_at(shared_s) == (pytest.approx(mine_s), pytest.approx(theirs_s))
    half_s = float(found.shared_of(np.array([one[0].top_start_s + 2.5]), 0)[0])
    assert found.times_at(half_s)[1] == pytest.approx(other[0].top_start_s + 4.5)
    assert found.times_at(0.0) == (0.0, 0.0)
    assert found.times_at(3.0) == (0.0, pytest.approx(3.0)), "the first waits until the second is as near its beginning"
    assert found.times_at(found.end_s) == (20.0, 30.0)
    steps = np.diff([found.times_at(t) for t in np.linspace(0, found.end_s, 500)], axis=0)
    pace = steps / (found.end_s / 499)
    assert steps.min() >= 0
    assert pace.max() <= 1.0 + 1e-6, "nothing runs faster than it did"


def test_without_a_pair_both_play_from_the_start() -> None:
    found = align([], [rep(1, 3.0)], 8.0, 12.0)
    assert [found.times_at(t) for t in (0.0, 5.0, 12.0)] == [(0.0, 0.0), (5.0, 5.0), (8.0, 12.0)]
    assert found.pairs == ()


Lengths = st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.2, 6.0), st.floats(0.0, 9.0)), max_size=6)


def made(lengths: list[tuple[float, float, float]]) -> tuple[list[Rep], float]:
    reps, t_s = [], 0.0
    for k, (pause_s, way_s, hold_s) in enumerate(lengths, 1):
        found = rep(k, t_s + pause_s, hold_s, way_s=way_s)
        reps.append(replace(found, end_s=found.end_s + 0.01))
        t_s = reps[-1].end_s
    return reps, t_s + 1.0


@given(Lengths, Lengths)
def test_time_never_runs_back_and_every_moment_can_be_reached(
    one: list[tuple[float, float, float]], other: list[tuple[float, float, float]]
) -> None:
    (ones, one_end_s), (others, other_end_s) = made(one), made(other)
    found = align(ones, others, one_end_s, other_end_s)
    assert len(found.pairs) == min(len(ones), len(others))
    assert (np.diff(found.shared_s) > 0).all()
    assert (np.diff(found.one_s) >= 0).all()
    assert (np.diff(found.other_s) >= 0).all()
    assert found.times_at(0.0) == (0.0, 0.0)
    assert found.times_at(found.end_s) == (pytest.approx(one_end_s), pytest.approx(other_end_s))
    assert found.end_s <= one_end_s + other_end_s + 1e-6
    for which, end_s in enumerate((one_end_s, other_end_s)):
        for own_s in np.linspace(0.0, end_s, 7):
            shared_s = float(found.shared_of(np.array([own_s]), which)[0])
            assert found.times_at(shared_s)[which] == pytest.approx(own_s, abs=1e-6)
    for i, j in found.pairs:
        shared_s = float(found.shared_of(np.array([ones[i].start_s]), 0)[0])
        assert found.times_at(shared_s)[1] == pytest.approx(others[j].start_s, abs=1e-6)
