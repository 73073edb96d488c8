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
LOOPBACK = re.compile(r'connect\(.*(inet_addr\("127\.|inet_pton\(AF_INET6, "::1")')
CLIP = "samples/bridge.mp4"


def traced(trace: Path, *command: object) -> list[str]:
    """Run a command with every child it starts; return the traced calls that concern the internet."""
    strace = ["strace", "-f", "-qq", "-e", "trace=network,execve", "-o", str(trace)]
    own = {"POSECHECK_DATA_DIR": trace.parent / "data", "POSECHECK_CACHE_DIR": trace.parent / "cache"}
    environment = {**os.environ, **{k: str(v) for k, v in own.items()}, "QT_QPA_PLATFORM": "offscreen"}
    environment |= {"PYTHONPATH": str(ROOT)}
    own["POSECHECK_DATA_DIR"].mkdir(exist_ok=True)
    if not (own["POSECHECK_DATA_DIR"] / "models").exists():
        (own["POSECHECK_DATA_DIR"] / "models").symlink_to(where(), target_is_directory=True)
    words = [*strace, sys.executable, *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return internet_calls(trace.read_text().splitlines())


def internet_calls(trace: list[str]) -> list[str]:
    """Return the calls of a trace that could leave the computer.

    The system's speech service, which Qt starts, asks at a port of this very computer for a speaking program: what
    another program than Python connects to on the loopback isn't counted, whatever Python does is.
    """
    program: dict[str, str] = {}
    sockets: dict[str, str] = {}
    found: list[str] = []
    for line in trace:
        process, call = line.split(maxsplit=1)
        if started := re.match(r'execve\("([^"]*)"', call):
            program[process] = started[1]
        if not INTERNET.search(call) or call.startswith("execve"):
            continue
        found.append(line)
        if "socket(" in call:
            sockets[process] = line
        elif LOOPBACK.search(call) and "python" not in program.get(process, "python"):
            found = [other for other in found if other not in (line, sockets.get(process))]
    return found


with_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@with_strace
def test_the_trace_shows_a_socket_that_is_opened(tmp_path: Path) -> None:
    code = "import socket; socket.socket().close()"
    assert len(traced(tmp_path / "trace", "-c", code)) == 1


SOCKET = "7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 10"
NEAR = '7 connect(10, {sa_family=AF_INET, sin_port=htons(59125), sin_addr=inet_addr("127.0.0.1")}, 16) = -1'
FAR = '7 connect(10, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("142.250.1.1")}, 16) = 0'


@pytest.mark.parametrize(
    ("trace", "counted"),
    [
        pytest.param([SOCKET], 1, id="a socket"),
        pytest.param([SOCKET, NEAR], 2, id="our own connection on the loopback"),
        pytest.param(['7 execve("/usr/bin/python3", [], 0x1) = 0', SOCKET, NEAR], 2, id="Python's on the loopback"),
        pytest.param(['7 execve("/bin/nc", [], 0x1) = 0', SOCKET, NEAR], 0, id="another program's on the loopback"),
        pytest.param(['7 execve("/bin/nc", [], 0x1) = 0', SOCKET, FAR], 2, id="another program's outwards"),
    ],
)
def test_only_other_programs_loopback_calls_are_left_out(trace: list[str], counted: int) -> None:
    assert len(internet_calls(trace)) == counted


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
    """It runs until it is closed, so it is ended: well once pictures were judged, with 3 if none ever is."""
    resolve()
    code = (
        "import os, sys, threading, time\n"
        "from posecheck.session.desk import DeskWatch\n"
        "run, watches = DeskWatch.run, []\n"
        "DeskWatch.run = lambda watch: (watches.append(watch), run(watch))\n"
        "def end():\n"
        "    until_s = time.monotonic() + 120\n"
        "    while not watches or watches[0].judged < 3:\n"
        "        if time.monotonic() > until_s:\n"
        "            os._exit(3)\n"
        "        time.sleep(0.1)\n"
        "    os._exit(0)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        f"sys.argv = ['posecheck', 'desk', '--source', {CLIP!r}]\n"
        "from posecheck.cli import main; main()"
    )
    assert traced(tmp_path / "trace", "-c", code) == []


@with_strace
@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        pytest.param("posecheck.cli.bench", "prepare", ["tune", CLIP, "-e", "bridge"], id="tune"),
        pytest.param("posecheck.cli.bench", "judge", ["review-window", CLIP, "-e", "bridge"], id="review window"),
        pytest.param("posecheck.ui.progress_window", "ProgressWindow", ["progress"], id="progress"),
    ],
)
def test_a_window_opens_no_internet_socket(tmp_path: Path, module: str, name: str, words: list[str]) -> None:
    """It is ended some seconds after it has judged a clip or been made, with 3 when that never happens."""
    resolve()
    code = (
        "import os, sys, threading\n"
        "from importlib import import_module\n"
        f"module, name, there = import_module({module!r}), {name!r}, threading.Event()\n"
        "made = getattr(module, name)\n"
        "def heard(*arguments, **named):\n"
        "    result = made(*arguments, **named)\n"
        "    there.set()\n"
        "    return result\n"
        "setattr(module, name, heard)\n"
        "def end():\n"
        "    came = there.wait(150)\n"
        "    threading.Event().wait(3)\n"
        "    os._exit(0 if came else 3)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        f"sys.argv = ['posecheck', *{words!r}]\n"
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
