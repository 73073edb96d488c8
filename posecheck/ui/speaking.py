"""The system's voice, and the process of its own that it speaks in: `python -m posecheck.ui.speaking LANGUAGE`.

Every call to the speech service may hang for good, and Qt's calls wait. So the service is spoken to from here, where a
watchdog ends the whole process when a call takes too long. Lines come in ("say WORDS", "stop") and go out (READY,
NONE, the engine's states); when the pipe is closed the process ends.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from contextlib import suppress
from functools import partial
from typing import Any

from PyQt6.QtCore import QCoreApplication, QLocale, QObject, QSocketNotifier
from PyQt6.sip import voidptr

from posecheck.io.trial import VOICE_S

READY, NONE = "ready", "none"
SAY, STOP = "say", "stop"
ANSWER_S = 3.0
"""How long the speech service may take to answer a call, which it does within milliseconds."""
VARIETIES = {"en": ("en_US", "en_GB"), "de": ("de_DE",)}
"""A language's main varieties: the first of any in the system's list may be a dialect."""


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
    if engine.state() == QTextToSpeech.State.Error or not engine.availableVoices():
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


def main(language: str) -> None:
    """Speak until the pipe is closed. os._exit: taking a half-dead engine apart may hang as well."""
    _watch(VOICE_S)
    # a speech service that is started here must not hold the pipe open, whose end says that this process is gone
    answers = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    tell = partial(_write, answers)
    app = QCoreApplication(["posecheck"])
    engine = system_voice(app, language)
    if engine is None:
        tell(NONE)
        os._exit(1)
    engine.stateChanged.connect(lambda state: tell(state.name))
    orders = QSocketNotifier(voidptr(sys.stdin.fileno()), QSocketNotifier.Type.Read, app)
    rest = bytearray()

    def hear() -> None:
        heard = os.read(sys.stdin.fileno(), 65536)
        rest.extend(heard)
        *lines, left = rest.split(b"\n")
        rest[:] = left
        for line in lines:
            _watch(ANSWER_S)
            _obey(engine, line.decode())
        if not heard:
            os._exit(0)
        faulthandler.cancel_dump_traceback_later()

    orders.activated.connect(hear)
    faulthandler.cancel_dump_traceback_later()
    tell(READY)
    app.exec()


def _obey(engine: Any, line: str) -> None:
    order, _, words = line.partition(" ")
    if order == SAY:
        engine.say(words)
    elif order == STOP:
        engine.stop()


def _watch(limit_s: float) -> None:
    """End this process unless that is called off in time: in a thread of C, which no hanging call holds up."""
    faulthandler.dump_traceback_later(limit_s, exit=True)


def _write(pipe: int, word: str) -> None:
    with suppress(BrokenPipeError):  # nobody listens any more: what was asked for is still done
        os.write(pipe, f"{word}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
