"""In which order many clips are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.cli.batch import ClipJob, _longest_first
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
