"""Every measure on made bodies: known answers, and what must not change them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bodies import (
    SIZE,
    TRUNK_PX,
    all_fours,
    armed,
    lying,
    mirrored,
    observation,
    pose,
    prone,
    rotated,
    standing,
    world_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.pose.landmarks import COUNT, INDEX
from posecheck.pose.measures import MEASURES, Body, compute
from posecheck.pose.pose import OUTLINE_STATIONS, Floats, Observation
from posecheck.pose.silhouette import STATIONS
from posecheck.pose.tracker import TrackerState, track, track_step

SETTINGS = settings(max_examples=30, deadline=None)
BODIES = {
    "lying": lying(),
    "bridge": lying(176, 92, 20),
    "all fours": all_fours(),
    "standing": standing(),
    "prone": prone(15, 10),
}


def measured(xy: Floats, near: str = "left") -> dict[str, float]:
    return {name: float(value) for name, value in compute(pose(xy, near=near)).items()}


@pytest.mark.parametrize(
    ("xy", "name", "value"),
    [
        pytest.param(lying(128, 80), "hip_left", 128.0, id="hip at rest"),
        pytest.param(lying(128, 80), "knee_left", 80.0, id="knee at rest"),
        pytest.param(lying(128, 80), "trunk_left", 0.0, id="trunk lying"),
        pytest.param(lying(170, 90, 20), "trunk_left", -20.0, id="trunk of a bridge slopes to the head"),
        pytest.param(lying(150, 90), "hip_open_left", 150.0, id="hip below the line"),
        pytest.param(lying(195, 90, 20), "hip_open_left", 195.0, id="hip over the line reads over 180"),
        pytest.param(lying(195, 90, 20), "hip_left", 165.0, id="the interior angle folds back there"),
        pytest.param(lying(180, 90, 30), "hip_line_left", 0.0, id="hip on the line"),
        pytest.param(lying(128, 80), "thigh_left", 52.0, id="thigh lying"),
        pytest.param(lying(128, 80), "face_up", 77.2, id="face to the ceiling"),
        pytest.param(all_fours(), "thigh_left", -87.1, id="thigh on all fours"),
        pytest.param(all_fours(), "upper_arm_left", -90.0, id="arm on all fours"),
        pytest.param(all_fours(), "trunk_left", 0.0, id="back level"),
        pytest.param(all_fours(), "elbow_left", 180.0, id="elbow straight"),
        pytest.param(standing(), "trunk_left", 90.0, id="upright"),
        pytest.param(standing(), "knee_left", 180.0 - 3.27, id="knee nearly straight"),
        pytest.param(standing(), "hip_ankle_left", 100 * 140 / 70.03, id="hip to ankle in thighs"),
        pytest.param(standing(), "seat_left", 1.4, id="height over the ankles in trunks"),
        pytest.param(standing(), "lean", 0.0, id="no lean"),
    ],
)
def test_known_bodies_give_known_numbers(xy: Floats, name: str, value: float) -> None:
    assert measured(xy)[name] == pytest.approx(value, abs=0.2)


def test_a_lifted_hip_is_told_in_trunk_lengths() -> None:
    low, high = lying(), lying()
    for side in ("left", "right"):
        high[INDEX[f"{side}_hip"], 1] -= 0.1 * TRUNK_PX
    assert measured(high)["hip_lift_left"] - measured(low)["hip_lift_left"] == pytest.approx(9.95, abs=0.1)


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, 45.0])
def test_the_shoulder_yaw_grows_as_the_near_shoulder_turns_to_the_left(turn_deg: float) -> None:
    xy = standing()
    half_px = 0.5 * 0.75 * 100 * math.sin(math.radians(turn_deg))
    xy[INDEX["left_shoulder"], 0] -= half_px
    xy[INDEX["right_shoulder"], 0] += half_px
    seen = observation(xy, world=world_of(standing(), turn_deg=turn_deg))
    found = float(compute(track_step(TrackerState(), seen)[1], ("shoulder_yaw",))["shoulder_yaw"])
    assert found == pytest.approx(-turn_deg, abs=2.0)


@pytest.mark.parametrize(("turn_deg", "expected"), [(90.0, 0.0), (60.0, 30.0), (-60.0, 30.0), (0.0, 90.0)])
def test_shoulders_turned_out_of_the_picture_are_told_from_their_depth(turn_deg: float, expected: float) -> None:
    seen = observation(standing(), world=world_of(standing(), turn_deg=turn_deg))
    found = float(compute(track_step(TrackerState(), seen)[1], ("shoulder_turn",))["shoulder_turn"])
    assert found == pytest.approx(expected, abs=2.0)


@pytest.mark.parametrize(("lift_px", "slope"), [(0.0, 0.0), (-25.0, 45.0), (25.0, 45.0)])
def test_a_foot_slopes_with_toes_or_heel_up(lift_px: float, slope: float) -> None:
    xy = standing() - (0.0, 40.0)
    heel = xy[INDEX["left_heel"]]
    xy[INDEX["left_foot_index"]] = (heel[0] - 25.0, heel[1] + lift_px)
    assert measured(xy)["foot_slope_left"] == pytest.approx(slope, abs=0.5)


@pytest.mark.parametrize("hidden", [(), ("right_hip", "right_ankle")], ids=["all seen", "the far side hidden"])
@pytest.mark.parametrize(("shift_px", "expected"), [(0.0, 0.01), (-60.0, 0.6), (60.0, 0.6)])
def test_whoever_stands_free_has_the_trunk_over_the_feet(
    shift_px: float, expected: float, hidden: tuple[str, ...]
) -> None:
    xy = standing()
    for side in ("left", "right"):
        for joint in ("ankle", "knee", "heel", "foot_index"):
            xy[INDEX[f"{side}_{joint}"], 0] += shift_px
    xy[[INDEX[joint] for joint in hidden]] = np.nan
    assert float(compute(pose(xy), ("off_feet",))["off_feet"]) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("bend", [-0.5, 0.0, 0.4], ids=["hollow", "flat", "arched"])
def test_the_curve_of_the_back_is_the_outlines(bend: float) -> None:
    outline = 0.25 - bend * (STATIONS - 0.5) ** 2
    seen = observation(all_fours(), outline=outline)
    found = float(compute(track_step(TrackerState(), seen)[1], ("spine_curve",))["spine_curve"])
    assert found == pytest.approx(bend, abs=1e-3)


def test_names_units_and_errors_are_told() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.error > 0
        assert measure.what
        assert measure.landmarks


def test_only_what_is_asked_for_is_computed() -> None:
    assert set(compute(pose(lying()), ("knee", "lean"))) == {"knee_left", "knee_right", "lean"}


def test_a_whole_clip_is_one_call() -> None:
    rows = [observation(lying(128 + i), t_s=i / 30) for i in range(5)]
    series, _ = track(Observation.stack(rows))
    columns = compute(series)
    singles = [measured_step(series, i) for i in range(5)]
    for name, values in columns.items():
        np.testing.assert_allclose(values, [s[name] for s in singles], atol=1e-9, err_msg=name)


def measured_step(series: object, i: int) -> dict[str, float]:
    from posecheck.session.review import pose_at

    return {k: float(v) for k, v in compute(pose_at(series, i)).items()}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", MEASURES)
def test_a_doubted_joint_leaves_its_measures_unknown(name: str) -> None:
    measure = MEASURES[name]
    joint = measure.landmarks[-1]
    seen = observation(lying())
    for side in ("left", "right"):
        seen.visibility[INDEX.get(f"{side}_{joint}", INDEX.get(joint, 0))] = 0.0
    values = compute(track_step(TrackerState(), seen)[1], (name,))
    assert all(math.isnan(float(v)) for v in values.values())


@pytest.mark.parametrize("name", MEASURES)
def test_a_doubted_hand_or_toe_stops_only_what_needs_it(name: str) -> None:
    xy = lying()
    xy[[i for joint, i in INDEX.items() if joint.startswith("left_")], 0] += 6  # a little off the pure side
    seen = observation(xy)
    for joint in ("left_wrist", "right_wrist", "left_foot_index", "right_foot_index"):
        seen.visibility[INDEX[joint]] = 0.0
    values = compute(track_step(TrackerState(), seen)[1], (name,))
    needs_it = bool({"wrist", "foot_index"} & set(MEASURES[name].landmarks))
    assert {math.isnan(float(v)) for v in values.values()} == {needs_it}


@pytest.mark.parametrize(
    ("xy", "name", "value"),
    [
        pytest.param(prone(), "bow_left", 0.0, id="flat on the front"),
        pytest.param(prone(20, 10), "bow_left", 30.0, id="chest and thighs lifted"),
        pytest.param(prone(20, -20), "bow_left", 0.0, id="a plank is straight"),
        pytest.param(prone(), "body_line", 0.0, id="straight from shoulders to ankles"),
        pytest.param(prone(10, 10), "body_line", -21.4, id="hips under the line"),
        pytest.param(standing(), "shoulder_width", 0.0, id="shoulders behind each other"),
        pytest.param(standing(), "ear_height_left", 30.0, id="ear over the shoulder"),
        pytest.param(standing(), "arm_forward_left", -2.3, id="an arm that hangs a little behind"),
        pytest.param(standing(), "trunk_forward_left", 0.0, id="shoulder over hip"),
        pytest.param(standing(), "neck_forward_left", 3.8, id="ear a little ahead of the shoulder"),
        pytest.param(standing(), "legs_forward_left", 0.0, id="hip over ankle"),
        pytest.param(standing(), "stature_left", 2.4, id="shoulder over ankle in trunks"),
        pytest.param(standing(), "legs_first_left", 3.3, id="nothing bent"),
        pytest.param(standing(), "shoulder_tilt", 0.0, id="shoulders level"),
        pytest.param(armed(90), "arm_forward_left", 90.0, id="arm stretched forward"),
        pytest.param(armed(-40), "arm_forward_left", -40.0, id="elbow behind the trunk"),
    ],
)
def test_bodies_of_the_advanced_exercises_give_known_numbers(xy: Floats, name: str, value: float) -> None:
    assert measured(xy)[name] == pytest.approx(value, abs=0.6)


def test_head_and_shoulders_from_the_front() -> None:
    xy = standing()
    for joint, x in (("shoulder", 50.0), ("ear", 10.0)):
        xy[INDEX[f"left_{joint}"], 0] = 320.0 + x
        xy[INDEX[f"right_{joint}"], 0] = 320.0 - x
    found = measured(xy)
    assert found["head_height"] == pytest.approx(30.0, abs=0.1)  # ears 30 px over shoulders 100 px apart
    assert found["head_aside"] == pytest.approx(15.0, abs=0.1)
    assert found["nearness"] == pytest.approx(100 * 100 / SIZE[0], abs=0.1)


def test_knees_that_fall_in_are_nearer_than_the_ankles() -> None:
    xy = standing()
    for joint, half in (("knee", 12.0), ("ankle", 20.0)):
        xy[INDEX[f"left_{joint}"], 0] += half
        xy[INDEX[f"right_{joint}"], 0] -= half
    assert measured(xy)["knees_apart"] == pytest.approx(60.0, abs=0.1)


def test_an_arm_is_forward_at_any_inclination_of_the_trunk() -> None:
    turned = rotated(armed(35), 20)
    assert measured(turned)["arm_forward_left"] == pytest.approx(35.0, abs=0.5)


def test_of_shoulders_over_each_other_the_lower_one_is_negative() -> None:
    xy = prone()
    xy[INDEX["left_shoulder"], 1] += 40
    xy[INDEX["right_shoulder"], 1] -= 40
    found = measured(xy)
    assert found["shoulder_height_left"] == pytest.approx(-100 * 40 / TRUNK_PX, abs=0.2)
    assert found["shoulder_height_right"] == pytest.approx(100 * 40 / TRUNK_PX, abs=0.2)
    assert found["shoulder_width"] == pytest.approx(80 / TRUNK_PX, abs=0.01)


def belly(xy: Floats, height: float) -> float:
    seen = observation(xy, outline=np.full(OUTLINE_STATIONS, height))
    return float(compute(track_step(TrackerState(), seen)[1], ("belly_height",))["belly_height_left"])


@pytest.mark.parametrize("scale", [1.0, 0.6])
def test_the_belly_rises_with_the_outline_wherever_and_however_large_the_body_is(scale: float) -> None:
    rest = belly(lying(), 0.2)
    moved = (lying() - np.array(SIZE) / 2) * scale + np.array(SIZE) / 2 + (5.0, -8.0)
    assert belly(moved, 0.2) == pytest.approx(rest, abs=0.05)
    assert belly(moved, 0.3) - rest == pytest.approx(10.0, abs=0.05)


UNSHIFTED = {"trunk_length", "nearness"}
"""Places and sizes in the picture: only their change is used."""


@pytest.mark.parametrize("which", BODIES)
@SETTINGS
@given(dx=st.floats(-40, 40), dy=st.floats(-8, 8), scale=st.floats(0.5, 1.0))
def test_shift_and_scale_change_nothing(which: str, dx: float, dy: float, scale: float) -> None:
    xy = BODIES[which]
    centre = np.array(SIZE) / 2
    here, there = measured(xy), measured((xy - centre) * scale + centre + (dx * scale, dy * scale))
    for name, value in here.items():
        if not any(name.startswith(u) for u in UNSHIFTED):
            assert there[name] == pytest.approx(value, abs=0.05, nan_ok=True), name


@pytest.mark.parametrize("which", BODIES)
def test_a_mirror_exchanges_left_and_right_and_nothing_else(which: str) -> None:
    here, there = measured(BODIES[which]), measured(mirrored(BODIES[which]), near="right")
    for name, value in here.items():
        base, _, side = name.rpartition("_")
        other = f"{base}_{'right' if side == 'left' else 'left'}" if side in ("left", "right") else name
        if name != "shoulder_yaw":
            assert there[other] == pytest.approx(value, abs=1e-3, nan_ok=True), name


@SETTINGS
@given(holes=st.sets(st.integers(0, COUNT - 1), max_size=20))
def test_unseen_joints_never_raise(holes: set[int]) -> None:
    xy = lying()
    xy[list(holes)] = np.nan
    values = compute(pose(xy))
    body = Body.of(pose(xy))
    assert all(np.shape(v) == () for v in values.values())
    assert np.isnan(body.xy[sorted(holes)]).all()


def test_an_outline_with_holes_still_gives_a_curve_and_an_empty_one_does_not() -> None:
    outline = 0.25 + 0.3 * (STATIONS - 0.5) ** 2
    for known, expected in ((OUTLINE_STATIONS - 8, True), (8, False)):
        holed = np.where(np.arange(OUTLINE_STATIONS) < known, outline, np.nan)
        seen = observation(all_fours(), outline=holed)
        found = float(compute(track_step(TrackerState(), seen)[1], ("spine_curve",))["spine_curve"])
        assert math.isfinite(found) == expected


def test_a_measure_in_lengths_of_nothing_is_unseen() -> None:
    """With both shoulders on one spot their distance can't be a yardstick; an exported session takes no infinities."""
    found = compute(pose(lying()))
    assert not any(np.isinf(values).any() for values in found.values())
    assert np.isnan(found["head_height"])
