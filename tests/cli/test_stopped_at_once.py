"""A stop signal while a window is only being built: nothing hangs, nothing crashes, one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from posecheck.io.model_store import resolve

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")]
CODE = """
import importlib, os, signal, sys
module, owner, name, *words = sys.argv[1:]
owner = getattr(importlib.import_module(module), owner) if owner else importlib.import_module(module)
before = getattr(owner, name)
def then_stop(*arguments, **named):
    made = before(*arguments, **named)
    print("built", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
    "a place where Python looks for signals".split()
    return made
setattr(owner, name, then_stop)
sys.argv = ["posecheck", *words]
from posecheck.cli import main
main()
"""
CLIP = ROOT / "samples" / "bridge.mp4"
LIVE = ("live", "--exercise", "bridge", "--mute")
PLAYED = (*LIVE, "--source", CLIP, "--autostart", "--record", "RECORDINGS")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param(("posecheck.ui.app", "", "_logs_and_recorder"), PLAYED, id="a session that records is half built"),
        pytest.param(("posecheck.ui.live_window", "LiveWindow", "start"), PLAYED, id="a session has just begun"),
        pytest.param(("posecheck.ui.desk_window", "DeskWindow", "start"), ("desk", "--source", CLIP), id="desk mode"),
        pytest.param(("posecheck.ui.home", "HomeWindow", "__init__"), (), id="the home window"),
        pytest.param(("posecheck.ui.stop_signals", "StopSignals", "__init__"), LIVE, id="a question is to be asked"),
        pytest.param(("posecheck.ui.look", "", "use_theme"), PLAYED, id="Qt has just begun"),
        pytest.param(("posecheck.ui.app", "", "check_display"), PLAYED, id="Qt isn't there yet"),
    ],
)
def test_a_stop_signal_before_the_window_answers_ends_all(
    tmp_path: Path, place: tuple[str, str, str], words: tuple[object, ...]
) -> None:
    resolve()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(Path(os.environ["POSECHECK_DATA_DIR"]) / "models")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POSECHECK_DATA_DIR": str(tmp_path / "data")}
    asked = [str(tmp_path / word) if word == "RECORDINGS" else str(word) for word in words]
    command = [sys.executable, "-c", CODE, *place, *asked]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, "built\n", "posecheck: stopped\n")
