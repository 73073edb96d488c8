"""Keeps the chatter of native libraries (TensorFlow Lite, absl) off the user's terminal."""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

logger = logging.getLogger(__name__)

_CHATTER = re.compile(rb"[IWEF]\d{4} \d\d:\d\d:|(INFO|WARNING|ERROR): ")
"""How the lines of absl ("W0000 00:00:17…") and of TensorFlow Lite ("INFO: Created …") begin."""
_STDERR = 2


@dataclass(slots=True)
class _Redirect:
    """Where file descriptor 2 really goes, and the file it goes to for the moment."""

    real: int
    heard: IO[bytes]


_lock = threading.Lock()
_users = 0
_redirect: _Redirect | None = None


@contextmanager
def native_log_silenced() -> Iterator[None]:
    """Catch what is written to file descriptor 2 meanwhile; afterwards pass on all that is not native chatter.

    Native code writes past sys.stderr, so the descriptor itself is turned away. May be used by several threads at
    once; lines written by Python meanwhile come out a moment later, none is lost. Chatter goes to the debug log.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _users, _redirect  # noqa: PLW0603 - a process has one descriptor 2
    with _lock:
        _users += 1
        if _users == 1:
            _redirect = _turn_away()


def _leave() -> None:
    global _users, _redirect  # noqa: PLW0603 - as above
    with _lock:
        _users -= 1
        if _users == 0 and _redirect is not None:
            redirect, _redirect = _redirect, None
            _turn_back(redirect)


def _turn_away() -> _Redirect | None:
    _flush()
    try:
        real = os.dup(_STDERR)
    except OSError:
        return None  # a windowed program without a console has no descriptor 2, and nobody to disturb
    heard = tempfile.TemporaryFile()  # noqa: SIM115 - closed in _turn_back
    os.dup2(heard.fileno(), _STDERR)
    return _Redirect(real, heard)


def _turn_back(redirect: _Redirect) -> None:
    _flush()
    os.dup2(redirect.real, _STDERR)
    os.close(redirect.real)
    with redirect.heard as heard:
        heard.seek(0)
        for line in heard:
            if _CHATTER.match(line):
                logger.debug("%s", line.decode(errors="replace").rstrip())
            else:
                os.write(_STDERR, line)


def _flush() -> None:
    if sys.stderr is not None and not sys.stderr.closed:
        sys.stderr.flush()
