"""Review of one recording: every frame through the network once, then the same judgement as live."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from posecheck.coach.output import FrameOutput
from posecheck.exercise import engine
from posecheck.exercise.program import Program, compile_spec
from posecheck.exercise.result import FrameResult
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary, summarize
from posecheck.pose.cover import CoverState
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import COUNT
from posecheck.pose.pose import OUTLINE_STATIONS, Observation, Pose
from posecheck.pose.view import View
from posecheck.session.pipeline import measure_recording, near_values, observe_frame
from posecheck.session.ports import Detector

PACK_FRAMES = 512


@dataclass(frozen=True, slots=True)
class Review:
    """A judged recording, frame by frame and in sum."""

    program: Program
    pose: Pose
    views: list[View]
    series: Series
    results: list[FrameResult]
    summary: Summary


def observe_frames(
    frames: Iterable[Frame], model: Detector, on_frame: Callable[[int], None] | None = None
) -> Observation | None:
    """Run the network over frames in order and keep what a judgement needs; None when there was no frame.

    on_frame hears how many are done. What is done is packed as it goes, so that an hour fits into memory.
    """
    packed: list[Observation] = []
    rows: list[Observation] = []
    cover = CoverState()
    for done, frame in enumerate(frames, 1):
        cover, row = observe_frame(cover, frame, model.detect(frame))
        rows.append(row)
        if len(rows) == PACK_FRAMES:
            packed, rows = [*packed, Observation.stack(rows)], []
        if on_frame is not None:
            on_frame(done)
    packed += [Observation.stack(rows)] if rows else []
    return Observation.join(packed) if packed else None


def judge(
    spec: ExerciseSpec, seen: Observation, problems: tuple[str, ...] = (), *, every_measure: bool = True
) -> Review:
    """Judge a recorded series the way a live session would have; `problems` of the file are told with the others.

    every_measure: keep also what the exercise doesn't look at, for tables and plots; without it a long clip takes less.
    """
    program = compile_spec(spec)
    pose, views, series = measure_recording(program, seen, () if every_measure else program.measures)
    state, results = engine.run(program, series)
    people = int(np.nanmedian(seen.people[seen.people > 0])) if (seen.people > 0).any() else 0
    swaps = int((np.diff(pose.put_back.astype(int), prepend=0) > 0).sum())
    summary = summarize(spec, state, results, views, list(pose.detected), series.notes, people, problems, swaps)
    return Review(program, pose, views, series, results, summary)


def judge_measures(spec: ExerciseSpec, series: Series) -> Review:
    """Judge recorded measures of which neither the clip nor the poses are there: no body can be drawn."""
    program = compile_spec(spec)
    state, results = engine.run(program, series)
    off_axis_deg = series.off_axis_deg or (0.0,) * len(series)
    views = [View("unknown", deg, near, "unknown") for deg, near in zip(off_axis_deg, series.near, strict=True)]
    seen = np.isfinite(np.array(list(series.columns.values()))).any(axis=0)
    summary = summarize(spec, state, results, views, list(seen), series.notes)
    return Review(program, _nobody(series), views, series, results, summary)


def _nobody(series: Series) -> Pose:
    n = len(series)
    unseen, never = np.full((n, COUNT), np.nan), np.zeros((n, COUNT), bool)
    xy, world = np.full((n, COUNT, 2), np.nan), np.full((n, COUNT, 3), np.nan)
    return Pose(series.t_s, xy, world, unseen, never, never, np.full((n, OUTLINE_STATIONS), np.nan), (0, 0))


def pose_at(pose: Pose, i: int) -> Pose:
    """Frame `i` of a series of poses."""
    names = ("t_s", "xy", "world", "visibility", "trusted", "filled", "outline")
    rows = {name: getattr(pose, name)[i] for name in names}
    return Pose(**rows, size=pose.size, doubt=None if pose.doubt is None else pose.doubt[i])


def output_at(review: Review, i: int) -> FrameOutput:
    """Frame `i` of a judged recording as a live session would have handed it on, without cues."""
    row = review.series.row(i)
    return FrameOutput(
        index=i,
        t_s=row.t_s,
        captured_s=0.0,
        spec=review.program.spec,
        pose=pose_at(review.pose, i),
        view=review.views[i],
        measures=near_values(review.program, row),
        result=review.results[i],
    )
