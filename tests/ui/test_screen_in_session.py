"""The safety questions asked in mid-session, in the real window and into a real history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from bodies import detection, lying
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from session_parts import bridge_bodies
from window_parts import BRIDGE, WAIT_MS, Network, Reel, close, plan, window_of

from posecheck.coach import safety_words
from posecheck.coach.blocks import Block, Plan
from posecheck.coach.feedback import Manner
from posecheck.coach.record import Record
from posecheck.coach.safety import RED_FLAGS, Gate, Urgency, gate
from posecheck.coach.shown import Shown, Stage
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.translations import words_for
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.safety_flow import SafetyFlow
from posecheck.ui.screen_dialog import ScreenDialog

DOWN = detection(lying())
BODIES = [*[DOWN] * 120, *bridge_bodies(1, hold_s=1.0), *[DOWN] * 4000]


class Asked:
    """A session of four bridges under way, with its history and what asks the questions."""

    def __init__(self, qtbot: QtBot, path: Path, language: str) -> None:
        self.qtbot, self.path, words = qtbot, path, words_for(language)
        self.writer = HistoryWriter(path)
        sink = SessionSink(self.writer, CURRENT, routine="Daily")
        sink.follow({BRIDGE.id: "of the file"})
        flow = SafetyFlow(Record(), self.writer.put, date.today(), say=words)
        made = plan(
            Reel(10**6), lambda: Network(BODIES), history=sink, manner=Manner(words), safety=lambda: flow,
            plan=Plan("bridge", (Block(BRIDGE, 4),), countdown_s=1.0),
        )  # fmt: skip
        self.window: LiveWindow = window_of(qtbot, made)

    @property
    def now(self) -> Shown:
        last = self.window._last
        assert last is not None
        assert last.session is not None
        return last.session

    def until(self, stage: Stage, at_least: int = 0) -> None:
        def there() -> bool:
            return self.window._last is not None and self.now.stage is stage and self.now.count >= at_least

        self.qtbot.waitUntil(there, timeout=WAIT_MS)

    def opened(self) -> ScreenDialog:
        assert self.window.screened is not None
        dialog = self.window.screened.dialog
        assert isinstance(dialog, ScreenDialog)
        self.until(Stage.PAUSED)
        return dialog

    def clearance(self) -> ClearanceDialog:
        assert self.window.screened is not None
        dialog = self.window.screened.dialog
        assert isinstance(dialog, ClearanceDialog)
        return dialog

    def kept(self) -> Record:
        assert self.writer.flush(WAIT_MS / 1000)
        with History(self.path) as history:
            return history.record(history.person().uid)


@contextmanager
def asked(qtbot: QtBot, path: Path, language: str = "en") -> Iterator[Asked]:
    made = Asked(qtbot, path, language)
    made.window.start()
    try:
        made.until(Stage.EXERCISING, at_least=1)
        yield made
    finally:
        close(qtbot, made.window)
        made.writer.close()


def answer(dialog: ScreenDialog, *yes: str) -> None:
    """By keys, as somebody without a mouse does."""
    for flag in RED_FLAGS:
        if dialog.pages.currentIndex() == 0:
            QTest.keyClick(dialog, Qt.Key.Key_Y if flag.id in yes else Qt.Key.Key_N)
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_all_clear_is_kept_and_the_session_goes_on_where_it_was(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        qtbot.mouseClick(made.window.bar.safety, Qt.MouseButton.LeftButton)
        answer(made.opened())
        made.until(Stage.EXERCISING, at_least=1)
        record = made.kept()
        assert (made.now.count, made.now.target) == (1, 4), "what was counted still counts"
    assert [screen.yes for screen in record.screens] == [frozenset()]
    assert gate(record) is Gate.OPEN


@pytest.mark.parametrize(
    ("flag", "said", "state", "language"),
    [
        ("saddle_numbness", safety_words.URGENCY_NOW, Gate.LOCKED, "de"),
        ("fall", safety_words.URGENCY_TODAY, Gate.WAIT, "en"),
    ],
)
def test_an_urgent_answer_ends_the_session_and_locks_the_next_one(
    qtbot: QtBot, history_path: Path, flag: str, said: str, state: Gate, language: str
) -> None:
    with asked(qtbot, history_path, language) as made:
        QTest.keyClick(made.window, Qt.Key.Key_S)
        dialog = made.opened()
        with qtbot.waitSignal(made.window.finished, timeout=WAIT_MS):
            answer(dialog, flag)
        record = made.kept()
        assert made.window.view.scene.message == words_for(language)(said)
        assert not made.window.bar.safety.isVisible()
    assert [screen.yes for screen in record.screens] == [frozenset((flag,))]
    assert gate(record) is state
    assert record.sittings[-1].reps == 1, "what was done is kept"


def test_a_milder_answer_leaves_it_to_the_person_who_goes_on_gently(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        QTest.keyClick(made.window, Qt.Key.Key_F1)
        answer(made.opened(), "leg_pain")
        made.clearance().gently.click()
        made.until(Stage.EXERCISING, at_least=1)
        assert made.now.target == 3, "a quarter less"
        assert gate(made.kept()) is Gate.ASK_FIRST


def test_who_would_rather_ask_first_stops_there(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        QTest.keyClick(made.window, Qt.Key.Key_S)
        answer(made.opened(), "leg_pain")
        with qtbot.waitSignal(made.window.finished, timeout=WAIT_MS):
            made.clearance().later.click()
        assert made.window.view.scene.message == safety_words.URGENCY_SOON


def test_closed_without_answers_keeps_nothing_and_goes_on(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        QTest.keyClick(made.window, Qt.Key.Key_S)
        dialog = made.opened()
        QTest.keyClick(dialog, Qt.Key.Key_N)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        made.until(Stage.EXERCISING, at_least=1)
        assert made.kept().screens == ()
        QTest.keyClick(made.window, Qt.Key.Key_S)
        assert made.opened() is not dialog, "it can be asked for again"


def test_the_question_about_pain_still_waits_for_its_answer_afterwards(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        QTest.keyClick(made.window, Qt.Key.Key_H)
        made.until(Stage.ASKING)
        made.window.bar.safety.click()
        assert made.window.screened is not None
        dialog = made.window.screened.dialog
        assert isinstance(dialog, ScreenDialog)
        answer(dialog)
        number = made.window._last.index if made.window._last else 0
        qtbot.waitUntil(
            lambda: made.window._last is not None and made.window._last.index > number + 30, timeout=WAIT_MS
        )
        assert made.now.stage is Stage.ASKING
        assert [screen.yes for screen in made.kept().screens] == [frozenset()]


def test_the_button_says_what_it_does_and_is_reached_by_tab(qtbot: QtBot, history_path: Path) -> None:
    with asked(qtbot, history_path) as made:
        bar = made.window.bar
        assert (bar.safety.text(), bar.safety.accessibleName()) == ("Safety", safety_words.SCREEN_TITLE)
        bar.main.setFocus()
        reached = set()
        for _ in range(12):
            QTest.keyClick(made.window.focusWidget() or made.window, Qt.Key.Key_Tab)
            reached.add(made.window.focusWidget())
        assert bar.safety in reached


def test_without_anybody_who_keeps_the_answers_nothing_is_asked(qtbot: QtBot) -> None:
    window = window_of(qtbot, plan(Reel(0), lambda: Network([])))
    assert not window.bar.safety.isVisible()
    QTest.keyClick(window, Qt.Key.Key_S)
    assert window.findChildren(ScreenDialog) == []


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800)], ids=lambda s: f"{s[0]}")
@pytest.mark.parametrize("offer", [False, True], ids=["usual buttons", "a rest is offered"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_button_has_room_for_its_words(qtbot: QtBot, language: str, offer: bool, size: tuple[int, int]) -> None:
    flow = SafetyFlow(Record(), lambda _entry: None, date.today())
    manner = Manner(words_for(language))
    window = window_of(qtbot, plan(Reel(0), lambda: Network([]), manner=manner, safety=lambda: flow))
    window.resize(*size)
    shown = Shown(Stage.EXERCISING, 0, 1, "bridge", "Bridge", 1, 1, 4, offer="a rest" if offer else "")
    for _ in range(2):  # begun anew, it is as it was
        window.bar.begin()
        window.bar.follow(shown)
    qtbot.waitExposed(window)
    QTest.qWait(20)
    buttons = [b for b in window.bar.findChildren(QPushButton) if b.isVisible()]
    assert len(buttons) == 7
    assert [b.text() for b in buttons if b.width() < b.sizeHint().width()] == []


def test_a_yes_is_kept_when_the_window_is_closed_in_the_middle_of_the_questions(
    qtbot: QtBot, history_path: Path
) -> None:
    with asked(qtbot, history_path) as made:
        qtbot.mouseClick(made.window.bar.safety, Qt.MouseButton.LeftButton)
        dialog = made.opened()
        first = next(flag for flag in RED_FLAGS if flag.urgency is not Urgency.NOW)
        while RED_FLAGS[dialog._number] is not first:
            QTest.keyClick(dialog, Qt.Key.Key_N)
        QTest.keyClick(dialog, Qt.Key.Key_Y)
        close(qtbot, made.window)
        (screen,) = made.kept().screens
    assert screen.yes == {first.id}
