"""The plan on the home screen: what it says and what it hands on."""

from __future__ import annotations

import pytest
from patients import ROUTINE, START, prescription
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from posecheck.coach.plan import todays_plan
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import PainNote, PlanChange, Record, ScreenNote
from posecheck.ui.plan_card import PlanCard, amount

BASE = prescription()
STEP_UP = Proposal("progress", "A few more repetitions, because it went well.", amount=1)


@pytest.fixture
def card(qtbot: QtBot) -> PlanCard:
    made = PlanCard(BASE.name)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_shows_the_steps_and_why(card: PlanCard) -> None:
    card.show_plan(todays_plan(BASE, Record(pains=(PainNote(START, "before", 4),)), START))
    assert card.verdict.text() == "A gentler routine today"
    assert card.reasons.text() == "Fewer repetitions today, because your pain is 4."
    steps = dict(zip(card.steps.text().splitlines(), card.amounts.text().splitlines(), strict=True))
    assert (steps["Bridge"], steps["Bird dog"]) == ("11 x", "8 x each side")
    assert not card.accept.isVisible()


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Record(pains=(PainNote(START, "before", 8),)), "A day of rest"),
        (Record(screens=(ScreenNote(START, frozenset(("both_legs",))),)), "No exercises for now"),
    ],
)
def test_a_day_without_exercises_says_so(card: PlanCard, record: Record, words: str) -> None:
    card.show_plan(todays_plan(BASE, record, START))
    assert (card.verdict.text(), card.steps.isVisible()) == (words, False)


@pytest.mark.parametrize("accepts", [True, False])
def test_a_proposal_is_decided_once(qtbot: QtBot, card: PlanCard, accepts: bool) -> None:
    heard: list[PlanChange] = []
    card.decided.connect(heard.append)
    card.show_plan(todays_plan(BASE, Record(), START), STEP_UP)
    assert STEP_UP.reason in card.proposal.text()
    button = card.accept if accepts else card.decline
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.click()
    assert heard == [STEP_UP.decided(START, "accepted" if accepts else "declined")]
    assert not card.accept.isVisible()


def test_amounts_are_short() -> None:
    steps = [ROUTINE.steps[i] for i in (0, 2, 3, 4, 5)]
    assert [amount(step) for step in steps] == ["15 x", "60 s", "3 x each side", "30 s each side", "10 x each side"]
    assert amount(ROUTINE.steps[0].model_copy(update={"sets": 3})) == "15 x (3 sets)"
