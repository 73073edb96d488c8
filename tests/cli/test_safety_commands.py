"""The safety questions around `posecheck live`, and on demand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from command_line import refused, run
from pytestqt.qtbot import QtBot

from posecheck.cli import safety
from posecheck.cli.keeping import Keeping
from posecheck.coach.record import Record
from posecheck.errors import HistoryError
from posecheck.io.history import History
from posecheck.io.history_entries import Entry, clearance_entry, screen_entry
from posecheck.io.settings import Settings


@pytest.fixture(autouse=True)
def _own_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))


def note(*entries: Entry) -> None:
    with History() as history:
        history.person()
        history.put(*entries)
        assert history.flush()


def test_an_emergency_answer_locks_even_where_nobody_is_asked() -> None:
    note(screen_entry("me", {"both_legs": True}))
    questions = safety.Questions(safety.past()[1], lambda _entry: None, asking=False)
    with pytest.raises(Exception, match=r"exercising is locked \(safety questions\): run posecheck safety"):
        questions.before()
    note(clearance_entry("me", date.today(), 1, "cleared"))
    assert safety.Questions(safety.past()[1], lambda _entry: None, asking=False).before()


def test_where_the_history_cannot_be_read_everything_is_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("in the way")
    assert safety.past() == ("me", Record())
    assert "cannot be used" in capsys.readouterr().err


def test_nobody_exercises_by_someone_elses_profiles_where_it_is_not_known_who_it_is(tmp_path: Path) -> None:
    with History() as history:
        history.add_person("Anna")
        anna = history.use_person("Anna")
    profiles = tmp_path / "data" / "profiles" / anna.uid
    profiles.mkdir(parents=True)
    (profiles / "plan.toml").write_text(
        'format_version = 1\nname = "Anna"\nauthor = "P"\ndate = 2026-03-01\nreason = "neck"\nforbidden = ["bridge"]\n'
    )
    with closing(sqlite3.connect(tmp_path / "data" / "history.sqlite3")) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match="a newer posecheck wrote the history"):
        Keeping(Settings(), asking=False)
    assert safety.past() == ("me", Record()), "the safety questions are asked all the same"


def test_on_demand_it_asks_and_keeps_the_answers(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from posecheck.coach.safety import RED_FLAGS
    from posecheck.ui.screen_dialog import ScreenDialog

    def answer(dialog: ScreenDialog) -> int:
        qtbot.addWidget(dialog)
        for _ in RED_FLAGS:
            dialog.no.click()
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr("posecheck.ui.safety_flow.QDialog.exec", answer)
    assert run("safety").code == 0
    with History() as history:
        (kept,) = history.record("me").screens
    assert kept.yes == frozenset()


def test_without_a_display_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "no display" in refused("safety")
    assert "no display" in refused("progress")
