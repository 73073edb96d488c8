"""Nothing needs a network: review, session and history run where there is none at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clipmaker import steady, write_clip

from posecheck.io.model_store import resolve, where

ROOT = Path(__file__).parents[2]
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
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}

    def posecheck(*arguments: object) -> str:
        command = [*CUT_OFF, sys.executable, "-m", "posecheck", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    clip = write_clip(tmp_path / "clip.mp4", steady(20), size=(320, 180))
    interfaces = [*CUT_OFF, sys.executable, "-c", "import socket; print([n for _, n in socket.if_nameindex()])"]
    assert subprocess.run(interfaces, capture_output=True, text=True, check=True).stdout.strip() == "['lo']"
    assert "0 repetitions" in posecheck("review", clip, "--exercise", "bridge")
    posecheck("live", "--exercise", "bridge", "--source", clip, "--autostart", "--mute")
    assert "0 sessions" in posecheck("history", "export", "--json", tmp_path / "h.json")
