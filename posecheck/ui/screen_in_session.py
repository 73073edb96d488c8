"""The safety questions in the middle of a session: it waits, what is answered is kept as it is at home, and obeyed."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QWidget

from posecheck.coach.safety import Gate, urgency_of
from posecheck.coach.session_state import Command, StopFor, Wish
from posecheck.ui.safety_flow import SafetyFlow


class ScreenInSession(QObject):
    """Asks over a session's window; `closed` is sent when nothing more is asked.

    flow: keeps the answers and says what follows from them; wish: what the session is asked for.
    """

    closed = pyqtSignal()

    def __init__(self, flow: Callable[[], SafetyFlow], wish: Callable[[Wish], None], window: QWidget) -> None:
        super().__init__(window)
        self._flow, self._wish, self._window = flow, wish, window
        self.dialog: QDialog | None = None

    def open(self) -> None:
        """Pause and ask."""
        if self.dialog is not None:
            return
        self._wish(Command.PAUSE)
        flow = self._flow()
        known = len(flow.record.screens)
        dialog = flow.screen_dialog(self._window)
        self._show(dialog, lambda _code: self._obey(answered=len(flow.record.screens) > known))

    def close(self) -> None:
        """Ask nothing more: the window goes. What was answered is kept."""
        if self.dialog is not None:
            self.dialog.close()

    def _obey(self, *, answered: bool) -> None:
        """An urgent answer ends the session and locks the next one; with a milder one the person decides."""
        flow = self._flow()
        if not answered or flow.gate is Gate.OPEN:
            self._go_on()
        elif flow.gate is Gate.ASK_FIRST:
            self._show(flow.clearance_dialog(self._window), self._decide)
        else:
            self._stop()

    def _decide(self, code: int) -> None:
        if code != QDialog.DialogCode.Accepted:
            self._stop()
            return
        if self._flow().gate is not Gate.OPEN:
            self._wish(Command.GENTLER)
        self._go_on()

    def _go_on(self) -> None:
        self._wish(Command.RESUME)
        self.closed.emit()

    def _stop(self) -> None:
        self._wish(StopFor(urgency_of(self._flow().record.screens[-1].yes).say))
        self.closed.emit()

    def _show(self, dialog: QDialog, then: Callable[[int], None]) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.resize(dialog.size().boundedTo(self._window.size()))
        dialog.finished.connect(lambda code: self._closed(then, code))
        dialog.open()

    def _closed(self, then: Callable[[int], None], code: int) -> None:
        self.dialog = None
        then(code)
