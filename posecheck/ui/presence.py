"""Tells when the screen is locked or the computer sleeps, and when somebody is back, so that no camera stays on.

Linux alone tells: logind (org.freedesktop.login1) sends what desktops report of their lock screen, and sleep and waking
up. Qt has no such news of Windows and macOS: there the camera stays in use behind a lock screen, and after waking up it
is taken up again as any camera that was lost.
"""

from __future__ import annotations

import logging
import sys

from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot
from PyQt6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusPendingReply

log = logging.getLogger(__name__)
LOGIND = "org.freedesktop.login1"
ROOT = "/org/freedesktop/login1"
OWN = f"{ROOT}/session/auto"
"""Stands for the session of who asks; signals come from the session's real place, which its number tells."""
MANAGER, SESSION = f"{LOGIND}.Manager", f"{LOGIND}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Presence(QObject):
    """Sends `left` when the first reason to be away comes, and `came_back` when the last one is gone."""

    left = pyqtSignal()
    came_back = pyqtSignal()

    def __init__(self, parent: QObject | None = None, bus: QDBusConnection | None = None) -> None:
        """bus: where logind is; by default the system's, if this system has one."""
        super().__init__(parent)
        self._locked = self._asleep = self._was_away = False
        self.listening = False
        """Whether it is known of this session how things stand."""
        self._waiting: list[QDBusPendingCallWatcher] = []
        if bus is None and not sys.platform.startswith("linux"):
            return
        self._bus = bus if bus is not None else QDBusConnection.systemBus()
        if not self._bus.isConnected():
            log.info("there is no system bus: a locked screen isn't noticed")
            return
        self._bus.connect(LOGIND, ROOT, MANAGER, "PrepareForSleep", self._hear_sleep)
        self._ask(OWN, PROPERTIES, "Get", [SESSION, "Id"], self._know_number)

    @property
    def away(self) -> bool:
        """Whether the screen is locked or the computer sleeps, as far as is known."""
        return self._locked or self._asleep

    def _ask(self, path: str, interface: str, method: str, arguments: list[str], hear: object) -> None:
        """Call logind; nobody waits for its answer."""
        call = QDBusMessage.createMethodCall(LOGIND, path, interface, method)
        call.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        self._waiting.append(watcher)  # Python would drop it before the answer comes
        watcher.finished.connect(lambda done: self._hear_answer(done, hear))

    def _hear_answer(self, done: QDBusPendingCallWatcher, hear: object) -> None:
        answer = QDBusPendingReply(done).reply()
        self._waiting = [watcher for watcher in self._waiting if watcher is not done]
        done.deleteLater()
        if answer.type() != QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
            log.info("logind doesn't know this session, a locked screen isn't noticed: %s", answer.errorMessage())
        elif callable(hear):
            hear(answer.arguments()[0])

    def _know_number(self, number: str) -> None:
        self._ask(ROOT, MANAGER, "GetSession", [number], self._know_place)

    def _know_place(self, place: object) -> None:
        path = place.path() if hasattr(place, "path") else str(place)
        self._bus.connect(LOGIND, path, SESSION, "Lock", self._hear_lock)
        self._bus.connect(LOGIND, path, SESSION, "Unlock", self._hear_unlock)
        self._bus.connect(LOGIND, path, PROPERTIES, "PropertiesChanged", self._hear_change)
        self._ask(path, PROPERTIES, "Get", [SESSION, "LockedHint"], self._know_hint)

    def _know_hint(self, locked: object) -> None:
        self._set(locked=bool(locked))
        self.listening = True

    @pyqtSlot(QDBusMessage)
    def _hear_sleep(self, message: QDBusMessage) -> None:
        self._set(asleep=bool(message.arguments()[0]))

    @pyqtSlot(QDBusMessage)
    def _hear_lock(self, _message: QDBusMessage) -> None:
        self._set(locked=True)

    @pyqtSlot(QDBusMessage)
    def _hear_unlock(self, _message: QDBusMessage) -> None:
        self._set(locked=False)

    @pyqtSlot(QDBusMessage)
    def _hear_change(self, message: QDBusMessage) -> None:
        changed = message.arguments()[1]
        if "LockedHint" in changed:
            self._set(locked=bool(changed["LockedHint"]))

    def _set(self, *, locked: bool | None = None, asleep: bool | None = None) -> None:
        self._locked = self._locked if locked is None else locked
        self._asleep = self._asleep if asleep is None else asleep
        if self.away != self._was_away:
            self._was_away = self.away
            (self.left if self.away else self.came_back).emit()
