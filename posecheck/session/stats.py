"""Figures of a live session: frames, drops, what each stage costs, and how long a frame takes to be seen."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.coach.output import Cue, FrameOutput
from posecheck.errors import ClipError
from posecheck.pose.frame import Frame
from posecheck.session.event_log import OURS_ONLY

SCHEMA = "posecheck.live/1"
STAGES = ("capture", "pose", "engine", "paint")
KEPT = 20_000
"""Newest values a percentile is taken over: eleven minutes at 30 frames a second."""
WRITE_EVERY_S = 1.0


class LiveStats:
    """Collects figures from the worker and the window; a sink. Safe to use from both threads."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock = path, threading.Lock()
        self._stage_ms: dict[str, deque[float]] = {stage: deque(maxlen=KEPT) for stage in STAGES}
        self._latency_ms: deque[float] = deque(maxlen=KEPT)
        self._cues: list[Cue] = []
        self._frames_in = self._processed = self._dropped = self._reps = self._good = 0
        self._first_s = self._last_s = self._written_s = 0.0

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """A judged frame, with what its stages took in `output.stage_ms`."""
        with self._lock:
            self._first_s = self._first_s or frame.captured_s
            self._last_s = frame.captured_s
            self._processed += 1
            self._count(output)
            self._cues.extend(output.cues)
            for stage, value in output.stage_ms.items():
                self._stage_ms[stage].append(value)
        if frame.captured_s - self._written_s >= WRITE_EVERY_S:
            self._written_s = frame.captured_s
            self._try_to_write()

    def _count(self, output: FrameOutput) -> None:
        if output.session is None:
            self._reps, self._good = output.result.reps, output.result.good
            return
        over, now = output.session.outcomes, output.session
        under_way = not now.over
        self._reps = sum(o.reps for o in over) + now.count * under_way
        self._good = sum(o.good for o in over) + now.good * under_way

    def source(self, frames_in: int, dropped: int) -> None:
        """What the source counted."""
        with self._lock:
            self._frames_in, self._dropped = frames_in, dropped

    def counted(self, reps: int, good: int) -> None:
        """The final count, after what was running at the end was closed."""
        with self._lock:
            self._reps, self._good = reps, good

    def painted(self, captured_s: float, paint_ms: float, now_s: float) -> None:
        """A frame has become visible."""
        with self._lock:
            self._stage_ms["paint"].append(paint_ms)
            self._latency_ms.append(1e3 * (now_s - captured_s))

    @property
    def fps(self) -> float:
        """Judged frames per second so far."""
        span_s = self._last_s - self._first_s
        return (self._processed - 1) / span_s if span_s > 0 else 0.0

    @property
    def latency_p50_ms(self) -> float:
        """Middle latency of the last second or so."""
        with self._lock:
            recent = list(self._latency_ms)[-30:]
        return float(np.median(recent)) if recent else 0.0

    def document(self) -> dict[str, Any]:
        """The figures as schema posecheck.live/1."""
        with self._lock:
            latency = _percentiles(self._latency_ms)
            latency["max"] = round(max(self._latency_ms), 2) if self._latency_ms else None
            return {
                "schema": SCHEMA,
                "frames_in": self._frames_in,
                "frames_processed": self._processed,
                "frames_dropped": self._dropped,
                "fps": round(self.fps, 2),
                "stage_ms": {stage: _percentiles(values) for stage, values in self._stage_ms.items()},
                "latency_ms": latency,
                "cues": [{"time_s": round(c.t_s, 3), "id": c.id, "text": c.text} for c in self._cues],
                "reps": self._reps,
                "good": self._good,
            }

    def write(self) -> None:
        """Put the figures into the file, whole or not at all, for its owner alone; ClipError when that can't be.

        A device stays one.
        """
        try:
            self._write()
        except OSError as error:
            raise ClipError("cannot write the figures", str(self._path), error.strerror or str(error)) from error

    def _try_to_write(self) -> None:
        """Whoever runs the session writes them once more at its end, and tells what is wrong then."""
        with suppress(ClipError):
            self.write()

    def _write(self) -> None:
        if self._path is None:
            return
        text = json.dumps(self.document(), indent=1)
        if self._path.exists() and not self._path.is_file():
            self._path.write_text(text, encoding="utf-8")
            return
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            handle = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, OURS_ONLY)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(temporary, self._path)
        finally:
            temporary.unlink(missing_ok=True)

    def close(self) -> None:
        """Write the last figures."""
        self._try_to_write()


def _percentiles(values: deque[float]) -> dict[str, float | None]:
    if not values:
        return {"p50": None, "p95": None}
    p50, p95 = np.percentile(np.fromiter(values, float), (50, 95))
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def stage_times(**seconds: float) -> Mapping[str, float]:
    """Stage durations in ms from seconds."""
    return {name: 1e3 * value for name, value in seconds.items()}
