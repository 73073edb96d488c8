"""A whole routine, unattended: clips play as the camera, the real network looks, the real window shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from clipmaker import Picture, steady, write_clip

from posecheck.io.clip import ClipSource

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SIZE = (640, 360)
LEAD_IN_S = 4.5
"""Stillness of 2 s, a countdown of 1 s, and time to find the person first."""

ROUTINE = """
format_version = 1
id = "short"
name = "Short"
summary = "Two exercises, one repetition each."
[[steps]]
exercise = "bridge"
reps = 1
rest_s = 4
why = "first"
[[steps]]
exercise = "pelvic_tilt"
reps = 1
why = "second"
"""


def frames_of(name: str, seconds: float) -> list[Picture]:
    with ClipSource(SAMPLES / name) as clip:
        pictures = []
        for frame in clip:
            if frame.t_s > seconds:
                break
            pictures.append(frame.bgr.copy())
    return pictures


def played(tmp_path: Path, *clips: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run the routine over the clips; the log's lines and the figures."""
    (tmp_path / "routine.toml").write_text(ROUTINE)
    (tmp_path / "settings.toml").write_text("countdown_s = 1.0\n")
    log, stats = tmp_path / "log.jsonl", tmp_path / "stats.json"
    command = [sys.executable, "-m", "posecheck", "live", "--routine", tmp_path / "routine.toml", "--source", *clips]
    subprocess.run(
        [*command, "--autostart", "--mute", "--log", log, "--stats", stats],
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "POSECHECK_CONFIG_DIR": str(tmp_path)},
        timeout=120,
    )
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return lines, json.loads(stats.read_text())


def test_a_routine_runs_unattended_from_set_up_to_summary(tmp_path: Path) -> None:
    clips = []
    for name, seconds in (("bridge.mp4", 8.2), ("pelvic_tilt.mp4", 9.4)):
        moving = frames_of(name, seconds)
        still = [moving[0]] * round((LEAD_IN_S + 4.0 * bool(clips)) * 30)
        for kind, pictures in (("still", still), ("moving", moving)):
            path = tmp_path / f"{kind}_{name}"
            clips.append(write_clip(path, steady(len(pictures)), size=SIZE, pictures=pictures))
    lines, stats = played(tmp_path, *clips)
    stages = [(line["exercise"], line["detail"]) for line in lines if line["kind"] == "stage"]
    one = ["setting_up", "countdown", "exercising", "holding"]
    assert [stage for stage, _ in groupby(stages)] == [
        *[("bridge", stage) for stage in (*one, "resting")],
        *[("pelvic_tilt", stage) for stage in (*one, "finished")],
    ]
    assert [line["rep"]["index"] for line in lines if line["kind"] == "rep"] == [1, 1]
    assert stats["reps"] == 2
    said = [cue["text"] for cue in stats["cues"]]
    for sentence in ("Begin", "Hold", "1", "Well done. Next: Pelvic tilt", "All done. Well done"):
        assert sentence in said
