"""Pictures that can't be judged, made of a sample, seen by the real network: refused or frozen, with the reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from posecheck.exercise.result import Phase
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve
from posecheck.io.pose_model import PoseModel
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Observation
from posecheck.session.review import Review, judge, observe_frames

SAMPLE = Path(__file__).parents[2] / "samples" / "bridge.mp4"
SECONDS = 8.0
"""Rest and the first repetition."""
Picture = npt.NDArray[np.uint8]

pytestmark = pytest.mark.slow


def dark(bgr: Picture) -> Picture:
    return (bgr // 20).astype(np.uint8)


def upside_down(bgr: Picture) -> Picture:
    return bgr[::-1, ::-1]


def as_filmed(bgr: Picture) -> Picture:
    return bgr


def without_the_feet(bgr: Picture) -> Picture:
    """The feet lie at the right: cut off through the shins."""
    return bgr[:, : round(0.77 * bgr.shape[1])]


def with_a_box_before_the_hips(bgr: Picture) -> Picture:
    """It hides the hips on their whole way."""
    boxed = bgr.copy()
    height, width = bgr.shape[:2]
    boxed[round(0.35 * height) : round(0.72 * height), round(0.5 * width) : round(0.68 * width)] = (90, 110, 150)
    return boxed


@lru_cache(maxsize=1)
def observed(change: Callable[[Picture], Picture]) -> Observation:
    def changed(frames: ClipSource) -> Iterator[Frame]:
        for frame in frames:
            if frame.t_s > SECONDS:
                return
            yield replace(frame, bgr=np.ascontiguousarray(change(frame.bgr)))

    with ClipSource(SAMPLE) as clip, PoseModel(resolve()) as network:
        seen = observe_frames(changed(clip), network)
    assert seen is not None
    return seen


def reviewed(change: Callable[[Picture], Picture]) -> Review:
    return judge(find_spec("bridge"), observed(change))


def from_another_side(seen: Observation, turn_deg: float) -> Observation:
    """The sample's joints in space as a camera `turn_deg` further around the mat would see them."""
    across, up, deep = np.moveaxis(seen.world, -1, 0)
    turn = math.radians(turn_deg)
    world = np.stack(
        [across * math.cos(turn) + deep * math.sin(turn), up, deep * math.cos(turn) - across * math.sin(turn)], -1
    )
    hips, shoulders = ([INDEX[f"left_{j}"], INDEX[f"right_{j}"]] for j in ("hip", "shoulder"))
    trunks = [points[:, hips].mean(1) - points[:, shoulders].mean(1) for points in (seen.xy, seen.world[..., :2])]
    px_per_m = float(np.divide(*(np.median(np.linalg.norm(trunk, axis=-1)) for trunk in trunks)))
    return replace(seen, world=world, xy=seen.xy[:, hips].mean(1)[:, None] + px_per_m * world[..., :2])


def test_the_sample_itself_is_judged() -> None:
    review = reviewed(as_filmed)
    assert len(review.summary.reps) == 1
    assert review.summary.setup.problems == ()
    assert review.summary.setup.stance == "supine"


@pytest.mark.parametrize(
    ("change", "phase", "words"),
    [(dark, Phase.AWAY, "too dark"), (upside_down, Phase.AWAY, "upside down"), (without_the_feet, Phase.UNSEEN, "")],
    ids=["twenty times darker", "upside down", "cut off through the shins"],
)
def test_what_cannot_be_judged_is_not(change: Callable[[Picture], Picture], phase: Phase, words: str) -> None:
    review = reviewed(change)
    assert (review.summary.reps, review.summary.attempts, review.summary.faults) == ((), (), ())
    assert words in " ".join(review.summary.setup.problems)
    assert sum(result.phase is phase for result in review.results) > 0.3 * len(review.results)


@pytest.mark.parametrize("turn_deg", [0.0, 45.0, -45.0, 60.0])
def test_a_body_filmed_from_the_corner_is_refused_and_told_to_turn(turn_deg: float) -> None:
    summary = judge(find_spec("bridge"), from_another_side(observed(as_filmed), turn_deg)).summary
    assert summary.setup.off_axis_deg == pytest.approx(abs(turn_deg), abs=8.0)
    if not turn_deg:
        assert len(summary.reps) == 1, "the joints in space carry the judgement as well as those of the picture"
        return
    assert (summary.reps, summary.attempts, summary.faults) == ((), (), ())
    assert "Turn until your side faces the camera" in " ".join(summary.setup.problems)


def test_a_foot_outside_says_so_and_what_to_do() -> None:
    review = reviewed(without_the_feet)
    reasons = " ".join(gap.reason for gap in review.summary.tracking.gaps)
    assert "out of frame" in reasons or "cut off" in reasons


def test_hips_behind_a_box_are_told_and_nothing_is_called_good() -> None:
    seen = observed(with_a_box_before_the_hips)
    moved = seen.xy[:, INDEX["left_hip"], 1]
    assert np.ptp(moved) > 0.1 * seen.size[1], "the network draws the hips as if it saw them"
    summary = judge(find_spec("bridge"), seen).summary
    assert summary.good == 0
    assert [rep.faults for rep in summary.reps] == [()] * len(summary.reps)
    assert "hip behind something" in " ".join(gap.reason for gap in summary.tracking.gaps)
