"""Numbers that notice comparisons: they compute like plain ones and never claim more room than there is."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.exercise.watched import Bounds, Watched

Decision = Callable[[Any, float], Any]


def watch(value: float) -> tuple[Bounds, Watched]:
    bounds = Bounds([value])
    return bounds, Watched(bounds, {0: 1.0}, value)


DECISIONS: dict[str, Decision] = {
    "below": lambda w, x: x < w,
    "at least": lambda w, x: x >= w,
    "turned": lambda w, x: -x <= -w,
    "scaled": lambda w, x: abs(x) > 0.1 * max(w - 2.0, 1e-9),
    "share": lambda w, x: min(max((x - 1.0) / max(w - 1.0, 1e-9), 0.0), 1.0) < 0.5,
    "half": lambda w, x: x < w / 2.0,
    "set": lambda w, _x: bool(w),
    "distance": lambda w, x: abs(w - x) < 3.0,
    "array": lambda w, x: tuple(np.array([x, x + 5.0, x - 5.0]) >= w),
    "array's sum": lambda w, x: float((np.array([x, x - 1.0]) - w).max()) > 0.5,
    "plain float": lambda w, x: math.isnan(w) or float(w) > x,
    "product": lambda w, x: w * w > x,
}


@pytest.mark.parametrize("name", DECISIONS)
@given(value=st.floats(3, 40), x=st.floats(-50, 50), share=st.floats(0.001, 0.999))
@settings(max_examples=40, deadline=None)
def test_inside_its_bounds_every_decision_comes_out_the_same(name: str, value: float, x: float, share: float) -> None:
    decide = DECISIONS[name]
    bounds, watched = watch(value)
    found = decide(watched, x)
    assert found == decide(value, x)
    low, high = max(bounds.low[0], value - 100.0), min(bounds.high[0], value + 100.0)
    moved = low + share * (high - low)
    if low < moved < high and moved > 2.5:
        assert decide(moved, x) == found


def test_two_thresholds_share_the_room_between_them() -> None:
    bounds = Bounds([10.0, 4.0])
    reach, rest = (Watched(bounds, {i: 1.0}, bounds.values[i]) for i in (0, 1))
    assert reach - rest > 2.0
    assert (bounds.low, bounds.high) == ([8.0, -math.inf], [math.inf, 6.0])


def test_unknown_measures_bound_nothing() -> None:
    bounds, watched = watch(10.0)
    unknown = math.nan
    assert not watched < unknown
    assert (bounds.low, bounds.high) == ([-math.inf], [math.inf])
