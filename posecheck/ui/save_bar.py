"""Whom a profile is for, who answers for it and why, and the button that saves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from posecheck.exercise.profile import Profile

Kind = Literal["patient", "clinic"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a profile says besides its thresholds."""

    kind: Kind
    name: str
    author: str
    reason: str

    @property
    def missing(self) -> str:
        """What is still to be filled in, "" when nothing is."""
        fields = (("whom it is for", self.name), ("who made it", self.author), ("the reason", self.reason))
        return ", ".join(what for what, value in fields if not value)


class SaveBar(QWidget):
    """`save` is sent with Facts when the button is pressed."""

    save = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("For a patient or a clinic")
        self.kind.addItems(["patient", "clinic"])
        self.name, self.author, self.reason = (QLineEdit(self) for _ in range(3))
        for edit, words in (
            (self.name, "For whom"),
            (self.author, "Your name"),
            (self.reason, "Reason for the change"),
        ):
            edit.setPlaceholderText(words)
            edit.setAccessibleName(words)
            edit.setMaxLength(200)
        self.button = QPushButton("Save profile", self)
        self.button.setObjectName("main")
        self.button.clicked.connect(lambda: self.save.emit(self.facts()))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget, share in ((self.kind, 0), (self.name, 2), (self.author, 2), (self.reason, 4), (self.button, 0)):
            line.addWidget(widget, share)

    def facts(self) -> Facts:
        """What is filled in."""
        words = (edit.text().strip() for edit in (self.name, self.author, self.reason))
        return Facts(cast(Kind, self.kind.currentText()), *words)

    def show_profile(self, profile: Profile) -> None:
        """Fill in from a profile that is gone on from; the reason is asked for anew."""
        self.kind.setCurrentText(profile.kind)
        self.name.setText(profile.name)
        self.author.setText(profile.author)
