"""The drawn demonstrations: data that is sound, a figure that moves smoothly and stands on its mat."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from pydantic import ValidationError

from posecheck.exercise.demonstration import LENGTHS, Demonstration, KeyPose, figure
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import find_demonstration, load_all

ALL = sorted(path.stem for path in data_folder("demonstrations").glob("*.toml"))
REST = {"trunk": 180, "head": 176, "thigh": 52, "shank": -57, "foot": 0, "upper_arm": 0, "forearm": 0}


def two(**changes: object) -> Demonstration:
    poses = (KeyPose(**REST), KeyPose(**{**REST, "thigh": 20, "target": True}))
    return Demonstration.model_validate({"anchor": "shoulder", "poses": poses, **changes})


def test_every_exercise_has_its_demonstration() -> None:
    moved = {spec.id for spec in load_all().values() if spec.posture is None}
    assert moved <= set(ALL), "all but postures, which are watched and not done"
    assert find_demonstration("my_own") is None


@pytest.mark.parametrize("name", ALL)
def test_a_demonstration_stays_on_its_mat_and_moves_smoothly(name: str) -> None:
    demo = find_demonstration(name)
    assert demo is not None
    times = [i / 50 for i in range(round(demo.length_s * 50) + 1)]
    played = [demo.joints_at(t) for t in times]
    assert min(y for joints in played for _, y in joints.values()) > -0.35
    for before, after in pairwise(played):
        assert max(math.dist(before[j], after[j]) for j in before) < 0.12
    assert max(math.dist(played[0][demo.anchor], joints[demo.anchor]) for joints in played) < 1e-9


def test_segments_keep_their_lengths() -> None:
    joints = two().joints_at(0.7)
    assert math.dist(joints["hip"], joints["knee"]) == pytest.approx(LENGTHS["thigh"])
    assert math.dist(joints["shoulder"], joints["hip"]) == pytest.approx(LENGTHS["trunk"])
    assert math.dist(joints["far_elbow"], joints["far_wrist"]) == pytest.approx(LENGTHS["forearm"])


def test_a_round_ends_where_it_began_and_stays_at_its_poses() -> None:
    demo = two()
    assert demo.directions_at(0.0) == pytest.approx(demo.directions_at(demo.length_s))
    assert demo.directions_at(1.6) == demo.directions_at(2.4) == demo.poses[0].directions()
    assert demo.directions_at(4.5)["thigh"] == 20


def test_a_segment_turns_the_shorter_way() -> None:
    turning = two(poses=(KeyPose(**{**REST, "head": 170}), KeyPose(**{**REST, "head": -170, "target": True})))
    heads = {turning.directions_at(t / 10)["head"] % 360 for t in range(50)}
    assert all(170 <= head <= 190 for head in heads)


def test_a_bowed_back_lies_off_the_line_from_hip_to_shoulder() -> None:
    up, down = (figure({**two().poses[0].directions(), "back": back})["back"][1] for back in (0.2, -0.2))
    assert (up, down) == (pytest.approx(0.2), pytest.approx(-0.2))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"anchor": "tail"}, "no joint of the figure"),
        ({"poses": (REST, REST)}, "no pose has `target = true`"),
        ({"ghost": ["tail"]}, "no segment of the figure"),
        ({"poses": ({**REST, "wing": 3}, REST)}, "Extra inputs"),
    ],
)
def test_bad_data_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        two(**changes)
