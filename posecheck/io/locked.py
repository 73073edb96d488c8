"""One writer at a time for a file, across processes and systems."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.io.atomic import OURS_ONLY, unwritable

WAIT_S = 5.0
STALE_S = 30.0
"""A lock this old was left behind by a program that died: writing a small file takes a fraction of a second."""


@contextmanager
def locked(path: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold `path` for writing; PosecheckError when somebody else holds it for longer than `wait_s`."""
    lock = path.with_name(f".{path.name}.lock")
    deadline_s, first = time.monotonic() + wait_s, _set_at_s(lock)
    while not _taken(lock, path):
        if time.monotonic() > deadline_s:
            if not first == _set_at_s(lock) > time.time():
                raise PosecheckError("another program is writing the file", str(path), "try again in a moment")
            # the clock was set back since somebody died with it: else it would hold for as long as it was set back by
            lock.unlink(missing_ok=True)
        time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _set_at_s(lock: Path) -> float:
    """Return when a lock was taken, by the clock of then; 0 where there is none."""
    try:
        return lock.stat().st_mtime
    except OSError:
        return 0.0


def _taken(lock: Path, path: Path) -> bool:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OURS_ONLY))
    except FileExistsError:
        with suppress(FileNotFoundError):  # it was let go this very moment
            if time.time() - lock.stat().st_mtime > STALE_S:
                lock.unlink()
        return False
    except OSError as error:
        raise unwritable(path, error) from error
    return True
