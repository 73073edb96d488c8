"""What is asked around a session, in which order, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PyQt6 import sip
from PyQt6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from posecheck.coach.record import Clearance, PainNote, Record, ScreenNote, Sitting
from posecheck.coach.safety import RED_FLAGS, Advice, Gate, gate
from posecheck.io.history_entries import Entry
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.safety_flow import SafetyFlow
from posecheck.ui.screen_dialog import ScreenDialog

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
SCREENED = Record(screens=(ScreenNote(TODAY - DAY),))
Answer = Callable[[QDialog], None]
shown: list[QDialog] = []


@pytest.fixture(autouse=True)
def _no_dialog_left_behind() -> Iterator[None]:
    """A dialog that Python's collector took apart in a session's thread would take the program with it."""
    shown.clear()
    yield
    assert all(sip.isdeleted(dialog) for dialog in shown)


def screen(*yes: str) -> Answer:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ScreenDialog)
        for flag in RED_FLAGS:
            if dialog.pages.currentIndex() == 0:
                (dialog.yes if flag.id in yes else dialog.no).click()
        dialog.understood.click()

    return answer


def pain(level: int) -> Answer:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PainDialog)
        dialog.choose(level)
        dialog.go_on.click()

    return answer


def clearance(button: str) -> Answer:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ClearanceDialog)
        dialog.word.setChecked(button == "confirm")
        getattr(dialog, button).click()

    return answer


def dismiss(dialog: QDialog) -> None:
    dialog.reject()


def flow(qtbot: QtBot, record: Record, *answers: Answer) -> tuple[SafetyFlow, list[Entry], list[Answer]]:
    """A flow whose dialogs are answered one after the other; what is left unanswered can be looked at afterwards."""
    left, written = list(answers), []
    del qtbot  # only needed to be there

    def run(dialog: QDialog) -> int:
        shown.append(dialog)
        dialog.show()
        left.pop(0)(dialog)
        return dialog.result()

    return SafetyFlow(record, written.append, TODAY, run=run), written, left


def written_kinds(written: list[Entry]) -> list[str]:
    return [f"{e.table} {e.values.get('moment', '')}".strip() for e in written]


def with_flag(item: str) -> Record:
    return Record(screens=(ScreenNote(TODAY - 2 * DAY, frozenset((item,))),))


@pytest.mark.parametrize(
    ("record", "answers", "may", "kinds"),
    [
        pytest.param(Record(), [screen(), pain(2)], True, ["screen", "pain before"], id="the first time"),
        pytest.param(Record(), [dismiss], False, [], id="the screen is left"),
        pytest.param(Record(), [screen("both_legs")], False, ["screen"], id="emergency"),
        pytest.param(Record(), [screen("fall")], False, ["screen"], id="a doctor first"),
        pytest.param(SCREENED, [pain(5)], True, ["pain before"], id="screened lately"),
        pytest.param(SCREENED, [pain(6)], False, ["pain before"], id="too much pain"),
        pytest.param(SCREENED, [dismiss], True, [], id="would rather not say"),
        pytest.param(with_flag("leg_pain"), [clearance("later")], False, [], id="not seen yet"),
        pytest.param(with_flag("leg_pain"), [clearance("gently"), pain(0)], True, ["pain before"], id="gently without"),
        pytest.param(
            with_flag("fever"), [clearance("confirm"), pain(0)], True, ["clearance", "pain before"], id="seen"
        ),
        pytest.param(with_flag("both_legs"), [clearance("later")], False, [], id="locked"),
        pytest.param(
            with_flag("both_legs"), [clearance("confirm"), pain(0)], True, ["clearance", "pain before"], id="unlocked"
        ),
    ],
)
def test_before_a_session(qtbot: QtBot, record: Record, answers: list[Answer], may: bool, kinds: list[str]) -> None:
    asked, written, left = flow(qtbot, record, *answers)
    assert asked.before() is may
    assert left == []
    assert written_kinds(written) == kinds


@pytest.mark.parametrize("item", ["both_legs", "fever"])
def test_what_is_urgent_offers_no_going_on_gently(qtbot: QtBot, item: str) -> None:
    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, ClearanceDialog)
        assert not dialog.gently.isVisible()
        assert dialog.day.minimumDate().toPyDate() == TODAY - 2 * DAY
        dialog.accept()

    asked, written, _ = flow(qtbot, with_flag(item), look)
    assert not asked.before(), "accepting without the word clears nothing"
    assert written == []


PRACTISED = Record(
    sittings=(Sitting(7, TODAY - DAY),),
    screens=SCREENED.screens,
    pains=(PainNote(TODAY - DAY, "before", 2, session=7),),
)


def test_the_next_morning_is_asked_about_once(qtbot: QtBot) -> None:
    asked, written, _ = flow(qtbot, PRACTISED, pain(4), pain(1), pain(1))
    assert asked.before()
    assert [(e.values["moment"], e.values["level"], e.values.get("session_id")) for e in written] == [
        ("next_morning", 4, 7),
        ("before", 1, None),
    ]
    assert asked.before()
    assert len(written) == 3


def test_a_session_of_this_morning_has_no_next_morning_yet(qtbot: QtBot) -> None:
    today = Record(sittings=(Sitting(7, TODAY),), screens=SCREENED.screens)
    asked, written, _ = flow(qtbot, today, pain(1))
    assert asked.before()
    assert written_kinds(written) == ["pain before"]


@pytest.mark.parametrize(("answer", "advice"), [(pain(7), Advice.STOP), (pain(0), Advice.GO_ON), (dismiss, None)])
def test_after_a_session(qtbot: QtBot, answer: Answer, advice: Advice | None) -> None:
    asked, written, _ = flow(qtbot, SCREENED, answer)
    assert asked.after("abc") is advice
    assert [e.values["session"] for e in written] == ["abc"] * (advice is not None)


def test_a_clearance_counts_for_what_was_answered_before_it(qtbot: QtBot) -> None:
    asked, _, _ = flow(qtbot, with_flag("both_legs"), clearance("confirm"), pain(0))
    asked.before()
    assert asked.record.clearances == (Clearance(TODAY, TODAY, 1),)
    assert gate(asked.record) is Gate.OPEN
