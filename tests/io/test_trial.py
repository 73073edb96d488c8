"""What may hang or die is tried in a process of its own: its answer comes in time, or nothing is waited for."""

from __future__ import annotations

import os
import sys
import time

import pytest

from posecheck.io import trial
from posecheck.io.trial import DID_NOT_ANSWER, Trial, tried

LONG_S = 60.0
"""Far above what a small piece of Python takes."""


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        pytest.param("import os; os._exit(0)", "", id="works"),
        pytest.param("import sys; sys.exit('there is no speech engine')", "there is no speech engine", id="says why"),
        pytest.param("raise SystemExit(3)", "it ended with exit code 3", id="fails without a word"),
        pytest.param("1 / 0", "ZeroDivisionError: division by zero", id="raises"),
    ],
)
def test_the_answer_is_empty_or_says_why(code: str, answer: str) -> None:
    assert tried(code, LONG_S) == answer


def test_one_that_hangs_is_given_up_and_gone() -> None:
    hanging = Trial("import time; time.sleep(1000)", 0.2)
    assert hanging.answer() is None, "nothing waits"
    time.sleep(0.25)
    assert hanging.answer() == DID_NOT_ANSWER
    hanging.close()
    hanging.close()
    assert hanging._process.returncode is not None


def test_arguments_and_environment_are_handed_on() -> None:
    code = "import os, sys; sys.exit(sys.argv[1] + os.environ['SAID'])"
    assert tried(code, LONG_S, ["one "], {**os.environ, "SAID": "two"}) == "one two"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], ""),
        (["Traceback", "ImportError: libpulse.so.0: cannot open shared object file: No such file or directory"],
         "ImportError: libpulse.so.0: cannot open shared object file: No such file or directory"),
        (["qt.qpa.plugin: libxcb-cursor0 is needed to load the Qt xcb platform plugin.", "Available plugins: x"],
         "libxcb-cursor0 is needed to load the Qt xcb platform plugin"),
    ],
)  # fmt: skip
def test_of_many_lines_the_one_that_names_a_library_is_told(lines: list[str], why: str) -> None:
    assert trial.told(lines) == why


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the offscreen platform of Linux")
def test_the_window_system_is_really_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert trial.window_trouble() == ""
    monkeypatch.setenv("QT_QPA_PLATFORM", "nowhere")
    assert trial.window_trouble() != ""
