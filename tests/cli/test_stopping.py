"""Stop means stop: workers gone, one line, the conventional exit code, and what was finished is kept."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from posecheck.io.model_store import resolve

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals and /proc of POSIX")]
STOP_S = 2.0
"""What is promised, on a machine that has nothing else to do; usually it takes a quarter of that."""
GIVEN_UP_S = 60.0
LOOP_S = 0.1


def started(tmp_path: Path, *words: object) -> subprocess.Popen[str]:
    """A command in a process group of its own, as a terminal starts it."""
    resolve()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    environment["POSECHECK_CACHE_DIR"] = str(tmp_path / "cache")
    command = [sys.executable, "-m", "posecheck", *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )


def group_of(process: subprocess.Popen[str]) -> list[int]:
    """Every process of the group that is still there."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) == process.pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Those of the group that judge clips; multiprocessing's own tracker may outlive its parent by a moment."""
    return [pid for pid in group_of(process) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def slowness() -> float:
    """How many times as long as on an idle machine anything takes just now: time on the clock by processor time."""
    clock_s, cpu_s = time.monotonic(), time.thread_time()
    while time.thread_time() - cpu_s < LOOP_S:
        pass
    return (time.monotonic() - clock_s) / (time.thread_time() - cpu_s)


def stopped(process: subprocess.Popen[str], number: int, *, group: bool = False) -> str:
    """Send a stop signal; what the program says on stderr, once it has ended within the promised time."""
    before, sent_s = slowness(), time.monotonic()
    (os.killpg if group else os.kill)(process.pid, number)
    _, errors = process.communicate(timeout=GIVEN_UP_S)
    took_s = time.monotonic() - sent_s
    assert took_s <= STOP_S * max(1.0, before, slowness()), f"{took_s:.1f} s"
    return errors


def wait_for(happened: object, limit_s: float = 90.0) -> None:
    assert callable(happened)
    until_s = time.monotonic() + limit_s
    while not happened():
        assert time.monotonic() < until_s, "it never came to that"
        time.sleep(0.1)


@pytest.fixture
def batch(tmp_path: Path) -> subprocess.Popen[str]:
    clips = tmp_path / "clips"
    clips.mkdir()
    for number in range(4):
        shutil.copy(ROOT / "samples" / "bridge.mp4", clips / f"{number}.mp4")
    words = ("--exercise", "bridge", "--no-cache", "--out", tmp_path / "out", "--jobs", 2)
    return started(tmp_path, "review", *sorted(clips.iterdir()), *words)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_batch_that_is_stopped_keeps_what_is_finished(
    tmp_path: Path, batch: subprocess.Popen[str], number: signal.Signals, status: int
) -> None:
    wait_for(lambda: list((tmp_path / "out").glob("[0-9].json")))
    errors = stopped(batch, number, group=True)
    assert (batch.returncode, workers_of(batch)) == (status, [])
    kept = len(list((tmp_path / "out").glob("[0-9].json")))
    assert errors == f"posecheck: stopped; {kept} of 4 are kept, run it again to go on\n"
    assert kept <= 2, "the first two were judged at the same time; no other one was finished after the signal"


def test_workers_die_with_a_parent_that_is_killed(tmp_path: Path, batch: subprocess.Popen[str]) -> None:
    wait_for(lambda: list((tmp_path / "out").glob("[0-9].json")))
    batch.kill()
    batch.communicate(timeout=GIVEN_UP_S)
    wait_for(lambda: group_of(batch) == [], GIVEN_UP_S)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_session_that_is_stopped_ends_in_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    resolve()
    models = Path(os.environ["POSECHECK_DATA_DIR"]) / "models"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(models, target_is_directory=True)
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    clip, log = ROOT / "samples" / "bridge.mp4", tmp_path / "log.jsonl"
    words = ("--exercise", "bridge", "--source", clip, "--autostart", "--mute", "--log", log)
    session = started(tmp_path, "live", *words)
    wait_for(lambda: log.exists() and '"rep' in log.read_text())
    errors = stopped(session, number)
    assert (session.returncode, errors) == (128 + number, "posecheck: stopped\n")
    with closing(sqlite3.connect(tmp_path / "data" / "history.sqlite3")) as history:
        ((ended_at, length_s),) = history.execute("SELECT ended_at, length_s FROM session").fetchall()
    assert ended_at
    assert length_s > 1.0


def test_the_questions_before_a_session_are_closed_by_a_stop_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve()
    models = Path(os.environ["POSECHECK_DATA_DIR"]) / "models"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(models, target_is_directory=True)
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    asking = started(tmp_path, "live", "--exercise", "bridge", "--mute")
    status = Path(f"/proc/{asking.pid}/status")

    def answers() -> bool:
        """Whether Qt's loop runs: it waits with a wake-up descriptor, a pair of sockets that is made for it."""
        assert asking.poll() is None, asking.communicate()
        sockets = [link for link in Path(f"/proc/{asking.pid}/fd").iterdir() if "socket" in os.readlink(link)]
        return len(sockets) >= 2 and status.exists()

    wait_for(answers)
    time.sleep(1.0)  # the dialog opens right after its descriptor was made
    errors = stopped(asking, signal.SIGTERM)
    assert (asking.returncode, errors) == (143, "posecheck: stopped\n")
