"""Ctrl+C, SIGTERM and SIGHUP: the work ends in order, and the exit code says by which of them."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


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


_heard: list[int] = []


def heard() -> bool:
    """Return True once a stop signal has come: nothing more is to be asked."""
    return bool(_heard)


def on_stop(do: Callable[[int], None] = raise_stopped) -> None:
    """Call `do` with the first stop signal that comes; later ones are ignored while the work is ended.

    Signals that were ignored when the program started (nohup, a job in the background) stay ignored. Only for the main
    thread.
    """

    def hear(number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        _heard.append(number)
        do(number)

    for each in SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, hear)
