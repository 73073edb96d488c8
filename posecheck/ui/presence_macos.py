"""What macOS knows of its lock screen and of sleep, asked every two seconds: its news come only to Cocoa programs."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject, QTimer

from posecheck.ui.presence_news import Listener, News

log = logging.getLogger(__name__)
ASK_EVERY_S = 2.0
SLEPT_S = 15.0
"""When so much time has passed since the last look, the computer slept meanwhile: no window is held up for so long."""
LOCKED = b"CGSSessionScreenIsLocked"
UTF_8, INT = 0x08000100, 9
"""kCFStringEncodingUTF8 and kCFNumberIntType."""
AskLocked = Callable[[], bool]


def news_of(*, locked: bool, since_s: float) -> tuple[News, ...]:
    """Return what a look tells that came so many seconds after the last one."""
    slept = (News(asleep=True), News(locked=locked, asleep=False)) if since_s > SLEPT_S else ()
    return slept or (News(locked=locked),)


def screen_locked(graphics: Any, foundation: Any) -> bool:
    """Return whether the session's screen is locked; no where nobody is logged in at a screen.

    graphics, foundation: the libraries CoreGraphics and CoreFoundation, declared as `libraries` does.
    """
    session = graphics.CGSessionCopyCurrentDictionary()
    if not session:
        return False
    key = foundation.CFStringCreateWithCString(None, LOCKED, UTF_8)
    try:
        value = foundation.CFDictionaryGetValue(session, key)  # there only while it is locked, on most versions
        if not value:
            return False
        if foundation.CFGetTypeID(value) == foundation.CFBooleanGetTypeID():
            return bool(foundation.CFBooleanGetValue(value))
        number = ctypes.c_int(0)
        return bool(foundation.CFNumberGetValue(value, INT, ctypes.byref(number)) and number.value)
    finally:
        foundation.CFRelease(key)
        foundation.CFRelease(session)


def libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """Return CoreGraphics and CoreFoundation. OSError where they aren't."""
    graphics = ctypes.CDLL(ctypes.util.find_library("CoreGraphics") or "CoreGraphics")
    foundation = ctypes.CDLL(ctypes.util.find_library("CoreFoundation") or "CoreFoundation")
    pointer, number = ctypes.c_void_p, ctypes.c_long
    graphics.CGSessionCopyCurrentDictionary.restype = pointer
    for name, result, *arguments in (
        ("CFStringCreateWithCString", pointer, pointer, ctypes.c_char_p, ctypes.c_uint32),
        ("CFDictionaryGetValue", pointer, pointer, pointer),
        ("CFGetTypeID", ctypes.c_ulong, pointer),
        ("CFBooleanGetTypeID", ctypes.c_ulong),
        ("CFBooleanGetValue", ctypes.c_ubyte, pointer),
        ("CFNumberGetValue", ctypes.c_ubyte, pointer, number, pointer),
        ("CFRelease", None, pointer),
    ):
        function = getattr(foundation, str(name))
        function.restype, function.argtypes = result, arguments
    return graphics, foundation


class MacListener(Listener):
    """Looks every two seconds."""

    def __init__(
        self,
        parent: QObject | None = None,
        ask: AskLocked | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """ask: whether the screen is locked; clock: one that goes on while the computer sleeps."""
        super().__init__(parent)
        self._ask, self._clock, self._looked_s = ask or ask_here(), clock, clock()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and again and again."""
        if self._ask is not None:
            self.listening = True
            self._timer.start(round(1000 * ASK_EVERY_S))
            self.look()

    def look(self) -> None:
        """Ask once, and tell what has changed meanwhile."""
        if self._ask is None:
            return
        now_s = self._clock()
        since_s, self._looked_s = now_s - self._looked_s, now_s
        for news in news_of(locked=self._ask(), since_s=since_s):
            self.told.emit(news)


def ask_here() -> AskLocked | None:
    """Return what asks this system whether its screen is locked; None where it can't be asked."""
    if sys.platform != "darwin":
        return None
    try:
        graphics, foundation = libraries()
    except (OSError, AttributeError) as error:
        log.info("a locked screen isn't noticed: %s", error)
        return None
    return lambda: screen_locked(graphics, foundation)
