"""What is kept of a person, session by session, and how one of them, or everything, is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.errors import PosecheckError
from posecheck.io.history_read import KeptSession
from posecheck.render import theme
from posecheck.ui.ask_twice import AskTwice
from posecheck.ui.style import sheet

SIZE = (900, 640)
TEXT_PX = 18
LIST = (
    f"QListWidget {{ background: rgb{theme.PANEL}; border: 2px solid rgb{theme.QUIET}; border-radius: 12px; }}"
    "QListWidget::item { background: transparent; padding: 8px 12px; }"
    f"QListWidget::item:selected {{ background: rgb{theme.GOOD}; color: rgb{theme.GROUND}; }}"
    f"QListWidget:focus {{ border: 4px solid rgb{theme.GOOD}; }}"
)


class Kept(Protocol):
    """What is kept of one person. Everything may raise PosecheckError."""

    @property
    def name(self) -> str:
        """What the person is called."""
        ...

    def sessions(self) -> Sequence[KeptSession]:
        """Every session, the newest first."""
        ...

    def recordings(self, session: KeptSession | None) -> Sequence[Path]:
        """Files of a recorded session that are still there; None: of all sessions."""
        ...

    def erase(self, session: KeptSession | None, *, recordings: bool) -> None:
        """Delete a session for good, None: everything about the person; backups included."""
        ...


class ForgetDialog(QDialog):
    """A list to choose from. `forgotten` is sent once something is gone."""

    forgotten = pyqtSignal()

    def __init__(
        self, kept: Kept, names: Callable[[str], str], say: Words = ENGLISH, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kept, self._names, self._say = kept, names, say
        self.list, self.said = QListWidget(), QLabel()
        self.one, self.all = QPushButton(say(words.FORGET_SESSION)), QPushButton(say(words.FORGET_ALL))
        self.done_button = QPushButton(say(words.CLOSE))
        self.one.clicked.connect(self._ask_one)
        self.all.clicked.connect(self._ask_all)
        self.done_button.clicked.connect(self.accept)
        self._lay_out()
        self._do(self._fill)

    def _fill(self) -> None:
        self._sessions = list(self._kept.sessions())
        self.list.clear()
        self.list.addItems([self._line(session) for session in self._sessions])
        self.list.setCurrentRow(0)
        self.one.setEnabled(bool(self._sessions))

    def _line(self, session: KeptSession) -> str:
        done = ", ".join(self._names(exercise) for exercise in session.exercises)
        clip = [self._say(words.CLIP_SESSION)] if session.source else []
        return " · ".join([self._day(session), *filter(None, [done]), *clip])

    def _day(self, session: KeptSession) -> str:
        return words.dated(session.day, self._say, weekday=True)

    def _ask_one(self) -> None:
        session = self._sessions[self.list.currentRow()]
        first = self._say(words.FORGET_FIRST, day=self._day(session))
        self._ask(session, first, self._say(words.FORGOTTEN))

    def _ask_all(self) -> None:
        name = self._kept.name
        first = self._say(words.FORGET_ALL_FIRST, name=name, sessions=len(self._sessions))
        self._ask(None, first, self._say(words.ALL_FORGOTTEN, name=name))

    def _ask(self, session: KeptSession | None, first: str, said: str) -> None:
        def erase(recordings: bool) -> None:
            if self._do(lambda: self._kept.erase(session, recordings=recordings)):
                self._do(self._fill)
                self.said.setText(said)
                self.forgotten.emit()

        self._do(lambda: self._open(first, self._kept.recordings(session), erase))

    def _open(self, first: str, recordings: Sequence[Path], erase: Callable[[bool], None]) -> None:
        self.question = AskTwice(self, self._say, first, recordings, erase)

    def _do(self, act: Callable[[], object]) -> bool:
        """Do something, or show why it can't be done."""
        try:
            act()
        except PosecheckError as error:
            self.said.setText(str(error))
            return False
        return True

    def _lay_out(self) -> None:
        title = self._say(words.FORGET_TITLE, name=self._kept.name)
        self.setStyleSheet(f"{sheet(TEXT_PX)} {LIST}")
        self.setWindowTitle(title)
        self.resize(*SIZE)
        self.list.setAccessibleName(title)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said.setWordWrap(True)
        heading = QLabel(title)
        heading.setObjectName("title")
        row = QHBoxLayout()
        for button in (self.one, self.all):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.done_button)
        self.done_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(14)
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        column.addLayout(row)
