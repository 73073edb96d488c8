"""What Linux tells: logind (org.freedesktop.login1) sends what desktops report of their lock screen, and sleep."""

from __future__ import annotations

import logging
import os
import re
import socket

from PyQt6.QtCore import QObject, QSocketNotifier, pyqtSlot
from PyQt6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusPendingReply
from PyQt6.sip import voidptr

from posecheck.ui.presence_news import Listener, News

log = logging.getLogger(__name__)
LOGIND = "org.freedesktop.login1"
ROOT = "/org/freedesktop/login1"
OWN = f"{ROOT}/session/auto"
"""Stands for the session of who asks; signals come from the session's real place, which its number tells."""
MANAGER, SESSION = f"{LOGIND}.Manager", f"{LOGIND}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
SYSTEM_BUS = "unix:path=/var/run/dbus/system_bus_socket"
"""Where it is unless DBUS_SYSTEM_BUS_ADDRESS says otherwise (D-Bus specification, "System message bus")."""


def greeted(address: str) -> int:
    """Return an open connection to a bus, by its file's number, on which its answer can be read once there is one."""
    named = re.match("unix:path=([^,;]+)", address)
    with socket.socket(socket.AF_UNIX) as door:
        door.setblocking(False)
        door.connect(named[1] if named else "")
        door.send(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        return door.detach()


class LogindListener(Listener):
    """Asks logind how things stand, and hears what changes."""

    def __init__(self, parent: QObject | None = None, bus: QDBusConnection | None = None) -> None:
        """bus: where logind is; by default the system's, if this system has one."""
        super().__init__(parent)
        self._waiting: list[QDBusPendingCallWatcher] = []
        self._given = bus
        self._answer: QSocketNotifier | None = None

    def start(self) -> None:
        """Begin to listen as soon as the bus answers: Qt holds up the whole program until it does, all its threads."""
        if self._given is not None:
            self._listen(self._given)
            return
        try:
            door = greeted(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", SYSTEM_BUS))
        except OSError as error:
            log.info("there is no system bus, a locked screen isn't noticed: %s", error)
            return
        self._answer = QSocketNotifier(voidptr(door), QSocketNotifier.Type.Read, self)
        self._answer.activated.connect(self._answered)

    @pyqtSlot()
    def _answered(self) -> None:
        if self._answer is not None:
            self._answer.setEnabled(False)
            os.close(int(self._answer.socket()))
            self._answer = None
            self._listen(QDBusConnection.systemBus())

    def _listen(self, bus: QDBusConnection) -> None:
        """Ask which session this is, and have its changes told."""
        self._bus = bus
        if not self._bus.isConnected():
            log.info("there is no system bus: a locked screen isn't noticed")
            return
        self._bus.connect(LOGIND, ROOT, MANAGER, "PrepareForSleep", self._hear_sleep)
        self._ask(OWN, PROPERTIES, "Get", [SESSION, "Id"], self._know_number)

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
        self.told.emit(News(locked=bool(locked)))
        self.listening = True

    @pyqtSlot(QDBusMessage)
    def _hear_sleep(self, message: QDBusMessage) -> None:
        self.told.emit(News(asleep=bool(message.arguments()[0])))

    @pyqtSlot(QDBusMessage)
    def _hear_lock(self, _message: QDBusMessage) -> None:
        self.told.emit(News(locked=True))

    @pyqtSlot(QDBusMessage)
    def _hear_unlock(self, _message: QDBusMessage) -> None:
        self.told.emit(News(locked=False))

    @pyqtSlot(QDBusMessage)
    def _hear_change(self, message: QDBusMessage) -> None:
        changed = message.arguments()[1]
        if "LockedHint" in changed:
            self.told.emit(News(locked=bool(changed["LockedHint"])))
