"""The samples as sessions: nobody who does well is corrected, no exercise is taken for the gesture, live = review."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from session_parts import PICTURE, recorded_plan

from posecheck.cli.review import observe_clip
from posecheck.cli.video import pose_at
from posecheck.coach.gesture import ArmState, arm_step
from posecheck.coach.output import FrameOutput, Priority
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import OBSERVATION_ARRAYS, Detection, Observation
from posecheck.session import pipeline
from posecheck.session.coached import CoachedPipeline
from posecheck.session.review import Review, judge

pytestmark = pytest.mark.slow
SAMPLES = Path(__file__).parents[2] / "samples"
CLIPS: list[dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["clips"]
TOLD_S = 0.7
"""From the beginning of a fault until it is told, the time included that it has to last; and two frames."""


@dataclass(frozen=True)
class Played:
    """A sample, reviewed, and played live."""

    review: Review
    outputs: list[FrameOutput]
    live: CoachedPipeline


@pytest.fixture(scope="module", params=CLIPS, ids=[clip["exercise"] for clip in CLIPS])
def clip(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture(scope="module")
def played(clip: dict[str, Any]) -> Played:
    seen, _ = observe_clip(SAMPLES / clip["file"], resolve(), use_cache=True)
    spec = find_spec(clip["exercise"])
    live, outputs = CoachedPipeline(recorded_plan(spec)), []
    with pytest.MonkeyPatch.context() as patch:
        for i, t_s in enumerate(seen.t_s):
            patch.setattr(pipeline, "observe", lambda *_rest, i=i: frame_of(seen, i))
            outputs.append(live.step(Frame(i, float(t_s), PICTURE), Detection.empty(seen.size)))
    return Played(judge(spec, seen), outputs, live)


def frame_of(seen: Observation, i: int) -> Observation:
    """One frame of what the network saw, in the precision it had then."""
    values = {name: np.asarray(getattr(seen, name)[i]) for name in OBSERVATION_ARRAYS}
    exact = {k: v.astype(np.float64) if v.dtype == np.float32 else v for k, v in values.items()}
    return Observation(**exact, size=seen.size)


def test_live_comes_to_what_a_review_says(played: Played) -> None:
    last = tuple(event.rep for event in played.live.finish() if event.rep)
    events = [event for output in played.outputs for event in output.result.events]
    assert (*[event.rep for event in events if event.rep], *last) == tuple(played.review.summary.reps)
    assert tuple(e.attempt for e in events if e.attempt) == tuple(played.review.summary.attempts)
    assert [output.result for output in played.outputs] == played.review.results


def test_who_does_well_is_not_corrected(clip: dict[str, Any], played: Played) -> None:
    said = [cue for output in played.outputs for cue in output.cues]
    corrections = [cue for cue in said if cue.priority is Priority.FORM and cue.id != "offer"]
    for rep in clip["reps"]:
        wrong = [
            cue.text for cue in corrections
            if rep["start_s"] <= cue.t_s <= rep["end_s"] and cue.id not in rep["faults"]
        ]  # fmt: skip
        assert wrong == [], rep


def test_a_fault_is_told_soon_after_it_begins(clip: dict[str, Any], played: Played) -> None:
    spec, told = find_spec(clip["exercise"]), 0
    cues = [cue for output in played.outputs for cue in output.cues if cue.priority is Priority.FORM]
    for span in played.review.summary.faults:
        if spec.fault(span.id).kind != "measure" or span.rep == 0:
            continue
        late = [cue.t_s - span.start_s for cue in cues if cue.id == span.id and span.start_s <= cue.t_s <= span.end_s]
        told += len(late)
        assert all(seconds <= TOLD_S for seconds in late), (span, late)
    wanted = [f for rep in clip["reps"] for f in rep["faults"] if spec.fault(f).kind == "measure"]
    assert told >= len(wanted)


def test_no_exercise_is_taken_for_the_raised_arm(played: Played) -> None:
    state, fired = ArmState(), []
    for i, t_s in enumerate(played.review.pose.t_s):
        state, up = arm_step(state, pose_at(played.review.pose, i))
        if up:
            fired.append(float(t_s))
    assert fired == []
