"""Which joints may be judged, from where the camera looks, and that a clip is its frames one after the other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from bodies import SIZE, all_fours, lying, mirrored, observation, standing, world_of
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.landmarks import BONES, COUNT, INDEX, NAMES, SWAP, index_of
from posecheck.pose.pose import Detection, Floats, Observation
from posecheck.pose.tracker import TrackerState, observe, track, track_step, trunk_px
from posecheck.pose.trust import MIN_VISIBILITY, Doubt, doubts, explain

SETTINGS = settings(max_examples=30, deadline=None)


def doubt_of(seen: Observation, joint: str) -> Doubt:
    return Doubt(int(doubts(seen)[INDEX[joint]]))


def with_joint(seen: Observation, joint: str, **values: float | tuple[float, float]) -> Observation:
    arrays = {name: getattr(seen, name).copy() for name in values}
    for name, value in values.items():
        arrays[name][INDEX[joint]] = value
    return replace(seen, **arrays)


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        pytest.param({}, Doubt.NONE, id="clear"),
        pytest.param({"visibility": 0.3}, Doubt.HIDDEN, id="hardly visible"),
        pytest.param({"presence": 0.3}, Doubt.HIDDEN, id="hardly there"),
        pytest.param({"xy": (300.0, 400.0)}, Doubt.OUT_OF_FRAME, id="below the picture"),
        pytest.param({"xy": (1.0, 200.0)}, Doubt.OUT_OF_FRAME, id="on the very edge"),
        pytest.param({"xy": (1.0, 200.0), "visibility": 0.1}, Doubt.OUT_OF_FRAME, id="the gravest reason is told"),
        pytest.param({"xy": (math.nan, math.nan)}, Doubt.ABSENT, id="absent"),
    ],
)
def test_a_joint_says_why_it_is_doubted(values: dict[str, float], doubt: Doubt) -> None:
    assert doubt_of(with_joint(observation(lying()), "left_ankle", **values), "left_ankle") is doubt


@pytest.mark.parametrize(
    ("bone", "doubted"),
    [
        (("left_knee", "left_ankle"), {"left_knee", "left_ankle"}),
        (("left_hip", "left_knee"), {"left_knee", "left_ankle"}),
        (("right_shoulder", "right_elbow"), {"right_elbow", "right_wrist"}),
        (("right_elbow", "right_wrist"), {"right_elbow", "right_wrist"}),
    ],
    ids=lambda v: v[1] if isinstance(v, tuple) else "",
)
def test_a_bone_beside_the_body_throws_doubt_on_its_limb_alone(bone: tuple[str, str], doubted: set[str]) -> None:
    seen = observation(lying())
    shares = seen.bones.copy()
    shares[BONES.index(bone)] = 0.4
    found = doubts(replace(seen, bones=shares))
    assert {NAMES[i] for i in np.flatnonzero(found)} == doubted
    assert set(found[found > 0]) == {Doubt.OFF_BODY}


def test_without_a_mask_no_bone_is_doubted() -> None:
    assert not doubts(observation(lying(), bones=math.nan)).any()


def test_a_gap_is_explained_by_its_first_doubted_joint() -> None:
    seen = with_joint(observation(lying()), "left_ankle", xy=(300.0, 400.0))
    joints = (INDEX["left_hip"], INDEX["left_ankle"])
    assert explain(doubts(seen), joints) == "left_ankle out of frame"
    assert explain(doubts(seen), joints[:1]) == ""
    nobody = observe(Detection.empty(SIZE), 0.0)
    assert explain(doubts(nobody), joints) == "nobody in the picture"


@SETTINGS
@given(seed=st.integers(0, 999), less=st.floats(0, 1), push_px=st.floats(0, 200))
def test_more_doubt_never_makes_more_joints_trusted(seed: int, less: float, push_px: float) -> None:
    rng = np.random.default_rng(seed)
    seen = replace(observation(lying()), visibility=rng.random(COUNT), bones=rng.random(len(BONES)))
    worse = replace(
        seen,
        visibility=seen.visibility * (1 - less),
        bones=seen.bones * (1 - less),
        xy=seen.xy + np.array([0.0, push_px if push_px > 100 else 0.0]),
    )
    assert not ((doubts(worse) == 0) & (doubts(seen) != 0)).any()
    assert (doubts(seen)[seen.visibility < MIN_VISIBILITY] != 0).all()


def view_after(xy: Floats, seconds: float = 3.0, **world: float | str):  # type: ignore[no-untyped-def]
    state = TrackerState()
    for i in range(round(seconds * 10)):
        state, _, view = track_step(state, observation(xy, t_s=i / 10, world=world_of(xy, **world)))  # type: ignore[arg-type]
    return view


@pytest.mark.parametrize(
    ("turn_deg", "kind"),
    [(0.0, "side"), (20.0, "side"), (45.0, "oblique"), (70.0, "front"), (90.0, "front")],
)
def test_the_view_is_told_with_its_degrees(turn_deg: float, kind: str) -> None:
    xy = standing()
    xy[:, 1] = 200.0 - 0.999 * (200.0 - xy[:, 1])
    view = view_after(xy, turn_deg=turn_deg)
    assert (view.kind, view.off_axis_deg) == (kind, pytest.approx(turn_deg, abs=1.0))


@pytest.mark.parametrize("near", ["left", "right"])
def test_the_near_side_is_the_one_nearer_to_the_camera(near: str) -> None:
    assert view_after(lying(), near=near).near == near


@pytest.mark.parametrize(
    ("xy", "facing"),
    [(lying(), "left"), (mirrored(lying()), "right"), (all_fours(), "left"), (standing(), "left")],
    ids=["head to the left", "head to the right", "all fours", "standing"],
)
def test_facing_is_where_the_head_or_the_face_points(xy: Floats, facing: str) -> None:
    assert view_after(xy).facing == facing


def test_the_near_side_does_not_flicker_when_the_body_is_seen_from_the_front() -> None:
    state, sides = TrackerState(), []
    rng = np.random.default_rng(2)
    xy = standing()
    for i in range(60):
        world = world_of(xy, turn_deg=90.0) + rng.normal(0, 0.01, (COUNT, 3))
        state, _, view = track_step(state, observation(xy, t_s=i / 30, world=world))
        sides.append(view.near)
    assert len(set(sides)) == 1


def test_nobody_is_no_view_and_changes_none() -> None:
    _, pose, view = track_step(TrackerState(), observe(Detection.empty(SIZE), 0.0))
    assert (view.kind, bool(pose.detected), bool(pose.trusted.any())) == ("unknown", False, False)


def test_track_is_track_step_frame_by_frame() -> None:
    rng = np.random.default_rng(1)
    rows = [observation(lying(120 + i) + rng.normal(0, 1, (COUNT, 2)), t_s=i / 30) for i in range(12)]
    rows[5] = replace(observe(Detection.empty(SIZE), 5 / 30), bones=rows[4].bones * np.nan)
    series, views = track(Observation.stack(rows))
    state = TrackerState()
    for i, row in enumerate(rows):
        state, pose, view = track_step(state, row)
        np.testing.assert_array_equal(series.xy[i], pose.xy)
        np.testing.assert_array_equal(series.trusted[i], pose.trusted)
        assert repr(views[i]) == repr(view)


def test_an_observation_keeps_no_picture_and_is_rounded_as_recordings_are() -> None:
    ones = np.full(COUNT, 0.9)
    xy = lying() + 0.123456789
    seen = observe(Detection(xy, world_of(xy), ones, ones, np.full((90, 160), 255, np.uint8), 2, SIZE), 1.5, 77.0)
    assert (float(seen.t_s), float(seen.luma), float(seen.people)) == (1.5, 77.0, 2.0)
    np.testing.assert_array_equal(seen.xy, seen.xy.astype(np.float32))
    np.testing.assert_allclose(seen.bones, 1.0)


def test_the_trunk_is_the_bodys_yardstick() -> None:
    assert trunk_px(lying()) == pytest.approx(120.0)


def test_landmarks_names_sides_and_swap() -> None:
    assert (COUNT, NAMES[INDEX["left_hip"]], index_of("hip", "right")) == (33, "left_hip", INDEX["right_hip"])
    assert index_of("nose", "left") == INDEX["nose"]
    assert (SWAP[SWAP] == np.arange(COUNT)).all()
    assert NAMES[SWAP[INDEX["mouth_left"]]] == "mouth_right"
