"""A reader that goes away, a full disk, little memory: one line that names the cause, no traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full and ulimit -v")
COMMAND = f"{shlex.quote(sys.executable)} -m posecheck"
REVIEW = f"{COMMAND} review samples/bridge.mp4 --exercise bridge"


def shell(line: str) -> tuple[int, str]:
    """Run a line in bash; return the exit code of its first command and all of stderr."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", line + "; exit ${PIPESTATUS[0]}"], capture_output=True, text=True, env=environment, cwd=ROOT,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", ["exercises show bridge", "exercises list", "exercises schema"])
def test_a_reader_that_goes_away_is_no_failure(words: str) -> None:
    assert shell(f"{COMMAND} {words} | head -1") == (0, "")


@pytest.mark.parametrize("words", ["exercises show bridge", "exercises schema"])
def test_a_full_disk_is_named(words: str) -> None:
    told = "posecheck: No space left on device (output): make room there, or write to another place\n"
    assert shell(f"{COMMAND} {words} > /dev/full") == (2, told)


@pytest.mark.parametrize("limit_kb", [600_000, 1_500_000, 3_000_000])
def test_little_memory_is_named_before_a_library_runs_into_it(limit_kb: int) -> None:
    code, told = shell(f"ulimit -v {limit_kb}; {REVIEW}")
    assert code == 2
    assert told.startswith("posecheck: not enough memory, 3500 MB of address space are needed and ")
    assert told.count("\n") == 1


def test_what_needs_no_network_runs_with_little_memory() -> None:
    assert shell(f"ulimit -v 600000; {COMMAND} exercises show bridge > /dev/null") == (0, "")
