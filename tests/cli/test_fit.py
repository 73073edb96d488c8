"""`posecheck fit` as a physiotherapist meets it: what it refuses, and what it says of where its values may lie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import refused, run

SAMPLES = Path(__file__).parents[2] / "samples"
TIMES = ((1.5, 7.73), (8.63, 14.58), (15.45, 21.35))
GOOD = [{"start_s": start, "end_s": end, "side": "both", "good": True, "faults": []} for start, end in TIMES]
LATER = [{**rep, "start_s": start + 60.0, "end_s": end + 60.0} for rep, (start, end) in zip(GOOD, TIMES, strict=True)]


def arguments(folder: Path, clips: dict[str, Sequence[dict[str, Any]]], exercise: str = "bridge") -> list[object]:
    """The options for labels of these clips, written beside them."""
    document = [{"file": file, "exercise": "bridge", "reps": list(reps)} for file, reps in clips.items()]
    labels = folder / "labels.json"
    labels.write_text(json.dumps({"schema": "posecheck.labels/1", "clips": document}), encoding="utf-8")
    return ["--exercise", exercise, "--labels", labels, "--profile", folder / "her.toml"]


@pytest.mark.parametrize(
    ("clips", "exercise", "words"),
    [
        pytest.param({"a.mp4": GOOD}, "cat_cow", "labelled exercises: bridge", id="labels of another exercise"),
        pytest.param({"a.mp4": [], "b.mp4": []}, "bridge", "no repetition is labelled", id="nothing labelled"),
        pytest.param({"a.mp4": GOOD, "gone.mp4": GOOD}, "bridge", "1 of 2 labelled clips are not there: gone.mp4",
                     id="a clip has moved"),
        pytest.param({"a.mp4": GOOD, "copy.mp4": GOOD}, "bridge", "copy.mp4 is the same recording as a", id="a copy"),
        pytest.param({"a.mp4": GOOD, "./a.mp4": GOOD}, "bridge", "is the same recording as a.mp4", id="another name"),
        pytest.param({"a.mp4": [{**GOOD[0], "good": False, "faults": ["hips_lwo"]}]}, "bridge", "bridge has hips_low,",
                     id="a fault's name"),
    ],
)  # fmt: skip
def test_what_can_not_be_fitted_is_refused_before_any_clip_is_read(
    tmp_path: Path, clips: dict[str, Sequence[dict[str, Any]]], exercise: str, words: str
) -> None:
    for name, content in (("a.mp4", b"a"), ("copy.mp4", b"a"), ("b.mp4", b"b")):
        (tmp_path / name).write_bytes(content)
    assert words in refused("fit", *arguments(tmp_path, clips, exercise))
    assert not (tmp_path / "her.toml").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reps", "said", "unsaid"),
    [
        pytest.param(GOOD, "or less", "posecheck counts none", id="an end that no repetition sets is none"),
        pytest.param(LATER, "where posecheck counts none: 3. Do", "or less", id="labels of another recording"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_fit(tmp_path: Path, reps: Sequence[dict[str, Any]], said: str, unsaid: str) -> None:
    shutil.copy(SAMPLES / "bridge.mp4", tmp_path)
    outcome = run("fit", *arguments(tmp_path, {"bridge.mp4": reps}))
    assert outcome.code == 0, outcome.err
    assert said in outcome.out
    assert unsaid not in outcome.out
    assert (tmp_path / "her.toml").exists()
