"""The voice speaks in a process of its own: one that hangs, dies or isn't there holds nothing up and is told."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from posecheck.coach.output import Cue, Priority
from posecheck.ui import voice as voices
from posecheck.ui.speech_process import SpeechProcess
from posecheck.ui.voice import Voice

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no service speaks that may hang"),
    pytest.mark.qt_log_ignore(".*"),
]
LONG_MS = 60_000
"""Far above what a small piece of Python takes."""
CHILD = """
import ctypes, sys
from enum import Enum
from PyQt6.QtCore import QObject, pyqtSignal
from posecheck.ui import speaking
State = Enum("State", "Ready Speaking")
class Engine(QObject):
    stateChanged = pyqtSignal(State)
    def say(self, words):
        if words == "hang":
            hang()
        self.stateChanged.emit(State.Speaking)
        print(words, file=open(NOTES, "a"), flush=True)
    def stop(self):
        self.stateChanged.emit(State.Ready)
        print("(silence)", file=open(NOTES, "a"), flush=True)
def hang(*_):
    ctypes.PyDLL(None).sleep(1000)  # as Qt's calls do: Python's other threads wait too
"""
SPEAKS, NOBODY = "speaking.system_voice = lambda *_: Engine()", "speaking.system_voice = lambda *_: None"
HANGS, DIES = "speaking.VOICE_S, speaking.system_voice = 1.0, hang", "raise SystemExit(3)"


def said(text: str, priority: Priority) -> Cue:
    return Cue(text, text, priority, 0.0)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """What the speaking process was told."""
    (tmp_path / "notes").touch()
    return tmp_path / "notes"


def child(notes: Path, code: str) -> tuple[str, str]:
    """A speaking process with an engine of the test's."""
    return ("-c", f"NOTES = {str(notes)!r}\n{CHILD}\n{code}\nspeaking.main('en')")


@pytest.mark.parametrize(
    ("code", "note"),
    [
        pytest.param(HANGS, voices.NO_ANSWER, id="hangs"),
        pytest.param(DIES, voices.NO_ANSWER, id="dies"),
        pytest.param(NOBODY, voices.HOW_TO, id="there is none"),
        pytest.param(SPEAKS, "", id="answers"),
    ],
)
def test_until_the_voice_answers_there_are_tones(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, notes: Path, code: str,
    note: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(SpeechProcess, "command", child(notes, code))
    silent: list[bool] = []
    voice = Voice()
    voice.silent.connect(lambda: silent.append(True))
    assert (voice.say(said("Sink", Priority.FORM), time.monotonic()), voice.note) == (True, "")
    qtbot.waitUntil(lambda: not voice.looking, timeout=LONG_MS)
    assert voice.say(said("Lift", Priority.FORM), time.monotonic())
    assert (voice.note, silent) == (note, [True] if note else [])
    qtbot.waitUntil(lambda: notes.read_text() == ("" if note else "Lift\n"), timeout=LONG_MS)
    voice.close()
    lines = capsys.readouterr().err.strip().splitlines()
    assert [line for line in lines if line.startswith("posecheck:")] == ([f"posecheck: {note}"] if note else [])


def test_what_is_tried_out_before_the_voice_is_there_is_said_then(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, notes: Path
) -> None:
    monkeypatch.setattr(SpeechProcess, "command", child(notes, SPEAKS))
    voice = Voice()
    voice.try_out("This is how it sounds")
    qtbot.waitUntil(lambda: "This is how it sounds" in notes.read_text(), timeout=LONG_MS)
    voice.close()


def test_a_voice_that_hangs_in_mid_session_holds_nothing_up_and_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, notes: Path
) -> None:
    monkeypatch.setattr(SpeechProcess, "command", child(notes, SPEAKS))
    voice = Voice()
    qtbot.waitUntil(lambda: not voice.looking, timeout=LONG_MS)
    process = voice._process
    assert process is not None
    with qtbot.waitSignal(voice.silent, timeout=LONG_MS):
        assert voice.say(said("hang", Priority.FORM), time.monotonic())
        voice.count()
        voice.stop()  # each of these would wait for good
    assert (voice.note, voice._engine) == (voices.NO_ANSWER, None)
    assert voice.say(said("Lift", Priority.FORM), time.monotonic()), "a tone"
    process._process.wait(LONG_MS / 1000)
    voice.close()


@pytest.mark.parametrize("code", [SPEAKS, HANGS])
def test_a_window_that_closes_leaves_no_speaking_process_behind(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, notes: Path, code: str
) -> None:
    monkeypatch.setattr(SpeechProcess, "command", child(notes, code))
    voice = Voice()
    qtbot.waitUntil(lambda: voice._process is not None and (code is HANGS or not voice.looking), timeout=LONG_MS)
    process = voice._process
    assert process is not None
    if code is SPEAKS:
        voice.say(said("Lift", Priority.FORM), time.monotonic())
        qtbot.waitUntil(lambda: process.state().name == voices.SPEAKING, timeout=LONG_MS)
    voice.close()
    voice.close()
    process._process.wait(LONG_MS / 1000)
    assert not voice.looking
    assert notes.read_text() == ("" if code is HANGS else "Lift\n(silence)\n")
    process.say("no more")


@pytest.mark.parametrize("words", ["Lift", "hang"])
def test_the_speaking_process_dies_with_a_program_that_is_killed(notes: Path, words: str) -> None:
    code = (
        "import os, signal, sys\n"
        "from PyQt6.QtCore import QCoreApplication\n"
        "from posecheck.ui.speech_process import SpeechProcess\n"
        f"app, SpeechProcess.command = QCoreApplication([]), {child(notes, SPEAKS)!r}\n"
        "process = SpeechProcess('en')\n"
        "def end():\n"
        f"    process.say({words!r})\n"
        "    print(process._process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "process.ready.connect(end)\n"
        "app.exec()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    status, until_s = Path(f"/proc/{int(done.stdout)}/stat"), time.monotonic() + LONG_MS / 1000
    while status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until_s, "it lives on"
        time.sleep(0.05)
