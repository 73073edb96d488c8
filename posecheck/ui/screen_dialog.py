"""The red-flag screen: one plain question at a time, large, by mouse, keyboard and screen reader."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.safety import RED_FLAGS, Urgency, urgency_of
from posecheck.ui.style import sheet, tone

SIZE = (1080, 700)
_TONES = {Urgency.NONE: "good", Urgency.SOON: "unseen", Urgency.TODAY: "fault", Urgency.NOW: "fault"}


class ScreenDialog(QDialog):
    """Asks every question; an emergency answer ends it at once with what to do.

    `answered` carries item -> yes or no as soon as the answers are complete, before the result has been read, so that
    they are kept whatever happens next. Closing it earlier keeps nothing, unless a yes was among the answers: that is
    told and kept first.
    """

    answered = pyqtSignal(dict)

    def __init__(self, parent: QWidget | None = None, say: Words = ENGLISH) -> None:
        super().__init__(parent)
        self._say = say
        self.answers: dict[str, bool] = {}
        self._number = 0
        self.pages = QStackedWidget(self)
        self.title, self.question = _label("title"), _label("question")
        self.verdict, self.meanings = _label("verdict"), _label("question")
        self.yes, self.no = QPushButton(say(words.YES)), QPushButton(say(words.NO))
        self.back, self.understood = QPushButton(say(words.BACK)), QPushButton(say(words.UNDERSTOOD))
        self.yes.clicked.connect(lambda: self._answer(True))
        self.no.clicked.connect(lambda: self._answer(False))
        self.back.clicked.connect(self._go_back)
        self.understood.clicked.connect(self.accept)
        self.understood.setObjectName("main")
        for button in (self.yes, self.no, self.back, self.understood):
            button.setAutoDefault(False)
        self._lay_out()
        self._ask()

    @property
    def urgency(self) -> Urgency:
        """How urgent the answers so far are."""
        return urgency_of(item for item, yes in self.answers.items() if yes)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Y and N answer, Backspace and Left go back, Enter presses what has the focus, Escape leaves."""
        if event is None:
            return
        asking = self.pages.currentIndex() == 0
        key = event.key()
        if asking and key in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._answer(key == Qt.Key.Key_Y)
        elif asking and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left):
            self._go_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Leave; a yes is never lost by leaving early."""
        if self.pages.currentIndex() == 0 and any(self.answers.values()):
            self._finish()
        else:
            super().reject()

    def _answer(self, yes: bool) -> None:
        flag = RED_FLAGS[self._number]
        self.answers[flag.id] = yes
        self._number += 1
        if self._number == len(RED_FLAGS) or (yes and flag.urgency is Urgency.NOW):
            self._finish()
        else:
            self._ask()

    def _go_back(self) -> None:
        if self._number:
            self._number -= 1
            self.answers.pop(RED_FLAGS[self._number].id, None)
            self._ask()

    def _ask(self) -> None:
        question = self._say(RED_FLAGS[self._number].question)
        name = self._say(words.SCREEN_TITLE)
        place = f"{self._number + 1} / {len(RED_FLAGS)}"
        self.title.setText(f"{name}   {place}")
        self.question.setText(question)
        self.yes.setAccessibleName(f"{question} {self.yes.text()}")
        self.no.setAccessibleName(f"{question} {self.no.text()}")
        self.back.setVisible(self._number > 0)
        self.setAccessibleName(f"{name}, {place}")
        self.setAccessibleDescription(question)
        # neither answer is nearer than the other: nobody may say no by pressing Enter ten times
        self.question.setFocus()

    def _finish(self) -> None:
        urgency = self.urgency
        meant = sorted((f for f in RED_FLAGS if self.answers.get(f.id)), key=lambda f: -f.urgency)
        say = self._say
        said = [say(f.meaning) for f in meant if f.urgency is urgency]
        for milder in (u for u in (Urgency.TODAY, Urgency.SOON) if u < urgency):
            too = [say(f.meaning) for f in meant if f.urgency is milder]
            said += [*too, say(milder.say)] if too else []
        self.verdict.setText(say(urgency.say))
        self.verdict.setStyleSheet(tone(_TONES[urgency]))
        locked = f"\n\n{say(words.LOCKED)}" if urgency is Urgency.NOW else ""
        self.meanings.setText("\n\n".join(dict.fromkeys(said)) + locked)
        self.setAccessibleDescription(f"{self.verdict.text()} {self.meanings.text()}")
        self.understood.setText(say(words.UNDERSTOOD if urgency else words.GO_ON))
        self.pages.setCurrentIndex(1)
        self.understood.setFocus()
        self.answered.emit(dict(self.answers))

    def _lay_out(self) -> None:
        self.setStyleSheet(sheet())
        self.setWindowTitle(self._say(words.SCREEN_TITLE))
        self.resize(*SIZE)
        self.question.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        note = _label("note")
        note.setText(self._say(words.SCREEN_NOTE))
        asking = _page(self.title, self.question, _row(self.back, None, self.no, self.yes), note)
        result = _page(None, self.verdict, self._scrolled(), _row(None, self.understood))
        self.meanings.setObjectName("plain")
        self.pages.addWidget(asking)
        self.pages.addWidget(result)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 40, 48, 32)
        column.addWidget(self.pages)
        for button in (self.yes, self.no, self.understood):
            button.setMinimumSize(220, 84)

    def _scrolled(self) -> QScrollArea:
        """What many a yes means can be more than a small screen holds: it scrolls, by the arrow keys too."""
        area = QScrollArea()
        area.setWidget(self.meanings)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(self._say(words.SCREEN_TITLE))
        self.meanings.setAlignment(Qt.AlignmentFlag.AlignTop)
        return area


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is room between them."""
    row = QHBoxLayout()
    row.setSpacing(24)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def _page(top: QWidget | None, *rest: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(28)
    if top is not None:
        column.addWidget(top)
    column.addStretch(1)
    for item in rest:
        if isinstance(item, QHBoxLayout):
            column.addStretch(2)
            column.addLayout(item)
        else:
            column.addWidget(item)
    return page
