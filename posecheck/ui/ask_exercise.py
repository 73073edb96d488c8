"""Asks which exercise a window is to be opened for."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import safety_words
from posecheck.coach.phrases import Words
from posecheck.ui import labels
from posecheck.ui.style import sheet

SIZE = (640, 620)


class AskExercise(QDialog):
    """The exercises by name, `usual` marked; `chosen` is the id of the one that is marked."""

    def __init__(self, names: Mapping[str, str], usual: str, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids = list(names)
        self.list = QListWidget()
        self.list.addItems(names.values())
        self.list.setCurrentRow(self._ids.index(usual) if usual in names else 0)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.go_on, self.later = QPushButton(words(labels.OPEN)), QPushButton(words(safety_words.LATER))
        self.go_on.setObjectName("main")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.later.clicked.connect(self.reject)
        self._lay_out(words(labels.WHICH_EXERCISE))

    @property
    def chosen(self) -> str:
        """Id of the exercise that is marked."""
        return self._ids[self.list.currentRow()]

    def _lay_out(self, question: str) -> None:
        self.setStyleSheet(sheet(20))
        self.setWindowTitle(question)
        self.list.setAccessibleName(question)
        self.resize(*SIZE)
        head = QLabel(question)
        head.setObjectName("verdict")
        row, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(16)
        row.addWidget(self.later)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.list.setFocus()


def ask_exercise(names: Mapping[str, str], usual: str, words: Words) -> str | None:
    """Id of the chosen exercise, None when the question was closed; names by id, `usual` is offered first."""
    dialog = AskExercise(names, usual, words)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.chosen if chosen else None
