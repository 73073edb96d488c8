"""Every engine event as one JSON line, written as it happens."""

from __future__ import annotations

import json
import logging
import math
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from posecheck.coach.output import FrameOutput, PainHeard
from posecheck.errors import ClipError
from posecheck.exercise.result import Event, FrameResult
from posecheck.exercise.summary import Summary
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)
OURS_ONLY = 0o600


class EventLog:
    """A sink that appends events to a file, line by line, so that a crash loses nothing that happened before it.

    on_trouble: hears once, in a line, that the file takes no more; nothing is written to it from then on.
    """

    def __init__(self, path: Path, on_trouble: Callable[[str], None] = log.warning) -> None:
        self._stage: tuple[int, str] = (-1, "")
        self._path, self._on_trouble, self._lost = path, on_trouble, False
        try:
            # only its owner may read it, whatever the umask, and whoever might read an older one
            handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, OURS_ONLY)
            _keep_ours(handle)
            self._file = os.fdopen(handle, "a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise ClipError("cannot write the log", str(path), error.strerror or "choose another place") from error

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Write the session's stage when it changes, the frame's events, and what was said by either."""
        del frame
        self._write_stage(output)
        for event in output.result.events:
            self.write(event)
        for pain in output.pains:
            self.hear(pain)
        for cue in output.cues:
            self._line({"kind": "cue", "t_s": cue.t_s, "detail": cue.id, "text": cue.text})

    def write(self, event: Event) -> None:
        """Write one event."""
        self._line(_facts(event))

    def hear(self, pain: PainHeard) -> None:
        """Write what was said of pain."""
        values = {"level": pain.level, "place": pain.place}
        self._line({"kind": "pain", "t_s": pain.t_s, "detail": pain.exercise, **values})

    def _write_stage(self, output: FrameOutput) -> None:
        now = output.session
        if now is None or (now.block, now.stage) == self._stage:
            return
        self._stage = (now.block, now.stage)
        line = {"kind": "stage", "t_s": output.t_s, "detail": now.stage.value, "set": now.block + 1}
        self._line({**line, "exercise": now.exercise, "way": now.way.value})

    def close(self) -> None:
        """End the file."""
        self._try(self._file.close)

    def _line(self, values: dict[str, Any]) -> None:
        if not self._lost:
            self._try(lambda: self._file.write(_json(values)))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError as error:
            if not self._lost:
                self._lost = True
                cure = f"{error.strerror or error}; the session goes on without it"
                self._on_trouble(str(ClipError("cannot write the log any further", str(self._path), cure)))


def events_text(results: Sequence[FrameResult], summary: Summary) -> str:
    """Every event of a judged recording as JSON lines, what the recording's end closed last."""
    events = [event for result in results for event in result.events]
    reps, attempts = [event.rep for event in events], [event.attempt for event in events]
    end_s = results[-1].t_s if results else 0.0
    events += [Event("rep", end_s, rep.side, rep=rep) for rep in summary.reps if rep not in reps]
    events += [Event("attempt", end_s, a.reason, attempt=a) for a in summary.attempts if a not in attempts]
    return "".join(_json(_facts(event)) for event in events)


def _keep_ours(handle: int) -> None:
    """Take an open file from everybody but its owner; a device, a pipe and somebody else's file stay as they are."""
    state = os.fstat(handle)
    mode = stat.S_IMODE(state.st_mode)
    mine = hasattr(os, "fchmod") and state.st_uid == os.getuid()
    if mine and stat.S_ISREG(state.st_mode) and mode & OURS_ONLY != mode:
        os.fchmod(handle, mode & OURS_ONLY)


def _facts(event: Event) -> dict[str, Any]:
    return {k: v for k, v in asdict(event).items() if v not in (None, "")}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(_plain(values), ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
