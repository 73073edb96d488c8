"""Hips that move behind a thing that stands still: the picture doesn't change, so they aren't seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bodies import SIZE, TRUNK_PX, detection, lying, observation

from posecheck.pose.cover import LOOK_S, WIDTH_PX, CoverState, Picture, cover_step, look_due
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats
from posecheck.pose.trust import Doubt, doubts

SCALE = WIDTH_PX / SIZE[0]
HEIGHT_PX = round(SIZE[1] * SCALE)
HIPS, KNEES = ([INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]] for joint in ("hip", "knee"))
SHOULDERS = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
FREE, BOXED = "free", "boxed"


def body_at(lift: float) -> Floats:
    """A lying body whose hips are lifted by so many trunk lengths, and the knees with them."""
    xy = lying()
    xy[[*HIPS, *KNEES], 1] -= lift * TRUNK_PX
    return xy


def picture_of(xy: Floats, box: bool, noise: float, seed: int) -> Picture:
    """A room with pelvis, chest and legs; with a box that hides wherever the hips may be."""
    luck = np.random.default_rng(seed)
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 120.0)
    picture[::4] = 100.0
    for joints, half_px in ((HIPS, 4), (SHOULDERS, 4), (KNEES, 8)):
        x, y = np.round(xy[joints].mean(0) * SCALE).astype(int)
        picture[max(y - half_px, 0) : y + half_px + 1, x - half_px : x + half_px + 1] = 30.0
    if box:
        x, y = np.round(lying()[HIPS].mean(0) * SCALE).astype(int)
        picture[y - 30 : y + 12, x - 10 : x + 11] = 180.0
    return np.asarray(np.clip(picture + luck.normal(0, noise, picture.shape), 0, 255), np.float32)


def hips_covered(*steps: tuple[float, str], noise: float = 0.0) -> list[bool]:
    """Return for each (lift, FREE or BOXED) look whether the hips are found covered after it."""
    state, found = CoverState(), []
    for i, (lift, scene) in enumerate(steps):
        xy = body_at(lift)
        small = picture_of(xy, scene == BOXED, noise, i)
        state = cover_step(state, i * LOOK_S, small, detection(xy))
        assert state.covered[0] == 0, "the shoulders lie still"
        found.append(bool(state.covered[1]))
    return found


@pytest.mark.parametrize("noise", [0.0, 1.5])
@pytest.mark.parametrize(
    ("steps", "covered"),
    [
        pytest.param([(0.0, FREE), (0.25, FREE), (0.5, FREE)], [False, False, False], id="seen all the time"),
        pytest.param([(0.0, BOXED), (0.25, BOXED), (0.5, BOXED)], [False, False, True], id="behind a box"),
        pytest.param([(0.0, BOXED), (0.5, BOXED), (0.5, BOXED)], [False, True, True], id="held behind a box"),
        pytest.param([(0.0, BOXED), (0.1, BOXED), (0.2, BOXED)], [False, False, False], id="too little movement"),
        pytest.param(
            [(0.0, BOXED), (0.5, BOXED), (0.5, FREE), (0.0, FREE), (0.5, FREE), (0.0, FREE), (0.5, FREE)],
            [False, True, False, False, False, False, False],
            id="the box is taken away",
        ),
    ],
)
def test_hips_that_move_while_the_picture_stays_are_covered(
    steps: list[tuple[float, str]], covered: list[bool], noise: float
) -> None:
    assert hips_covered(*steps, noise=noise) == covered


def test_a_camera_that_moves_tells_nothing() -> None:
    state = CoverState()
    for i, lift in enumerate((0.0, 0.5)):
        small = picture_of(body_at(lift), box=True, noise=0.0, seed=0) + 20.0 * i
        state = cover_step(state, i * LOOK_S, small, detection(body_at(lift)))
    assert not state.covered.any()


def test_a_picture_in_which_nothing_changes_tells_nothing() -> None:
    """As of a camera whose driver repeats a picture: the body isn't in it, moved or not."""
    state = CoverState()
    for i, lift in enumerate((0.0, 0.5)):
        state = cover_step(state, i * LOOK_S, picture_of(lying(), True, 0.0, 0), detection(body_at(lift)))
    assert not state.covered.any()


def test_a_joint_that_the_network_calls_hidden_is_no_evidence() -> None:
    state = CoverState()
    for i, lift in enumerate((0.0, 0.5)):
        found = detection(body_at(lift))
        found = replace(found, visibility=np.full_like(found.visibility, 0.3))
        state = cover_step(state, i * LOOK_S, picture_of(body_at(lift), True, 0.0, 0), found)
    assert not state.covered.any()


@pytest.mark.parametrize(
    ("t_s", "due"), [(0.1, False), (0.2, True), (-1.0, True)], ids=["too soon", "due", "time began anew"]
)
def test_a_look_is_due_five_times_a_second(t_s: float, due: bool) -> None:
    state = cover_step(CoverState(), 0.0, picture_of(lying(), False, 0.0, 0), detection(lying()))
    assert look_due(CoverState(), 0.0)
    assert look_due(state, t_s) is due


def test_covered_hips_are_not_judged() -> None:
    seen = replace(observation(lying()), covered=np.array([0.0, 1.0]))
    found = {i for i, doubt in enumerate(doubts(seen)) if doubt == Doubt.COVERED}
    assert found == set(HIPS)
    assert not doubts(observation(lying())).any()
