"""Noticing that somebody else wants the camera, so that a program that only watches along can let go of it.

Two ways. Every session of posecheck writes that it claims the camera, on all systems. On Linux the system also tells
when any other program opens the device, even one that is refused because we hold it. macOS lets programs share
a camera; on Windows another program's wish can't be seen before we let go.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

log = logging.getLogger(__name__)

CLAIM_EVERY_S = 1.0
CLAIM_STALE_S = 5.0
"""A claim that was not renewed for so long was left behind by a program that died."""
_IN_OPEN, _IN_NONBLOCK, _IN_CLOEXEC = 0x20, 0o4000, 0o2000000


class Claim:
    """A session's word that it wants the camera: a file whose time is kept fresh as long as it does."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: where claims are kept; by default the system's place for what need not last."""
        self._folder = folder or Path(tempfile.gettempdir())
        self._path = self._folder / f"posecheck-camera-{_user()}-{os.getpid()}-{id(self):x}"
        self._renewed_s = -CLAIM_EVERY_S

    def renew(self) -> None:
        """Claim the camera, or go on claiming it; costs nothing when it was done a moment ago."""
        now_s = time.monotonic()
        if now_s - self._renewed_s >= CLAIM_EVERY_S:
            self._renewed_s = now_s
            try:
                self._path.touch(mode=0o600)
            except OSError as error:
                # a session goes on without: only desk mode, if it runs, has to be stopped by hand
                log.warning("the camera can't be claimed from a watching posecheck: %s", error)

    def give_up(self) -> None:
        """The camera is no longer wanted."""
        self._path.unlink(missing_ok=True)
        self._renewed_s = -CLAIM_EVERY_S

    def others(self) -> bool:
        """Whether a session of the same user claims the camera now."""
        now_s = time.time()
        for path in self._folder.glob(f"posecheck-camera-{_user()}-*"):
            try:
                # one from the future is older than the clock that was set back since
                fresh = abs(now_s - path.stat().st_mtime) < CLAIM_STALE_S
            except FileNotFoundError:  # given up this very moment
                continue
            if fresh and path != self._path:
                return True
        return False


class OpenedByOthers:
    """Whether a device (or file) was opened by anyone since this was made; always False where the system can't tell."""

    def __init__(self, path: Path) -> None:
        self._descriptor = -1
        if not sys.platform.startswith("linux"):
            return
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(_IN_NONBLOCK | _IN_CLOEXEC)
        if self._descriptor >= 0 and libc.inotify_add_watch(self._descriptor, os.fsencode(path), _IN_OPEN) < 0:
            self.close()

    def happened(self) -> bool:
        """Whether it was opened since the last time this was asked."""
        if self._descriptor < 0:
            return False
        try:
            return bool(os.read(self._descriptor, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Stop listening; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _user() -> str:
    return str(os.getuid()) if sys.platform != "win32" else os.environ.get("USERNAME", "user")
