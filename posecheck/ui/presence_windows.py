"""What Windows tells of its lock screen and of sleep: messages to a window of our own, which is never shown."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable
from ctypes import wintypes

from PyQt6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PyQt6.QtGui import QWindow
from PyQt6.sip import voidptr

from posecheck.ui.presence_news import Listener, News

log = logging.getLogger(__name__)
WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND, PBT_APMRESUMESUSPEND, PBT_APMRESUMEAUTOMATIC = 0x4, 0x7, 0x12
WTS_SESSION_LOCK, WTS_SESSION_UNLOCK = 0x7, 0x8
NOTIFY_FOR_THIS_SESSION = 0
NEWS = {
    (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK): News(locked=True),
    (WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK): News(locked=False),
    (WM_POWERBROADCAST, PBT_APMSUSPEND): News(asleep=True),
    (WM_POWERBROADCAST, PBT_APMRESUMESUSPEND): News(asleep=False),
    (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC): News(asleep=False),
}
"""By message and its first parameter, as winuser.h names them."""


def news_of(message: int, parameter: int) -> News | None:
    """Return what a message of Windows tells; None for one that is about something else."""
    return NEWS.get((message, parameter))


class MessageFilter(QAbstractNativeEventFilter):
    """Looks through all messages to the program's windows; each goes on to where it was going."""

    def __init__(self, hear: Callable[[News], None]) -> None:
        super().__init__()
        self._hear = hear

    def nativeEventFilter(  # noqa: N802  Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: voidptr
    ) -> tuple[bool, voidptr]:
        """Hear what is told of locking and sleep; a broadcast comes once for each window, which does no harm."""
        if QByteArray(kind).data().startswith(b"windows_"):
            sent = wintypes.MSG.from_address(int(message))
            if (news := news_of(sent.message, sent.wParam)) is not None:
                self._hear(news)
        return False, voidptr(0)


class WindowsListener(Listener):
    """Has Windows send the messages, and hears them."""

    def start(self) -> None:
        """Look through the messages, and ask for those that don't come by themselves."""
        app = QCoreApplication.instance()
        if sys.platform != "win32" or app is None:
            return
        messages, window = MessageFilter(self.told.emit), QWindow()
        app.installNativeEventFilter(messages)
        window.create()
        handle = int(window.winId())
        library = ctypes.WinDLL("wtsapi32", use_last_error=True)
        library.WTSRegisterSessionNotification.argtypes = (wintypes.HWND, wintypes.DWORD)
        library.WTSUnRegisterSessionNotification.argtypes = (wintypes.HWND,)
        self.listening = bool(library.WTSRegisterSessionNotification(handle, NOTIFY_FOR_THIS_SESSION))
        if not self.listening:
            log.info("a locked screen isn't noticed: Windows' error %d", ctypes.get_last_error())

        def stop() -> None:  # keeps filter and window too, which Python would drop, while the listener lives
            library.WTSUnRegisterSessionNotification(handle)
            app.removeNativeEventFilter(messages)
            window.deleteLater()

        self.destroyed.connect(stop)
