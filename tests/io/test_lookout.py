from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.io.lookout import CALM_FACTOR, LOOK_EVERY_FRAMES, Lookout, distinct_people, extent_px, same_body
from posecheck.pose.landmarks import COUNT, INDEX, SWAP
from posecheck.pose.pose import Detection

SIZE = (1280, 720)
HEIGHTS = {"shoulder": 0.0, "hip": 50.0, "knee": 90.0, "ankle": 130.0}
FPS = 30.0


def body(x: float, scale: float = 1.0, visibility: float = 0.9) -> Detection:
    """Someone standing at x px: trunk 50, thigh 40, shank 40 px, times `scale`."""
    xy = np.full((COUNT, 2), (x, 60.0))
    for joint, y in HEIGHTS.items():
        for side, shift in (("left", -8.0), ("right", 8.0)):
            xy[INDEX[f"{side}_{joint}"]] = (x + shift * scale, 60.0 + y * scale)
    seen = np.full(COUNT, visibility)
    return Detection(xy, np.zeros((COUNT, 3)), seen, seen, None, 1, SIZE)


NOBODY = Detection.empty(SIZE)


def test_extent_is_trunk_and_leg() -> None:
    assert extent_px(body(100, 2.0).xy) == pytest.approx(260.0)


def test_extent_does_not_depend_on_a_bent_knee() -> None:
    bent = body(100)
    bent.xy[[INDEX["left_ankle"], INDEX["right_ankle"]]] = bent.xy[[INDEX["left_knee"], INDEX["right_knee"]]] + (40, 0)
    assert extent_px(bent.xy) == pytest.approx(130.0)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (body(100), True),
        (body(120), True),
        (body(100, 1.1), True),
        (replace(body(100), xy=body(100).xy[SWAP]), True),
        (body(170), False),
        (body(400, 2.0), False),
    ],
    ids=["itself", "a little aside", "a little larger", "sides swapped", "beside", "far and large"],
)
def test_same_body(other: Detection, same: bool) -> None:
    assert same_body(body(100), other) is same


def test_people_are_counted_once_and_the_hardly_visible_not_at_all() -> None:
    bodies = [body(100), body(104, 1.05), body(600, 2.0), body(900, 3.0, visibility=0.3)]
    assert [round(b.xy[INDEX["left_hip"], 0]) for b in distinct_people(bodies)] == [584, 96]


class Scene:
    """Plays frames to a lookout; `tracked` is whom the tracker follows, `present` who is in the room."""

    def __init__(self) -> None:
        self.lookout, self.frame, self.looks = Lookout(), 0, 0

    def play(self, frames: int, tracked: Detection, *present: Detection) -> Detection:
        for _ in range(frames):
            t_s = self.frame / FPS
            if self.lookout.due(t_s, tracked):
                self.looks += 1
                tracked = self.lookout.choose(t_s, tracked, list(present)) or tracked
            self.frame += 1
        return tracked


def test_the_first_look_is_at_once_and_takes_the_larger() -> None:
    near, far = body(800, 1.2), body(200)
    scene = Scene()
    assert scene.play(1, far, far, near) is near
    assert scene.lookout.people == 2


def test_two_of_one_size_leave_the_choice_as_it_is() -> None:
    here, there = body(800), body(200, 1.02)
    assert Scene().play(1, here, here, there) is here


def test_looks_are_rare_and_rarer_still_while_one_person_is_alone() -> None:
    scene, alone = Scene(), body(300)
    scene.play(10 * LOOK_EVERY_FRAMES, alone, alone)
    assert scene.looks == 2 + 8 // CALM_FACTOR
    assert scene.lookout.people == 1


def test_looks_stay_as_frequent_while_there_are_two() -> None:
    scene, near, far = Scene(), body(800, 1.2), body(200)
    scene.play(10 * LOOK_EVERY_FRAMES, near, near, far)
    assert scene.looks == 10


def test_looks_are_no_more_frequent_on_slow_or_fast_cameras() -> None:
    lookout, alone = Lookout(), body(300)
    times_s = np.arange(600) / 120.0
    looks = [t for t in times_s if lookout.due(t, alone) and lookout.choose(t, alone, [alone]) is None]
    assert len(looks) == 2


def test_passing_in_front_of_the_camera_changes_nothing() -> None:
    me, passer = body(300), body(700, 2.0)
    scene = Scene()
    scene.play(10, me, me)
    assert scene.play(LOOK_EVERY_FRAMES, me, me, passer) is me
    assert scene.lookout.people == 2
    assert scene.play(5 * LOOK_EVERY_FRAMES, me, me) is me
    assert scene.lookout.people == 1


def test_someone_clearly_larger_who_stays_is_followed() -> None:
    me, larger = body(300), body(700, 1.4)
    scene = Scene()
    scene.play(10, me, me)
    assert scene.play(2 * LOOK_EVERY_FRAMES, me, me, larger) is larger


def test_someone_a_little_larger_is_not() -> None:
    me, larger = body(300), body(700, 1.15)
    scene = Scene()
    scene.play(10, me, me)
    assert scene.play(10 * LOOK_EVERY_FRAMES, me, me, larger) is me


def test_after_a_loss_the_same_person_is_taken_up_again() -> None:
    me, trainer = body(700), body(200, 0.95)
    scene = Scene()
    scene.play(60, me, me, trainer)
    scene.play(5, NOBODY)
    assert scene.play(60, trainer, me, trainer) is me


def test_a_tracker_that_clings_to_furniture_is_turned_to_the_person() -> None:
    me, chair = body(700), body(200)
    scene = Scene()
    scene.play(5, me, me)
    assert scene.play(3 * LOOK_EVERY_FRAMES, chair, me) is me


def test_an_empty_room_is_looked_at_once_and_then_left_to_the_tracker() -> None:
    scene = Scene()
    scene.play(100, NOBODY)
    assert scene.lookout.people == 0
    me = body(300)
    assert scene.play(1, me, me) is me
