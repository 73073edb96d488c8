"""More looks at a still: how far they disagree with the first one, joint by joint."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from bodies import SIZE, TRUNK_PX, detection, lying

from posecheck.io.second_look import LOOKS, LOST, Picture, spread_of
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection, Floats

PICTURE = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)


class Looker:
    """Sees the body where it is on each turned picture, with a joint moved by `off_px` there."""

    def __init__(self, off_px: float = 0.0, strangers: tuple[Floats, ...] = ()) -> None:
        self._off_px, self._strangers, self.looks = off_px, strangers, 0

    def __call__(self, picture: Picture) -> list[Detection]:
        assert picture.shape == PICTURE.shape
        degrees, size = LOOKS[self.looks]
        self.looks += 1
        turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), degrees, size)
        seen = lying()
        seen[INDEX["left_knee"], 1] -= self._off_px
        return [detection(np.c_[xy, np.ones(33)] @ turn.T) for xy in (*self._strangers, seen)]


def test_looks_that_agree_leave_nothing_in_doubt() -> None:
    looker = Looker()
    assert spread_of(PICTURE, detection(lying()), looker) == pytest.approx(np.zeros(33), abs=1e-6)
    assert looker.looks == len(LOOKS)


def test_a_joint_seen_elsewhere_is_told_in_trunk_lengths() -> None:
    spread = spread_of(PICTURE, detection(lying()), Looker(off_px=24.0))
    assert spread[INDEX["left_knee"]] == pytest.approx(24.0 / TRUNK_PX, rel=0.01)
    assert np.delete(spread, INDEX["left_knee"]).max() < 1e-6


def test_other_people_in_the_picture_are_not_taken_for_the_body() -> None:
    stranger = lying() + np.array([150.0, -100.0])
    looker = Looker(strangers=(stranger,))
    assert spread_of(PICTURE, detection(lying()), looker).max() < 1e-6


def test_a_look_that_finds_nobody_is_sure_of_nothing() -> None:
    assert (spread_of(PICTURE, detection(lying()), lambda _picture: []) == LOST).all()


def test_a_shrunk_picture_changes_nothing() -> None:
    large = replace(detection(2.0 * lying()), size=(2 * SIZE[0], 2 * SIZE[1]))
    assert spread_of(PICTURE, large, Looker()) == pytest.approx(np.zeros(33), abs=1e-6)
