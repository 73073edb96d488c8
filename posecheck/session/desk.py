"""Desk mode's runner: a picture once or twice a second, judged as the desk posture; one listener hears what to show."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from posecheck.coach.desk import DeskShown, DeskStage, DeskState, Nudge, desk_step, shown_of
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.frame import Frame
from posecheck.session.pipeline import Pipeline
from posecheck.session.ports import Detector, LiveSource, SourceState

EVERY_S = 0.5
"""A posture changes slowly: two pictures a second are enough, and cost a fifteenth of a session's."""


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """What desk mode says after a picture, or when its camera comes and goes: what to show, and a nudge that is due."""

    shown: DeskShown
    nudge: Nudge | None = None


class DeskWatch:
    """Runs until its source ends or `stop` is called; `told` hears of every picture, in the thread that runs.

    The network is made and closed in that thread. While the camera is away nothing is computed.
    """

    def __init__(
        self,
        source: LiveSource,
        make_model: Callable[[], Detector],
        spec: ExerciseSpec,
        told: Callable[[DeskFrame], None],
        *,
        words: Words = ENGLISH,
        every_s: float = EVERY_S,
    ) -> None:
        self._source, self._make_model, self._spec, self._told = source, make_model, spec, told
        self._words, self._every_s = words, every_s
        self._pipeline, self._state, self._stop = Pipeline(spec), DeskState(), threading.Event()
        self.judged = 0

    def stop(self) -> None:
        """Ask it to end; `run` returns soon after."""
        self._stop.set()

    def run(self) -> None:
        """Watch until the end; to be called in a thread of its own."""
        if self._stop.is_set():  # nobody waits for a network to be loaded for nothing
            return
        self._told(DeskFrame(DeskShown(DeskStage.OPENING, "")))
        model = self._make_model()
        try:
            self._source.open()
            self._loop(model)
        finally:
            self._source.close()
            model.close()

    def _loop(self, model: Detector) -> None:
        due_s, message, last_s = time.monotonic(), "", -math.inf
        while not self._stop.wait(max(0.0, due_s - time.monotonic())):
            due_s = time.monotonic() + self._every_s
            frame = self._source.read(self._every_s)
            if frame is not None:
                # at the end of a clip the last picture may come right after the one before
                if frame.t_s - last_s >= self._every_s / 2:
                    last_s, message = frame.t_s, ""
                    self._judge(model, frame)
            elif self._source.state == SourceState.ENDED:
                break
            elif self._source.state == SourceState.LOST and self._source.message != message:
                message = self._source.message
                self._told(DeskFrame(DeskShown(DeskStage.CAMERA_GONE, self._words(message))))

    def _judge(self, model: Detector, frame: Frame) -> None:
        output = self._pipeline.step(frame, model.detect(frame))
        self._state, nudge = desk_step(self._state, self._spec, output.result)
        self.judged += 1
        self._told(DeskFrame(shown_of(self._spec, output.result, self._words), nudge))
