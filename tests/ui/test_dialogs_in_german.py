"""The questions and the plan in another language: every word of every dialog, and what is kept stays the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from patients import START, prescription
from PyQt6.QtWidgets import QAbstractButton, QDialog, QLabel
from pytestqt.qtbot import QtBot

from posecheck.coach import safety_words
from posecheck.coach.plan import todays_plan
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import PainNote, Record
from posecheck.coach.safety import RED_FLAGS
from posecheck.coach.said import said
from posecheck.io.translations import words_for
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.plan_dialog import PlanDialog
from posecheck.ui.screen_dialog import ScreenDialog

GERMAN = words_for("de")
TODAY = date(2026, 3, 2)


def screen(*yes: str) -> Callable[[], QDialog]:
    def make() -> QDialog:
        dialog = ScreenDialog(say=GERMAN)
        for flag in RED_FLAGS if yes else ():
            if dialog.pages.currentIndex() == 0:
                (dialog.yes if flag.id in yes else dialog.no).click()
        return dialog

    return make


def pain() -> QDialog:
    dialog = PainDialog("before", say=GERMAN)
    dialog.choose(7)
    return dialog


def plan() -> QDialog:
    base = prescription()
    dialog = PlanDialog(lambda exercise: GERMAN(base.name(exercise)), say=GERMAN)
    proposal = Proposal("progress", said(safety_words.MORE_REPS, days=14, good=0.9), amount=1)
    dialog.show_plan(todays_plan(base, Record(pains=(PainNote(START, "before", 4),)), START), proposal)
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(screen(), id="a question"),
        pytest.param(screen("leg_pain", "fall"), id="what a yes means"),
        pytest.param(screen("both_legs"), id="an emergency"),
        pytest.param(pain, id="pain"),
        pytest.param(lambda: ClearanceDialog(TODAY, TODAY, say=GERMAN, may_go_on=True), id="clearance"),
        pytest.param(plan, id="the plan"),
    ],
)
def test_nothing_of_a_dialog_is_left_in_english(qtbot: QtBot, make: Callable[[], QDialog]) -> None:
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    texts = [child.text() for kind in (QLabel, QAbstractButton) for child in dialog.findChildren(kind)]
    shown = " ".join([*texts, dialog.windowTitle(), dialog.accessibleDescription()])
    english = {sentence for sentence in safety_words.asked_and_planned() if GERMAN(sentence) != sentence}
    assert [sentence for sentence in english if sentence in texts or (len(sentence) > 12 and sentence in shown)] == []
    assert any(ord(letter) > 127 for letter in shown), "umlauts"


def test_what_is_kept_does_not_depend_on_the_language(qtbot: QtBot) -> None:
    dialog = PainDialog("before", say=GERMAN)
    qtbot.addWidget(dialog)
    heard: list[tuple[int, str]] = []
    dialog.reported.connect(lambda level, place: heard.append((level, place)))
    dialog.choose(3)
    dialog.places.buttons()[0].click()
    dialog.go_on.click()
    assert heard == [(3, "Lower back")]
