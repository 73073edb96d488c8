"""Two people's labels compared."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import refused, run


def write(path: Path, *clips: tuple[str, str, list[bool]]) -> Path:
    documents = [
        {"file": file, "exercise": exercise, "reps": [
            {"start_s": 5 * i, "end_s": 5 * i + 4, "side": "both", "good": good, "faults": [] if good else ["hips_low"]}
            for i, good in enumerate(verdicts)]}
        for file, exercise, verdicts in clips
    ]  # fmt: skip
    path.write_text(json.dumps({"schema": "posecheck.labels/1", "clips": documents}), encoding="utf-8")
    return path


def test_clips_that_both_have_labelled_are_compared(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", ("x.mp4", "bridge", [True, False, True]), ("only.mp4", "bridge", [True]),
                  ("y.mp4", "bridge", [True]))  # fmt: skip
    second = write(tmp_path / "b.json", ("old/x.mp4", "bridge", [True, False, False]), ("y.mp4", "bridge", [True]),
                   ("y.mp4", "cat_cow", [False]))  # fmt: skip
    outcome = run("agreement", first, second)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "x.mp4 (bridge): 2 of 3 verdicts agree (67 %, kappa 0.40), 2 with the very same faults",
        "y.mp4 (bridge): 1 of 1 verdicts agree (100 %, kappa not defined), 1 with the very same faults",
        "All 2 clips: 3 of 4 verdicts agree (75 %, kappa 0.50), 3 with the very same faults",
    ]


def test_nothing_in_common_is_one_line(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", ("x.mp4", "bridge", [True]))
    second = write(tmp_path / "b.json", ("z.mp4", "bridge", [True]))
    assert "no clip is labelled in both" in refused("agreement", first, second)
