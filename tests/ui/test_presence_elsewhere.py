"""Locking and sleep on Windows and macOS: what is made of their messages and answers, without their systems."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import wintypes

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QAbstractEventDispatcher, QCoreApplication, QObject
from PyQt6.sip import voidptr
from pytestqt.qtbot import QtBot

from posecheck.ui import presence_macos, presence_windows
from posecheck.ui.presence import Presence, listener_here
from posecheck.ui.presence_logind import LogindListener
from posecheck.ui.presence_macos import MacListener, screen_locked
from posecheck.ui.presence_news import Listener, News
from posecheck.ui.presence_windows import MessageFilter, WindowsListener

LOCK, UNLOCK = (0x02B1, 7), (0x02B1, 8)
SUSPEND, RESUME, RESUME_BY_ITSELF = (0x0218, 4), (0x0218, 7), (0x0218, 0x12)
LOGON, BATTERY, PAINT = (0x02B1, 5), (0x0218, 10), (0x000F, 7)


@pytest.mark.parametrize(
    ("message", "news"),
    [
        (LOCK, News(locked=True)), (UNLOCK, News(locked=False)),
        (SUSPEND, News(asleep=True)), (RESUME, News(asleep=False)), (RESUME_BY_ITSELF, News(asleep=False)),
        (LOGON, None), (BATTERY, None), (PAINT, None),
    ],
)  # fmt: skip
def test_messages_of_windows_are_read(message: tuple[int, int], news: News | None) -> None:
    assert presence_windows.news_of(*message) == news


def send(*messages: tuple[int, int], kind: bytes = b"windows_generic_MSG") -> None:
    """Send messages through Qt as Windows would."""
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    for message, parameter in messages:
        sent = wintypes.MSG(message=message, wParam=parameter)
        taken, _ = dispatcher.filterNativeEvent(kind, voidptr(ctypes.addressof(sent)))
        assert not taken, "the window it was sent to gets it too"


class Heard:
    """What came of messages that were heard without Windows' library."""

    def __init__(self, app: QCoreApplication) -> None:
        self.news: list[str] = []
        self.listeners: list[Listener] = []
        self.presence = Presence(make_listener=self._listener)
        self.presence.left.connect(lambda: self.news.append("left"))
        self.presence.came_back.connect(lambda: self.news.append("back"))
        self.filter = MessageFilter(self.listeners[0].told.emit)
        app.installNativeEventFilter(self.filter)

    def _listener(self, parent: QObject | None) -> Listener:
        self.listeners.append(Listener(parent))
        return self.listeners[0]


@pytest.fixture
def heard_here(qapp: QCoreApplication) -> Iterator[Heard]:
    made = Heard(qapp)
    yield made
    qapp.removeNativeEventFilter(made.filter)


@pytest.mark.parametrize(
    ("messages", "heard"),
    [
        ([LOCK, UNLOCK], ["left", "back"]),
        ([LOCK, LOCK, SUSPEND, RESUME_BY_ITSELF, RESUME, UNLOCK], ["left", "back"]),
        ([SUSPEND, SUSPEND, RESUME, LOCK], ["left", "back", "left"]),
        ([PAINT, LOGON, BATTERY, UNLOCK, RESUME], []),
    ],
)
def test_messages_to_any_window_are_heard_and_go_on(
    heard_here: Heard, messages: list[tuple[int, int]], heard: list[str]
) -> None:
    send(*messages)
    assert heard_here.news == heard


def test_other_systems_messages_are_left_alone(heard_here: Heard) -> None:
    send(LOCK, kind=b"xcb_generic_event_t")
    assert (heard_here.news, heard_here.presence.away) == ([], False)


class Foundation:
    """CoreFoundation as far as it is asked, with the session's dictionary: its values by key."""

    BOOLEAN, NUMBER = 21, 22

    def __init__(self, session: dict[bytes, bool | int] | None) -> None:
        self.session, self.held, self.objects = session, 0, dict[int, object]()

    def _made(self, thing: object) -> int:
        self.objects[len(self.objects) + 1] = thing
        return len(self.objects)

    def CGSessionCopyCurrentDictionary(self) -> int | None:  # noqa: N802  macOS's name
        self.held += self.session is not None
        return None if self.session is None else self._made(self.session)

    def CFStringCreateWithCString(self, _allocator: None, words: bytes, encoding: int) -> int:  # noqa: N802
        assert encoding == 0x08000100
        self.held += 1
        return self._made(words)

    def CFDictionaryGetValue(self, session: int, key: int) -> int | None:  # noqa: N802
        values = self.objects[session]
        assert isinstance(values, dict)
        return self._made(values[self.objects[key]]) if self.objects[key] in values else None

    def CFGetTypeID(self, value: int) -> int:  # noqa: N802
        return self.BOOLEAN if isinstance(self.objects[value], bool) else self.NUMBER

    def CFBooleanGetTypeID(self) -> int:  # noqa: N802
        return self.BOOLEAN

    def CFBooleanGetValue(self, value: int) -> int:  # noqa: N802
        assert isinstance(self.objects[value], bool)
        return int(self.objects[value] is True)

    def CFNumberGetValue(self, value: int, kind: int, into: object) -> int:  # noqa: N802
        number = self.objects[value]
        assert (kind, isinstance(number, int)) == (9, True)
        into._obj.value = number  # type: ignore[attr-defined]
        return 1

    def CFRelease(self, _thing: int) -> None:  # noqa: N802
        self.held -= 1


@pytest.mark.parametrize(
    ("session", "locked"),
    [
        (None, False), ({}, False), ({b"kCGSSessionOnConsoleKey": True}, False),
        ({b"CGSSessionScreenIsLocked": True}, True), ({b"CGSSessionScreenIsLocked": False}, False),
        ({b"CGSSessionScreenIsLocked": 1}, True), ({b"CGSSessionScreenIsLocked": 0}, False),
    ],
)  # fmt: skip
def test_the_session_of_macos_says_whether_it_is_locked(session: dict[bytes, bool | int] | None, locked: bool) -> None:
    macos = Foundation(session)
    assert screen_locked(macos, macos) is locked
    assert macos.held == 0, "all that was made is let go"


@pytest.mark.parametrize(
    ("locked", "since_s", "news"),
    [
        (False, 2.0, [News(locked=False)]),
        (True, 2.3, [News(locked=True)]),
        (False, 3600.0, [News(asleep=True), News(locked=False, asleep=False)]),
        (True, 3600.0, [News(asleep=True), News(locked=True, asleep=False)]),
        (False, -3600.0, [News(locked=False)]),
    ],
)
def test_a_look_tells_of_the_lock_screen_and_of_sleep_before_it(locked: bool, since_s: float, news: list[News]) -> None:
    assert list(presence_macos.news_of(locked=locked, since_s=since_s)) == news


def test_macos_is_looked_at_again_and_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_macos, "ASK_EVERY_S", 0.01)
    now_s, locked, heard = [0.0], [False], list[str]()
    presence = Presence(make_listener=lambda parent: MacListener(parent, lambda: locked[0], lambda: now_s[0]))
    presence.left.connect(lambda: heard.append("left"))
    presence.came_back.connect(lambda: heard.append("back"))
    assert presence.listening
    locked[0] = True
    qtbot.waitUntil(lambda: heard == ["left"])
    locked[0] = False
    qtbot.waitUntil(lambda: heard == ["left", "back"])
    now_s[0] += 3600
    qtbot.waitUntil(lambda: heard == ["left", "back"] * 2)


@pytest.mark.parametrize(
    ("platform", "listener"),
    [("win32", WindowsListener), ("darwin", MacListener), ("linux", LogindListener), ("freebsd14", None)],
)
def test_each_system_has_its_listener(
    platform: str, listener: type[Listener] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert listener_here() is listener


class Wtsapi:
    """The library of Windows that sends messages to whoever registered; `refuses`: it won't."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.registered: set[int] = set()
        self._refuses = refuses
        self.WTSRegisterSessionNotification = Function(self._register)
        self.WTSUnRegisterSessionNotification = Function(self.registered.discard)

    def _register(self, handle: int, _whose: int) -> bool:
        if not self._refuses:
            self.registered.add(handle)
        return not self._refuses


class Function:
    """A function of a library, which takes the arguments it is declared with and no others."""

    argtypes: tuple[object, ...] = ()

    def __init__(self, call: Callable[..., object]) -> None:
        self.call = call

    def __call__(self, *arguments: int) -> int:
        assert len(arguments) == len(self.argtypes)
        return int(bool(self.call(*arguments)))


@pytest.mark.parametrize("refuses", [False, True])
def test_windows_is_asked_for_messages_and_no_more_when_the_window_goes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    library, heard = Wtsapi(refuses=refuses), list[str]()
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.WinDLL", lambda *_args, **_options: library, raising=False)
    monkeypatch.setattr("ctypes.get_last_error", lambda: 5, raising=False)
    window = QObject()
    presence = Presence(window)
    presence.left.connect(lambda: heard.append("left"))
    assert (presence.listening, len(library.registered)) == (not refuses, 0 if refuses else 1)
    send(SUSPEND)
    assert heard == ["left"], "sleep is told to every window, registered or not"
    del presence
    window.deleteLater()
    qtbot.waitUntil(lambda: sip.isdeleted(window))
    assert library.registered == set()
    send(RESUME, LOCK)
    assert heard == ["left"]


@pytest.mark.parametrize("listener", [WindowsListener, MacListener])
def test_a_listener_of_another_system_hears_nothing(qtbot: QtBot, listener: type[Listener]) -> None:
    del qtbot
    presence = Presence(make_listener=listener)
    assert (presence.listening, presence.away) == (False, False)
