"""A speech engine that can't hang: the system's voice in a process of its own. Nothing here waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import ClassVar, NamedTuple

from PyQt6.QtCore import QObject, QSocketNotifier, pyqtSignal
from PyQt6.sip import voidptr

from posecheck.ui import speaking


class Told(NamedTuple):
    """A state as the engine told it; by name, as a QTextToSpeech has it."""

    name: str


class SpeechProcess(QObject):
    """Speaks as a QTextToSpeech does. `ready` is sent when it can, `lost` when it can't (any more).

    The process ends itself when the speech service doesn't answer; `lost` says whether there was none to begin with.
    """

    command: ClassVar = ("-m", speaking.__name__)
    ready = pyqtSignal()
    lost = pyqtSignal(bool)

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._rest, self._begun = Told(""), b"", False
        # a session of its own: Ctrl+C in the terminal is for the program, which falls silent and closes the pipe
        self._process = subprocess.Popen(
            [sys.executable, *self.command, language], bufsize=0, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders, self._answers = self._process.stdin, self._process.stdout
        os.set_blocking(self._orders.fileno(), False)
        self._notifier = QSocketNotifier(voidptr(self._answers.fileno()), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def state(self) -> Told:
        """What the engine said last."""
        return self._state

    def say(self, words: str) -> None:
        """Say something instead of what is being said."""
        self._order(f"{speaking.SAY} {' '.join(words.split())}")

    def stop(self) -> None:
        """Fall silent."""
        self._state = Told("")
        self._order(speaking.STOP)

    def close(self) -> None:
        """Let the process go, which ends when it has done what it was asked for; a second call does nothing."""
        if self._orders.closed:
            return
        self._notifier.setEnabled(False)
        self._orders.close()
        self._answers.close()
        if not self._begun:
            self._process.kill()
        threading.Thread(target=self._process.wait, name="speech-end", daemon=True).start()

    def _order(self, line: str) -> None:
        if self._orders.closed:
            return
        with suppress(BrokenPipeError):
            self._orders.write(f"{line}\n".encode())

    def _hear(self) -> None:
        heard = os.read(self._answers.fileno(), 65536)
        *lines, self._rest = (self._rest + heard).split(b"\n")
        none = False
        for line in lines:
            word = line.decode()
            none = none or word == speaking.NONE
            if word == speaking.READY:
                self._begun = True
                self.ready.emit()
            else:
                self._state = Told(word)
        if not heard or none:
            self.close()
            self.lost.emit(none)
