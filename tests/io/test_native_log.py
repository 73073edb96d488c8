from __future__ import annotations

import os
import sys
import threading

import pytest

from posecheck.io.native_log import native_log_silenced

CHATTER = (
    b"W0000 00:00:1795423484.435961    4764 inference_feedback_manager.cc:121] Feedback manager\n"
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"
)


def test_chatter_is_dropped_and_everything_else_comes_out(capfd: pytest.CaptureFixture[str]) -> None:
    with native_log_silenced():
        os.write(2, CHATTER)
        print("a word of Python's", file=sys.stderr)
        os.write(2, b"half a native line without an end")
    print("and afterwards", file=sys.stderr)
    os.write(2, b"W0000 00:00: heard again\n")
    said = capfd.readouterr().err
    assert said == "a word of Python's\nhalf a native line without an endand afterwards\nW0000 00:00: heard again\n"


def test_the_error_itself_goes_through(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with native_log_silenced():
            os.write(2, CHATTER)
            raise RuntimeError("the cause")

    with pytest.raises(RuntimeError, match="the cause"):
        fail()
    os.write(2, b"open\n")
    assert capfd.readouterr().err == "open\n"


def test_threads_that_overlap_leave_the_terminal_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    gate = threading.Barrier(4)

    def speak(number: int) -> None:
        for _ in range(20):
            gate.wait(timeout=10)
            with native_log_silenced():
                os.write(2, CHATTER + b"thread %d\n" % number)

    threads = [threading.Thread(target=speak, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"end\n")
    lines = capfd.readouterr().err.splitlines()
    assert lines[-1] == "end"
    assert sorted(lines[:-1]) == sorted(f"thread {i}" for i in range(4) for _ in range(20))
