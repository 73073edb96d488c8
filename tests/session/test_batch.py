"""Many jobs: one that fails or kills its process stops nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
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
