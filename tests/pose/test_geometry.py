"""Angles and inclinations: known answers, and what must not change them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose import geometry as geo

COORDINATE = st.floats(-2000, 2000)
POINT = st.tuples(COORDINATE, COORDINATE).map(np.array)
SETTINGS = settings(max_examples=40, deadline=None)


def point(x: float, y: float) -> np.ndarray:
    return np.array([x, y], float)


@pytest.mark.parametrize(
    ("a", "b", "c", "degrees"),
    [
        pytest.param((0, 0), (1, 0), (2, 0), 180.0, id="straight"),
        pytest.param((0, 0), (1, 0), (1, 1), 90.0, id="right angle"),
        pytest.param((0, 0), (1, 0), (1, -1), 90.0, id="right angle the other way"),
        pytest.param((0, 0), (1, 0), (0, 0), 0.0, id="folded"),
        pytest.param((0, 0), (1, 0), (2, math.tan(math.radians(30))), 150.0, id="150"),
        pytest.param((0, 0), (0, 0), (1, 0), math.nan, id="two points in one place"),
        pytest.param((math.nan, 0), (1, 0), (2, 0), math.nan, id="unseen"),
    ],
)
def test_interior_angle(a: tuple, b: tuple, c: tuple, degrees: float) -> None:
    assert geo.interior_angle(point(*a), point(*b), point(*c)) == pytest.approx(degrees, nan_ok=True)


@pytest.mark.parametrize(
    ("c", "degrees"),
    [((2, 0), 0.0), ((1, 1), 90.0), ((1, -1), -90.0), ((0, 0), 180.0)],
    ids=["on", "cw", "ccw", "back"],
)
def test_turn_is_clockwise_on_the_screen(c: tuple, degrees: float) -> None:
    assert geo.turn(point(0, 0), point(1, 0), point(*c)) == pytest.approx(degrees)


@pytest.mark.parametrize(
    ("end", "degrees"),
    [((1, 0), 0.0), ((-1, 0), 0.0), ((0, -1), 90.0), ((0, 1), -90.0), ((1, -1), 45.0), ((-1, 1), -45.0)],
    ids=["level right", "level left", "up", "down", "rising right", "falling left"],
)
def test_elevation_is_up_in_the_picture_whichever_way_it_faces(end: tuple, degrees: float) -> None:
    assert geo.elevation(point(0, 0), point(*end)) == pytest.approx(degrees)


@pytest.mark.parametrize(
    ("start", "end"), [((0, 0), (10, 0)), ((10, 0), (0, 0))], ids=["named from the left", "named from the right"]
)
@pytest.mark.parametrize(("y", "height"), [(-3, 3.0), (4, -4.0), (0, 0.0)], ids=["above", "below", "on it"])
def test_height_over_a_line_does_not_depend_on_its_direction(start: tuple, end: tuple, y: float, height: float) -> None:
    assert geo.height_over_line(point(5, y), point(*start), point(*end)) == pytest.approx(height)


def test_a_line_without_length_has_no_height() -> None:
    assert math.isnan(geo.height_over_line(point(1, 1), point(0, 0), point(0, 0)))


def test_arrays_with_any_leading_axes_are_one_call() -> None:
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(3, 4, 5, 2))
    whole = geo.interior_angle(a, b, c)
    one_by_one = [[float(geo.interior_angle(a[i, j], b[i, j], c[i, j])) for j in range(5)] for i in range(4)]
    np.testing.assert_allclose(whole, one_by_one)


def moved(p: np.ndarray, shift: np.ndarray, scale: float, turn_deg: float, mirror: bool) -> np.ndarray:
    r = math.radians(turn_deg)
    turned = np.array([[math.cos(r), -math.sin(r)], [math.sin(r), math.cos(r)]]) @ p * scale + shift
    return turned * (-1, 1) if mirror else turned


@SETTINGS
@given(a=POINT, b=POINT, c=POINT, shift=POINT, scale=st.floats(0.1, 10), turn=st.floats(0, 360), mirror=st.booleans())
def test_an_interior_angle_is_the_bodys_not_the_pictures(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, shift: np.ndarray, scale: float, turn: float, mirror: bool
) -> None:
    if min(np.hypot(*(a - b)), np.hypot(*(c - b))) < 1.0:
        return
    there = [moved(p, shift, scale, turn, mirror) for p in (a, b, c)]
    assert float(geo.interior_angle(*there)) == pytest.approx(float(geo.interior_angle(a, b, c)), abs=1e-4)


@SETTINGS
@given(a=POINT, b=POINT, shift=POINT, scale=st.floats(0.1, 10), mirror=st.booleans())
def test_an_inclination_survives_shift_scale_and_mirror(
    a: np.ndarray, b: np.ndarray, shift: np.ndarray, scale: float, mirror: bool
) -> None:
    if np.hypot(*(a - b)) < 1.0:
        return
    there = [moved(p, shift, scale, 0.0, mirror) for p in (a, b)]
    assert float(geo.elevation(*there)) == pytest.approx(float(geo.elevation(a, b)), abs=1e-4)


@SETTINGS
@given(points=st.lists(POINT, min_size=3, max_size=3), hole=st.integers(0, 2))
def test_nan_in_is_nan_out_and_never_an_error(points: list[np.ndarray], hole: int) -> None:
    points[hole] = np.array([math.nan, math.nan])
    for function in (geo.interior_angle, geo.turn, geo.height_over_line):
        assert math.isnan(float(function(*points)))
