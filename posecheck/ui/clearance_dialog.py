"""Unlocking after an emergency answer: the person's word, with the date, that a clinician has cleared them."""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QDate, QLocale, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QDateEdit, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.ui.style import sheet

SIZE = (900, 520)


class ClearanceDialog(QDialog):
    """Asks for the word and the day; a day before the answer that asks for it, or after today, can't be chosen.

    `cleared` carries the day. sentence: why it is asked for; may_go_on: the person may go on gently without, which
    accepts the dialog without a clearance.
    """

    cleared = pyqtSignal(object)

    def __init__(
        self, asked_on: date, today: date, sentence: str = words.LOCKED, *, may_go_on: bool = False,
        parent: QWidget | None = None, say: Words = ENGLISH,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._say = say
        self.word = QCheckBox(say(words.CLEARED))
        self.day = QDateEdit()
        self.confirm, self.later = QPushButton(say(words.CONFIRM)), QPushButton(say(words.LATER))
        first = min(asked_on, today)
        self.day.setDateRange(QDate(first.year, first.month, first.day), QDate(today.year, today.month, today.day))
        self.day.setDate(self.day.maximumDate())
        self.day.setCalendarPopup(True)
        self.day.setLocale(QLocale(say.language))
        self.day.setDisplayFormat("d. MMMM yyyy" if say.language == "de" else "d MMMM yyyy")
        self.day.setAccessibleName(say(words.CLEARED_ON))
        self.confirm.setEnabled(False)
        self.word.toggled.connect(self.confirm.setEnabled)
        self.confirm.clicked.connect(self._confirm)
        self.confirm.setObjectName("main")
        self.gently = QPushButton(say(words.GO_ON_GENTLY))
        self.gently.setVisible(may_go_on)
        self.gently.clicked.connect(self.accept)
        self.later.clicked.connect(self.reject)
        self.later.setDefault(True)
        self._lay_out(sentence)

    def _confirm(self) -> None:
        chosen = self.day.date()
        self.cleared.emit(date(chosen.year(), chosen.month(), chosen.day()))
        self.accept()

    def _lay_out(self, sentence: str) -> None:
        self.setStyleSheet(sheet())
        self.setWindowTitle(self._say(words.SCREEN_TITLE))
        self.resize(*SIZE)
        head, ask = QLabel(self._say(sentence)), QLabel(self._say(words.CLEARED_ON))
        head.setObjectName("question")
        head.setWordWrap(True)
        ask.setBuddy(self.day)
        column, row, when = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(48, 40, 48, 32)
        column.setSpacing(28)
        for widget in (ask, self.day):
            when.addWidget(widget)
        when.addStretch(1)
        row.addWidget(self.later)
        row.addStretch(1)
        row.addWidget(self.gently)
        row.addWidget(self.confirm)
        column.addWidget(head)
        column.addStretch(1)
        column.addWidget(self.word)
        column.addLayout(when)
        column.addStretch(2)
        column.addLayout(row)
