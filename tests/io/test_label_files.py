"""Label files: read, written, and their clips found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError, SpecError
from posecheck.exercise.labels import LabelledClip, LabelledRep, Labels
from posecheck.io.clip import file_sha256
from posecheck.io.label_files import labelled_clips, load_labels, save_labels
from posecheck.io.spec_files import find_spec

SPEC = find_spec("bridge")
REP = {"start_s": 1.0, "end_s": 4.0, "side": "both", "good": False, "faults": ["hips_low"]}


def write(path: Path, *clips: dict[str, object], schema: str = "posecheck.labels/1") -> Path:
    path.write_text(json.dumps({"schema": schema, "clips": clips}), encoding="utf-8")
    return path


def test_labels_round_trip(tmp_path: Path) -> None:
    rep = LabelledRep(start_s=1, end_s=4, good=True)
    labels = Labels(clips=(LabelledClip(file="ä.mp4", exercise="bridge", reps=(rep,)),), labelled_by="A")
    save_labels(tmp_path / "l.json", labels)
    assert load_labels(tmp_path / "l.json") == labels
    assert json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))["schema"] == "posecheck.labels/1"


def test_the_samples_own_labels_are_read() -> None:
    labels = load_labels(Path(__file__).parents[2] / "samples" / "expected.json")
    assert [len(clip.reps) for clip in labels.clips] == [3, 3, 4, 3, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("{", "line 1: not JSON", id="no JSON"),
        pytest.param('{"schema": "posecheck.labels/2", "clips": []}', "posecheck.labels/1", id="another version"),
        pytest.param('{"schema": "posecheck.labels/1", "clips": [{"file": "a"}]}', "clips.0.exercise", id="missing"),
        pytest.param(
            json.dumps({"schema": "posecheck.labels/1", "clips": [
                {"file": "a", "exercise": "bridge", "reps": [{**REP, "end_s": 0.5}, {**REP, "start_s": 9.0}]}]}),
            "clips.0.reps.1: ends before it begins", id="turned round",
        ),
    ],
)  # fmt: skip
def test_faulty_labels_say_all_that_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "l.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_labels(path)
    assert words in str(caught.value)


def test_clips_lie_beside_the_labels_or_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "a.mp4").write_bytes(b"x")
    (tmp_path / "b.mp4").write_bytes(b"y")
    sha = file_sha256(tmp_path / "b.mp4")
    path = write(tmp_path / "l.json", {"file": "old/a.mp4", "exercise": "bridge", "reps": [REP]},
                 {"file": "c.mp4", "exercise": "cat_cow"})  # fmt: skip
    found = labelled_clips(load_labels(path), path, SPEC, tmp_path / "moved")
    assert [(place.name, len(clip.reps)) for place, clip in found] == [("a.mp4", 1)]
    beside = write(tmp_path / "m.json", {"file": "b.mp4", "exercise": "bridge", "sha256": sha})
    assert [place.name for place, _ in labelled_clips(load_labels(beside), beside, SPEC)] == ["b.mp4"]


@pytest.mark.parametrize(
    ("clip", "words"),
    [
        pytest.param({"file": "gone.mp4", "exercise": "bridge"}, "1 of 1 labelled clips are not there: gone.mp4",
                     id="moved"),
        pytest.param({"file": "b.mp4", "exercise": "bridge", "sha256": "0" * 64}, "changed since it was labelled",
                     id="changed"),
        pytest.param({"file": "b.mp4", "exercise": "cat_cow"}, "no clip of bridge is labelled", id="other exercise"),
        pytest.param({"file": "b.mp4", "exercise": "bridge", "reps": [{**REP, "faults": ["odd"]}]},
                     "unknown fault odd", id="unknown fault"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_one_clear_line(tmp_path: Path, clip: dict[str, object], words: str) -> None:
    (tmp_path / "b.mp4").write_bytes(b"y")
    path = write(tmp_path / "l.json", clip)
    with pytest.raises(PosecheckError) as caught:
        labelled_clips(load_labels(path), path, SPEC)
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0
