"""A locked screen and a sleeping computer, told by a made logind on a message bus of the test's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from posecheck.ui.presence import Presence
from posecheck.ui.presence_logind import LogindListener

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or not sys.platform.startswith("linux"), reason="needs a message bus"
)
CONFIG = """<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
LOGIND = """
import os, sys
from PyQt6.QtCore import QCoreApplication, QObject, QSocketNotifier, pyqtClassInfo, pyqtProperty, pyqtSlot
from PyQt6.QtDBus import QDBusAbstractAdaptor, QDBusConnection, QDBusMessage, QDBusObjectPath
ROOT, NAME = "/org/freedesktop/login1", "org.freedesktop.login1"
PLACE = ROOT + "/session/_37"

@pyqtClassInfo("D-Bus Interface", NAME + ".Manager")
class Manager(QDBusAbstractAdaptor):
    @pyqtSlot(str, result=QDBusObjectPath)
    def GetSession(self, number):
        return QDBusObjectPath(PLACE if number == "7" else ROOT)

@pyqtClassInfo("D-Bus Interface", NAME + ".Session")
class Session(QDBusAbstractAdaptor):
    @pyqtProperty(str)
    def Id(self):
        return "7"
    @pyqtProperty(bool)
    def LockedHint(self):
        return sys.argv[2] == "locked"

app = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "logind")
objects = [QObject(), QObject()]
adaptors = [Manager(objects[0]), Session(objects[1])]
everything = QDBusConnection.RegisterOption.ExportAdaptors
assert bus.registerObject(ROOT, objects[0], everything)
for place in (PLACE, ROOT + "/session/auto"):
    assert bus.registerObject(place, objects[1], everything)
assert bus.registerService(NAME)

def tell():
    for line in os.read(0, 65536).decode().splitlines():
        path, interface, name, values = line.split(maxsplit=3)
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(eval(values))
        assert bus.send(message)

heard = QSocketNotifier(0, QSocketNotifier.Type.Read)
heard.activated.connect(tell)
print("ready", flush=True)
app.exec()
"""
ROOT, NAME, PLACE = "/org/freedesktop/login1", "org.freedesktop.login1", "/org/freedesktop/login1/session/_37"


class Logind:
    """A made logind in a process of its own, on a message bus of its own."""

    def __init__(self, folder: Path, hint: str = "open") -> None:
        self.address = f"unix:path={folder / 'bus'}"
        (folder / "bus.conf").write_text(CONFIG.format(socket=folder / "bus"))
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--nofork", "--print-address", f"--config-file={folder / 'bus.conf'}"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._bus.stdout is not None
        assert self._bus.stdout.readline().startswith("unix:")
        self._service = subprocess.Popen(
            [sys.executable, "-c", LOGIND, self.address, hint],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._service.stdout is not None
        assert self._service.stdout.readline() == "ready\n"

    def tell(self, path: str, interface: str, name: str, arguments: str = "[]") -> None:
        assert self._service.stdin is not None
        self._service.stdin.write(f"{path} {interface} {name} {arguments}\n")
        self._service.stdin.flush()

    def hint(self, *, locked: bool) -> None:
        self.tell(
            PLACE, "org.freedesktop.DBus.Properties", "PropertiesChanged",
            f"['{NAME}.Session', {{'LockedHint': {locked}}}, []]",
        )  # fmt: skip

    def close(self) -> None:
        for process in (self._service, self._bus):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def presence_on(bus: QDBusConnection) -> Presence:
    return Presence(make_listener=lambda parent: LogindListener(parent, bus))


class Watcher:
    """Somebody who hears of leaving and coming back."""

    def __init__(self, logind: Logind, qtbot: QtBot) -> None:
        self.heard: list[str] = []
        self.presence = presence_on(QDBusConnection.connectToBus(logind.address, logind.address))
        self.presence.left.connect(lambda: self.heard.append("left"))
        self.presence.came_back.connect(lambda: self.heard.append("back"))
        qtbot.waitUntil(lambda: self.presence.listening)


@pytest.fixture
def logind(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Logind]:
    made = Logind(tmp_path, getattr(request, "param", "open"))
    yield made
    made.close()
    QDBusConnection.disconnectFromBus(made.address)


def test_a_lock_screen_and_sleep_are_told_once_and_so_is_coming_back(logind: Logind, qtbot: QtBot) -> None:
    seen = Watcher(logind, qtbot)
    assert (seen.heard, seen.presence.away) == ([], False)
    logind.hint(locked=True)
    qtbot.waitUntil(lambda: seen.heard == ["left"])
    logind.tell(PLACE, f"{NAME}.Session", "Lock")
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[True]")
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[False]")
    logind.tell(PLACE, f"{NAME}.Session", "Unlock")
    qtbot.waitUntil(lambda: seen.heard == ["left", "back"])
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[True]")
    qtbot.waitUntil(lambda: seen.heard == ["left", "back", "left"])
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[False]")
    qtbot.waitUntil(lambda: seen.heard == ["left", "back"] * 2)


def test_other_peoples_lock_screens_are_none_of_ours(logind: Logind, qtbot: QtBot) -> None:
    seen = Watcher(logind, qtbot)
    logind.tell(f"{ROOT}/session/_38", f"{NAME}.Session", "Lock")
    logind.tell(
        PLACE, "org.freedesktop.DBus.Properties", "PropertiesChanged", f"['{NAME}.Session', {{'IdleHint': True}}, []]"
    )
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[True]")
    qtbot.waitUntil(lambda: seen.heard != [])
    logind.tell(ROOT, f"{NAME}.Manager", "PrepareForSleep", "[False]")
    qtbot.waitUntil(lambda: seen.heard == ["left", "back"])


@pytest.mark.parametrize("logind", ["locked"], indirect=True)
def test_a_screen_that_is_locked_already_is_told(logind: Logind, qtbot: QtBot) -> None:
    seen = Watcher(logind, qtbot)
    assert seen.heard == ["left"]


LISTENS = """
import sys, time
from PyQt6.QtCore import QCoreApplication
from posecheck.ui.presence import Presence
app = QCoreApplication([])
began_s = time.monotonic()
presence = Presence()
while not presence.listening and time.monotonic() - began_s < float(sys.argv[1]):
    app.processEvents()
print(presence.listening)
"""


def listens(address: str, for_s: float) -> str:
    """Whether a program hears of its system's logind."""
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
    command = [sys.executable, "-W", "error", "-c", LISTENS, str(for_s)]
    return subprocess.run(command, env=environment, text=True, capture_output=True, timeout=20, check=True).stdout


def test_the_system_bus_is_listened_to(logind: Logind) -> None:
    assert listens(logind.address, 15.0) == "True\n"


@pytest.mark.parametrize("accepts", [True, False], ids=["takes the connection and says nothing", "isn't there"])
def test_a_bus_that_does_not_answer_holds_up_nobody(tmp_path: Path, accepts: bool) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        if accepts:
            silent.listen()
        assert listens(f"unix:path={tmp_path / 'bus'}", 0.5) == "False\n"


def test_without_a_bus_or_a_logind_nobody_is_away(tmp_path: Path, qtbot: QtBot) -> None:
    presence = presence_on(QDBusConnection.connectToBus(f"unix:path={tmp_path / 'none'}", "none"))
    qtbot.wait(20)
    assert (presence.away, presence.listening) == (False, False)
