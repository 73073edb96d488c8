"""Two people's labels compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench_parts import bridges
from command_line import refused, run

from posecheck.cli.bundles import write_session
from posecheck.exercise.labels import LabelledClip, Labels
from posecheck.io.label_files import save_labels
from posecheck.io.spec_files import find_spec
from posecheck.session.review import judge_measures
from posecheck.ui.label_state import labelled


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
    assert outcome.code == 0
    told = outcome.err.splitlines()
    assert [line.startswith("posecheck: its own verdicts are not compared with ") for line in told] == [True, True]
    assert "name their folder with --clips-dir" in told[0]
    assert outcome.out.splitlines() == [
        "x.mp4 (bridge): 2 of 3 verdicts agree (67 %, kappa 0.40), 2 with the very same faults",
        "y.mp4 (bridge): 1 of 1 verdicts agree (100 %, kappa not defined), 1 with the very same faults",
        "All 2 clips: 3 of 4 verdicts agree (75 %, kappa 0.50), 3 with the very same faults",
    ]


def test_nothing_in_common_is_one_line(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", ("x.mp4", "bridge", [True]))
    second = write(tmp_path / "b.json", ("z.mp4", "bridge", [True]))
    assert "no clip is labelled in both" in refused("agreement", first, second)


@pytest.fixture
def labels(tmp_path: Path) -> tuple[Path, Path]:
    """Two people's labels of one session, which is elsewhere; posecheck calls neither repetition good."""
    review = judge_measures(find_spec("bridge"), bridges())
    document = {
        "clip": {"file": "a", "sha256": "a" * 64, "width": 1, "height": 1, "fps": 30, "frames": 2, "duration_s": 1},
        "model": {"name": "full", "sha256": "b" * 64}, "profile": None, "posecheck": "1", "spec_sha256": "c" * 64,
    }  # fmt: skip
    (tmp_path / "sent").mkdir()
    write_session(tmp_path / "sent" / "her.posecheck", None, "bridge", None, review, document)
    paths = tmp_path / "a.json", tmp_path / "b.json"
    for path, goods, name in zip(paths, ([True, False], [False, False]), (None, "Ms B"), strict=True):
        reps = tuple(
            labelled(rep.start_s, rep.end_s, "both", () if good else ("hips_low",))
            for rep, good in zip(review.summary.reps, goods, strict=True)
        )
        clip = LabelledClip(file="her.posecheck", exercise="bridge", reps=reps)
        save_labels(path, Labels(clips=(clip,), labelled_by=name))
    return paths


def test_each_is_compared_with_posecheck(labels: tuple[Path, Path], tmp_path: Path) -> None:
    outcome = run("agreement", *labels, "--clips-dir", tmp_path / "sent")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[1:] == [
        "All 1 clips: 1 of 2 verdicts agree (50 %, kappa 0.00), 1 with the very same faults",
        "posecheck and a.json: 1 of 2 verdicts agree (50 %, kappa 0.00), 0 with the very same faults",
        "posecheck and Ms B: 2 of 2 verdicts agree (100 %, kappa not defined), 0 with the very same faults",
    ]


def test_one_person_and_posecheck(labels: tuple[Path, Path], tmp_path: Path) -> None:
    outcome = run("agreement", labels[1], "--clips-dir", tmp_path / "sent")
    assert outcome.out.startswith("posecheck and Ms B: 2 of 2 verdicts agree (100 %")
    assert "labelled clips are not there" in refused("agreement", labels[1])
