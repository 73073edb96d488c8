"""The start page of the home window, and the exercises to practise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from posecheck.ui import labels
from posecheck.ui.page_parts import HomeParts, button, foot, note, page, title
from posecheck.ui.scenes import Scene
from posecheck.ui.stage_view import StageView

ENTRIES = (
    (labels.PRACTISE, labels.PROGRESS, labels.SAFETY),
    (labels.GUIDE, labels.DESK, labels.PEOPLE),
    (labels.REVIEW, labels.TUNE, labels.SETTINGS),
)
"""What a person with pain needs first, in the first row."""


def start_page(parts: HomeParts, go: Mapping[str, Callable[[], Any]]) -> tuple[QWidget, QPushButton]:
    """Today's routine as one big button, everything else below it; returns the page and that button."""
    made, outer = page()
    across, column = QHBoxLayout(), QVBoxLayout()
    column.setSpacing(14)
    outer.addLayout(across)
    across.addStretch(1)
    across.addLayout(column, 14)
    across.addStretch(1)
    figure = StageView(made, moving=not parts.settings.reduced_motion, bare=True)
    figure.setMinimumSize(200, 120)
    figure.show_scene(Scene("", demo=parts.first, demo_large=True))
    big = button(parts.words(labels.START_ROUTINE), go[labels.START_ROUTINE], main=True)
    big.setObjectName("huge")
    column.addWidget(_centred(title("posecheck")))
    column.addWidget(figure, 3)
    column.addWidget(big)
    column.addWidget(_centred(note(parts.routine_line)))
    grid = QGridLayout()
    grid.setSpacing(14)
    for row, entries in enumerate(ENTRIES):
        for place, label in enumerate(entries):
            grid.addWidget(_entry(parts, label, go.get(label)), row, place)
            grid.setColumnStretch(place, 1)
    column.addLayout(grid, 3)
    column.addWidget(_centred(note(parts.words(labels.HOME_HINT))))
    return made, big


def _entry(parts: HomeParts, label: str, press: Callable[[], Any] | None) -> QPushButton:
    words = parts.words(label)
    made = button(words, press) if press else button(f"{words}\n{parts.words(labels.NOT_YET)}", lambda: None)
    made.setEnabled(press is not None)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return made


def _centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label


class PractisePage(QWidget):
    """The exercises, each with its drawn demonstration."""

    def __init__(self, parts: HomeParts, start: Callable[[str], Any], back: Callable[[], Any]) -> None:
        super().__init__()
        self._parts = parts
        self.list = QListWidget()
        self.list.addItems([spec.name for spec in parts.exercises])
        self.list.setAccessibleName(parts.words(labels.PRACTISE))
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: start(self.chosen))
        settings = parts.settings
        self.view = StageView(self, moving=not settings.reduced_motion, bare=True)
        self.view.setMinimumSize(300, 180)
        self.about = note("")
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 28, 48, 28)
        column.addWidget(title(parts.words(labels.PRACTISE)))
        row, right = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.list, 2)
        right.addWidget(self.view, 1)
        right.addWidget(self.about)
        row.addLayout(right, 3)
        column.addLayout(row, 1)
        column.addLayout(foot(button(parts.words(labels.BACK), back),
                               button(parts.words(labels.START), lambda: start(self.chosen), main=True)))  # fmt: skip
        ids = [spec.id for spec in parts.exercises]
        self.list.setCurrentRow(ids.index(settings.exercise) if settings.exercise in ids else 0)

    @property
    def chosen(self) -> str:
        """Id of the exercise that is marked."""
        return self._parts.exercises[max(self.list.currentRow(), 0)].id

    def _show(self, row: int) -> None:
        spec = self._parts.exercises[row]
        self.view.show_scene(Scene(spec.name, demo=spec.id, demo_large=True))
        self.about.setText(f"{self._parts.words(labels.LEVELS[spec.level])}. {spec.summary}")
