"""Whatever happens to one clip is one clear line, and the others are judged."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path

import pytest
from bodies import lying, observation
from clipmaker import steady, write_clip
from command_line import refused, run

from posecheck.cli import outputs
from posecheck.cli.batch import Batch, ClipJob, _longest_first
from posecheck.cli.options import ReviewOptions
from posecheck.cli.profiles import chosen
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import ModelFile
from posecheck.pose.pose import Observation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names of any bytes, pipes and links")
ODD = os.fsdecode(b"caf\xe9.mp4")


@pytest.fixture(autouse=True)
def _seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every frame is decoded, but somebody who lies still is seen in place of the network's answer."""

    def seen(source: ClipSource, *_: object) -> Observation:
        times_s = [frame.t_s for frame in source]
        return Observation.stack([observation(lying(), t_s=t_s) for t_s in times_s])

    monkeypatch.setattr("posecheck.cli.review._through_network", seen)
    for place in ("posecheck.cli.review.resolve", "posecheck.io.model_store.resolve"):
        monkeypatch.setattr(place, lambda *_: ModelFile("full", Path("full.task"), "1" * 64))


def whole(path: Path) -> Path:
    return write_clip(path, steady(12))


def spoilt(kind: str, folder: Path) -> Path:
    """Return a file of a kind that can't be judged."""
    path = folder / f"{kind}.mp4"
    if kind == "link":
        path.symlink_to(folder / "nowhere.mp4")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "long":
        return folder / f"{'n' * 496}.mp4"
    elif kind == "odd":
        path = folder / os.fsdecode(b"n\xe9\nn.mp4")
        path.write_text("no film at all\n" * 30)
    return path


SPOILT = [
    ("link", "the link leads to no file"),
    ("loop", "the link leads to no file"),
    ("pipe", "no file but a pipe"),
    ("folder", "this is a folder"),
    ("long", "File name too long"),
    ("odd", "not a video that can be read"),
    ("gone", "no such file"),
]


@pytest.mark.parametrize(("kind", "words"), SPOILT)
def test_one_that_cannot_be_read_is_a_line_and_the_batch_goes_on(tmp_path: Path, kind: str, words: str) -> None:
    bad, out = spoilt(kind, tmp_path), tmp_path / "out"
    first, last = whole(tmp_path / "first.mp4"), whole(tmp_path / "last.mp4")
    outcome = run("review", first, bad, last, "-e", "bridge", "--out", out, "--no-cache")
    assert outcome.code == 1
    assert outcome.out == "first.mp4: 0 repetitions, 0 good\nlast.mp4: 0 repetitions, 0 good\n"
    assert outcome.err.startswith("posecheck: ")
    assert (words in outcome.err, outcome.err.count("\n")) == (True, 1)
    rows = list(csv.DictReader((out / "summary.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["status"] for row in rows] == ["done", "failed", "done"]
    assert words in rows[1]["error"]
    assert words in (out / "summary.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "words"), SPOILT)
def test_one_alone_that_cannot_be_read_is_a_line(tmp_path: Path, kind: str, words: str) -> None:
    line = refused("review", spoilt(kind, tmp_path), "-e", "bridge", "--json", tmp_path / "out.json")
    assert words in line
    line.encode("utf-8")


def test_letters_of_no_encoding_become_marks_in_all_that_is_written(tmp_path: Path) -> None:
    out, target = tmp_path / "out", tmp_path / "all.json"
    first, odd = whole(tmp_path / "first.mp4"), whole(tmp_path / ODD)
    outcome = run("review", first, odd, "-e", "bridge", "--out", out, "--no-cache")
    assert (outcome.code, outcome.err) == (0, "")
    assert "caf?.mp4: 0 repetitions" in outcome.out
    assert "caf?.mp4" in (out / "summary.csv").read_text(encoding="utf-8")
    assert "caf?.mp4" in (out / "summary.html").read_text(encoding="utf-8")
    named = out / os.fsdecode(b"caf\xe9.json")
    assert json.loads(named.read_text(encoding="utf-8"))["clip"]["file"] == "caf?.mp4"
    again = run("review", first, odd, "-e", "bridge", "--out", out, "--json", target, "--no-cache")
    assert (again.code, again.err) == (0, "posecheck: 2 of 2 clips were finished before and are kept\n")
    assert [clip["clip"]["file"] for clip in json.loads(target.read_text())["clips"]] == ["first.mp4", "caf?.mp4"]


def test_a_single_clip_of_such_a_name_goes_into_every_output(tmp_path: Path) -> None:
    odd = whole(tmp_path / ODD)
    targets = {f"--{kind}": tmp_path / f"out.{kind}" for kind in ("csv", "html", "trc", "mot", "json")}
    targets |= {"--video": tmp_path / os.fsdecode(b"\xe9.mp4"), "--bundle": tmp_path / "out.posecheck"}
    given = [word for pair in targets.items() for word in pair]
    outcome = run("review", odd, "-e", "bridge", "--out", tmp_path / "out", "--no-cache", "--with-clip", *given)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[0].startswith(("caf?.mp4", "0 repetitions"))
    assert all(path.stat().st_size for path in targets.values())
    assert (tmp_path / "out" / os.fsdecode(b"caf\xe9.csv")).is_file()


def test_the_longest_name_there_can_be_leaves_room_for_the_results(tmp_path: Path) -> None:
    long, other = whole(tmp_path / f"{'n' * 251}.mp4"), whole(tmp_path / "other.mp4")
    for clips in ((long, other), (long,)):
        out = tmp_path / f"out{len(clips)}"
        assert run("review", *clips, "-e", "bridge", "--out", out, "--no-cache").code == 0
        stems = {path.stem for path in out.glob("n*.json")}
        with ClipSource(long) as source:
            assert stems == {f"{'n' * outputs.LONGEST_STEM_BYTES}-{source.info.sha256[:8]}"}


def test_a_result_that_cannot_be_written_is_told_of_its_clip(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "first.json").mkdir(parents=True)
    clips = whole(tmp_path / "first.mp4"), whole(tmp_path / "last.mp4")
    outcome = run("review", *clips, "-e", "bridge", "--out", out, "--no-cache")
    assert (outcome.code, outcome.out) == (1, "last.mp4: 0 repetitions, 0 good\n")
    assert outcome.err.startswith("posecheck: cannot write the file")
    assert outcome.err.count("\n") == 1


def test_one_that_vanishes_before_its_turn_is_told_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, gone, last = (whole(tmp_path / f"{name}.mp4") for name in ("first", "gone", "last"))
    monkeypatch.setattr("posecheck.cli.batch._longest_first", lambda jobs, _: gone.unlink() or jobs)
    outcome = run("review", first, gone, last, "-e", "bridge", "--no-cache")
    assert (outcome.code, outcome.out.count("0 repetitions")) == (1, 2)
    assert outcome.err.startswith("posecheck: no such file")
    assert outcome.err.count("\n") == 1


def test_one_that_vanishes_while_they_are_put_in_order_comes_last(tmp_path: Path) -> None:
    basis, there = chosen("bridge", None), whole(tmp_path / "there.mp4")
    jobs = [
        ClipJob(path, path, path.stem, "0" * 64, basis, "full", use_cache=False, wants_csv=False)
        for path in (tmp_path / "gone.mp4", there)
    ]
    options = ReviewOptions(tuple(job.clip for job in jobs), "bridge", jobs=2)
    assert [job.name for job in _longest_first(jobs, options)] == ["there", "gone"]


def test_a_batch_of_nothing_readable_still_has_a_summary(tmp_path: Path) -> None:
    outcome = run("review", tmp_path / "a.mp4", tmp_path / "b.mp4", "-e", "bridge", "--out", tmp_path / "out")
    assert (outcome.code, outcome.err.count("\n")) == (1, 2)
    assert Batch().failures == 0
    assert (tmp_path / "out" / "summary.csv").read_text().count("failed") == 2
