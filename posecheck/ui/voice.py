"""Says cues aloud: one sentence at a time, the more urgent interrupts, a stale one is dropped. Never waits."""

from __future__ import annotations

import sys
import time
from typing import Any

from PyQt6.QtCore import QLocale, QObject, QTimer, pyqtSignal

from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.io import trial
from posecheck.io.trial import Trial
from posecheck.pose.frame import Frame
from posecheck.ui.tones import GAP_S, SCORES, Tones

STALE_S = 2.0
"""A cue that reaches the voice later than this is about something that is over."""
HOW_TO = "no voice engine: tones and captions only (install speech-dispatcher and espeak-ng to hear the cues)"
NO_ANSWER = "the voice doesn't answer: tones and captions only (end speech-dispatcher, or log in again)"
SPEAKING = "Speaking"
COUNT_TONE_S = sum(seconds for _, seconds in SCORES[Priority.COUNT]) + GAP_S
"""The count's tone and the silence after it."""
BEGIN_MS, POLL_MS = 200, 50
"""The voice is looked for when the window has been painted; how often it is asked whether it has been found."""
VARIETIES = {"en": ("en_US", "en_GB"), "de": ("de_DE",)}
"""A language's main varieties: the first of any in the system's list may be a dialect."""


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

    A speech service may hang: it is tried in a process of its own, and until it has answered there are tones. `silent`
    is sent when there is no voice. Each counted repetition has a tone of its own, and nothing is said before that has
    faded.
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
        self._trial: Trial | None = None
        self._asked_for = ""
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look_for_voice)
        if self._engine is None and not mute:
            self._looking.start(BEGIN_MS)

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
        if self._looking.isActive():
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
        self._looking.stop()
        if self._trial is not None:
            self._trial.close()
            self._trial = None

    def _look_for_voice(self) -> None:
        """Ask, without waiting, whether the system's voice answers."""
        if self._trial is None and sys.platform.startswith("linux"):
            self._trial = Trial(trial.VOICE, trial.VOICE_S)
            self._looking.setInterval(POLL_MS)
        answer = "" if self._trial is None else self._trial.answer()
        if answer is None:
            return
        self._looking.stop()
        if self._trial is not None:
            self._trial.close()
            self._trial = None
        self._engine = None if answer else system_voice(self, self._language)
        if self._engine is None:
            self.note = HOW_TO if answer != trial.DID_NOT_ANSWER else NO_ANSWER
            print(f"posecheck: {self.note}", file=sys.stderr)
            self.silent.emit()
        if self._asked_for:
            self.try_out(self._asked_for)

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


def system_voice(parent: QObject, language: str = "en") -> Any:
    """The system's speech in a language, or None where none answers. Qt's own "mock" engine says nothing."""
    try:
        from PyQt6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        return None
    real = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
    if not real:
        return None
    engine = QTextToSpeech(real[0], parent)
    if engine.state() == QTextToSpeech.State.Error:
        return None
    choose_voice(engine, language)
    return engine


def choose_voice(engine: Any, language: str) -> None:
    """Speak the language's main variety where the system has it, and in a voice without effects."""
    there = {locale.name(): locale for locale in engine.availableLocales()}
    wanted = next((there[name] for name in VARIETIES.get(language, ()) if name in there), QLocale(language))
    engine.setLocale(wanted)
    # espeak names the variants of a voice with a plus: English (America)+whisper
    plain = [voice for voice in engine.availableVoices() if "+" not in voice.name()]
    if plain and "+" in engine.voice().name():
        engine.setVoice(plain[0])
