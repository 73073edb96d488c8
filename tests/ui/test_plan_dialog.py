"""Today's routine before it begins."""

from __future__ import annotations

import pytest
from patients import START, prescription
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from posecheck.coach.plan import todays_plan
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import PainNote, PlanChange, Record
from posecheck.ui.plan_dialog import PlanDialog

BASE = prescription()
STEP_UP = Proposal("progress", "A few more repetitions, because it went well.", amount=1)


@pytest.fixture
def dialog(qtbot: QtBot) -> PlanDialog:
    made = PlanDialog(BASE.name)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("key", "result"),
    [
        pytest.param(Qt.Key.Key_Return, QDialog.DialogCode.Accepted, id="Enter starts"),
        pytest.param(Qt.Key.Key_Escape, QDialog.DialogCode.Rejected, id="Escape doesn't"),
    ],
)
def test_by_keyboard(qtbot: QtBot, dialog: PlanDialog, key: Qt.Key, result: QDialog.DialogCode) -> None:
    dialog.show_plan(todays_plan(BASE, Record(), START))
    qtbot.keyClick(dialog, key)
    assert dialog.result() == result


def test_a_day_of_rest_cannot_be_started(qtbot: QtBot, dialog: PlanDialog) -> None:
    dialog.show_plan(todays_plan(BASE, Record(pains=(PainNote(START, "before", 8),)), START))
    assert (dialog.start.isVisible(), dialog.later.text()) == (False, "Done")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_decision_is_handed_on_and_the_dialog_stays(qtbot: QtBot, dialog: PlanDialog) -> None:
    heard: list[PlanChange] = []
    dialog.decided.connect(heard.append)
    dialog.show_plan(todays_plan(BASE, Record(), START), STEP_UP)
    qtbot.mouseClick(dialog.card.accept, Qt.MouseButton.LeftButton)
    assert heard == [STEP_UP.decided(START, "accepted")]
    assert dialog.isVisible()
    assert "Today's routine" in dialog.accessibleDescription()


def test_nothing_is_clipped_with_all_there_is_to_say(dialog: PlanDialog) -> None:
    dialog.show_plan(todays_plan(BASE, Record(pains=(PainNote(START, "before", 4),)), START), STEP_UP)
    for label in (dialog.card.verdict, dialog.card.steps, dialog.card.amounts, dialog.card.reasons):
        assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap()
        assert label.width() >= label.minimumSizeHint().width()
    assert dialog.rect().contains(dialog.start.geometry())
