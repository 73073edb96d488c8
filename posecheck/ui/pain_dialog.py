"""Pain 0-10: how strong and where, in two touches, and what that means for now."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.record import Moment
from posecheck.coach.safety import DEFAULTS, Advice, SafetySettings, pain_advice
from posecheck.ui.style import sheet, tone

SIZE = (1180, 680)
LEVELS = range(11)
_TONES = {Advice.GO_ON: "good", Advice.GENTLY: "unseen", Advice.STOP: "fault"}


class PainDialog(QDialog):
    """Asks for a level and, where there is pain, a place.

    `reported` carries level and place ("" when none was named; in English, whatever is shown) when the person goes on.
    Digits choose a level (0 again after 1 makes 10), arrows move, Enter goes on, Escape says nothing.
    """

    reported = pyqtSignal(int, str)

    def __init__(
        self, moment: Moment, settings: SafetySettings = DEFAULTS, parent: QWidget | None = None,
        say: Words = ENGLISH,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._settings, self._say = settings, say
        self._level: int | None = None
        self.levels = QButtonGroup(self)
        self.places = QButtonGroup(self)
        self.places.setExclusive(False)
        self.advice = QLabel()
        self.go_on, self.later = QPushButton(say(words.GO_ON)), QPushButton(say(words.LATER))
        self._where = QWidget()
        self._lay_out(say(words.PAIN_QUESTIONS[moment]))
        self.levels.idClicked.connect(self.choose)
        self.places.idClicked.connect(self._only)
        self.go_on.clicked.connect(self._report)
        self.later.clicked.connect(self.reject)
        self.go_on.setEnabled(False)
        self.go_on.setObjectName("main")

    @property
    def level(self) -> int | None:
        """What has been chosen."""
        return self._level

    @property
    def place(self) -> str:
        """Where it hurts, "" when nothing was named."""
        chosen = next((self.places.id(b) for b in self.places.buttons() if b.isChecked()), None)
        return words.PAIN_PLACES[chosen] if chosen is not None and self._level else ""

    def choose(self, level: int) -> None:
        """Take a level: show what it means and, where there is pain, ask for the place."""
        self._level = level
        button = self.levels.button(level)
        assert button is not None
        button.setChecked(True)
        button.setFocus()
        advice = pain_advice(level, self._settings)
        said = self._say(advice.say)
        self.advice.setText(said)
        self.advice.setStyleSheet(tone(_TONES[advice]))
        self.setAccessibleDescription(f"{level}. {said}")
        self._where.setEnabled(level > 0)
        self.go_on.setText(self._say(words.DONE if advice is Advice.STOP else words.GO_ON))
        self.go_on.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Digits choose, arrows go up and down the scale, Enter goes on."""
        if event is None:
            return
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            digit = key - Qt.Key.Key_0
            self.choose(10 if digit == 0 and self._level == 1 else digit)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
            step = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
            self.choose(min(10, max(0, (self._level or 0) + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._level is not None:
            self._report()
        else:
            super().keyPressEvent(event)

    def _only(self, number: int) -> None:
        """One place at a time, and none again by a second touch."""
        for button in self.places.buttons():
            if self.places.id(button) != number:
                button.setChecked(False)

    def _report(self) -> None:
        if self._level is not None:
            self.reported.emit(self._level, self.place)
            self.accept()

    def _lay_out(self, question: str) -> None:
        self.setStyleSheet(sheet() + "QDialog QPushButton { padding: 12px 10px; }")
        self.setWindowTitle(question)
        self.resize(*SIZE)
        head = QLabel(question)
        head.setObjectName("question")
        self.advice.setObjectName("verdict")
        self.advice.setWordWrap(True)
        self.advice.setMinimumHeight(92)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(40, 24, 40, 24)
        column.setSpacing(10)
        row.addWidget(self.later)
        row.addStretch(1)
        row.addWidget(self.go_on)
        for button in (self.later, self.go_on):
            button.setMinimumSize(200, 60)
            button.setAutoDefault(False)
        column.addWidget(head)
        column.addLayout(self._scale())
        self._lay_out_places()
        column.addWidget(self._where)
        column.addStretch(1)
        column.addWidget(self.advice)
        column.addLayout(row)

    def _scale(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for level in LEVELS:
            button = QPushButton(str(level))
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumSize(72, 68)
            button.setAccessibleName(f"{level} / 10")
            self.levels.addButton(button, level)
            grid.addWidget(button, 0, level)
        for text, at, side in ((words.PAIN_SCALE[0], 0, "Left"), (words.PAIN_SCALE[1], 6, "Right")):
            label = QLabel(self._say(text))
            label.setObjectName("note")
            label.setAlignment(getattr(Qt.AlignmentFlag, f"Align{side}"))
            grid.addWidget(label, 1, at, 1, 5)
        return grid

    def _lay_out_places(self) -> None:
        grid = QGridLayout(self._where)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        ask = QLabel(self._say(words.PAIN_WHERE))
        grid.addWidget(ask, 0, 0, 1, 3)
        for number, place in enumerate(words.PAIN_PLACES):
            button = QPushButton(self._say(place))
            button.setMinimumHeight(50)
            button.setCheckable(True)
            button.setAutoDefault(False)
            self.places.addButton(button, number)
            grid.addWidget(button, 1 + number // 3, number % 3)
        self._where.setEnabled(False)
