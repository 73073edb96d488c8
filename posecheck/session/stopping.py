"""Ctrl+C, SIGTERM and SIGHUP: the work ends in order, and the exit code says by which of them."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
AGAIN_S = 2.0
"""A signal that comes longer than this after the first one means that ending in order takes too long for somebody."""


class Stopped(BaseException):
    """Somebody stopped the program. words: what was kept, for the person, in one line.

    No Exception and no KeyboardInterrupt: nothing on the way up may take it for a failure of its own.
    """

    def __init__(self, number: int, words: str = "stopped") -> None:
        super().__init__(number, words)
        self.number, self.words = number, words

    @property
    def status(self) -> int:
        """Return the exit code that shells expect: 130 for Ctrl+C, 143 for SIGTERM."""
        return 128 + self.number


def raise_stopped(number: int) -> None:
    """Raise Stopped in the main thread, wherever it is."""
    raise Stopped(number)


_heard: list[tuple[int, float]] = []
"""Number and moment of the first stop signal."""
_swallowed: list[int] = []
"""Its number once Python has swallowed Stopped, until it is raised anew."""
SOON_S = 0.05


def heard() -> bool:
    """Return True once a stop signal has come: nothing more is to be asked."""
    return bool(_heard)


@contextmanager
def stop_wins() -> Iterator[None]:
    """Leave with Stopped once a stop signal has come, however the block ends.

    Python may wrap what is raised (in a class body, an import) or swallow it (in __del__).
    """
    try:
        yield
    except Stopped:
        raise
    except BaseException as error:
        if _heard:
            raise Stopped(_heard[0][0]) from error
        raise
    if _heard:
        _swallowed.clear()
        raise Stopped(_heard[0][0])


@contextmanager
def stops_wait() -> Iterator[None]:
    """Let a stop signal wait until the block is done: what Qt begins is not cut short. Only for the main thread."""
    before = {each: signal.getsignal(each) for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN}
    came: list[int] = []
    for each in before:
        signal.signal(each, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if came:
        signal.raise_signal(came[0])


def _signal_main(number: int) -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


def _raise_anew(lost: sys.UnraisableHookArgs) -> None:
    """Raise Stopped anew a little later where the collector or a __del__ has swallowed it, until it gets through."""
    if not isinstance(lost.exc_value, Stopped):
        sys.__unraisablehook__(lost)
        return
    _swallowed.append(lost.exc_value.number)
    # not here, where it would be swallowed again; a real signal also wakes who sleeps
    again = threading.Timer(SOON_S, _signal_main, [lost.exc_value.number])
    again.daemon = True
    again.start()


def on_stop(do: Callable[[int], None] = raise_stopped) -> None:
    """Call `do` with the first stop signal that comes; one much later than that ends the program at once.

    What comes in between is the same stop, told twice. Signals that were ignored when the program started (nohup, a job
    in the background) stay ignored. Only for the main thread.
    """

    def hear(number: int, _frame: FrameType | None) -> None:
        now_s = time.monotonic()
        if not _heard:
            _heard.append((number, now_s))
            do(number)
        elif _swallowed:
            _swallowed.clear()
            do(number)
        elif now_s - _heard[0][1] > AGAIN_S:
            os._exit(128 + number)

    sys.unraisablehook = _raise_anew
    for each in SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, hear)
