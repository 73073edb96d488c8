"""How the body lies or stands, and how the picture holds it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from bodies import SIZE, all_fours, lying, observation, side_on, standing, world_of
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.framing import DARK_LUMA, EDGES, Framing, FramingState, framing_step
from posecheck.pose.landmarks import COUNT, INDEX
from posecheck.pose.pose import Floats, Observation
from posecheck.pose.stance import Stance, chest_direction, stance_of

SETTINGS = settings(max_examples=40, deadline=None)


def seated() -> Floats:
    """On the floor with long legs, facing right."""
    return side_on(
        {
            "shoulder": (200.0, 160.0), "hip": (200.0, 280.0), "knee": (300.0, 275.0), "ankle": (395.0, 280.0),
            "ear": (203.0, 130.0), "nose": (218.0, 130.0), "elbow": (210.0, 220.0), "wrist": (240.0, 260.0),
        }
    )  # fmt: skip


def on_heels() -> Floats:
    """Child's pose, head to the left: hips on the heels, arms forward on the floor."""
    return side_on(
        {
            "shoulder": (230.0, 260.0), "hip": (340.0, 240.0), "knee": (260.0, 285.0), "ankle": (355.0, 285.0),
            "ear": (190.0, 275.0), "nose": (180.0, 285.0), "elbow": (170.0, 275.0), "wrist": (110.0, 285.0),
        }
    )  # fmt: skip


def on_the_side() -> Floats:
    """World of a side plank, head to the left, the front to the camera: one shoulder above the other."""
    world = world_of(lying(hip_deg=178.0, knee_deg=178.0), width_m=0.0)
    for joint in ("shoulder", "hip"):
        world[INDEX[f"left_{joint}"], 1] += 0.15
        world[INDEX[f"right_{joint}"], 1] -= 0.15
    return world


STANCES: list[tuple[Stance, Floats]] = [
    ("supine", world_of(lying(), near="right")),
    ("prone", world_of(lying(hip_deg=178.0, knee_deg=178.0), near="left")),
    ("all_fours", world_of(all_fours())),
    ("kneeling", world_of(on_heels())),
    ("side_lying", on_the_side()),
    ("seated", world_of(seated())),
    ("standing", world_of(standing())),
]


@pytest.mark.parametrize(("stance", "world"), STANCES, ids=[s for s, _ in STANCES])
def test_the_stance_is_told_from_the_body(stance: Stance, world: Floats) -> None:
    assert stance_of(world) == stance


@pytest.mark.parametrize(("stance", "world"), STANCES, ids=[s for s, _ in STANCES])
@given(turn_deg=st.floats(0, 360), size=st.floats(0.5, 2.0))
@SETTINGS
def test_the_stance_is_the_same_from_every_side_and_at_every_size(
    stance: Stance, world: Floats, turn_deg: float, size: float
) -> None:
    turn = math.radians(turn_deg)
    about_upright = np.array([[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]])
    assert stance_of(size * world @ about_upright.T) == stance


def test_nobody_has_no_stance() -> None:
    assert stance_of(np.full((COUNT, 3), np.nan)) == "unknown"


def test_the_chest_of_a_body_on_its_back_points_up() -> None:
    assert chest_direction(world_of(lying(), near="right")) == pytest.approx([0, -1, 0], abs=0.05)


def framed(xy: Floats, **values: float) -> Framing:
    seen = replace(observation(xy), **{k: np.asarray(v) for k, v in values.items()})
    return framing_step(FramingState(), seen)[1]


@pytest.mark.parametrize(
    ("shift", "edge"), [((-200, 0), "left"), ((300, 0), "right"), ((0, -200), "top"), ((0, 130), "bottom")]
)
def test_the_edge_that_cuts_the_body_is_told(shift: tuple[float, float], edge: str) -> None:
    assert framed(lying()).cut == ()
    assert framed(lying() + shift).cut == (edge,)


def test_extent_light_and_company_are_told() -> None:
    whole, small = framed(lying()), framed(0.3 * lying())
    assert 0.3 < whole.extent < 0.7
    assert small.extent == pytest.approx(0.3 * whole.extent)
    assert framed(lying(), people=2.0).people == 2
    assert [framed(lying(), luma=luma).dark for luma in (DARK_LUMA - 1, DARK_LUMA + 1)] == [True, False]


def test_a_hand_that_leaves_the_picture_for_a_moment_is_no_cut_off_body() -> None:
    state, framing = FramingState(), Framing()
    outside = lying()
    outside[INDEX["left_wrist"]] = (SIZE[0] + 30, 200)
    cuts = []
    for i in range(90):
        seen = replace(observation(outside if 30 <= i < 40 or i >= 60 else lying()), t_s=np.asarray(i / 30))
        state, framing = framing_step(state, seen)
        cuts.append(framing.cut)
    assert set(cuts[:60]) == {()}
    assert cuts[-1] == ("right",)


def test_an_empty_picture_keeps_what_is_known_and_counts_nobody() -> None:
    state, _ = framing_step(FramingState(), observation(lying()))
    nobody: Observation = replace(
        observation(lying()), t_s=np.asarray(0.1), xy=np.full((COUNT, 2), np.nan), people=np.asarray(0.0)
    )
    _, framing = framing_step(state, nobody)
    assert (framing.people, framing.cut) == (0, ())
    assert math.isfinite(framing.extent)
    assert set(framing.cut) <= set(EDGES)
