"""Progress: calendar and streak, pain, clean repetitions, holds, range of motion; for a week, a month or ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import progress
from posecheck.coach import safety_words as words
from posecheck.coach.record import Record
from posecheck.ui import progress_lines as lines
from posecheck.ui.calendar_view import CalendarView, first_day
from posecheck.ui.charts import Chart
from posecheck.ui.style import sheet

SIZE = (1280, 860)
TEXT_PX = 18
WEEKS = {"week": 2, "month": 5, "all": 53}

Load = Callable[[date | None], Record]
"""A person's record from a day on, None for all of it."""


class ProgressWindow(QWidget):
    """Shows one person's record; made anew each time it is opened.

    `session_chosen` carries the id of a session that was clicked in a chart or calendar.

    load: asked for the record whenever a span is shown; days: every day of practice there ever was, for the streak;
    names: exercise id -> what people call it; today: the day to count from.
    """

    session_chosen = pyqtSignal(int)

    def __init__(
        self, load: Load, days: Callable[[], list[date]], names: Callable[[str], str], today: date,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._load, self._days, self._names, self._today = load, days, names, today
        self._record, self._loaded = Record(), dict[str, Record]()
        self.spans = QButtonGroup(self)
        self.exercise = QComboBox()
        self.streak, self.practised, self.said, self.sides = (QLabel() for _ in range(4))
        self.calendar = CalendarView()
        self.pain = Chart(words.CHART_PAIN, (0.0, 10.0))
        self.good = Chart(words.CHART_GOOD, (0.0, 100.0))
        self.hold, self.range = Chart(words.CHART_HOLD), Chart(words.CHART_RANGE)
        self._lay_out()
        self.calendar.chosen.connect(self.session_chosen)
        for chart in (self.pain, self.good, self.hold, self.range):
            chart.chosen.connect(self.session_chosen)
        self.exercise.currentIndexChanged.connect(lambda _index: self._show_exercise())
        self.show_span("month")

    def tell(self, sentence: str) -> None:
        """Show a sentence below the charts, until something else is chosen."""
        self.sides.setText(sentence)

    @property
    def record(self) -> Record:
        """What is shown."""
        return self._record

    def show_span(self, span: str) -> None:
        """Show the last "week" or "month", or "all" there is."""
        self._span = span
        for button in self.spans.buttons():
            button.setChecked(button.property("span") == span)
            if button.isChecked():
                button.setFocus()
        since = None if span == "all" else self._today - timedelta(days=6 if span == "week" else 29)
        if span not in self._loaded:
            self._loaded[span] = self._load(since)
        self._record = self._loaded[span]
        self._show_head(since)
        self._show_calendar()
        self._fill_exercises()
        first = since or min((s.day for s in self._record.sittings), default=self._today)
        self._first = min(first, self._today)
        band = lines.same_band(self._record)
        self.pain.show_lines(lines.pain_lines(self._record), self._first, self._today, band)
        self._show_exercise()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Take the charts apart here and now: left to Python's collector it could happen in another thread."""
        for chart in (self.pain, self.good, self.hold, self.range):
            chart.close()
        super().closeEvent(event)

    def _show_head(self, since: date | None) -> None:
        days = self._days()
        streak = progress.streak(days, self._today)
        key = "none" if not streak else "one" if streak == 1 else "now"
        self.streak.setText(words.STREAK[key].format(days=streak))
        first = since or min(days, default=self._today)
        practised = len({day for day in days if first <= day <= self._today})
        self.practised.setText(words.PRACTISED.format(days=practised, of=(self._today - first).days + 1))
        sentence = progress.pain_change(self._record, self._today, days=(self._today - first).days + 1)
        self.said.setText(sentence if days else words.NOTHING_YET)

    def _show_calendar(self) -> None:
        weeks = WEEKS[self._span]
        first = first_day(self._today, weeks)
        shown = replace(self._record, sittings=tuple(s for s in self._record.sittings if s.day >= first))
        shares = {p.day: p.value for p in progress.points(shown, "good")}
        sessions = {s.day: s.id for s in shown.sittings}
        self.calendar.show_days(self._today, weeks, shares, sessions, lines.day_tips(shown, self._names))

    def _fill_exercises(self) -> None:
        chosen = self.exercise.currentData()
        found = list(dict.fromkeys(exercise for exercise, _ in self._record.exercises()))
        self.exercise.blockSignals(True)
        self.exercise.clear()
        self.exercise.addItem(words.ANY_EXERCISE, "")
        for exercise in found:
            self.exercise.addItem(self._names(exercise), exercise)
        self.exercise.setCurrentIndex(max(0, self.exercise.findData(chosen)))
        self.exercise.blockSignals(False)

    def _show_exercise(self) -> None:
        exercise = self.exercise.currentData() or ""
        within = (self._first, self._today)
        self.good.show_lines(lines.good_lines(self._record, exercise), *within)
        self.hold.show_lines(lines.side_lines(self._record, "hold_s", exercise, self._names), *within)
        self.range.rename(f"{words.CHART_RANGE}, {lines.unit_of(self._record, exercise)}")
        self.range.show_lines(lines.side_lines(self._record, "range", exercise, self._names), *within)
        self.sides.setText(lines.sides_sentence(self._record, exercise))

    def _lay_out(self) -> None:
        self.setStyleSheet(sheet(TEXT_PX))
        self.setWindowTitle(words.PROGRESS_TITLE)
        self.resize(*SIZE)
        self.streak.setObjectName("verdict")
        self.practised.setObjectName("note")
        self.calendar.setMinimumWidth(240)
        for words_of in (self.streak, self.said):
            words_of.setWordWrap(True)
        self.exercise.setAccessibleName(words.ANY_EXERCISE)
        grid = QGridLayout()
        grid.setSpacing(16)
        for number, chart in enumerate((self.pain, self.good, self.hold, self.range)):
            grid.addWidget(chart, number // 2, number % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addLayout(grid, 1)
        column.addWidget(self.sides)

    def _head(self) -> QHBoxLayout:
        left, right, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for widget in (self.streak, self.practised, self.said):
            left.addWidget(widget)
        left.addStretch(1)
        for span, name in words.SPANS.items():
            button = QPushButton(name)
            button.setCheckable(True)
            button.setProperty("span", span)
            button.clicked.connect(lambda _checked, span=span: self.show_span(span))
            self.spans.addButton(button)
            buttons.addWidget(button)
        right.addLayout(buttons)
        right.addWidget(self.exercise)
        right.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(28)
        head.addLayout(left, 2)
        head.addWidget(self.calendar, 3)
        head.addLayout(right, 2)
        return head
