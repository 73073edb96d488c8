"""Where Qt can't start the program says so in one line, instead of ending without a word."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CODE = "from posecheck.ui.app import start_qt; start_qt(); print('started')"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="platform plugins by name")
def test_qts_last_words_are_told_in_one_line_with_the_cure() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "nowhere"}
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode != 0, done.stdout) == (True, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("posecheck: ")
    assert "posecheck doctor" in line
    assert "README" in line


def test_where_qt_starts_nothing_is_said() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "started\n", "")


def test_a_missing_library_is_named_before_qts_general_words(capsys: pytest.CaptureFixture[str]) -> None:
    from PyQt6.QtCore import QtMsgType

    from posecheck.ui import app

    needed = "qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin."
    try:
        app.hear_qt(QtMsgType.QtWarningMsg, None, needed)
        assert capsys.readouterr().err == ""
        app.hear_qt(QtMsgType.QtFatalMsg, None, "This application failed to start\n\nAvailable plugins: x")
    finally:
        app._qt_needs.clear()
    said = capsys.readouterr().err
    assert said.startswith("posecheck: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform")
    assert said.count("\n") == 1
