"""Many clips: each judged on its own, one that fails never stops the rest, what is finished is not done again."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from typing import Any, Generic, TypeVar

from posecheck.errors import PosecheckError
from posecheck.session.stopping import SIGNALS, stop_wins

Job = TypeVar("Job")
Work = Callable[[Job], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Done(Generic[Job]):
    """What one job came to: its document, or why it failed, in one line."""

    job: Job
    document: Mapping[str, Any] | None = None
    error: str = ""


def attempt(work: Work[Job], job: Job) -> Done[Job]:
    """Do one job; whatever goes wrong is told, not raised. Only a stop is raised."""
    try:
        with stop_wins():
            return Done(job, work(job))
    except PosecheckError as error:
        return Done(job, error=str(error))
    except Exception as error:  # noqa: BLE001  one bad clip must not end the work on a thousand others
        return Done(job, error=f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")


def run_here(work: Work[Job], jobs: Sequence[Job], at_a_time: int) -> Generator[Done[Job], None, None]:
    """Do jobs on this machine as they get finished; several at a time in processes of their own.

    Those processes end at once when the generator is closed or fails, and when this process dies, however it dies.
    """
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


def die_with_parent() -> None:
    """End this worker as soon as the process that started it is gone, even if that was killed, or its pool ends it.

    A pool that has lost a process ends the others by SIGTERM, which is held back since they were started.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold stop signals back meanwhile. Processes started here inherit that and never see Ctrl+C: their parent ends
    them. Windows has no such mask, there they end by themselves."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _in_pool(work: Work[Job], jobs: Sequence[Job], at_a_time: int) -> Generator[Done[Job], None, list[Job]]:
    """Yields what gets done; returns the jobs that were lost with a process, those that were running first."""
    lost: dict[int, Job] = {}
    # fresh processes: the network's threads don't survive a fork
    with ProcessPoolExecutor(at_a_time, mp_context=get_context("spawn"), initializer=die_with_parent) as pool:
        futures: dict[Future[Done[Job]], int] = {}
        try:
            with _signals_held():
                for i, job in enumerate(jobs):
                    try:
                        futures[pool.submit(attempt, work, job)] = i
                    except BrokenProcessPool:
                        lost[i] = job
            for future in as_completed(futures):
                if isinstance(future.exception(), BrokenProcessPool):
                    lost[futures[future]] = jobs[futures[future]]
                else:
                    yield future.result()
        except BaseException:
            for process in active_children():
                process.kill()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return [lost[i] for i in sorted(lost)]
