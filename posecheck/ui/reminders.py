"""Reminders from the system tray: looks at the clock, tells when something is due, offers it in a menu."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from PyQt6.QtCore import QObject, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

from posecheck.coach.phrases import Words
from posecheck.coach.reminders import Reminded, Reminder, Wishes, look, stood_up
from posecheck.errors import PosecheckError
from posecheck.render import theme
from posecheck.ui import labels

log = logging.getLogger(__name__)
LOOK_MS = 20_000
SHOWN_MS = 15_000
ICON_PX = 64
TEXTS = {
    Reminder.SESSION: (labels.REMINDER_SESSION, labels.REMINDER_SESSION_HINT),
    Reminder.BREAK: (labels.REMINDER_BREAK, labels.REMINDER_BREAK_HINT),
}


class Reminders(QObject):
    """Sends `due` with a Reminder, and `chosen` when the person takes it up: by the message or by the menu.

    practised: whether there was a session today; in_session: whether one is going on, here or in another window.
    `opened` and `left` come from the tray's menu. Without a tray nothing can be shown, and nothing is due.
    """

    due = pyqtSignal(object)
    chosen = pyqtSignal(object)
    opened = pyqtSignal()
    left = pyqtSignal()

    def __init__(
        self, words: Words, practised: Callable[[], bool], in_session: Callable[[], bool],
        clock: Callable[[], datetime] = datetime.now, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._words, self._practised, self._in_session, self._clock = words, practised, in_session, clock
        self._wishes, self._state = Wishes(), Reminded()
        self._last = Reminder.SESSION
        self.tray: QSystemTrayIcon | None = None
        self.menu: QMenu | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def active(self) -> bool:
        """Whether the program stays in the tray to remind somebody."""
        return self.tray is not None

    def set_wishes(self, wishes: Wishes, words: Words) -> None:
        """Remind of this from now on; the tray's icon is there only as long as anything is wanted."""
        self._wishes, self._words = wishes, words
        self.stop()
        if wishes.any and QSystemTrayIcon.isSystemTrayAvailable():
            self._show_tray()
            self._timer.start(LOOK_MS)
            self.look()

    def stop(self) -> None:
        """No more reminders, no icon."""
        self._timer.stop()
        if self.tray is not None and self.menu is not None:
            self.tray.hide()
            self.tray.deleteLater()
            self.menu.deleteLater()
        self.tray = self.menu = None

    def look(self) -> None:
        """Look at the clock and tell what is due."""
        try:
            practised, in_session = self._practised(), self._in_session()
        except PosecheckError as error:
            log.warning("no reminder, for it isn't known whether there was a session: %s", error)
            return
        now = self._clock()
        self._state, reminder = look(self._wishes, self._state, now, practised=practised, in_session=in_session)
        if reminder is not None:
            self._last = reminder
            title, hint = (self._words(text) for text in TEXTS[reminder])
            if self.tray is not None:
                self.tray.showMessage(title, hint, self.tray.icon(), SHOWN_MS)
            self.due.emit(reminder)

    def take(self, reminder: Reminder) -> None:
        """The person does it now."""
        self._state = stood_up(self._state, self._clock())
        self.chosen.emit(reminder)

    def _show_tray(self) -> None:
        self.menu, self.tray = QMenu(), QSystemTrayIcon(icon(), self)
        for label, act in (
            (labels.START_ROUTINE, lambda: self.take(Reminder.SESSION)),
            (labels.TAKE_BREAK, lambda: self.take(Reminder.BREAK)),
            (labels.OPEN_HOME, self.opened.emit),
            (labels.QUIT, self.left.emit),
        ):
            action = self.menu.addAction(self._words(label))
            assert action is not None
            action.triggered.connect(lambda _checked, act=act: act())
        self.tray.setContextMenu(self.menu)
        self.tray.setToolTip("posecheck")
        self.tray.messageClicked.connect(lambda: self.take(self._last))
        self.tray.activated.connect(self._pressed)
        self.tray.show()

    def _pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.opened.emit()


def icon() -> QIcon:
    """A bridge: the back lifted from the floor."""
    picture = QPixmap(ICON_PX, ICON_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(*theme.GOOD))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QRectF(1, 1, ICON_PX - 2, ICON_PX - 2))
    painter.setPen(QPen(QColor(*theme.GROUND), 6, cap=Qt.PenCapStyle.RoundCap, join=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    body = QPainterPath()
    body.moveTo(20, 44)
    body.lineTo(42, 24)
    body.lineTo(48, 44)
    painter.drawPath(body)
    painter.drawEllipse(QRectF(10, 40, 7, 7))
    painter.end()
    return QIcon(picture)
