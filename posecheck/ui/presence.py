"""Tells when the screen is locked or the computer sleeps, and when somebody is back, so that no camera stays on."""

from __future__ import annotations

import sys

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.ui.presence_news import Listener, MakeListener, News


class Presence(QObject):
    """Sends `left` when the first reason to be away comes, and `came_back` when the last one is gone."""

    left = pyqtSignal()
    came_back = pyqtSignal()

    def __init__(self, parent: QObject | None = None, make_listener: MakeListener | None = None) -> None:
        """make_listener: makes what listens to the system; by default to the one this runs on, if it tells anything."""
        super().__init__(parent)
        self._locked = self._asleep = self._was_away = False
        make = make_listener or listener_here()
        self._listener: Listener | None = make(self) if make is not None else None
        if self._listener is not None:
            self._listener.told.connect(self._hear)
            self._listener.start()

    @property
    def away(self) -> bool:
        """Whether the screen is locked or the computer sleeps, as far as is known."""
        return self._locked or self._asleep

    @property
    def listening(self) -> bool:
        """Whether it is known how things stand."""
        return self._listener is not None and self._listener.listening

    def _hear(self, news: News) -> None:
        self._locked = self._locked if news.locked is None else news.locked
        self._asleep = self._asleep if news.asleep is None else news.asleep
        if self.away != self._was_away:
            self._was_away = self.away
            (self.left if self.away else self.came_back).emit()


def listener_here() -> MakeListener | None:
    """Return what listens to this system; None for a system that has no such news."""
    if sys.platform == "win32":
        from posecheck.ui.presence_windows import WindowsListener

        return WindowsListener
    if sys.platform == "darwin":
        from posecheck.ui.presence_macos import MacListener

        return MacListener
    if sys.platform.startswith("linux"):
        from posecheck.ui.presence_logind import LogindListener

        return LogindListener
    return None
