"""People and their profiles in the window, over a real history."""

from __future__ import annotations

from pathlib import Path

import pytest
from history_parts import practise
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from posecheck.cli.people import HistoryPeople
from posecheck.coach.phrases import ENGLISH
from posecheck.io.history import History
from posecheck.ui.people_page import PeoplePage

PLAN = (
    'format_version = 1\nname = "Me"\nauthor = "P. Hysio"\ndate = 2026-03-01\nreason = "neck"\nforbidden = ["bridge"]\n'
)


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PeoplePage:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    with History() as history:
        history.person()
        anna = history.add_person("Anna")
        clip = tmp_path / "anna.mkv"
        clip.write_bytes(b"pictures")
        practise(history.writer, 2, person=anna.uid).recorded(str(clip))
        practise(history.writer, 3, person="me")
        assert history.flush()
    made = PeoplePage(HistoryPeople(), ENGLISH, lambda: None)
    qtbot.addWidget(made)
    made.show()
    return made


def lines(page: PeoplePage) -> list[str]:
    items = (page.list.item(i) for i in range(page.list.count()))
    return [item.text() for item in items if item is not None]


def press(qtbot: QtBot, box: QMessageBox, words: str) -> None:
    button = next(b for b in box.buttons() if b.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_lists_who_there_is_and_switches(qtbot: QtBot, page: PeoplePage) -> None:
    assert lines(page) == ["Me: 1 sessions", "Anna: 1 sessions"]
    assert page.marked == "Me"
    page.list.setCurrentRow(1)
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert (HistoryPeople().current(), page.said.text(), page.marked) == ("Anna", "Anna exercises now", "Anna")


def test_somebody_new_is_added_by_name_and_a_taken_name_is_told(qtbot: QtBot, page: PeoplePage) -> None:
    qtbot.keyClicks(page.name, "Ben")
    qtbot.keyClick(page.name, Qt.Key.Key_Return)
    assert lines(page)[-1] == "Ben: 0 sessions"
    qtbot.keyClicks(page.name, "Ben")
    qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert "already a person of this name" in page.said.text()
    assert len(lines(page)) == 3


@pytest.mark.parametrize(
    ("answers", "recordings", "left", "file_stays"),
    [
        pytest.param(("Erase", "Erase"), False, ["Me"], True, id="yes, twice"),
        pytest.param(("Erase", "Erase"), True, ["Me"], False, id="with the recordings"),
        pytest.param(("Erase", "Keep"), True, ["Me", "Anna"], True, id="better not"),
        pytest.param(("Keep",), True, ["Me", "Anna"], True, id="no"),
    ],
)
def test_a_person_is_erased_only_after_two_questions(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path, answers: tuple[str, ...], recordings: bool, left: list[str],
    file_stays: bool,
) -> None:  # fmt: skip
    page.list.setCurrentRow(1)
    qtbot.mouseClick(page.erase, Qt.MouseButton.LeftButton)
    assert "Erase Anna with 1 sessions" in page.question.box.text()
    page.question.recordings.setChecked(recordings)
    for answer in answers:
        press(qtbot, page.question.box, answer)
        QApplication.processEvents()
    assert HistoryPeople().names() == left
    assert (tmp_path / "anna.mkv").is_file() == file_stays


def test_enter_keeps_what_was_about_to_be_erased(qtbot: QtBot, page: PeoplePage) -> None:
    qtbot.mouseClick(page.erase, Qt.MouseButton.LeftButton)
    assert page.question.box.defaultButton() is not None
    qtbot.keyClick(page.question.box, Qt.Key.Key_Return)
    assert HistoryPeople().names() == ["Me", "Anna"]


def test_a_profile_is_taken_shown_and_dropped_and_a_faulty_one_told(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    path = tmp_path / "her.toml"
    path.write_text(PLAN.replace("bridge", "brigde"))
    page.take_profile(path)
    assert "did you mean 'bridge'?" in page.said.text()
    assert page.profiles.count() == 0
    path.write_text(PLAN)
    page.take_profile(path)
    assert page.profiles.count() == 1
    assert page.drop.isEnabled()
    qtbot.mouseClick(page.drop, Qt.MouseButton.LeftButton)
    assert (page.profiles.count(), page.drop.isEnabled()) == (0, False)


def test_where_the_history_cannot_be_read_it_says_so_and_offers_nothing_that_would_fail(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    page = PeoplePage(HistoryPeople(), ENGLISH, lambda: None)
    qtbot.addWidget(page)
    assert "the history cannot be used" in page.said.text()
    assert [w.isEnabled() for w in (page.use, page.erase, page.drop, page.profiles)] == [False] * 4


def test_a_person_who_is_gone_meanwhile_is_told(qtbot: QtBot, page: PeoplePage) -> None:
    page.list.setCurrentRow(1)
    with History() as history:
        history.erase_person(history.find_person("Anna").uid)
    qtbot.mouseClick(page.erase, Qt.MouseButton.LeftButton)
    assert "there is no such person (Anna)" in page.said.text()
