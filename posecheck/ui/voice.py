"""Says cues aloud: one sentence at a time, the more urgent interrupts, a stale one is dropped. Never waits."""

from __future__ import annotations

import sys
import time
from typing import Any

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.pose.frame import Frame
from posecheck.ui.speaking import system_voice
from posecheck.ui.speech_process import SpeechProcess
from posecheck.ui.tones import GAP_S, SCORES, Tones

STALE_S = 2.0
"""A cue that reaches the voice later than this is about something that is over."""
HOW_TO = "no voice engine: tones and captions only (install speech-dispatcher and espeak-ng to hear the cues)"
NO_ANSWER = "the voice doesn't answer: tones and captions only (end speech-dispatcher, or log in again)"
SPEAKING = "Speaking"
COUNT_TONE_S = sum(seconds for _, seconds in SCORES[Priority.COUNT]) + GAP_S
"""The count's tone and the silence after it."""
BEGIN_MS = 200
"""The voice is looked for when the window has been painted."""


class CueRelay(QObject):
    """A sink in the worker that hands cues to the window's thread."""

    said = pyqtSignal(object, float)
    counted = pyqtSignal()

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Pass the most urgent cue of the frame on, and that a repetition was counted whatever is said."""
        del frame
        if any(cue.id.startswith("count_") for cue in output.cues):
            self.counted.emit()
        if output.cues:
            self.said.emit(output.cues[0], time.monotonic())

    def close(self) -> None:
        """Nothing to let go."""


class Voice(QObject):
    """Speaks with the system's voice, or plays tones where there is none; `note` then says so in words.

    A speech service may hang: it is spoken to by a process of its own. Until it has answered there are tones, and when
    it no longer does. `silent` is sent when there is no voice (any more). Each counted repetition has a tone of its
    own, and nothing is said before that has faded.
    """

    silent = pyqtSignal()

    def __init__(
        self, *, mute: bool = False, parent: QObject | None = None, engine: Any = None, language: str = "en"
    ) -> None:
        """engine: a QTextToSpeech to speak with; the system's when None. language: code of what is spoken."""
        super().__init__(parent)
        self._priority, self._language = Priority.PRAISE, language
        self._engine = None if mute else engine
        self._tones = None if mute else Tones(self)
        self.note = ""
        self._waiting: tuple[Cue, float] | None = None
        self._tone = QTimer(self)
        self._tone.setSingleShot(True)
        self._tone.timeout.connect(self._after_tone)
        self._process: SpeechProcess | None = None
        self._asked_for = ""
        self.looking = self._engine is None and not mute
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self._look_for_voice)
        if self.looking:
            self._begin.start(BEGIN_MS)

    def count(self) -> None:
        """The tone of a counted repetition."""
        if self._tones is not None:
            if self._engine is not None:
                self._engine.stop()
            self._tones.play(Priority.COUNT)
            self._tone.start(round(1000 * COUNT_TONE_S))

    def say(self, cue: Cue, arose_s: float) -> bool:
        """Speak a cue unless it is stale or something as urgent is being said; returns whether it is (to be) heard."""
        if time.monotonic() - arose_s > STALE_S:
            return False
        if self._engine is None:
            return self._play(cue)
        if self._tone.isActive():
            if self._waiting is None or cue.priority < self._waiting[0].priority:
                self._waiting = (cue, arose_s)
            return self._waiting[0] is cue
        if self._engine.state().name == SPEAKING:
            if cue.priority >= self._priority:
                return False
            self._engine.stop()
        self._priority = cue.priority
        self._engine.say(cue.text)
        return True

    def try_out(self, sentence: str) -> None:
        """Say something at once, whatever is being said, or when the voice is found; tones where there is none."""
        if self.looking:
            self._asked_for = sentence
            return
        self.stop()
        self.say(Cue("try_out", sentence, Priority.PRAISE, 0.0), time.monotonic())

    def stop(self) -> None:
        """Fall silent."""
        self._tone.stop()
        self._waiting = None
        for speaker in (self._engine, self._tones):
            if speaker is not None:
                speaker.stop()

    def close(self) -> None:
        """Fall silent for good, and look for a voice no longer."""
        self.stop()
        self._begin.stop()
        self.looking = False
        if self._process is not None:
            self._process.close()

    def _look_for_voice(self) -> None:
        """Ask, without waiting, whether the system's voice answers; only that of Linux is a service that may hang."""
        if not sys.platform.startswith("linux"):
            engine = system_voice(self, self._language)
            self._found(engine, "" if engine else HOW_TO)
            return
        process = self._process = SpeechProcess(self._language, self)
        process.ready.connect(lambda: self._found(process))
        process.lost.connect(lambda none: self._found(None, HOW_TO if none else NO_ANSWER))

    def _found(self, engine: Any, note: str = "") -> None:
        """Speak with the engine from now on; without one, there are tones, and the note says why."""
        self._engine, self.note, self.looking = engine, note, False
        if note:
            print(f"posecheck: {note}", file=sys.stderr)
            self.silent.emit()
        if self._asked_for:
            sentence, self._asked_for = self._asked_for, ""
            self.try_out(sentence)

    def _play(self, cue: Cue) -> bool:
        """Without a voice: the tones of the cue's urgency, but none over a count's."""
        if self._tones is None or (self._tone.isActive() and cue.priority >= Priority.COUNT):
            return False
        self._tones.play(cue.priority)
        return True

    def _after_tone(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.say(*waiting)
