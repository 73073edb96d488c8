"""The row of buttons under a session: what keys do, for a hand."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from posecheck.coach import phrases, safety_words
from posecheck.coach.phrases import Words
from posecheck.coach.session_state import Command
from posecheck.coach.shown import Question, Shown

COMMANDS: tuple[tuple[str, Command], ...] = (
    (phrases.BACK, Command.AGAIN),
    (phrases.SKIP, Command.NEXT),
    (phrases.TIMED, Command.BY_TIME),
    (phrases.IT_HURTS, Command.HURTS),
)
OFFERED: tuple[tuple[str, Command], ...] = ((phrases.REST_NOW, Command.REST), (phrases.EASIER, Command.EASIER))
"""In the place of by time and again, while they are offered."""
HIDDEN_MEANWHILE = (Command.AGAIN, Command.BY_TIME)


class SessionBar(QWidget):
    """The large button, the others beside it while a session runs, and at its end the way to the recording."""

    def __init__(
        self, words: Words, press: Callable[[], None], command: Callable[[Command], None], stop: Callable[[], None],
        see: Callable[[], None], safety: Callable[[], None], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._words, self._offering = words, False
        self.main = self._button(phrases.START, press)
        self.main.setObjectName("main")
        self._commands = {
            what: self._button(say, lambda _checked=False, what=what: command(what)) for say, what in COMMANDS + OFFERED
        }
        self.see = self._button(phrases.SEE_RECORDING, see)
        self.safety = self._button(phrases.SAFETY, safety)
        self.safety.setAccessibleName(words(safety_words.SCREEN_TITLE))
        stopping = self._button(phrases.STOP, stop)
        self.others = [*(self._commands[what] for _, what in COMMANDS), stopping]
        self.offered = [self._commands[what] for _, what in OFFERED]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addStretch(1)
        for button in (self.others[0], self.main, *self.offered, *self.others[1:-1], self.safety, stopping, self.see):
            row.addWidget(button)
        row.addStretch(1)
        for button in (*self.others, *self.offered, self.see):
            button.hide()

    def begin(self) -> None:
        """The session runs: everything can be asked for."""
        self._name_main(phrases.PAUSE)
        self._offering = False
        for button in self.offered:
            button.hide()
        for button in self.others:
            button.show()

    def follow(self, now: Shown | None) -> None:
        """The large button says what Space does now; what is offered has its buttons."""
        self._name_main(phrases.PAUSE if now is None or not now.waits else phrases.RESUME)
        offering = now is not None and (bool(now.offer) or now.question is Question.EASE)
        if offering != self._offering:
            self._offering = offering
            for button in self.offered:
                button.setVisible(offering)
            for what in HIDDEN_MEANWHILE:
                self._commands[what].setVisible(not offering)

    def end(self, *, recorded: bool) -> None:
        """The session is over: all that is left is to close, or to see the recording."""
        self._name_main(phrases.CLOSE)
        for button in (*self.others, *self.offered, self.safety):
            button.hide()
        self.see.setVisible(recorded)

    def _name_main(self, say: str) -> None:
        said = self._words(say)
        if self.main.text() != said:
            self.main.setText(said)
            self.main.setAccessibleName(said)

    def _button(self, say: str, press: Callable[..., None]) -> QPushButton:
        button = QPushButton(self._words(say), self)
        button.setAccessibleName(self._words(say))
        button.clicked.connect(press)
        # a window that gets smaller first squeezes its buttons, then sets them smaller
        button.setMinimumWidth(1)
        # keys belong to the session: a focused button would swallow Space
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
