"""Progress: calendar and streak, pain, clean repetitions, holds, range of motion; for a week, a month or ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QShowEvent
from PyQt6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import progress
from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.record import Record
from posecheck.coach.safety import DEFAULTS, SafetySettings
from posecheck.ui import progress_lines as lines
from posecheck.ui.calendar_view import CalendarView, first_day
from posecheck.ui.charts import Chart
from posecheck.ui.progress_past import Load, Manner, Pasts
from posecheck.ui.style import sheet

SIZE = (1280, 860)
TEXT_PX = 18
WEEKS = {"week": 2, "month": 5, "all": 53}
AHEAD_MS = 150
"""The window is drawn first, then the whole past is read in case somebody asks for it."""


class ProgressWindow(QWidget):
    """Shows one person's record; made anew each time it is opened.

    `session_chosen` carries the id of a session that was clicked in a chart or calendar; `forget_asked` that something
    is to be deleted; `closing` that what was opened from here is to go with it.

    load: asked for the record once for each span, for all of it in a thread; days: every day of practice there ever
    was, for the streak; names: exercise id -> what people call it; today: the day to count from; safety: the person's
    own numbers for pain.
    """

    session_chosen = pyqtSignal(int)
    forget_asked = pyqtSignal()
    closing = pyqtSignal()

    def __init__(
        self, load: Load, days: Callable[[], list[date]], names: Callable[[str], str], today: date,
        parent: QWidget | None = None, say: Words = ENGLISH, safety: SafetySettings = DEFAULTS,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._days, self._today = days, today
        self._manner = Manner(names, say, safety)
        self._pasts = Pasts(load, self._manner)
        self._span = "month"
        self.spans = QButtonGroup(self)
        self.exercise = QComboBox()
        self.streak, self.practised, self.said, self.sides = (QLabel() for _ in range(4))
        self.forget = QPushButton(say(words.FORGET))
        self.calendar = CalendarView(say=say)
        self.pain = Chart(say(words.CHART_PAIN), (0.0, 10.0), say=say)
        self.good = Chart(say(words.CHART_GOOD), (0.0, 100.0), say=say)
        self.hold, self.range = Chart(say(words.CHART_HOLD), say=say), Chart(say(words.CHART_RANGE), say=say)
        self._lay_out()
        self._connect()
        self.show_span("month")

    def _connect(self) -> None:
        self.calendar.chosen.connect(self.session_chosen)
        for chart in self._charts():
            chart.chosen.connect(self.session_chosen)
        self.exercise.currentIndexChanged.connect(lambda _index: self._show_exercise())
        self.forget.clicked.connect(self.forget_asked)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._pasts.look_ahead)

    def _charts(self) -> tuple[Chart, ...]:
        return self.pain, self.good, self.hold, self.range

    def tell(self, sentence: str) -> None:
        """Show a sentence below the charts, until something else is chosen."""
        self.sides.setText(sentence)

    @property
    def record(self) -> Record:
        """What is shown."""
        return self._past.record

    @property
    def ready(self) -> bool:
        """Whether the whole past is there to be shown at once."""
        return self._pasts.ready

    def read_anew(self) -> None:
        """Something was deleted: show what is left."""
        self._pasts.forget()
        self.show_span(self._span)

    def show_span(self, span: str) -> None:
        """Show the last "week" or "month", or "all" there is."""
        self._span = span
        for button in self.spans.buttons():
            button.setChecked(button.property("span") == span)
            if button.isChecked():
                button.setFocus()
        since = None if span == "all" else self._today - timedelta(days=6 if span == "week" else 29)
        self._past = self._pasts.since(since)
        self._show_head(since)
        self._show_calendar()
        self._fill_exercises()
        first = since or min((s.day for s in self.record.sittings), default=self._today)
        self._first = min(first, self._today)
        self.pain.show_lines(self._past.pain, self._first, self._today, self._past.band)
        self._show_exercise()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Read ahead once it is there."""
        super().showEvent(event)
        self._later.start(AHEAD_MS)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Take the charts apart here and now: left to Python's collector it could happen in another thread."""
        self.closing.emit()
        self._later.stop()
        self._pasts.close()
        for chart in self._charts():
            chart.close()
        super().closeEvent(event)

    def _show_head(self, since: date | None) -> None:
        days, say = self._days(), self._manner.say
        streak = progress.streak(days, self._today)
        key = "none" if not streak else "one" if streak == 1 else "now"
        self.streak.setText(say(words.STREAK[key], days=streak))
        first = since or min(days, default=self._today)
        practised = len({day for day in days if first <= day <= self._today})
        span = (self._today - first).days + 1
        self.practised.setText(say(words.PRACTISED, days=practised, of=span))
        sentence = progress.pain_change(self.record, self._today, span, self._manner.safety)
        self.said.setText(say(sentence if days else words.NOTHING_YET))
        known = bool(days or self.record.pains)
        self.exercise.setVisible(known)
        for chart in self._charts():
            chart.setVisible(known)  # axes without a curve say nothing

    def _show_calendar(self) -> None:
        weeks = WEEKS[self._span]
        first = first_day(self._today, weeks)
        shown = replace(self.record, sittings=tuple(s for s in self.record.sittings if s.day >= first))
        shares = {p.day: p.value for p in progress.points(shown, "good")}
        sessions = {s.day: s.id for s in shown.sittings}
        self.calendar.show_days(
            self._today, weeks, shares, sessions, lines.day_tips(shown, self._manner.names, self._manner.say)
        )

    def _fill_exercises(self) -> None:
        chosen = self.exercise.currentData()
        found = list(dict.fromkeys(exercise for exercise, _ in self.record.exercises()))
        self.exercise.blockSignals(True)
        self.exercise.clear()
        self.exercise.addItem(self._manner.say(words.ANY_EXERCISE), "")
        for exercise in found:
            self.exercise.addItem(self._manner.names(exercise), exercise)
        self.exercise.setCurrentIndex(max(0, self.exercise.findData(chosen)))
        self.exercise.blockSignals(False)

    def _show_exercise(self) -> None:
        drawn = self._past.drawn(self.exercise.currentData() or "")
        within, say = (self._first, self._today), self._manner.say
        self.good.show_lines(drawn.good, *within)
        self.hold.show_lines(drawn.hold, *within)
        self.range.rename(f"{say(words.CHART_RANGE)}, {lines.unit_name(drawn.unit, say)}")
        self.range.show_lines(drawn.range, *within)
        self.sides.setText(drawn.sides)

    def _lay_out(self) -> None:
        self.setStyleSheet(sheet(TEXT_PX))
        self.setWindowTitle(self._manner.say(words.PROGRESS_TITLE))
        self.resize(*SIZE)
        self.streak.setObjectName("verdict")
        self.practised.setObjectName("note")
        self.calendar.setMinimumWidth(240)
        for words_of in (self.streak, self.said):
            words_of.setWordWrap(True)
        self.exercise.setAccessibleName(self._manner.say(words.ANY_EXERCISE))
        grid = QGridLayout()
        grid.setSpacing(16)
        for number, chart in enumerate(self._charts()):
            grid.addWidget(chart, number // 2, number % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addLayout(grid, 1)
        row = QHBoxLayout()
        row.addWidget(self.sides, 1)
        row.addWidget(self.forget)
        column.addLayout(row)

    def _head(self) -> QHBoxLayout:
        left, right, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for widget in (self.streak, self.practised, self.said):
            left.addWidget(widget)
        left.addStretch(1)
        for span, name in words.SPANS.items():
            button = QPushButton(self._manner.say(name))
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
