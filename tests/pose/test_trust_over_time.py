"""What only time tells of a joint: jumps, bones that can't be, limbs that leave the picture; and looks at a still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from bodies import SIZE, TRUNK_PX, all_fours, lying, observation
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.landmarks import COUNT, INDEX, NAMES
from posecheck.pose.pose import Floats, Observation
from posecheck.pose.tracker import FILL_S, TrackerState, track, track_step
from posecheck.pose.trust import CALM_S, MAX_SPREAD, Doubt, TrustState, doubts, trust_step

FPS = 30.0


def stream(n: int, change: Callable[[int, Floats], None], xy: Floats | None = None) -> list[Observation]:
    """A body lying still for `n` frames, changed in place frame by frame."""
    frames = []
    for i in range(n):
        points = (lying() if xy is None else xy).copy()
        change(i, points)
        frames.append(observation(points, t_s=i / FPS))
    return frames


def watched(frames: list[Observation], *, side_on: bool = True) -> list[dict[str, Doubt]]:
    """Doubted joints by name, frame by frame."""
    state, found = TrustState(), []
    for frame in frames:
        state, doubt = trust_step(state, frame, TRUNK_PX, side_on=side_on)
        found.append({NAMES[i]: Doubt(int(d)) for i, d in enumerate(doubt) if d})
    return found


def shift(joint: str, x: float, y: float, when: Callable[[int], bool]) -> Callable[[int, Floats], None]:
    def change(i: int, xy: Floats) -> None:
        if when(i):
            xy[INDEX[joint]] += (x, y)

    return change


def test_a_joint_that_jumps_is_doubted_until_it_has_been_calm() -> None:
    found = watched(stream(60, shift("left_wrist", 0, -60, lambda i: i >= 30)))
    doubted = [i for i, f in enumerate(found) if f.get("left_wrist") is Doubt.JUMPED]
    assert doubted == list(range(30, 30 + len(doubted)))
    assert len(doubted) == pytest.approx(CALM_S * FPS, abs=1)
    assert {name for f in found for name in f} == {"left_wrist"}


def test_a_quick_but_human_movement_is_trusted() -> None:
    def lift(i: int, xy: Floats) -> None:
        for joint in ("wrist", "pinky", "index", "thumb"):
            xy[INDEX[f"left_{joint}"], 1] -= 5.0 * TRUNK_PX / FPS * min(max(i - 30, 0), 8)

    assert not any(f.get("left_wrist") is Doubt.JUMPED for f in watched(stream(60, lift)))


@pytest.mark.parametrize("joint", ["left_hip", "right_shoulder"])
def test_when_the_trunk_jumps_the_whole_body_is_doubted(joint: str) -> None:
    found = watched(stream(60, shift(joint, 40, 0, lambda i: i >= 30)))
    assert len(found[29]) == 0
    assert len(found[31]) == COUNT
    assert not any(d is Doubt.JUMPED for d in found[-1].values())


def test_when_many_limbs_jump_the_whole_body_is_doubted() -> None:
    def scatter(i: int, xy: Floats) -> None:
        for k, joint in enumerate(("left_wrist", "right_wrist", "left_ankle", "right_ankle")):
            xy[INDEX[joint], 1] -= 70 * (i >= 30 + 2 * k)

    found = watched(stream(60, scatter))
    assert len(found[33]) < 8
    assert len(found[37]) == COUNT


@pytest.mark.parametrize(
    ("share", "side_on", "reason"),
    [(0.4, True, Doubt.FORESHORTENED), (0.4, False, None), (1.7, True, Doubt.STRETCHED), (0.9, True, None)],
    ids=["at the camera", "at the camera, from the front", "longer than it is", "about as long as it is"],
)
def test_a_bone_is_held_against_the_persons_own(share: float, side_on: bool, reason: Doubt | None) -> None:
    def stretch(i: int, xy: Floats) -> None:
        if i >= 60:
            hip, knee = INDEX["left_hip"], INDEX["left_knee"]
            grow = min((i - 60) / 20, 1.0)
            xy[knee] = xy[hip] + (1 + grow * (share - 1)) * (xy[knee] - xy[hip])

    assert watched(stream(120, stretch), side_on=side_on)[-1].get("left_knee") is reason


def test_a_limb_that_leaves_the_picture_is_doubted_from_its_middle_on() -> None:
    outside = lying()
    outside[INDEX["left_ankle"]] = (SIZE[0] + 20, 300)
    found = {NAMES[i]: Doubt(int(d)) for i, d in enumerate(doubts(observation(outside))) if d}
    assert found["left_ankle"] is Doubt.OUT_OF_FRAME
    assert found["left_knee"] is Doubt.CUT_OFF
    assert not {"left_hip", "right_knee", "right_ankle", "left_shoulder"} & set(found)


def test_an_ankle_whose_foot_is_outside_was_drawn_to_fit() -> None:
    drawn = lying()
    drawn[INDEX["left_ankle"]] = (SIZE[0] - 10, 300)
    drawn[INDEX["left_heel"]] = drawn[INDEX["left_foot_index"]] = (SIZE[0] + 8, 305)
    assert doubts(observation(drawn))[INDEX["left_ankle"]] == Doubt.OUT_OF_FRAME


@pytest.mark.parametrize(
    ("spread", "visibility", "doubt"),
    [
        (0.05, 0.99, Doubt.NONE), (0.12, 0.99, Doubt.UNSURE), (0.05, 0.4, Doubt.UNSURE), (0.03, 0.4, Doubt.NONE),
        (0.03, 0.2, Doubt.HIDDEN),
    ],
)  # fmt: skip
def test_looks_that_disagree_throw_doubt_the_more_the_less_is_visible(
    spread: float, visibility: float, doubt: Doubt
) -> None:
    seen = replace(observation(lying(), visibility=0.99), spread=np.full(COUNT, spread))
    visible = seen.visibility.copy()
    visible[INDEX["left_knee"]] = visibility
    assert doubts(replace(seen, visibility=visible))[INDEX["left_knee"]] == doubt


@given(noise_px=st.floats(0, 30), more=st.floats(1.0, 3.0), seed=st.integers(0, 2**16))
@settings(max_examples=30, deadline=None)
def test_more_disagreement_never_makes_more_joints_trusted(noise_px: float, more: float, seed: int) -> None:
    spread = np.abs(np.random.default_rng(seed).normal(0, noise_px / TRUNK_PX * MAX_SPREAD, COUNT))
    less, worse = (replace(observation(lying()), spread=s) for s in (spread, more * spread))
    assert ((doubts(worse) == 0) <= (doubts(less) == 0)).all()


@given(jolts=st.lists(st.tuples(st.integers(31, 59), st.sampled_from(NAMES)), max_size=6))
@settings(max_examples=25, deadline=None)
def test_more_jumps_never_make_more_joints_trusted(jolts: list[tuple[int, str]]) -> None:
    def jolt(which: list[tuple[int, str]]) -> Callable[[int, Floats], None]:
        def change(i: int, xy: Floats) -> None:
            for frame, name in which:
                if i == frame:
                    xy[INDEX[name]] += (0, -60)

        return change

    calm, shaken = (watched(stream(62, jolt(which))) for which in ([], jolts))
    assert all(set(a) <= set(b) for a, b in zip(calm, shaken, strict=True))


@given(scale=st.floats(0.4, 1.3), dx=st.floats(0, 20), dy=st.floats(-5, 5))
@settings(max_examples=20, deadline=None)
def test_trust_is_the_same_for_a_near_and_a_far_person(scale: float, dx: float, dy: float) -> None:
    def move(factor: float, x: float, y: float) -> list[set[str]]:
        frames = stream(45, shift("left_ankle", 0, -50, lambda i: i == 30), xy=all_fours())
        size = (round(SIZE[0] * factor) + 60, round(SIZE[1] * factor) + 60)
        moved = [replace(f, xy=f.xy * factor + (x + 30, y + 30), size=size) for f in frames]
        state, found = TrustState(), []
        for frame in moved:
            state, doubt = trust_step(state, frame, TRUNK_PX * factor, side_on=True)
            found.append({NAMES[i] for i, d in enumerate(doubt) if d})
        return found

    assert move(1.0, 0.0, 0.0) == move(scale, dx, dy)


def test_a_body_lost_for_a_moment_is_drawn_but_not_trusted() -> None:
    state = TrackerState()
    state, before, _ = track_step(state, observation(lying(), t_s=0.0))
    gone = observation(np.full((COUNT, 2), np.nan), world=np.full((COUNT, 3), np.nan), visibility=0.0)
    shown = []
    for t_s in (0.1, FILL_S + 0.1):
        state, pose, _ = track_step(state, replace(gone, t_s=np.asarray(t_s)))
        shown.append((bool(pose.shown), bool(pose.detected), bool(pose.trusted.any()), bool(pose.filled.all())))
    assert bool(before.detected)
    assert shown == [(True, False, False, True), (False, False, False, False)]


def test_a_burst_of_missing_frames_never_raises() -> None:
    gone = observation(np.full((COUNT, 2), np.nan), world=np.full((COUNT, 3), np.nan), visibility=0.0)
    frames = [replace(gone if i % 7 in (3, 4) else observation(lying()), t_s=np.asarray(i / FPS)) for i in range(40)]
    pose, _ = track(Observation.stack(frames))
    assert pose.detected.sum() == sum(i % 7 not in (3, 4) for i in range(40))
