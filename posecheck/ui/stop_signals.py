"""A stop signal closes every window as by hand: a session ends in the history, a recording is closed."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PyQt6.QtCore import QObject, QSocketNotifier
from PyQt6.QtWidgets import QApplication, QDialog
from PyQt6.sip import voidptr

from posecheck.session.stopping import SIGNALS, Stopped, on_stop


class StopSignals(QObject):
    """Wakes Qt's loop when a stop signal comes, so that Python can answer it; `received` is its number or None.

    Qt waits in native code, where no Python handler runs: the wake-up descriptor is what makes it look up.
    """

    answering = False
    """Whether stop signals are answered by closing windows just now."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        StopSignals.answering = True
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        self.received: int | None = None
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._notifier = QSocketNotifier(voidptr(self._ours.fileno()), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        on_stop(self._hear)

    def close(self) -> None:
        """Let the descriptor go; signals are answered as before, unless one has come."""
        StopSignals.answering = False
        if self.received is None:
            for number, handler in self._before.items():
                signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def run(self, loop: Callable[[], int]) -> int:
        """Run a loop of Qt's and return its code; once a stop signal has come, close what is open instead."""
        if self.received is None:
            return loop()
        self._close_windows()
        return 0

    def raise_received(self) -> None:
        """Raise Stopped if a stop signal has come."""
        if self.received is not None:
            raise Stopped(self.received)

    def _woken(self) -> None:
        """Empty the descriptor; Python runs the handler itself as soon as this returns."""
        self._ours.recv(64)
        if self.received is not None:
            self._close_windows()

    def _hear(self, number: int) -> None:
        self.received = number
        self._close_windows()

    def _close_windows(self) -> None:
        QApplication.closeAllWindows()
        QApplication.quit()


def run_dialog(dialog: QDialog) -> int:
    """Show a dialog and return its code; a stop signal closes it as by hand, and Stopped says so.

    Within a window's own loop stop signals are answered already.
    """
    if StopSignals.answering:
        return dialog.exec()
    signals = StopSignals(QApplication.instance())
    try:
        code = signals.run(dialog.exec)
    finally:
        signals.close()
    signals.raise_received()
    return code
