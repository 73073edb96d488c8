"""Smoothing that neither delays nor shaves much, and the outline of the back from a mask."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from bodies import SIZE, all_fours, lying
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.landmarks import BONES, INDEX
from posecheck.pose.pose import OUTLINE_STATIONS, Floats
from posecheck.pose.silhouette import STATIONS, bones_on_body, curvature, outline
from posecheck.pose.smoothing import OneEuroState, one_euro_step, zero_phase

SETTINGS = settings(max_examples=30, deadline=None)
TRUNK_PX = 120.0


def filtered(values: Floats, fps: float = 30.0, scale: float = TRUNK_PX) -> Floats:
    state: OneEuroState | None = None
    out = []
    for i, value in enumerate(values):
        state, smooth = one_euro_step(state, i / fps, np.array([value]), scale)
        out.append(float(smooth[0]))
    return np.array(out)


@SETTINGS
@given(level=st.floats(-1000, 1000), fps=st.floats(5, 120))
def test_what_stands_still_stays(level: float, fps: float) -> None:
    np.testing.assert_allclose(filtered(np.full(40, level), fps), level, atol=1e-9)


def test_jitter_at_rest_becomes_less() -> None:
    noise = np.random.default_rng(0).normal(0, 0.5, 300)
    assert filtered(noise)[30:].std() < 0.75 * noise[30:].std()


@pytest.mark.parametrize("seconds", [0.8, 1.5, 3.0], ids=["quick", "usual", "slow"])
def test_a_lift_is_neither_shaved_nor_late(seconds: float) -> None:
    share = np.clip((np.arange(200) / 30 - 1) / seconds, 0, 1)
    lift = 50 * (10 * share**3 - 15 * share**4 + 6 * share**5)
    smooth = filtered(lift)
    assert smooth.max() == pytest.approx(50.0, abs=0.5)
    assert (np.argmax(smooth > 25) - np.argmax(lift > 25)) / 30 <= 0.1
    assert (np.diff(smooth) > -1e-6).all(), "no overshoot"


def test_a_gap_is_left_open_and_the_filter_starts_anew_behind_it() -> None:
    values = np.array([1.0] * 10 + [math.nan] * 5 + [9.0] * 10)
    smooth = filtered(values)
    assert np.isnan(smooth[10:15]).all()
    assert smooth[15] == 9.0


@SETTINGS
@given(scale=st.floats(10, 1000))
def test_near_and_far_people_are_smoothed_alike(scale: float) -> None:
    values = np.cumsum(np.random.default_rng(5).normal(0, 0.01, 60))
    np.testing.assert_allclose(filtered(values * scale, scale=scale) / scale, filtered(values, scale=1.0), atol=1e-9)


def test_time_that_stands_still_is_no_division_by_zero() -> None:
    state, _ = one_euro_step(None, 1.0, np.array([1.0]), TRUNK_PX)
    _, smooth = one_euro_step(state, 1.0, np.array([5.0]), TRUNK_PX)
    assert smooth.tolist() == [5.0]


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0, 120.0])
def test_zero_phase_neither_delays_nor_shaves(fps: float) -> None:
    t_s = np.arange(round(8 * fps)) / fps
    swing = 128 + 25 * np.sin(2 * np.pi * 0.4 * t_s)
    smooth = zero_phase(t_s, swing)
    middle = slice(round(fps), -round(fps))
    assert np.abs(smooth - swing)[middle].max() < 0.3


def test_zero_phase_leaves_gaps_and_short_pieces_as_they_are() -> None:
    t_s = np.arange(200) / 30
    values = np.random.default_rng(1).normal(0, 1, 200)
    values[[80, 90]] = math.nan
    smooth = zero_phase(t_s, values)
    assert np.flatnonzero(np.isnan(smooth)).tolist() == [80, 90]
    np.testing.assert_array_equal(smooth[81:90], values[81:90])
    assert smooth[:80].std() < values[:80].std()


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0]], ids=["nothing", "one", "two"])
def test_zero_phase_takes_what_there_is(values: list[float]) -> None:
    assert zero_phase(np.arange(len(values)) / 30, np.array(values)).tolist() == values


def back(bend: float, height: float = 0.25, lean_px: float = 0.0) -> tuple[np.ndarray, Floats]:
    """A mask of a body on all fours whose back is a parabola over the shoulder-hip line, and its joints."""
    xy = all_fours()
    for joint in ("left_hip", "right_hip"):
        xy[INDEX[joint], 1] += lean_px
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for x in range(180, 380):
        along = (x - 220.0) / TRUNK_PX
        line = 180.0 + along * lean_px
        top = line - TRUNK_PX * (height - bend * (along - 0.5) ** 2)
        mask[max(round(top), 0) : round(line) + 40, x] = 255
    return mask, xy


@pytest.mark.parametrize("bend", [-0.6, -0.3, 0.0, 0.3, 0.5], ids=["cow", "hollow", "flat", "round", "cat"])
@pytest.mark.parametrize("lean_px", [0.0, 25.0], ids=["level", "sloping"])
def test_the_backs_curvature_is_read_off_the_mask(bend: float, lean_px: float) -> None:
    mask, xy = back(bend, lean_px=lean_px)
    heights = outline(mask, xy, SIZE)
    assert heights.shape == (OUTLINE_STATIONS,)
    assert float(curvature(heights)) == pytest.approx(bend, abs=0.08)


@pytest.mark.parametrize("step", [1, 2, 4], ids=["full", "half", "quarter"])
def test_a_smaller_mask_gives_the_same_back(step: int) -> None:
    mask, xy = back(0.4)
    assert float(curvature(outline(mask[::step, ::step], xy, SIZE))) == pytest.approx(0.4, abs=0.1)


def slit(mask: np.ndarray) -> None:
    """A belt or the shadow of one along the whole trunk, just over the shoulder-hip line."""
    mask[170:174] = 0


def hole(mask: np.ndarray) -> None:
    mask[150:190, 250:262] = 0


def holes(mask: np.ndarray) -> None:
    for x in (228, 262, 301, 330):
        mask[160:178, x : x + 6] = 0


def missing(mask: np.ndarray) -> None:
    mask[:, 250:262] = 0


def arm_in_front(mask: np.ndarray) -> None:
    """The near arm crosses the trunk and rises a fifth of it over the back."""
    mask[115:230, 232:258] = 255


def hanging_hair(mask: np.ndarray) -> None:
    """Hair over the neck and the first of the back, and down beside the face."""
    mask[105:240, 190:236] = 255


def loose_shirt(mask: np.ndarray) -> None:
    """Folds of one to three hundredths of the trunk up, and a belly of cloth hanging down."""
    for x in range(225, 345, 9):
        top = int(np.flatnonzero(mask[:, x])[0])
        mask[top - 1 - x % 3 : top, x : x + 5] = 255
    mask[180:245, 240:330] = 255


@pytest.mark.parametrize(
    "spoil", [slit, hole, holes, missing, arm_in_front, hanging_hair, loose_shirt], ids=lambda spoil: spoil.__name__
)
@pytest.mark.parametrize("bend", [-0.6, 0.0, 0.5], ids=["cow", "flat", "cat"])
def test_what_is_not_the_back_does_not_bend_it(spoil: Callable[[np.ndarray], None], bend: float) -> None:
    mask, xy = back(bend, height=0.3)
    clean = float(curvature(outline(mask, xy, SIZE)))
    spoil(mask)
    assert float(curvature(outline(mask, xy, SIZE))) == pytest.approx(clean, abs=0.08), "the error the measure states"


def test_an_outline_covered_for_the_most_part_is_not_judged() -> None:
    mask, xy = back(0.4)
    mask[60:200, 240:310] = 255
    mask[140:190, 320:340] = 0
    assert math.isnan(float(curvature(outline(mask, xy, SIZE))))


@given(
    bend=st.floats(-0.7, 0.5),
    start=st.integers(0, 20),
    wide=st.integers(1, 6),
    high=st.floats(-0.3, 0.4).filter(lambda high: abs(high) > 0.15),
)
def test_a_bump_as_thick_as_an_arm_anywhere_on_the_back_leaves_its_curvature(
    bend: float, start: int, wide: int, high: float
) -> None:
    heights = 0.25 - bend * (STATIONS - 0.5) ** 2
    heights[5 + start : 5 + start + wide] += high
    assert float(curvature(heights)) == pytest.approx(bend, abs=0.08)


@given(st.lists(st.floats(-0.5, 0.7) | st.just(math.nan), min_size=OUTLINE_STATIONS, max_size=OUTLINE_STATIONS))
def test_any_outline_gives_a_curvature_or_none_and_never_an_error(heights: list[float]) -> None:
    alone = float(curvature(np.array(heights)))
    together = curvature(np.stack([heights, heights]))
    assert not math.isinf(alone)
    np.testing.assert_allclose(together, [alone, alone], atol=1e-9)


@pytest.mark.parametrize(
    "mask",
    [None, np.zeros((90, 160), np.uint8), np.full((90, 160), 255, np.uint8)],
    ids=["none", "empty", "everything"],
)
def test_where_no_edge_is_there_is_no_curve(mask: np.ndarray | None) -> None:
    heights = outline(mask, all_fours(), SIZE)
    assert np.isnan(heights).all()
    assert math.isnan(float(curvature(heights)))


def test_a_body_that_is_not_there_has_no_outline() -> None:
    mask, _ = back(0.0)
    assert np.isnan(outline(mask, np.full((33, 2), np.nan), SIZE)).all()


def test_curvature_of_a_frame_is_the_same_to_the_last_bit_in_a_clip() -> None:
    rows = np.random.default_rng(7).normal(0.1, 0.2, (64, len(STATIONS)))
    rows[5, 3] = rows[9, :] = math.nan
    np.testing.assert_array_equal(curvature(rows), [float(curvature(row)) for row in rows])
    np.testing.assert_array_equal(curvature(np.asfortranarray(rows)), curvature(rows))


def test_curvature_of_a_clip_is_one_call() -> None:
    rows = np.stack([0.25 - bend * (STATIONS - 0.5) ** 2 for bend in (-0.3, 0.0, 0.4)])
    np.testing.assert_allclose(curvature(rows), [-0.3, 0.0, 0.4], atol=1e-6)
    rows[1, 5] = np.nan
    np.testing.assert_allclose(curvature(rows), [-0.3, 0.0, 0.4], atol=1e-6)


def test_bones_are_on_the_body_or_beside_it() -> None:
    xy = lying()
    whole = np.full((SIZE[1] // 4, SIZE[0] // 4), 255, np.uint8)
    np.testing.assert_array_equal(bones_on_body(whole, xy, SIZE), 1.0)
    upper = whole.copy()
    upper[: SIZE[1] // 8] = 0
    np.testing.assert_array_equal(bones_on_body(np.zeros_like(whole), xy, SIZE), 0.0)
    assert np.isnan(bones_on_body(None, xy, SIZE)).all()
    shares = dict(zip(BONES, bones_on_body(upper, xy, SIZE), strict=True))
    assert shares["left_shoulder", "left_elbow"] == 1.0, "the arm lies in the lower half of the picture"
