"""The network's library comes into the process while other threads go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posecheck.io.native_library import load_beside_others, network_library

BEATS = """
import ctypes, sys, threading, time
from posecheck.io.native_library import load_beside_others, network_library

beats = 0
def beat():
    global beats
    while True:
        beats += 1
        time.sleep(0.0005)

path = network_library()
threading.Thread(target=beat, daemon=True).start()
sys.setswitchinterval(1000)  # from now on a thread runs only when another lets go of the interpreter
time.sleep(0.01)
before = beats
loaded = {way}
print(bool(loaded), beats - before)
"""


def beats_while(way: str) -> tuple[bool, int]:
    """Whether `way` loaded the library in a new process, and how often another thread got its turn meanwhile."""
    run = subprocess.run([sys.executable, "-c", BEATS.format(way=way)], capture_output=True, text=True, check=True)
    loaded, beats = run.stdout.split()
    return loaded == "True", int(beats)


def test_it_is_the_library_mediapipe_loads_itself() -> None:
    from mediapipe.tasks.python.core import mediapipe_c_bindings

    assert Path(network_library()).is_file()
    assert mediapipe_c_bindings.load_raw_library()._name == network_library()


def test_other_threads_go_on_meanwhile() -> None:
    loaded, beats = beats_while("load_beside_others(path)")
    assert loaded
    assert beats > 0


def test_ctypes_alone_would_stop_them() -> None:
    """What the module is there for: once Python lets go of its lock here itself, it can be deleted."""
    assert beats_while("ctypes.CDLL(path)") == (True, 0)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads Linux's own list")
def test_it_stays_in_the_process() -> None:
    assert load_beside_others(network_library())
    assert network_library() in Path("/proc/self/maps").read_text()


def test_a_library_that_is_none_is_left_to_mediapipe_to_complain_of(tmp_path: Path) -> None:
    text = tmp_path / "none.so"
    text.write_text("no library")
    assert not load_beside_others(str(text))
    assert not load_beside_others(str(tmp_path / "missing.so"))
