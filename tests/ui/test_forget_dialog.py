"""Forgetting a session, or everything, from the progress window: asked twice, over real files, and really gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from history_parts import practise
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from test_progress_window import TODAY, name

from posecheck.io.history import History
from posecheck.io.history_entries import pain_entry
from posecheck.io.history_migrate import backup
from posecheck.ui.forget_dialog import ForgetDialog
from posecheck.ui.progress_app import make_window
from posecheck.ui.progress_window import ProgressWindow

SECRET = "Steißbein"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture
def history(history_path: Path, tmp_path: Path) -> Iterator[History]:
    """Me: a session with a secret and a recording, a later one, a clip; Anna: one. A backup holds it all."""
    with History(history_path) as opened:
        me, anna = opened.person(), opened.add_person("Anna")
        secret = practise(opened.writer, 3, now=NOON - timedelta(days=1), person=me.uid)
        (tmp_path / "secret.mkv").write_bytes(b"pictures")
        (tmp_path / "secret.jsonl").write_bytes(b"{}")
        secret.recorded(str(tmp_path / "secret.mkv"))
        opened.put(pain_entry(me.uid, 6, "during", place=SECRET, session=secret.uid, now=NOON))
        practise(opened.writer, 4, now=NOON, person=me.uid)
        practise(opened.writer, 2, now=NOON, person=me.uid, source="clip.mp4")
        practise(opened.writer, 5, now=NOON, person=anna.uid)
        assert opened.flush()
        backup(history_path, "v1")
        yield opened


@pytest.fixture
def window(qtbot: QtBot, history: History) -> ProgressWindow:
    made = make_window(history, name, TODAY)
    qtbot.addWidget(made)
    made.show()
    made.show_span("all")
    return made


def opened_dialog(qtbot: QtBot, window: ProgressWindow) -> ForgetDialog:
    qtbot.mouseClick(window.forget, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ForgetDialog)
    assert dialog is not None
    return dialog


def lines(dialog: ForgetDialog) -> list[str]:
    return [item.text() for i in range(dialog.list.count()) if (item := dialog.list.item(i)) is not None]


def answer(qtbot: QtBot, dialog: ForgetDialog, words: str) -> None:
    button = next(b for b in dialog.question.box.buttons() if b.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def traces(folder: Path) -> list[str]:
    """Files in which the secret can still be read."""
    return sorted(path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes())


def test_it_lists_every_session_the_newest_first(qtbot: QtBot, window: ProgressWindow) -> None:
    dialog = opened_dialog(qtbot, window)
    assert lines(dialog) == [
        "Fri 20 March 2026 · Bridge · recorded clip",
        "Fri 20 March 2026 · Bridge",
        "Thu 19 March 2026 · Bridge",
    ]
    assert dialog.windowTitle() == "What is kept of Me"


@pytest.mark.parametrize(
    ("answers", "recordings", "gone", "file_stays"),
    [
        pytest.param(("Erase", "Erase"), False, True, True, id="yes, twice"),
        pytest.param(("Erase", "Erase"), True, True, False, id="with the recording"),
        pytest.param(("Erase", "Keep"), True, False, True, id="better not"),
        pytest.param(("Keep",), True, False, True, id="no"),
    ],
)
def test_a_session_is_gone_only_after_two_questions_and_then_from_every_file(
    qtbot: QtBot, window: ProgressWindow, history_path: Path, tmp_path: Path, answers: tuple[str, ...],
    recordings: bool, gone: bool, file_stays: bool,
) -> None:  # fmt: skip
    assert "history.sqlite3" in " ".join(traces(history_path.parent))
    dialog = opened_dialog(qtbot, window)
    dialog.list.setCurrentRow(2)
    qtbot.mouseClick(dialog.one, Qt.MouseButton.LeftButton)
    assert "Thu 19 March 2026" in dialog.question.box.text()
    dialog.question.recordings.setChecked(recordings)
    for words in answers:
        answer(qtbot, dialog, words)
    assert len(lines(dialog)) == (2 if gone else 3)
    assert len(window.record.sittings) == (1 if gone else 2), "the charts follow at once"
    assert (tmp_path / "secret.mkv").exists() == (tmp_path / "secret.jsonl").exists() == file_stays
    assert (traces(history_path.parent) == []) == gone


def test_everything_of_a_person_is_gone_and_others_keep_theirs(
    qtbot: QtBot, window: ProgressWindow, history: History, history_path: Path
) -> None:
    dialog = opened_dialog(qtbot, window)
    qtbot.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    assert "everything about Me: 3 sessions" in dialog.question.box.text()
    answer(qtbot, dialog, "Erase")
    assert len(window.record.sittings) == 2, "asked once isn't enough"
    answer(qtbot, dialog, "Erase")
    assert (lines(dialog), window.record.sittings) == ([], ())
    assert not dialog.one.isEnabled()
    assert dialog.said.text() == "Everything about Me was deleted"
    assert traces(history_path.parent) == []
    assert history.other_copies() == []
    assert [(person.name, person.sessions) for person in history.people()] == [("Anna", 1)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_keep_what_was_about_to_go(qtbot: QtBot, window: ProgressWindow, key: Qt.Key) -> None:
    dialog = opened_dialog(qtbot, window)
    qtbot.mouseClick(dialog.one, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog.question.box, key)
    assert len(lines(dialog)) == 3


def test_enter_in_the_list_closes_and_deletes_nothing(qtbot: QtBot, window: ProgressWindow) -> None:
    dialog = opened_dialog(qtbot, window)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert len(window.record.sittings) == 2


def test_what_lies_where_the_recording_was_is_left_alone(
    qtbot: QtBot, window: ProgressWindow, history: History, tmp_path: Path
) -> None:
    dialog = opened_dialog(qtbot, window)
    dialog.list.setCurrentRow(2)
    qtbot.mouseClick(dialog.one, Qt.MouseButton.LeftButton)
    dialog.question.recordings.setChecked(True)
    (tmp_path / "secret.mkv").unlink()
    (tmp_path / "secret.mkv").mkdir()  # in the way: what isn't a file is left alone
    answer(qtbot, dialog, "Erase")
    answer(qtbot, dialog, "Erase")
    assert (tmp_path / "secret.mkv").is_dir()
    assert dialog.said.text() == "The session was deleted"
    assert len(history.kept_sessions(history.person().uid)) == 2


def test_the_whole_past_is_read_ahead_once_and_read_anew_after_a_change(qtbot: QtBot, history: History) -> None:
    asked: list[object] = []
    window = make_window(history, name, TODAY)
    load = window._pasts._load
    window._pasts._load = lambda since: asked.append(since) or load(since)  # type: ignore[func-returns-value]
    qtbot.addWidget(window)
    assert not window.ready
    window.show()
    qtbot.waitUntil(lambda: window.ready)
    assert asked == [None]
    button = next(b for b in window.spans.buttons() if b.property("span") == "all")
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (len(window.record.sittings), asked) == (2, [None])
    history.erase_session(1)
    window.read_anew()
    assert (len(window.record.sittings), asked) == (1, [None, None])
