"""In which order many clips are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.cli.batch import Batch, ClipJob, _jobs, _longest_first
from posecheck.cli.options import ReviewOptions
from posecheck.cli.profiles import chosen


@pytest.mark.parametrize(
    ("jobs", "scheduler", "expected"),
    [
        pytest.param(1, None, ["short", "long", "middle"], id="one after the other: as they were named"),
        pytest.param(2, None, ["long", "middle", "short"], id="two at once: none waits for a long one at the end"),
        pytest.param(1, "tcp://127.0.0.1:1", ["long", "middle", "short"], id="on a cluster as well"),
    ],
)
def test_the_longest_clips_come_first(tmp_path: Path, jobs: int, scheduler: str | None, expected: list[str]) -> None:
    basis, clips = chosen("bridge", None), []
    for name, size in (("short", 10), ("long", 90), ("middle", 50)):
        path = tmp_path / f"{name}.mp4"
        path.write_bytes(b"x" * size)
        clips.append(ClipJob(path, path, name, "0" * 64, basis, "full", use_cache=True, wants_csv=False))
    options = ReviewOptions(tuple(job.clip for job in clips), "bridge", jobs=jobs, scheduler=scheduler)
    assert [job.name for job in _longest_first(clips, options)] == expected


@pytest.mark.parametrize(
    ("clips", "alone"),
    [
        (("a/one.mp4", "b/two.mp4"), [True, True]),
        (("a/one.mp4", "b/one.mp4"), [False, False]),
        (("a/one.mp4", "b/One.mov"), [False, False]),
        (("a/summary.mp4", "b/two.mp4"), [False, True]),
        (("a/Summary.mp4", "b/two.mp4"), [False, True]),
    ],
    ids=["two names", "one name", "one name where capitals are the same", "the summary's own", "the same in capitals"],
)
def test_no_result_is_written_over_another_or_over_the_summary(
    tmp_path: Path, clips: tuple[str, ...], alone: list[bool]
) -> None:
    paths = [tmp_path / clip for clip in clips]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(b"x" * (number + 1))
    options = ReviewOptions(tuple(paths), "bridge", out=tmp_path / "out")
    names = [job.name for job in _jobs(options, chosen("bridge", None), Batch())]
    assert [name == path.stem for name, path in zip(names, paths, strict=True)] == alone
    assert len({"summary", *(name.casefold() for name in names)}) == 3
