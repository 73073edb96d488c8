"""Nothing leaves the computer: no command opens a socket of the internet families."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from posecheck.errors import ModelError
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve, where
from posecheck.io.network_silence import SILENT_MEDIAPIPE, refuse_others

ROOT = Path(__file__).parents[2]
INTERNET = re.compile(r"AF_INET6?|sin6?_addr|play\\.googleapis")
"""How strace writes a socket, a connection or a look-up that could leave the computer."""
CLIP = "samples/bridge.mp4"


def traced(trace: Path, *command: object) -> list[str]:
    """Run a command with every child it starts; return the traced calls that concern the internet."""
    strace = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    own = {"POSECHECK_DATA_DIR": trace.parent / "data", "POSECHECK_CACHE_DIR": trace.parent / "cache"}
    environment = {**os.environ, **{k: str(v) for k, v in own.items()}, "QT_QPA_PLATFORM": "offscreen"}
    environment |= {"PYTHONPATH": str(ROOT)}
    own["POSECHECK_DATA_DIR"].mkdir(exist_ok=True)
    if not (own["POSECHECK_DATA_DIR"] / "models").exists():
        (own["POSECHECK_DATA_DIR"] / "models").symlink_to(where(), target_is_directory=True)
    words = [*strace, sys.executable, *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return [line for line in trace.read_text().splitlines() if INTERNET.search(line)]


with_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@with_strace
def test_the_trace_shows_a_socket_that_is_opened(tmp_path: Path) -> None:
    code = "import socket; socket.socket().close()"
    assert len(traced(tmp_path / "trace", "-c", code)) == 1


@with_strace
@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("review", CLIP, "--exercise", "bridge", "--json", os.devnull), id="review"),
        pytest.param(("pose", "PICTURE"), id="pose"),
        pytest.param(("live", "--exercise", "bridge", "--source", CLIP, "--autostart"), id="live"),
        pytest.param(("exercises", "list"), id="exercises"),
        pytest.param(("history", "list"), id="history"),
    ],
)
def test_a_command_opens_no_internet_socket(tmp_path: Path, words: tuple[str, ...]) -> None:
    resolve()
    asked = [still(tmp_path / "still.png") if word == "PICTURE" else word for word in words]
    assert traced(tmp_path / "trace", "-m", "posecheck", *asked) == []


@with_strace
@pytest.mark.slow
def test_the_desk_window_opens_no_internet_socket(tmp_path: Path) -> None:
    """It runs until it is closed, so a timer closes it."""
    resolve()
    code = (
        "import sys, threading, os, time\n"
        "threading.Thread(target=lambda: (time.sleep(12), os._exit(0)), daemon=True).start()\n"
        f"sys.argv = ['posecheck', 'desk', '--source', {CLIP!r}]\n"
        "from posecheck.cli import main; main()"
    )
    assert traced(tmp_path / "trace", "-c", code) == []


def test_the_project_pins_the_mediapipe_that_was_proved() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert [line for line in wanted if line.startswith("mediapipe")] == [f"mediapipe=={SILENT_MEDIAPIPE}"]


@pytest.mark.parametrize("version", ["1.2.3", "0.10.21", "0.10.31.1", "unknown"])
def test_another_mediapipe_is_refused_in_one_line(version: str) -> None:
    with pytest.raises(ModelError, match=f"MediaPipe {version} may send .*pip install mediapipe==") as raised:
        refuse_others(version)
    assert "\n" not in str(raised.value)


def test_the_proved_mediapipe_is_taken() -> None:
    assert refuse_others(SILENT_MEDIAPIPE) is None


def still(path: Path) -> Path:
    """The first frame of a sample as a picture."""
    import cv2

    with ClipSource(ROOT / CLIP) as clip:
        cv2.imwrite(str(path), next(iter(clip)).bgr)
    return path
