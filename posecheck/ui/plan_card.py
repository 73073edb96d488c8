"""Today's plan with its reasons, and the one change that is proposed: to be accepted or declined."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.plan import Plan, Verdict
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import Decision
from posecheck.coach.routine import Step
from posecheck.ui.look import colours
from posecheck.ui.style import sheet, tone

_TONES = {
    Verdict.GO: "good",
    Verdict.GENTLE: "unseen",
    Verdict.REST: "unseen",
    Verdict.LOCKED: "fault",
}


class PlanCard(QWidget):
    """A widget for the home screen. `decided` carries the PlanChange to be written into the history."""

    decided = pyqtSignal(object)

    def __init__(self, names: Callable[[str], str], parent: QWidget | None = None, say: Words = ENGLISH) -> None:
        super().__init__(parent)
        self._names, self._say = names, say
        self._plan: Plan | None = None
        self._proposal: Proposal | None = None
        self.verdict, self.reasons, self.steps, self.amounts, self.proposal = (QLabel() for _ in range(5))
        self.accept, self.decline = QPushButton(say(words.ACCEPT)), QPushButton(say(words.DECLINE))
        self.accept.clicked.connect(lambda: self._decide("accepted"))
        self.decline.clicked.connect(lambda: self._decide("declined"))
        self._list, self._question = QFrame(), QFrame()
        self._lay_out()

    def show_plan(self, plan: Plan, proposal: Proposal | None = None) -> None:
        """Show a day's plan and, if there is one, the proposal."""
        self._plan, self._proposal = plan, proposal
        self.verdict.setText(self._say(words.VERDICTS[plan.verdict]))
        self.verdict.setStyleSheet(tone(_TONES[plan.verdict]))
        self.reasons.setText("\n".join(self._say(sentence) for sentence in plan.sentences))
        self.steps.setText("\n".join(self._names(step.exercise) for step in plan.steps))
        self.amounts.setText("\n".join(amount(step, self._say) for step in plan.steps))
        self._list.setVisible(bool(plan.steps))
        self._question.setVisible(proposal is not None)
        if proposal is not None:
            reason = self._say(proposal.reason)
            self.proposal.setText(f"{self._say(words.PROPOSED)} {reason}")
            for button in (self.accept, self.decline):
                button.setAccessibleName(f"{button.text()}: {reason}")
        self.setAccessibleDescription(f"{self.verdict.text()} {self.reasons.text()}")

    def _decide(self, decision: Decision) -> None:
        if self._plan is None or self._proposal is None:
            return
        change = self._proposal.decided(self._plan.day, decision)
        self._proposal = None
        self._question.hide()
        self.decided.emit(change)

    def _lay_out(self) -> None:
        self.setStyleSheet(f"{sheet(24)} {panel_sheet()}")
        self.verdict.setObjectName("verdict")
        self.reasons.setObjectName("reasons")
        for label in (self.reasons, self.proposal):
            label.setWordWrap(True)
        for label in (self.verdict, self.reasons, self.steps, self.amounts, self.proposal):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for panel in (self._list, self._question):
            panel.setObjectName("panel")
        self.steps.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.amounts.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        listed, buttons, asked = QHBoxLayout(self._list), QHBoxLayout(), QVBoxLayout(self._question)
        listed.setSpacing(24)
        listed.addWidget(self.steps)
        listed.addWidget(self.amounts)
        buttons.addStretch(1)
        buttons.addWidget(self.decline)
        buttons.addWidget(self.accept)
        asked.addWidget(self.proposal)
        asked.addSpacing(14)
        asked.addLayout(buttons)
        for layout in (listed, asked):
            layout.setContentsMargins(24, 18, 24, 18)
        column, both, said = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        said.addWidget(self.reasons)
        said.addStretch(1)
        said.addWidget(self._question)
        both.setSpacing(28)
        both.addWidget(self._list, 1)
        both.addLayout(said, 1)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(18)
        column.addWidget(self.verdict)
        column.addLayout(both, 1)


def panel_sheet() -> str:
    """What stands on a panel."""
    return (
        f"QFrame#panel, QFrame#panel QLabel {{ background: rgb{colours().panel}; border-radius: 16px; }}"
        "QLabel#reasons { font-size: 28px; }"
    )


def amount(step: Step, say: Words = ENGLISH) -> str:
    """How much of a step: "15 x", "3 x each side", "60 s"."""
    times = f"{step.reps} x" if step.reps and step.reps > 1 else ""
    seconds = f"{step.hold_s:.0f} s" if step.hold_s else ""
    sides = say(words.EACH_SIDE) if step.sides != "both" else ""
    sets = f"({step.sets} {say(words.SETS)})" if step.sets > 1 else ""
    return " ".join(part for part in (times, seconds, sides, sets) if part) or "1 x"
