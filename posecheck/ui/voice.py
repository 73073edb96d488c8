"""Says cues aloud: one sentence at a time, the more urgent interrupts, a stale one is dropped. Never waits."""

from __future__ import annotations

import sys
import time

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.pose.frame import Frame

STALE_S = 2.0
"""A cue that reaches the voice later than this is about something that is over."""
HOW_TO = "no voice engine: captions only (install speech-dispatcher and espeak-ng to hear the cues)"


class CueRelay(QObject):
    """A sink in the worker that hands cues to the window's thread."""

    said = pyqtSignal(object, float)

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Pass the most urgent cue of the frame on."""
        del frame
        if output.cues:
            self.said.emit(output.cues[0], time.monotonic())

    def close(self) -> None:
        """Nothing to let go."""


class Voice(QObject):
    """Speaks with the system's voice where there is one; `note` says in words why there is none ("" = there is)."""

    def __init__(self, *, mute: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._priority = Priority.PRAISE
        self._engine = None if mute else _engine(self)
        self.note = "" if mute or self._engine is not None else HOW_TO
        if self.note:
            print(f"posecheck: {self.note}", file=sys.stderr)

    def say(self, cue: Cue, arose_s: float) -> bool:
        """Speak a cue unless it is stale or something as urgent is being said; returns whether it is spoken."""
        if self._engine is None or time.monotonic() - arose_s > STALE_S:
            return False
        if self._speaking():
            if cue.priority >= self._priority:
                return False
            self._engine.stop()
        self._priority = cue.priority
        self._engine.say(cue.text)
        return True

    def stop(self) -> None:
        """Fall silent."""
        if self._engine is not None:
            self._engine.stop()

    def _speaking(self) -> bool:
        from PyQt6.QtTextToSpeech import QTextToSpeech

        return self._engine is not None and self._engine.state() == QTextToSpeech.State.Speaking


def _engine(parent: QObject):  # type: ignore[no-untyped-def]  # the module may be missing altogether
    """The system's speech, or None where none answers. Qt's own "mock" engine says nothing and doesn't count."""
    try:
        from PyQt6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        return None
    real = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
    if not real:
        return None
    engine = QTextToSpeech(real[0], parent)
    return None if engine.state() == QTextToSpeech.State.Error else engine
