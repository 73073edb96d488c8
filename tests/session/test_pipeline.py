"""Live frame by frame, a review at once, and one from the cache all say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bodies import SIZE
from session_parts import PICTURE, Recorded, bridge_bodies

from posecheck.coach.output import FrameOutput
from posecheck.exercise.result import Phase
from posecheck.io.pose_cache import PoseCache
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection, Observation
from posecheck.pose.tracker import observe
from posecheck.session.pipeline import Pipeline, brightness, near_values
from posecheck.session.review import judge, observe_frames


def frames(count: int) -> list[Frame]:
    return [Frame(i, i / 30, PICTURE) for i in range(count)]


@pytest.fixture(scope="module")
def live() -> list[FrameOutput]:
    bodies = bridge_bodies()
    pipeline = Pipeline(find_spec("bridge"))
    outputs = [pipeline.step(f, d) for f, d in zip(frames(len(bodies)), bodies, strict=True)]
    pipeline.finish()
    return outputs


def test_live_says_frame_by_frame_what_a_review_says(live: list[FrameOutput]) -> None:
    bodies = bridge_bodies()
    seen = observe_frames(frames(len(bodies)), Recorded(bodies))
    review = judge(find_spec("bridge"), seen)
    assert [o.result for o in live] == review.results
    assert [rep.faults for rep in review.summary.reps] == [("hold_short",)] * 2
    for i in (0, 100, 200):
        values = near_values(review.program, review.series.row(i))
        assert dict(live[i].measures) == pytest.approx(values, nan_ok=True)


def test_a_review_from_the_cache_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    bodies = bridge_bodies(1)
    seen = observe_frames(frames(len(bodies)), Recorded(bodies))
    cache = PoseCache(tmp_path)
    cache.store("key", seen, {})
    found = cache.load("key")
    assert found is not None
    first, second = judge(find_spec("bridge"), seen), judge(find_spec("bridge"), found[0])
    assert first.results == second.results
    assert repr(first.summary) == repr(second.summary)


def test_the_message_is_there_on_the_frame_that_causes_it(live: list[FrameOutput]) -> None:
    told = [(o.index, cue.id) for o in live for cue in o.cues]
    events = [(o.index, e.kind) for o in live for e in o.result.events if e.kind == "rep"]
    assert [i for i, name in told if name.startswith("count_")] == [i for i, _ in events]


def test_every_stage_carries_the_frames_own_time(live: list[FrameOutput]) -> None:
    assert all(o.t_s == o.index / 30 == o.result.t_s == float(o.pose.t_s) for o in live)
    assert live[60].measures["hip_open"] == pytest.approx(128.0, abs=1.0)


def test_somebody_who_leaves_freezes_the_count() -> None:
    bodies = bridge_bodies(1)[:100] + [Detection.empty(SIZE)] * 60
    pipeline = Pipeline(find_spec("bridge"))
    outputs = [pipeline.step(f, d) for f, d in zip(frames(len(bodies)), bodies, strict=True)]
    assert outputs[-1].result.phase is Phase.UNSEEN
    assert outputs[-1].caption is not None
    assert "can't see you" in outputs[-1].caption.text
    assert pipeline.state.reps == ()


def test_a_clip_with_nobody_in_it_is_no_error_and_says_so() -> None:
    seen = Observation.stack([observe(Detection.empty(SIZE), i / 30) for i in range(60)])
    summary = judge(find_spec("bridge"), seen).summary
    assert (summary.reps, summary.attempts, summary.tracking.detected) == ((), (), 0)
    assert summary.setup.problems == ("nobody was seen",)
    assert summary.tracking.gaps[0].reason == "nobody in the picture"


def test_two_people_are_told_of() -> None:
    from dataclasses import replace

    bodies = [replace(d, people=2) for d in bridge_bodies(1)]
    seen = observe_frames(frames(len(bodies)), Recorded(bodies))
    problems = judge(find_spec("bridge"), seen).summary.setup.problems
    assert "2 people in the picture: the larger, nearer one was followed" in problems


def test_problems_of_the_file_are_told_with_the_others() -> None:
    seen = Observation.stack([observe(Detection.empty(SIZE), 0.0)])
    problems = judge(find_spec("bridge"), seen, ("the clip breaks off",)).summary.setup.problems
    assert problems == ("the clip breaks off", "nobody was seen")


def test_progress_is_told_frame_by_frame() -> None:
    heard: list[int] = []
    observe_frames(frames(3), Recorded(bridge_bodies()[:3]), heard.append)
    assert heard == [1, 2, 3]


@pytest.mark.parametrize(("level", "bright"), [(0, 0.0), (90, 90.0), (255, 255.0)])
def test_brightness_is_the_pictures_mean(level: int, bright: float) -> None:
    assert brightness(np.full((48, 64, 3), level, np.uint8)) == bright
