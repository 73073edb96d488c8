"""The way of one frame from detection to judgement: the same for a live camera and a recorded clip."""

from __future__ import annotations

import math
from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from posecheck.coach.feedback import FeedbackState, Manner, feedback_step
from posecheck.coach.output import FrameOutput
from posecheck.exercise import engine
from posecheck.exercise.program import Program, compile_spec
from posecheck.exercise.result import Event
from posecheck.exercise.rows import NAN, Row, Series, Side
from posecheck.exercise.setup import SetupState, refusal, setup_step
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.cover import WIDTH_PX, CoverState, cover_step, look_due
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import INDEX, SWAP
from posecheck.pose.measures import MEASURES, compute
from posecheck.pose.pose import Detection, Observation, Pose
from posecheck.pose.tracker import TrackerState, observe, track, track_step
from posecheck.pose.trust import explain
from posecheck.pose.view import View

Doubts = npt.NDArray[np.uint8]


def needed_joints(program: Program) -> dict[str, tuple[int, ...]]:
    """Landmark indices that the signal needs, per side."""
    joints = MEASURES[program.spec.signal.measure].landmarks
    left = tuple(INDEX[j] if j in INDEX else INDEX[f"left_{j}"] for j in joints)
    return {"left": left, "right": tuple(int(SWAP[i]) for i in left)}


def why_not_judged(program: Program, needed: dict[str, tuple[int, ...]], doubt: Doubts, view: View) -> str:
    """Why the signal can't be read, "" when it can: off the side the spec names, or off either where both will do."""
    if not MEASURES[program.spec.signal.measure].sided:
        return explain(doubt, needed["left"] + needed["right"])
    near = explain(doubt, needed[view.near])
    if near == "" or program.spec.signal.of == "near":
        return near
    far = explain(doubt, needed["right" if view.near == "left" else "left"])
    return far if program.spec.signal.of == "far" else near if far else ""


def series_of(program: Program, pose: Pose, views: list[View], names: tuple[str, ...] = ()) -> Series:
    """Measures of a whole recording, with the near side and the reason for each gap."""
    columns = compute(pose, names)
    needed = needed_joints(program)
    assert pose.doubt is not None
    refusals = [refusal(program.spec, view) for view in views]
    notes = tuple(
        refused.say if refused else why_not_judged(program, needed, pose.doubt[i], views[i])
        for i, refused in enumerate(refusals)
    )
    blind = np.array([refused is not None for refused in refusals], bool)
    if blind.any():
        columns = {name: np.where(blind, np.nan, values) for name, values in columns.items()}
    return Series(np.asarray(pose.t_s), columns, tuple(v.near for v in views), notes, tuple(map(_known_axis, views)))


def measure_recording(
    program: Program, seen: Observation, names: tuple[str, ...] = ()
) -> tuple[Pose, list[View], Series]:
    """Filter, vet and measure a recorded clip in the causal way a live session does."""
    pose, views = track(seen)
    return pose, views, series_of(program, pose, views, names)


def measured(seen: Observation) -> Series:
    """Every measure of a recorded clip, of no exercise in particular."""
    pose, views = track(seen)
    near, axis = tuple(view.near for view in views), tuple(map(_known_axis, views))
    return Series(np.asarray(pose.t_s), compute(pose), near, ("",) * len(views), axis)


def brightness(bgr: npt.NDArray[np.uint8]) -> float:
    """Mean brightness 0..255 of a picture, from the green of every sixteenth pixel."""
    return float(bgr[::16, ::16, 1].mean())


def observe_frame(cover: CoverState, frame: Frame, found: Detection) -> tuple[CoverState, Observation]:
    """Return what is kept of a frame; the same for a camera's and a recording's, in rising time."""
    if found.found and look_due(cover, frame.t_s):
        height, width = frame.bgr.shape[:2]
        size = (WIDTH_PX, max(round(WIDTH_PX * height / width), 1))
        small = cv2.resize(frame.bgr, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        cover = cover_step(cover, frame.t_s, small, found)
    return cover, observe(found, frame.t_s, brightness(frame.bgr), cover)


class Pipeline:
    """One exercise, judged frame by frame as the frames come."""

    def __init__(self, spec: ExerciseSpec, manner: Manner | None = None) -> None:
        """manner: how the coach speaks; `counted_before` is added to the numbers it says."""
        self.program = compile_spec(spec)
        self._manner, self.counted_before = manner or Manner(), 0
        self._needed = needed_joints(self.program)
        self._tracker, self._cover = TrackerState(), CoverState()
        self._engine = engine.start(self.program)
        self._feedback, self._setup = FeedbackState(), SetupState()
        self._baseline: Mapping[str, float] = {}
        self._near: Side = "left"

    @property
    def spec(self) -> ExerciseSpec:
        """The exercise being judged."""
        return self.program.spec

    @property
    def state(self) -> engine.EngineState:
        """Everything counted so far."""
        return self._engine

    def step(self, frame: Frame, detection: Detection) -> FrameOutput:
        """Judge one frame; frames must come in rising time."""
        self._cover, seen = observe_frame(self._cover, frame, detection)
        self._tracker, pose, view = track_step(self._tracker, seen)
        row = measure_frame(self.program, pose, view, self._needed)
        self._setup, setup = setup_step(self._setup, self.program, view, row)
        self._baseline, self._near = setup.baseline or self._baseline, row.near
        self._engine, result = engine.step(self.program, self._engine, row)
        self._feedback, cues, caption = feedback_step(
            self._feedback, self.spec, result, self._manner, self.counted_before
        )
        return FrameOutput(
            index=frame.index,
            t_s=frame.t_s,
            captured_s=frame.captured_s,
            pose=pose,
            view=view,
            measures=near_values(self.program, row),
            result=result,
            setup=setup,
            cues=cues,
            caption=caption,
            spec=self.spec,
        )

    def restart(self, *, at_rest: bool = False) -> None:
        """Count from nothing; who the person is stays known. at_rest: the set-up check has just seen the rest."""
        baseline = self._baseline if at_rest else None
        self._engine, self._feedback = engine.start(self.program, baseline, self._near), FeedbackState()
        self._setup, self._baseline = SetupState(), {}

    def finish(self) -> tuple[Event, ...]:
        """Close what was running when the frames ended; returns what that came to."""
        self._engine, events = engine.finish(self.program, self._engine)
        return events


def near_values(program: Program, row: Row) -> dict[str, float]:
    """Value per measure name: of the whole body, or of the side nearer to the camera."""
    return {
        name: row.values[name] if name in row.values else row.values[f"{name}_{row.near}"] for name in program.measures
    }


def measure_frame(program: Program, pose: Pose, view: View, needed: dict[str, tuple[int, ...]]) -> Row:
    """Measures of one live frame."""
    values = {k: float(v) for k, v in compute(pose, program.measures).items()}
    assert pose.doubt is not None
    if (refused := refusal(program.spec, view)) is not None:
        return Row(float(pose.t_s), dict.fromkeys(values, NAN), view.near, refused.say, _known_axis(view))
    note = why_not_judged(program, needed, pose.doubt, view)
    return Row(float(pose.t_s), values, view.near, note, _known_axis(view))


def _known_axis(view: View) -> float:
    return 0.0 if math.isnan(view.off_axis_deg) else view.off_axis_deg
