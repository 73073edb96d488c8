"""What the person wants to be reminded of, as a part of the settings page."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QTime
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QTimeEdit, QVBoxLayout, QWidget

from posecheck.coach.phrases import Words
from posecheck.io.settings import Settings
from posecheck.ui import labels
from posecheck.ui.page_parts import note

FORMAT = "HH:mm"


class ReminderSettings(QWidget):
    """Two switches, both off by default, the session's time and the quiet hours. `keep` hears a key and its value."""

    def __init__(self, settings: Settings, words: Words, keep: Callable[[str, object], None], *, tray: bool) -> None:
        """tray: whether there is a place to remind from."""
        super().__init__()
        self._keep, self._words = keep, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        session, breaks = QHBoxLayout(), QHBoxLayout()
        self.session = self._switch(labels.REMIND_SESSION, "remind_session", settings.remind_session)
        self.at = self._clock(labels.REMIND_SESSION, "remind_at", settings.remind_at)
        self.breaks = self._switch(labels.REMIND_BREAKS, "remind_breaks", settings.remind_breaks, settings)
        self.quiet_from = self._clock(labels.QUIET_FROM, "quiet_from", settings.quiet_from)
        self.quiet_to = self._clock(labels.QUIET_TO, "quiet_to", settings.quiet_to)
        session.addWidget(self.session)
        session.addWidget(self.at)
        session.addStretch(1)
        for widget in (
            QLabel(words(labels.QUIET_FROM)),
            self.quiet_from,
            QLabel(words(labels.QUIET_TO)),
            self.quiet_to,
        ):
            breaks.addWidget(widget)
        breaks.addStretch(1)
        column.addLayout(session)
        column.addWidget(self.breaks)
        column.addLayout(breaks)
        column.addWidget(note(words(labels.REMINDERS_HINT if tray else labels.NO_TRAY)))

    def _switch(self, label: str, key: str, on: bool, settings: Settings | None = None) -> QCheckBox:
        name = self._words(label, minutes=settings.break_every_min) if settings else self._words(label)
        box = QCheckBox(name)
        box.setAccessibleName(name)
        box.setChecked(on)
        box.toggled.connect(lambda now: self._keep(key, now))
        return box

    def _clock(self, label: str, key: str, value: str) -> QTimeEdit:
        box = QTimeEdit(QTime.fromString(value, FORMAT))
        box.setDisplayFormat(FORMAT)
        box.setAccessibleName(self._words(label))
        box.timeChanged.connect(lambda now: self._keep(key, now.toString(FORMAT)))
        return box
