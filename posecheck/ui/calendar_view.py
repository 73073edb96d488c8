"""Days of practice as a calendar: a week, five weeks or a year of squares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.render import theme
from posecheck.ui.look import q_colour

WEEK = 7
LARGEST_PX = 56.0


class CalendarView(QWidget):
    """A square per day up to today, filled where there was practice; the cleaner, the brighter.

    `chosen` carries the session of a square that was clicked.
    """

    chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None, say: Words = ENGLISH) -> None:
        super().__init__(parent)
        self._say = say
        self._today, self._weeks = date.today(), 5
        self._shares: Mapping[date, float] = {}
        self._sessions: Mapping[date, int] = {}
        self._tips: Mapping[date, str] = {}
        self.setMouseTracking(True)
        self.setMinimumHeight(200)

    def show_days(
        self,
        today: date,
        weeks: int,
        shares: Mapping[date, float],
        sessions: Mapping[date, int],
        tips: Mapping[date, str],
    ) -> None:
        """Show the last `weeks` weeks: the share of clean repetitions, the session and a tip per day of practice."""
        self._today, self._weeks = today, weeks
        self._shares, self._sessions, self._tips = shares, sessions, tips
        known = sum(1 for day in shares if day > self.first_day() - timedelta(days=1))
        since = words.dated(self.first_day(), self._say)
        self.setAccessibleName(self._say(words.DAYS_KNOWN, count=known, day=since))
        self.update()

    def first_day(self) -> date:
        """The Monday the first column begins with."""
        return first_day(self._today, self._weeks)

    def square(self, day: date) -> QRectF:
        """Where a day is painted."""
        number = (day - self.first_day()).days
        columns, _ = self._grid()
        row, column = (number // WEEK, number % WEEK) if self._few else (number % WEEK, number // WEEK)
        side, gap = self._side()
        left = (self.width() - columns * (side + gap) + gap) / 2
        return QRectF(left + column * (side + gap), row * (side + gap), side, side)

    @property
    def _few(self) -> bool:
        """A few weeks are read line by line like any calendar; a year has its weeks side by side."""
        return self._weeks <= 5

    def _grid(self) -> tuple[int, int]:
        """Columns and rows."""
        return (WEEK, self._weeks) if self._few else (self._weeks, WEEK)

    def day_at(self, point: QPointF) -> date | None:
        """The day painted at a point."""
        days = (self.first_day() + timedelta(days=i) for i in range(WEEK * self._weeks))
        return next((day for day in days if self.square(day).contains(point)), None)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint the squares; a number in each where there is room."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, _ = self._side()
        font = QFont(self.font())
        font.setPixelSize(max(8, round(side * 0.42)))
        painter.setFont(font)
        days = (self.first_day() + timedelta(days=i) for i in range(WEEK * self._weeks))
        for day in (day for day in days if day <= self._today):
            self._paint_day(painter, day, numbered=side >= 22)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Choose the session of the day under the mouse."""
        day = self.day_at(event.position()) if event is not None else None
        if day is not None and day in self._sessions:
            self.chosen.emit(self._sessions[day])

    def event(self, event: QEvent | None) -> bool:
        """Tell about the day under the mouse."""
        if isinstance(event, QHelpEvent):
            day = self.day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tips.get(day, "") if day else "", self)
            return True
        return super().event(event)

    def _side(self) -> tuple[float, float]:
        """Side of a square and the gap between two."""
        gap = 6.0 if self._few else 2.0
        columns, rows = self._grid()
        across, down = (self.width() - (columns - 1) * gap) / columns, (self.height() - (rows - 1) * gap) / rows
        return max(1.0, min(across, down, LARGEST_PX)), gap

    def _paint_day(self, painter: QPainter, day: date, *, numbered: bool) -> None:
        where, share = self.square(day), self._shares.get(day)
        colour = q_colour(theme.PANEL)
        if share is not None:
            colour = q_colour(theme.GOOD)
            colour.setAlphaF(0.45 + 0.55 * share)
        painter.setPen(q_colour(theme.TEXT) if day == self._today else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(where, 4, 4)
        if numbered:
            painter.setPen(q_colour(theme.GROUND if share is not None else theme.QUIET))
            painter.drawText(where, int(Qt.AlignmentFlag.AlignCenter), str(day.day))


def first_day(today: date, weeks: int) -> date:
    """The Monday on which a calendar of this many weeks begins."""
    return today - timedelta(days=today.weekday()) - timedelta(weeks=weeks - 1)
