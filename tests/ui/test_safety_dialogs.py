"""The dialogs of safety: by mouse, by keyboard, by what a screen reader hears."""

from __future__ import annotations

from datetime import date

import pytest
from PyQt6.QtCore import QDate, Qt
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from posecheck.coach import safety_words as words
from posecheck.coach.safety import RED_FLAGS, Urgency
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.screen_dialog import ScreenDialog

LAST = len(RED_FLAGS)


@pytest.fixture
def screen(qtbot: QtBot) -> ScreenDialog:
    dialog = ScreenDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_all_no_by_mouse_is_kept_and_all_clear(qtbot: QtBot, screen: ScreenDialog) -> None:
    heard: list[dict[str, bool]] = []
    screen.answered.connect(heard.append)
    for number, flag in enumerate(RED_FLAGS, 1):
        assert screen.question.text() == flag.question
        assert f"{number} / {LAST}" in screen.title.text()
        press(qtbot, screen.no)
    assert heard == [{flag.id: False for flag in RED_FLAGS}]
    assert (screen.urgency, screen.verdict.text()) == (Urgency.NONE, words.ALL_CLEAR)
    press(qtbot, screen.understood)
    assert not screen.isVisible()


@pytest.mark.parametrize("number", range(3))
def test_an_emergency_answer_ends_it_at_once_with_what_to_do(qtbot: QtBot, screen: ScreenDialog, number: int) -> None:
    heard: list[dict[str, bool]] = []
    screen.answered.connect(heard.append)
    for _ in range(number):
        qtbot.keyClick(screen, Qt.Key.Key_N)
    qtbot.keyClick(screen, Qt.Key.Key_Y)
    assert [sum(answers.values()) for answers in heard] == [1]
    assert screen.verdict.text() == words.URGENCY_NOW
    assert words.LOCKED in screen.meanings.text()
    assert words.URGENCY_NOW in screen.accessibleDescription()


def test_each_yes_says_what_it_means_the_most_urgent_first(qtbot: QtBot, screen: ScreenDialog) -> None:
    for flag in RED_FLAGS:
        qtbot.keyClick(screen, Qt.Key.Key_Y if flag.id in ("fall", "leg_pain") else Qt.Key.Key_N)
    assert screen.verdict.text() == words.URGENCY_TODAY
    assert screen.meanings.text().split("\n\n") == [
        words.MEANINGS["fall"],
        words.MEANINGS["leg_pain"],
        words.URGENCY_SOON,
    ]


def test_what_many_a_yes_means_scrolls_where_it_does_not_fit(qtbot: QtBot, screen: ScreenDialog) -> None:
    screen.resize(1024, 600)
    for flag in RED_FLAGS:
        qtbot.keyClick(screen, Qt.Key.Key_N if flag.urgency is Urgency.NOW else Qt.Key.Key_Y)
    assert screen.meanings.text().count(words.URGENCY_SOON) == 1, "said once for all that it is about"
    assert screen.meanings.height() >= screen.meanings.heightForWidth(screen.meanings.width()), "nothing is cut"
    assert screen.height() <= 600


def test_a_yes_is_not_lost_by_leaving_early(qtbot: QtBot, screen: ScreenDialog) -> None:
    heard: list[dict[str, bool]] = []
    screen.answered.connect(heard.append)
    for flag in RED_FLAGS[:6]:
        qtbot.keyClick(screen, Qt.Key.Key_Y if flag.id == "leg_pain" else Qt.Key.Key_N)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.isVisible(), "what the yes means is told first"
    assert screen.verdict.text() == words.URGENCY_SOON
    assert [[item for item, yes in answers.items() if yes] for answers in heard] == [["leg_pain"]]
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert (screen.isVisible(), len(heard)) == (False, 1)


def test_an_answer_can_be_taken_back(qtbot: QtBot, screen: ScreenDialog) -> None:
    assert not screen.back.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_N)
    press(qtbot, screen.back)
    assert (screen.question.text(), screen.answers) == (RED_FLAGS[0].question, {})
    qtbot.keyClick(screen, Qt.Key.Key_Backspace)
    assert screen.question.text() == RED_FLAGS[0].question


def test_enter_answers_only_what_has_the_focus_and_tab_gets_there(qtbot: QtBot, screen: ScreenDialog) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_Return)
    assert screen.answers == {}, "nothing is preset"
    screen.no.setFocus()
    qtbot.keyClick(screen.no, Qt.Key.Key_Return)
    assert screen.answers == {RED_FLAGS[0].id: False}
    assert {screen.yes.focusPolicy(), screen.no.focusPolicy()} == {Qt.FocusPolicy.StrongFocus}


def test_leaving_in_the_middle_keeps_nothing(qtbot: QtBot, screen: ScreenDialog) -> None:
    heard: list[object] = []
    screen.answered.connect(heard.append)
    qtbot.keyClick(screen, Qt.Key.Key_N)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert (heard, screen.isVisible(), screen.result()) == ([], False, 0)


def test_a_screen_reader_hears_the_question(screen: ScreenDialog) -> None:
    assert RED_FLAGS[0].question in screen.accessibleDescription()
    assert RED_FLAGS[0].question in screen.yes.accessibleName()


def test_a_clearance_needs_the_word_and_a_day_that_can_be(qtbot: QtBot) -> None:
    dialog = ClearanceDialog(date(2026, 11, 20), date(2026, 11, 24))
    qtbot.addWidget(dialog)
    dialog.show()
    heard: list[date] = []
    dialog.cleared.connect(heard.append)
    press(qtbot, dialog.confirm)
    assert heard == [], "not without the word"
    dialog.word.setChecked(True)
    for wanted, taken in ((QDate(2026, 11, 1), 20), (QDate(2027, 1, 1), 24), (QDate(2026, 11, 22), 22)):
        dialog.day.setDate(wanted)
        assert dialog.day.date().day() == taken
    press(qtbot, dialog.confirm)
    assert heard == [date(2026, 11, 22)]


def test_not_now_clears_nothing(qtbot: QtBot) -> None:
    dialog = ClearanceDialog(date(2026, 11, 25), date(2026, 11, 24))
    qtbot.addWidget(dialog)
    heard: list[date] = []
    dialog.cleared.connect(heard.append)
    dialog.word.setChecked(True)
    press(qtbot, dialog.later)
    assert heard == []


@pytest.fixture
def pain(qtbot: QtBot) -> PainDialog:
    dialog = PainDialog("before")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def reports(dialog: PainDialog) -> list[tuple[int, str]]:
    heard: list[tuple[int, str]] = []
    dialog.reported.connect(lambda level, place: heard.append((level, place)))
    return heard


@pytest.mark.parametrize(
    ("level", "said"), [(0, words.PAIN_GO_ON), (3, words.PAIN_GO_ON), (5, words.PAIN_GENTLY), (6, words.PAIN_STOP)]
)
def test_pain_by_mouse_with_its_place(qtbot: QtBot, pain: PainDialog, level: int, said: str) -> None:
    heard = reports(pain)
    press(qtbot, pain.go_on)
    assert heard == [], "not before a level was chosen"
    press(qtbot, pain.levels.button(level))
    assert pain.advice.text() == said
    press(qtbot, pain.places.button(1))
    press(qtbot, pain.places.button(3))
    press(qtbot, pain.go_on)
    assert heard == [(level, words.PAIN_PLACES[3] if level else "")]


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        ("7", 7),
        ("10", 10),
        ("30", 0),
        ("5+", 6),
        ("0-", 0),
    ],
)
def test_pain_by_keyboard(qtbot: QtBot, pain: PainDialog, keys: str, level: int) -> None:
    heard = reports(pain)
    moves = {"+": Qt.Key.Key_Right, "-": Qt.Key.Key_Left}
    for key in keys:
        qtbot.keyClick(pain, moves.get(key) or Qt.Key(Qt.Key.Key_0 + int(key)))
    qtbot.keyClick(pain, Qt.Key.Key_Return)
    assert heard == [(level, "")]


def test_a_second_touch_takes_the_place_back(qtbot: QtBot, pain: PainDialog) -> None:
    pain.choose(4)
    press(qtbot, pain.places.button(0))
    assert pain.place == words.PAIN_PLACES[0]
    press(qtbot, pain.places.button(0))
    assert pain.place == ""


def test_escape_says_nothing(qtbot: QtBot, pain: PainDialog) -> None:
    heard = reports(pain)
    pain.choose(4)
    qtbot.keyClick(pain, Qt.Key.Key_Escape)
    assert heard == []
