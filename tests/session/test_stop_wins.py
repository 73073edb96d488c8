"""A stop signal ends the program wherever it comes, and a late second one ends it at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SIGNAL = """
import os, signal
def stop(number=signal.SIGTERM):
    os.kill(os.getpid(), number)
"""
WRAPPED = """
class Field:
    def __set_name__(self, owner, name):
        stop()
def work(job):
    class Made:
        field = Field()
    return {}
"""
SWALLOWED = """
class Gone:
    def __del__(self):
        stop()
        "a place where Python looks for signals".split()
def work(job):
    Gone()
    return {}
"""
FAILED = """
def work(job):
    try:
        stop()
        "a place where Python looks for signals".split()
    finally:
        raise ValueError("cut short")
"""
places = pytest.mark.parametrize(
    "place",
    [
        pytest.param(WRAPPED, id="where it is wrapped"),
        pytest.param(SWALLOWED, id="where it is swallowed"),
        pytest.param(FAILED, id="where something else is raised"),
    ],
)


def ran(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", SIGNAL + code]
    return subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120, check=False)


@places
def test_a_command_that_is_stopped_says_so_and_ends_with_its_code(place: str) -> None:
    code = "import posecheck.cli.app as cli\ncli.app = lambda words, standalone_mode: work(0)\ncli.main()\n"
    done = ran(place + code)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (143, "posecheck: stopped")


@places
def test_a_batch_that_is_stopped_judges_no_further_clip(place: str) -> None:
    code = (
        "from posecheck.session.batch import run_here\n"
        "from posecheck.session.stopping import Stopped, on_stop\n"
        "on_stop()\n"
        "try:\n"
        "    for done in run_here(work, [0, 1, 2], 1):\n"
        "        print(done)\n"
        "except Stopped as stop:\n"
        "    print('stopped by', stop.number)\n"
    )
    assert ran(place + code).stdout == "stopped by 15\n"


def test_a_stop_that_python_swallows_is_raised_anew_soon() -> None:
    code = (
        "from posecheck.session.stopping import Stopped, on_stop\n"
        "import time\n"
        "on_stop()\n"
        "try:\n"
        "    work(0)\n"
        "    print('swallowed', flush=True)\n"
        "    time.sleep(60)\n"
        "    print('slept')\n"
        "except Stopped as stop:\n"
        "    print('stopped by', stop.number)\n"
    )
    done = ran(SWALLOWED + code)
    assert (done.stdout, done.stderr) == ("swallowed\nstopped by 15\n", "")


def test_a_second_signal_is_the_same_stop_unless_it_comes_late() -> None:
    code = (
        "from posecheck.session import stopping\n"
        "stopping.on_stop(lambda number: print('heard', number, flush=True))\n"
        "stopping.AGAIN_S = 1000\n"
        "stop()\n"
        "stop(signal.SIGINT)\n"
        "print('still ending', flush=True)\n"
        "stopping.AGAIN_S = -1\n"
        "stop(signal.SIGINT)\n"
        "print('went on')\n"
    )
    done = ran(code)
    assert (done.returncode, done.stdout) == (130, "heard 15\nstill ending\n")
