"""Files that are held as long as a program lives: the system lets go of them when it ends, however it ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows doesn't delete a file that somebody has open, which serves as well
    fcntl = None  # type: ignore[assignment]

IN_SESSION = "posecheck-in-session"
OURS_ONLY = 0o600
TRIES = 5


def hold(handle: int) -> None:
    """Hold an open file until it is closed or the program is gone; OSError when somebody else does."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InSession:
    """Says to other windows and programs that somebody exercises, from now on until `let_go`."""

    def __init__(self, history: Path) -> None:
        """history: the file of the history; a folder that can't be written to says nothing."""
        self._path, self._handle = history.parent / f"{IN_SESSION}-{os.getpid()}-{id(self)}", -1
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for _ in range(TRIES):
                self._handle = self._held()
                if self._handle >= 0:
                    break

    def _held(self) -> int:
        """Return the held file; -1 when another program is tidying it away, which it can before it is held."""
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR, OURS_ONLY)
        with suppress(OSError):
            hold(handle)
            if fcntl is None or os.fstat(handle).st_nlink:
                return handle
        os.close(handle)
        return -1

    def let_go(self) -> None:
        """The session is over."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def in_session(history: Path) -> bool:
    """Whether somebody exercises at this moment, in whichever window; what a crash left behind is cleared away."""
    held = [_is_held(path) for path in history.parent.glob(f"{IN_SESSION}-*")]
    return any(held)


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        hold(handle)
        if fcntl is not None:
            path.unlink(missing_ok=True)
    except OSError:
        return True
    finally:
        os.close(handle)
    return fcntl is None and not _deleted(path)


def _deleted(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
