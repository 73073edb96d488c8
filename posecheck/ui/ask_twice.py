"""Two questions before something is deleted for good; recordings are a choice of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QCheckBox, QMessageBox, QWidget

from posecheck.coach.phrases import Words
from posecheck.ui import labels


class AskTwice(QObject):
    """Asks in `box`: first with what is lost, then once more. Enter and Escape say no to either.

    recordings: files that may go too, hidden in the first question where there are none; erase hears whether they do.
    """

    def __init__(
        self, parent: QWidget, say: Words, first: str, recordings: Sequence[Path], erase: Callable[[bool], None]
    ) -> None:
        super().__init__(parent)
        self._parent, self._say, self._erase = parent, say, erase
        self.recordings = QCheckBox(say(labels.ERASE_RECORDINGS, count=len(recordings)))
        self.recordings.setVisible(bool(recordings))
        self.box = self._question(first, self._again)
        self.box.setCheckBox(self.recordings)
        self.box.open()

    def _again(self) -> None:
        too = self.recordings.isChecked()
        self.box = self._question(self._say(labels.ERASE_SECOND), lambda: self._erase(too))
        self.box.open()

    def _question(self, text: str, yes: Callable[[], None]) -> QMessageBox:
        box = QMessageBox(self._parent)
        box.setText(text)
        keep = box.addButton(self._say(labels.KEEP), QMessageBox.ButtonRole.RejectRole)
        gone = box.addButton(self._say(labels.ERASE), QMessageBox.ButtonRole.DestructiveRole)
        assert gone is not None
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        gone.clicked.connect(yes)
        return box
