"""The real `live` command in front of a sample clip, killed with signal 9 while it counts repetitions."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from posecheck.io.history import History
from posecheck.io.model_store import resolve

ROOT = Path(__file__).parents[1]
LIMIT_S = 150.0
"""Far above what a clip takes on a busy machine."""
Span = tuple[float, float]


def data_folder_with_models(folder: Path) -> Path:
    """Make a data folder of its own in which only the models are those of the machine."""
    models = resolve().path.parent
    folder.mkdir(parents=True)
    (folder / "models").symlink_to(models, target_is_directory=True)
    return folder


def live(folder: Path, *words: object) -> subprocess.Popen[str]:
    """Start the command with its data, cache and settings in `folder`; "log.jsonl" there tells what it counts."""
    places = {f"POSECHECK_{name}_DIR": str(folder / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    environment = {**os.environ, **places, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    clip = ROOT / "samples" / "bridge.mp4"
    command: list[object] = [sys.executable, "-m", "posecheck", "live", "--exercise", "bridge", "--source", clip]
    command += ["--autostart", "--mute", "--log", folder / "log.jsonl", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(list(map(str, command)), stdout=pipe, stderr=pipe, text=True, env=environment)


def logged(log: Path) -> list[Span]:
    """Return start and end of each repetition that the log tells of; a line that was cut off tells nothing."""
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    reps = [event["rep"] for event in map(json.loads, lines) if event["kind"] == "rep"]
    return [(round(rep["start_s"], 2), round(rep["end_s"], 2)) for rep in reps]


def kept(history: Path) -> list[Span]:
    """Return start and end of each repetition in the history once the program has opened it again."""
    with History(history) as opened:
        assert opened.remark == ""
    with closing(sqlite3.connect(history)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = file.execute("SELECT start_s, end_s FROM repetition WHERE kind = 'rep' ORDER BY id").fetchall()
    return [(round(start_s, 2), round(end_s, 2)) for start_s, end_s in rows]


def kill_while_counting(folder: Path, luck: random.Random) -> tuple[list[Span], list[Span]]:
    """Kill the command at a random moment; return the repetitions of its log and those of the history afterwards.

    Half of the kills follow a line of the log within a few milliseconds, when the writer is at work.
    """
    data = data_folder_with_models(folder / "data")
    wanted, pause_s = luck.randint(1, 3), luck.choice((luck.uniform(0.0, 0.02), luck.uniform(0.0, 4.0)))
    with live(folder) as command:
        until_s = time.monotonic() + LIMIT_S
        while len(logged(folder / "log.jsonl")) < wanted:
            ended = command.poll()
            assert ended is None, (ended, logged(folder / "log.jsonl"), f"{wanted} wanted", command.communicate())
            assert time.monotonic() < until_s, "no repetition was counted"
            time.sleep(0.002)
        time.sleep(pause_s)
        command.kill()
        command.communicate(timeout=30)
    return logged(folder / "log.jsonl"), kept(data / "history.sqlite3")
