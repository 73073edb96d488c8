"""The same work on many machines: a dask.distributed scheduler (extra `posecheck[cluster]`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from posecheck.errors import PosecheckError

CONNECT_S = 10
RETRIES = 2
Job = TypeVar("Job")
Result = TypeVar("Result")


def run_on_cluster(
    address: str, do: Callable[[Job], Result], jobs: Mapping[str, Job], on_lost: Callable[[Job, str], Result]
) -> Iterator[Result]:
    """Results as they come; jobs by a key of their content, under which the scheduler does each of them once.

    A worker that dies has its work done by another; what can't be done at all comes as `on_lost(job, why)`.
    PosecheckError when the scheduler can't be reached or the extra isn't installed.
    """
    client, as_completed = _connected(address)
    with client:
        futures = {client.submit(do, job, key=key, retries=RETRIES, pure=True): job for key, job in jobs.items()}
        for future in as_completed(list(futures)):
            job = futures[future]
            try:
                yield future.result()
            except Exception as error:  # noqa: BLE001  whatever the cluster says of a job is told of that job
                yield on_lost(job, _why(error))
            future.release()


def _connected(address: str) -> tuple[Any, Any]:
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        cure = "install it with: python3 -m pip install 'posecheck[cluster]'"
        raise PosecheckError("work on a cluster needs dask.distributed", address, cure) from error
    try:
        client: Any = Client  # untyped
        return client(address, timeout=CONNECT_S), as_completed
    except (OSError, ValueError, TimeoutError) as error:
        cure = "start it with `dask scheduler`, or check the address (tcp://HOST:8786)"
        raise PosecheckError("the scheduler can't be reached", address, cure) from error


def _why(error: Exception) -> str:
    name = type(error).__name__
    if name == "KilledWorker":
        return "every worker that took it died: out of memory?"
    if name in ("CancelledError", "FutureCancelledError", "CommClosedError"):
        return "the scheduler went away: run the same command again to go on"
    return f"{name}: {' '.join(str(error).split())[:300]}"
