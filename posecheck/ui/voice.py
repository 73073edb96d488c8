"""Says cues aloud: one sentence at a time, the more urgent interrupts, a stale one is dropped. Never waits."""

from __future__ import annotations

import sys
import time
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.pose.frame import Frame
from posecheck.ui.tones import Tones

STALE_S = 2.0
"""A cue that reaches the voice later than this is about something that is over."""
HOW_TO = "no voice engine: tones and captions only (install speech-dispatcher and espeak-ng to hear the cues)"
SPEAKING = "Speaking"


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
    """Speaks with the system's voice, or plays tones where there is none; `note` then says so in words."""

    def __init__(self, *, mute: bool = False, parent: QObject | None = None, engine: Any = None) -> None:
        """engine: a QTextToSpeech to speak with; the system's when None."""
        super().__init__(parent)
        self._priority = Priority.PRAISE
        self._engine = None if mute else engine or system_voice(self)
        self._tones = None if mute or self._engine is not None else Tones(self)
        self.note = HOW_TO if self._tones is not None else ""
        if self.note:
            print(f"posecheck: {self.note}", file=sys.stderr)

    def say(self, cue: Cue, arose_s: float) -> bool:
        """Speak a cue unless it is stale or something as urgent is being said; returns whether it is heard."""
        if time.monotonic() - arose_s > STALE_S:
            return False
        if self._tones is not None:
            self._tones.play(cue.priority)
            return True
        if self._engine is None:
            return False
        if self._engine.state().name == SPEAKING:
            if cue.priority >= self._priority:
                return False
            self._engine.stop()
        self._priority = cue.priority
        self._engine.say(cue.text)
        return True

    def stop(self) -> None:
        """Fall silent."""
        for speaker in (self._engine, self._tones):
            if speaker is not None:
                speaker.stop()


def system_voice(parent: QObject) -> Any:
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
