"""Slow motion set right in the review window: how many times slower a clip plays than the movement was."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from posecheck.coach.phrases import Words
from posecheck.ui import labels
from posecheck.ui.pieces import label

OFFERED = (1.0, 2.0, 4.0, 8.0, 16.0)
LONGEST = 8
_TOLD = re.compile(r"slow motion: .* --speed ([\d.]+)")
_TYPED = re.compile(r"\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*[x×]?\s*")


class SpeedField(QWidget):
    """`chosen` is sent with another speed, by choice or as it was typed; what is no number is put back."""

    chosen = pyqtSignal(float)

    def __init__(self, say: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say, self._speed = say, 1.0
        words, hint = say(labels.SLOW_MOTION), say(labels.SLOW_MOTION_HINT)
        self.box = _Box(self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setCompleter(None)
        self.box.setAccessibleName(words)
        self.box.setAccessibleDescription(hint)
        self.setToolTip(hint)
        edit = self.box.lineEdit()
        assert edit is not None
        edit.setMaxLength(LONGEST)
        self.box.activated.connect(self._choose)
        edit.editingFinished.connect(self._choose)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(label("quiet", words))
        line.addWidget(self.box)

    def show_speed(self, speed: float, told: float | None = None) -> None:
        """Show the speed a clip was judged at. told: the one the clip itself tells of, which is offered too."""
        self._speed = speed
        self.box.clear()
        self.box.addItems([self._words(one) for one in sorted({*OFFERED, *([told] if told else [])})])
        self.box.setEditText(self._words(speed))

    def _words(self, speed: float) -> str:
        return self._say(labels.NO_SLOW_MOTION) if speed == 1 else f"{speed:g}×"

    def _choose(self) -> None:
        speed = self._typed()
        if speed is None or speed == self._speed:
            self.box.setEditText(self._words(self._speed))
            return
        self._speed = speed  # Qt tells of an edit that is finished twice
        self.chosen.emit(speed)

    def _typed(self) -> float | None:
        text = self.box.currentText()
        if text.strip().casefold() == self._words(1).casefold():
            return 1.0
        found = _TYPED.fullmatch(text)
        return float(found[1].replace(",", ".")) if found else None


class _Box(QComboBox):
    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802  Qt's name
        """Whoever scrolls past it means no other speed."""
        if event is not None:
            event.ignore()


def told_speed(problems: Sequence[str]) -> float | None:
    """Return the speed that a clip's own problems tell of, None where they tell of none."""
    return next((float(found[1]) for problem in problems if (found := _TOLD.match(problem))), None)


def in_window_words(problems: Sequence[str], say: Words) -> list[str]:
    """Return the problems with that of slow motion as it is set right here, which is not by an option."""
    return [
        say(labels.SLOW_MOTION_TOLD, speed=float(found[1])) if (found := _TOLD.match(problem)) else problem
        for problem in problems
    ]
