"""Nothing needs a network: review, session and history run where there is none at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from clipmaker import steady, write_clip

from posecheck.io.clip import ClipSource
from posecheck.io.history import History
from posecheck.io.model_store import resolve, where

ROOT = Path(__file__).parents[2]
ONE_BRIDGE_S = 8.2
CUT_OFF = ("unshare", "--user", "--map-root-user", "--net")


def cut_off() -> bool:
    """Whether a process can be put where there are no network interfaces."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*CUT_OFF, "true"], capture_output=True, check=False).returncode == 0


pytestmark = [pytest.mark.slow, pytest.mark.skipif(not cut_off(), reason="no network namespaces here")]


def test_session_review_and_history_without_any_network(tmp_path: Path) -> None:
    resolve()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(where(), target_is_directory=True)
    folders = {"POSECHECK_DATA_DIR": str(tmp_path / "data"), "POSECHECK_CACHE_DIR": str(tmp_path / "cache")}
    environment = {**os.environ, **folders, "COLUMNS": "200", "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}

    def posecheck(*arguments: object) -> str:
        command = [*CUT_OFF, sys.executable, "-m", "posecheck", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    clip = one_bridge(tmp_path / "clip.mp4")
    interfaces = [*CUT_OFF, sys.executable, "-c", "import socket; print([n for _, n in socket.if_nameindex()])"]
    assert subprocess.run(interfaces, capture_output=True, text=True, check=True).stdout.strip() == "['lo']"
    assert "1 repetition" in posecheck("review", clip, "--exercise", "bridge")
    posecheck("live", "--exercise", "bridge", "--source", clip, "--autostart", "--mute")
    assert "bridge (recorded clip: clip.mp4)" in " ".join(posecheck("history", "list").split())
    assert "1 session" in posecheck("history", "export", "--json", tmp_path / "h.json")
    (session,) = json.loads((tmp_path / "h.json").read_text())["sessions"]
    assert (session["source"], len(session["exercises"][0]["sets"][0]["repetitions"])) == ("clip.mp4", 1)
    with History(tmp_path / "data" / "history.sqlite3") as history:
        assert history.record("me").sittings == (), "a clip is no practice"


def one_bridge(path: Path) -> Path:
    """The first repetition of the sample."""
    with ClipSource(ROOT / "samples" / "bridge.mp4") as clip:
        pictures = [frame.bgr.copy() for frame in takewhile(lambda frame: frame.t_s <= ONE_BRIDGE_S, clip)]
    return write_clip(path, steady(len(pictures)), size=(640, 360), pictures=pictures)
