"""Many clips: each judged on its own, one that fails never stops the rest, what is finished is not done again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from posecheck.errors import PosecheckError

Job = TypeVar("Job")
Work = Callable[[Job], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Done(Generic[Job]):
    """What one job came to: its document, or why it failed, in one line."""

    job: Job
    document: Mapping[str, Any] | None = None
    error: str = ""


def attempt(work: Work[Job], job: Job) -> Done[Job]:
    """Do one job; whatever goes wrong is told, not raised."""
    try:
        return Done(job, work(job))
    except PosecheckError as error:
        return Done(job, error=str(error))
    except Exception as error:  # noqa: BLE001  one bad clip must not end the work on a thousand others
        return Done(job, error=f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")


def run_here(work: Work[Job], jobs: Sequence[Job], at_a_time: int) -> Iterator[Done[Job]]:
    """Do jobs on this machine as they get finished; several at a time in processes of their own."""
    if at_a_time == 1 or len(jobs) == 1:
        for job in jobs:
            yield attempt(work, job)
        return
    left = list(jobs)
    while left:
        lost = yield from _in_pool(work, left, at_a_time)
        # a process died; those that were running are tried once more, each in a process of its own
        suspects, left = lost[:at_a_time], lost[at_a_time:]
        for suspect in suspects:
            if (yield from _in_pool(work, [suspect], 1)):
                yield Done(suspect, error="the process that judged it died: out of memory? Try fewer --jobs")


def _in_pool(work: Work[Job], jobs: Sequence[Job], at_a_time: int) -> Generator[Done[Job], None, list[Job]]:
    """Yields what gets done; returns the jobs that were lost with a process, those that were running first."""
    lost: dict[int, Job] = {}
    # fresh processes: the network's threads don't survive a fork
    with ProcessPoolExecutor(at_a_time, mp_context=get_context("spawn")) as pool:
        futures: dict[Future[Done[Job]], int] = {}
        for i, job in enumerate(jobs):
            try:
                futures[pool.submit(attempt, work, job)] = i
            except BrokenProcessPool:
                lost[i] = job
        try:
            for future in as_completed(futures):
                if isinstance(future.exception(), BrokenProcessPool):
                    lost[futures[future]] = jobs[futures[future]]
                else:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return [lost[i] for i in sorted(lost)]
