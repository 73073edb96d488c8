"""Many jobs: one that fails or kills its process stops nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from posecheck.errors import ClipError
from posecheck.session.batch import Done, attempt, run_here


def work(job: str) -> Mapping[str, Any]:
    """Jobs by name: what a clip could do to a program."""
    if job.startswith("bad"):
        raise ClipError("not a video", job, "record it again")
    if job.startswith("odd"):
        raise RuntimeError("two\nlines")
    if job.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"name": job}


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        pytest.param("good", Done("good", {"name": "good"}), id="done"),
        pytest.param("bad", Done("bad", error="not a video (bad): record it again"), id="a bad clip"),
        pytest.param("odd", Done("odd", error="unexpected RuntimeError: two lines"), id="a bug"),
    ],
)
def test_whatever_goes_wrong_is_told_of_that_job(job: str, expected: Done[str]) -> None:
    assert attempt(work, job) == expected


def test_one_after_the_other_in_order() -> None:
    assert [(d.job, bool(d.error)) for d in run_here(work, ["a", "bad", "b"], 1)] == [
        ("a", False), ("bad", True), ("b", False),
    ]  # fmt: skip


def test_a_job_that_kills_its_process_fails_alone() -> None:
    jobs = ["a", "bad 1", "deadly", "b", "c", "d", "e"]
    done = list(run_here(work, jobs, 2))
    assert sorted(d.job for d in done) == sorted(jobs)
    failed = {d.job: d.error for d in done if d.error}
    assert sorted(failed) == ["bad 1", "deadly"]
    assert failed["deadly"].startswith("the process that judged it died")


LONG_S = 3.0


def work_beside_one_that_dies(folder: Path) -> Mapping[str, Any]:
    """One job kills its process as soon as the other one is at work, which says when it begins and when it ends."""
    if folder.name == "deadly":
        while not list(folder.parent.glob("begun-*")):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGKILL)
    (folder.parent / f"begun-{os.getpid()}").touch()
    time.sleep(LONG_S)
    (folder.parent / f"ended-{os.getpid()}").touch()
    return {}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_where_one_process_dies_the_others_dont_work_on_beside_the_new_ones(tmp_path: Path) -> None:
    done = list(run_here(work_beside_one_that_dies, [tmp_path / "deadly", tmp_path / "long"], 2))
    assert {d.job.name: bool(d.error) for d in done} == {"deadly": True, "long": False}
    assert len(list(tmp_path.glob("begun-*"))) == 2, "once beside the one that died, once more by itself"
    assert len(list(tmp_path.glob("ended-*"))) == 1
