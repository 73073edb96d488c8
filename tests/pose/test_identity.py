"""Left and right exchanged by the network and put back: legs, arms, the whole body; what stays so is believed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from bodies import TRUNK_PX, lying, observation, world_of
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.identity import ACCEPT_S, ARMS, BODY, LEGS, Group, IdentityState, exchange, identity_step
from posecheck.pose.landmarks import BONES, INDEX
from posecheck.pose.pose import Observation

FPS = 30.0


def apart(t_s: float, *, swing: float = 0.0) -> Observation:
    """Lying, the left leg and arm up, the right ones down, moving a little."""
    xy = lying()
    for joint in ("knee", "ankle", "heel", "foot_index"):
        xy[INDEX[f"left_{joint}"]] += (10 * swing, -80)
    for joint in ("elbow", "wrist"):
        xy[INDEX[f"left_{joint}"]] += (-30, -60)
    seen = observation(xy, t_s=t_s, world=world_of(xy, near="left"))
    bones = np.linspace(0.8, 1.0, len(BONES))
    return replace(seen, bones=bones)


def follow(frames: list[Observation]) -> tuple[list[Observation], list[bool]]:
    state, out, told = IdentityState(), [], []
    for frame in frames:
        state, kept = identity_step(state, frame, TRUNK_PX)
        out.append(kept)
        told.append(state.exchanged)
    return out, told


def same(a: Observation, b: Observation) -> bool:
    return all(np.array_equal(getattr(a, n), getattr(b, n)) for n in ("xy", "world", "visibility", "bones"))


@pytest.mark.parametrize("group", [LEGS, ARMS, BODY], ids=["legs", "arms", "body"])
def test_a_swap_of_half_a_second_is_put_back(group: Group) -> None:
    true = [apart(i / FPS, swing=math.sin(i / 9)) for i in range(60)]
    seen = [exchange(f, group) if 20 <= i < 35 else f for i, f in enumerate(true)]
    kept, told = follow(seen)
    assert all(same(a, b) for a, b in zip(kept, true, strict=True))
    assert told == [20 <= i < 35 for i in range(60)]


@pytest.mark.parametrize("group", [LEGS, ARMS, BODY], ids=["legs", "arms", "body"])
def test_what_stays_exchanged_is_believed(group: Group) -> None:
    frames = [apart(i / FPS) for i in range(20)] + [exchange(apart(i / FPS), group) for i in range(20, 90)]
    kept, told = follow(frames)
    assert same(kept[-1], frames[-1])
    assert sum(told) == pytest.approx(ACCEPT_S * FPS, abs=2)
    assert not told[-1]


def test_limbs_that_cross_slowly_are_no_swap() -> None:
    frames = []
    for i in range(60):
        xy = lying()
        for joint in ("knee", "ankle", "heel", "foot_index"):
            xy[INDEX[f"left_{joint}"], 1] -= 80 * (1 - i / 30)
        frames.append(observation(xy, t_s=i / FPS))
    kept, told = follow(frames)
    assert not any(told)
    assert all(same(a, b) for a, b in zip(kept, frames, strict=True))


def test_somebody_who_turns_about_is_followed() -> None:
    angles = np.linspace(0, 180, 90)
    frames = [observation(lying(), t_s=i / FPS, world=world_of(lying(), turn_deg=a)) for i, a in enumerate(angles)]
    frames += [observation(lying(), t_s=(90 + i) / FPS, world=world_of(lying(), turn_deg=180)) for i in range(60)]
    kept, told = follow(frames)
    assert same(kept[-1], frames[-1])
    assert not told[-1]


@given(group=st.sampled_from([LEGS, ARMS, BODY]))
@settings(max_examples=5)
def test_exchanging_twice_changes_nothing(group: Group) -> None:
    frame = apart(0.0)
    assert same(exchange(exchange(frame, group), group), frame)
    assert not same(exchange(frame, group), frame)


def test_frames_without_a_person_are_left_alone() -> None:
    gone = observation(np.full((33, 2), np.nan), world=np.full((33, 3), np.nan))
    state, kept = identity_step(IdentityState(), gone, math.nan)
    assert kept is gone
    assert state == IdentityState()
