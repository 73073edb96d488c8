"""How soon a person hears of a fault after it began, over clips whose truth is known to the frame.

POSECHECK_TRUTH_CLIPS names folders of them (separated as in PATH): rendered clips, each with a .json of its movements
beside it. Without it the samples stand in, of which only the repetitions' times are known.

Two figures. `arriving`: from the moment at which the body, by the truth, has come as far as it goes, to the cue: before
that nobody can know that the way will stay short. A fault that can be seen on the way is often told before, which is 0
here. Of a flow it is the turn from its second end, for until then it may go further. `measured`: from the frame in
which the measure first went past its limit, as the review's fault spans have it.
"""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from posecheck.cli.review import observe_clip
from posecheck.coach.feedback import FeedbackState, feedback_step
from posecheck.coach.output import Cue, Priority
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.session.review import Review, judge

SAMPLES = Path(__file__).parents[2] / "samples"
FOLDERS = [Path(folder) for folder in os.environ.get("POSECHECK_TRUTH_CLIPS", "").split(os.pathsep) if folder]
AFTER_S = 0.8
"""A cue this long after a repetition is still about it."""
OF_TIME = {"hold_short", "too_fast", "hold_broken"}

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Told:
    """A faulty repetition and how long its first cue took, NaN where there was none."""

    what: str
    arriving_s: float
    measured_s: float


def truths() -> Iterator[tuple[Path, str, list[dict[str, object]]]]:
    """(clip, exercise, repetitions) of every clip."""
    if not FOLDERS:
        for clip in json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["clips"]:
            reps = [{**rep, "good": not set(rep["faults"]) - OF_TIME} for rep in clip["reps"]]
            yield SAMPLES / clip["file"], clip["exercise"], reps
    for path in sorted(path for folder in FOLDERS for path in folder.glob("*.mp4")):
        truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield path, truth["exercise"], truth["reps"]


def corrections(spec: ExerciseSpec, review: Review) -> list[Cue]:
    """Every correction in the order in which it was said."""
    state, said = FeedbackState(), list[Cue]()
    for result in review.results:
        state, cues, _ = feedback_step(state, spec, result)
        said += [cue for cue in cues if cue.priority is Priority.FORM]
    return said


def turned_s(spec: ExerciseSpec, review: Review, first_s: float, told_s: float) -> float:
    """When a flow turned back from its second end: where its signal was furthest from the first end."""
    t_s, signal = review.series.t_s, review.series.columns[spec.signal.measure]
    between = (t_s >= first_s) & (t_s <= told_s)
    if not between.any():
        return math.nan
    return float(t_s[between][np.nanargmax(np.abs(signal[between] - signal[between][0]))])


def told(spec: ExerciseSpec, review: Review, rep: dict[str, object], cues: list[Cue]) -> Told:
    """How long the first of a faulty repetition's cues took."""
    what = f"{spec.id} {rep.get('fault') or rep.get('faults')}"
    if not cues:
        return Told(what, math.nan, math.nan)
    cue = cues[0]
    top_s = float(rep.get("top_start_s", math.nan))  # type: ignore[arg-type]
    arrived = turned_s(spec, review, top_s, cue.t_s) if spec.fault(cue.id).kind == "half_range" else top_s
    began = [s.start_s for s in review.summary.faults if s.id == cue.id and s.start_s <= cue.t_s]
    return Told(what, max(cue.t_s - arrived, 0.0), cue.t_s - began[-1] if began else math.nan)


def spread(values: list[float]) -> str:
    known = np.array([value for value in values if not math.isnan(value)])
    if not len(known):
        return "unknown"
    return f"median {np.median(known):.2f} p95 {np.percentile(known, 95):.2f} max {known.max():.2f} s (of {len(known)})"


def test_a_fault_to_its_cue(benchmark: BenchmarkFixture) -> None:
    faulty: dict[str, list[Told]] = defaultdict(list)
    wrong: list[str] = []
    for path, exercise, reps in truths():
        spec = find_spec(exercise)
        review = judge(spec, observe_clip(path, resolve(), use_cache=True)[0])
        said = corrections(spec, review)
        for rep in reps:
            start_s, end_s = float(rep["start_s"]), float(rep["end_s"])  # type: ignore[arg-type]
            cues = [cue for cue in said if start_s - 0.2 <= cue.t_s <= end_s + AFTER_S]
            if rep["good"]:
                wrong += [f"{path.parent.name}/{path.stem} {cue.t_s:.1f} s {cue.id}" for cue in cues]
            else:
                found = told(spec, review, rep, cues)
                faulty[found.what].append(found)
    every = [found for group in faulty.values() for found in group]
    for what, group in sorted(faulty.items()):
        figures = [spread([getattr(one, name) for one in group]) for name in ("arriving_s", "measured_s")]
        print(f"\n{what}: arriving {figures[0]}; measured {figures[1]}")
    arriving, measured = spread([t.arriving_s for t in every]), spread([t.measured_s for t in every])
    print(f"\nfault to cue: arriving {arriving}; measured {measured}")
    print(f"of {len(every)} faulty repetitions {sum(math.isnan(t.arriving_s) for t in every)} without a figure")
    print(f"cues on good repetitions: {len(wrong)} {wrong}")
    benchmark.extra_info.update(arriving=arriving, measured=measured, wrong=len(wrong))
    assert every
    assert FOLDERS or not wrong
    benchmark.pedantic(lambda: None, rounds=1)
