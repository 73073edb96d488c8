"""The raised arm: what is one, and what isn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bodies import lying, pose, with_arms

from posecheck.coach.gesture import ArmState, arm_step
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Floats, Pose

FPS = 10


def seen(xy: Floats, *, unseen: tuple[str, ...] = ()) -> Pose:
    made = pose(xy)
    trusted = np.ones_like(made.trusted)
    for name in unseen:
        trusted[INDEX[name]] = False
    return replace(made, trusted=trusted)


def fires(*parts: tuple[float, Pose]) -> int:
    """How often the gesture is seen in a sequence of (seconds, pose)."""
    state, count, t_s = ArmState(), 0, 0.0
    for seconds, shown in parts:
        for _ in range(round(seconds * FPS)):
            state, fired = arm_step(state, replace(shown, t_s=np.asarray(t_s)))
            count += fired
            t_s += 1 / FPS
    return count


DOWN, UP, BOTH = seen(lying()), seen(with_arms("left")), seen(with_arms("left", "right"))
BLIND = seen(with_arms("left"), unseen=("left_wrist",))


@pytest.mark.parametrize(
    ("parts", "times"),
    [
        pytest.param([(2, DOWN), (2, UP)], 1, id="raised and held"),
        pytest.param([(2, DOWN), (9, UP)], 1, id="held on is still one"),
        pytest.param([(2, DOWN), (2, UP), (2, DOWN), (2, UP)], 2, id="twice"),
        pytest.param([(2, DOWN), (1.2, UP), (2, DOWN)], 0, id="only waved"),
        pytest.param([(2, DOWN), (1, UP), (0.2, BLIND), (1, UP)], 1, id="hidden for a moment"),
        pytest.param([(2, DOWN), (1, UP), (1, BLIND), (1, UP)], 0, id="hidden for long"),
        pytest.param([(2, DOWN), (3, BOTH)], 0, id="a stretch"),
        pytest.param([(2, BOTH), (3, UP), (2, BOTH), (3, UP)], 0, id="one of two arms lowered"),
        pytest.param([(3, UP)], 0, id="up from the first frame"),
        pytest.param([(2, DOWN), (3, seen(with_arms("left", bent=True)))], 0, id="elbow bent"),
        pytest.param([(2, DOWN), (3, seen(with_arms("left", leg_up=True)))], 0, id="legs up"),
        pytest.param(
            [(2, DOWN), (3, seen(with_arms("left"), unseen=("left_ankle", "right_ankle")))], 0, id="legs unseen"
        ),
        pytest.param([(2, seen(lying(), unseen=("right_wrist",))), (2, UP)], 1, id="the far arm hidden"),
    ],
)
def test_only_an_arm_raised_from_rest_and_held_is_the_gesture(parts: list[tuple[float, Pose]], times: int) -> None:
    assert fires(*parts) == times


def test_an_arm_that_waves_about_asks_for_nothing() -> None:
    waving = [(0.5, seen(with_arms("left", shift_px=shift))) for shift in (0.0, 35.0, 0.0, 35.0, 0.0, 35.0)]
    assert fires((2, DOWN), *waving) == 0
