"""Trying something that may hang or die, the system's voice or the window system, in a process of its own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

log = logging.getLogger(__name__)
VOICE_S = 8.0
"""How long the voice may take to answer; a speech service that has to be started first takes about two seconds."""
WINDOW_S = 15.0
"""How long the window system may take to answer."""
POLL_S = 0.02
KILL_S = 1.0
"""How long a killed process may take to be gone; usually some milliseconds."""
DID_NOT_ANSWER = "it doesn't answer"

WINDOW_CURES = "install the packages that the README names under Install and try"

# os._exit: taking a half-dead engine apart may hang as well
VOICE = """
import os, sys
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtTextToSpeech import QTextToSpeech
app = QCoreApplication(["posecheck"])
names = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
if not names:
    sys.exit("there is no speech engine")
engine = QTextToSpeech(names[0])
if engine.state() == QTextToSpeech.State.Error:
    sys.exit(engine.errorString() or "the speech engine has failed")
if not engine.availableVoices():
    sys.exit("the speech engine has no voices")
if len(sys.argv) > 1:
    engine.say(sys.argv[1])
os._exit(0)
"""
WINDOW = """
import os
for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(name, None)
from PyQt6.QtGui import QGuiApplication
app = QGuiApplication(["posecheck"])
os._exit(0)
"""


class Trial:
    """A piece of Python that runs beside the program. Nothing here waits: ask `answer` now and then, and `close`."""

    def __init__(
        self, code: str, limit_s: float, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  closed in `close`
        self._until_s = time.monotonic() + limit_s
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._output,
            env=None if environment is None else dict(environment),
        )  # fmt: skip

    def answer(self) -> str | None:
        """Return None while it isn't known, "" when it works, else what is wrong in one line."""
        code = self._process.poll()
        if code is None:
            return None if time.monotonic() < self._until_s else DID_NOT_ANSWER
        if code == 0:
            return ""
        self._output.seek(0)
        lines = [line.strip() for line in self._output.read().decode(errors="replace").splitlines() if line.strip()]
        return told(lines) or f"it ended with exit code {code}"

    def close(self) -> None:
        """End it, whatever it does; a second call does nothing."""
        if self._process.poll() is None:
            self._process.kill()
            try:
                self._process.wait(KILL_S)
            except subprocess.TimeoutExpired:
                log.warning("a trial can't be ended: it hangs in the system")
        self._output.close()


def told(lines: Sequence[str]) -> str:
    """Return the line that says why: Qt names a missing library before its general words, Python at the end."""
    missing = [line for line in lines if "is needed to load" in line or "cannot open shared object" in line]
    return (missing or list(lines[-1:]) or [""])[0].removeprefix("qt.qpa.plugin: ").rstrip(".")


def tried(
    code: str, limit_s: float, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> str:
    """Wait for a trial's answer: "" when it works, else what is wrong."""
    trial = Trial(code, limit_s, arguments, environment)
    try:
        while (answer := trial.answer()) is None:
            time.sleep(POLL_S)
        return answer
    finally:
        trial.close()


def window_trouble() -> str:
    """Return what keeps Qt from opening a window here, "" for nothing."""
    return tried(WINDOW, WINDOW_S, environment=os.environ)
