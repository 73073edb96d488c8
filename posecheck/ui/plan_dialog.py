"""Today's routine before it begins: the plan card with Start and Not now."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.plan import Plan
from posecheck.coach.proposals import Proposal
from posecheck.ui.plan_card import PlanCard
from posecheck.ui.style import sheet

SIZE = (1180, 720)


class PlanDialog(QDialog):
    """Accepted when the person starts, rejected when not. `decided` carries a PlanChange, to be kept at once.

    A day without exercises has no Start. Escape is Not now.
    """

    decided = pyqtSignal(object)

    def __init__(self, names: Callable[[str], str], parent: QWidget | None = None, say: Words = ENGLISH) -> None:
        super().__init__(parent)
        self._say = say
        self.card = PlanCard(names, say=say)
        self.start, self.later = QPushButton(say(words.START_NOW)), QPushButton(say(words.NOT_TODAY))
        self.start.clicked.connect(self.accept)
        self.later.clicked.connect(self.reject)
        self.card.decided.connect(self.decided)
        self._lay_out()

    def show_plan(self, plan: Plan, proposal: Proposal | None = None) -> None:
        """Show a plan and, if there is one, a proposal."""
        self.card.show_plan(plan, proposal)
        self.start.setVisible(bool(plan.steps))
        self.later.setText(self._say(words.NOT_TODAY if plan.steps else words.DONE))
        self.setAccessibleDescription(self.card.accessibleDescription())
        (self.start if plan.steps else self.later).setFocus()

    def _lay_out(self) -> None:
        self.setStyleSheet(f"{sheet(24)} QPushButton#main {{ font-size: 32px; }}")
        self.start.setObjectName("main")
        self.setWindowTitle(self._say(words.VERDICTS["go"]))
        self.resize(*SIZE)
        row = QHBoxLayout()
        row.setContentsMargins(28, 0, 28, 0)  # in line with the card
        row.addWidget(self.later)
        row.addStretch(1)
        row.addWidget(self.start)
        for button in (self.later, self.start):
            button.setMinimumSize(260, 84)
            button.setAutoDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 16, 28, 28)
        column.addWidget(self.card, 1)
        column.addLayout(row)
