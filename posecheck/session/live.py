"""A live session: newest frame in, judged frame out to every sink. One thread sees, another one judges."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from posecheck.coach.session_state import Wish
from posecheck.coach.shown import Shown
from posecheck.exercise.result import Event
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.coached import CoachedPipeline
from posecheck.session.ports import Detector, LiveSource, Sink, SourceState
from posecheck.session.stats import LiveStats, stage_times

log = logging.getLogger(__name__)
READ_S = 0.1
WARM_UP = Frame(0, 0.0, np.zeros((360, 640, 3), np.uint8))

Status = Callable[[str, str], None]


class LiveSession:
    """Runs until the source ends or `stop` is called.

    make_model builds the network in the worker thread, which also closes it. Sinks hear of every judged frame in their
    order; one that fails is logged and dropped, and never stops the session. `on_status` hears the source's state and
    message whenever they change; `on_end` the events of what was still running at the end.
    """

    def __init__(
        self,
        source: LiveSource,
        make_model: Callable[[], Detector],
        pipeline: CoachedPipeline,
        sinks: Sequence[Sink],
        stats: LiveStats,
        *,
        on_status: Status = lambda _state, _message: None,
        on_end: Callable[[tuple[Event, ...]], None] = lambda _events: None,
    ) -> None:
        self._source, self._make_model, self._pipeline = source, make_model, pipeline
        self._sinks, self._stats = list(sinks), stats
        self._on_status, self._on_end = on_status, on_end
        self._stop = threading.Event()
        self._told = ("", "")

    def stop(self) -> None:
        """Ask the session to end; `run` returns soon after."""
        self._stop.set()

    def command(self, wish: Wish) -> None:
        """Do as a key or a button asks, or hear how much it hurts."""
        self._pipeline.command(wish)

    def shown_at_end(self) -> Shown:
        """Where the session stands when no more frames come."""
        return self._pipeline.shown_at_end()

    def run(self) -> None:
        """Work until the end; to be called in a thread of its own."""
        self._tell("opening", "")
        with ExitStack() as ending:
            # each of them whatever becomes of the others; what is told and kept goes before a camera that may hang
            ending.callback(self._source.close)
            kept = ending.enter_context(ExitStack())
            kept.callback(self._end)
            model = self._make_model()
            kept.callback(model.close)
            # the first picture costs a network several times its usual time: not at the person's expense
            model.detect(WARM_UP)
            model.reset()
            self._source.open()
            self._loop(model)

    def _loop(self, model: Detector) -> None:
        """While the network looks at a frame, the one before it is judged: what judging costs is no frame's delay."""
        judging: Future[None] | None = None
        part = 0
        with ThreadPoolExecutor(1, "live-judge") as beside:
            while not self._stop.is_set():
                frame = self._source.read(READ_S)
                self._tell(self._source.state, self._source.message)
                if frame is not None:
                    taken_s = time.monotonic()
                    if frame.part != part:
                        # another recording shows another scene: the person is looked for anew, as in a review of it
                        model.reset()
                        part = frame.part
                    detection = model.detect(frame)
                    if judging is not None:
                        judging.result()
                    judging = beside.submit(self._judge, frame, detection, taken_s)
                elif self._source.state == SourceState.ENDED:
                    break
                if self._pipeline.over:
                    break
            if judging is not None:
                judging.result()

    def _judge(self, frame: Frame, detection: Detection, taken_s: float) -> None:
        seen_s = time.monotonic()
        output = self._pipeline.step(frame, detection)
        done_s = time.monotonic()
        stages = stage_times(capture=taken_s - frame.captured_s, pose=seen_s - taken_s, engine=done_s - seen_s)
        output = replace(output, stage_ms=stages)
        self._stats.source(self._source.frames_in, self._source.dropped)
        for sink in list(self._sinks):
            try:
                sink.take(frame, output)
            except Exception:
                log.exception("a listener failed and is dropped: %s", type(sink).__name__)
                self._sinks.remove(sink)
                _close(sink)

    def _tell(self, state: str, message: str) -> None:
        if (state, message) != self._told:
            self._told = (state, message)
            self._on_status(state, message)

    def _end(self) -> None:
        events = self._pipeline.finish()
        self._stats.counted(*self._pipeline.totals)
        self._stats.source(self._source.frames_in, self._source.dropped)
        self._on_end(events)
        for sink in self._sinks:
            _close(sink)
        self._tell("ended", self._source.message)


def _close(sink: Sink) -> None:
    """One that can't end properly keeps no other from it."""
    try:
        sink.close()
    except Exception:
        log.exception("a listener could not be closed: %s", type(sink).__name__)
