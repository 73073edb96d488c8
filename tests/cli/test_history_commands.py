"""`posecheck history`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import refused, run
from history_parts import practise

from posecheck.io.history import History
from posecheck.io.history_entries import pain_entry


@pytest.fixture(autouse=True)
def _some_sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "120")
    with History() as history:
        practise(history.writer, 3)
        sink = practise(history.writer, 5)
        history.put(pain_entry("me", 2, "next_morning", place="lower back", session=sink.uid))
        assert history.flush()


def test_list_has_a_line_per_session() -> None:
    outcome = run("history", "list")
    lines = [line.split() for line in outcome.out.splitlines() if "bridge" in line]
    assert [(row[1], row[-4], row[-2]) for row in lines] == [("1", "3", "2"), ("2", "5", "4")]


def test_show_tells_all_of_one() -> None:
    out = run("history", "show", 2).out
    assert "Pain next morning: 2 of 10 (lower back)" in out
    assert out.count("hips_low, too_fast") == 1
    assert "attempt: hips_low" in out


def test_export_writes_the_files_that_were_asked_for(tmp_path: Path) -> None:
    outcome = run("history", "export", "--json", tmp_path / "h.json")
    assert outcome.out.strip() == f"2 sessions: {tmp_path / 'h.json'}"
    assert len(json.loads((tmp_path / "h.json").read_text())["sessions"]) == 2


def test_the_page_for_the_appointment_is_one_file_of_its_own(tmp_path: Path) -> None:
    assert run("history", "export", "--html", tmp_path / "h.html").code == 0
    page = (tmp_path / "h.html").read_text()
    assert "<td>Bridge</td>" in page
    assert "http" not in page


def test_delete_needs_a_yes_and_then_it_is_gone() -> None:
    assert "--yes" in refused("history", "delete", 1)
    assert run("history", "delete", 1, "--yes").out.strip() == "Deleted: session 1."
    assert "no such session" in refused("history", "show", 1)
    assert run("history", "delete", "--all", "--yes").code == 0
    assert run("history", "list").out.strip() == "Me: no sessions yet"


@pytest.mark.parametrize(
    ("answers", "left"),
    [(["y", "y"], 1), (["y", "n"], 2), (["n"], 2), (["", ""], 2)],
    ids=["yes", "no", "at once", "nothing"],
)
def test_delete_asks_twice(monkeypatch: pytest.MonkeyPatch, answers: list[str], left: int) -> None:
    questions: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: (questions.append(question), answers.pop(0))[1])
    run("history", "delete", 1)
    with History() as history:
        assert len(history.record("me").sittings) == left
    assert questions[0].startswith("Delete session 1?")


def recorded_session(folder: Path, person: str = "me") -> Path:
    """The last session of somebody, recorded."""
    clip = folder / "clip.mkv"
    clip.write_bytes(b"moving pictures")
    clip.with_suffix(".jsonl").write_text("events")
    with History() as history:
        practise(history.writer, 2, person=person).recorded(str(clip))
        assert history.flush()
    return clip


def test_a_person_is_deleted_with_everything_and_nobody_else(tmp_path: Path) -> None:
    run("history", "people", "--add", "Anna", "--use", "Anna")
    with History() as history:
        anna = history.person().uid
    clip = recorded_session(tmp_path, anna)
    assert "did you mean Anna?" in refused("history", "delete", "--person", "Ana", "--yes")
    outcome = run("history", "delete", "--person", "Anna", "--yes")
    assert outcome.out.splitlines()[0] == "Deleted: everything about Anna."
    assert f"The recordings stay: {clip}" in outcome.out
    assert run("history", "people").out.splitlines() == ["* Me: 2 sessions"]
    assert clip.is_file()


def test_deleted_with_its_recording_when_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = recorded_session(tmp_path)
    assert f"Recording: {clip}" in run("history", "show", 3).out.replace("\n", "")
    questions: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: (questions.append(question), "y")[1])
    assert run("history", "delete", 3, "--recordings").out == "Deleted: session 3.\n"
    assert "2 recorded files too" in questions[1]
    assert list(tmp_path.glob("clip.*")) == []


def test_sessions_of_clips_are_listed_and_marked() -> None:
    with History() as history:
        practise(history.writer, 4, source="monday.mp4")
        assert history.flush()
    line = next(line for line in run("history", "list").out.splitlines() if "monday" in line)
    assert "bridge (recorded clip: monday.mp4)" in line
    assert "Recorded clip, no practice: monday.mp4" in run("history", "show", 3).out


def test_people_are_listed_added_and_chosen() -> None:
    out = run("history", "people", "--add", "Anna", "--use", "Anna").out
    assert out.splitlines() == ["  Me: 2 sessions", "* Anna: 0 sessions"]
    assert run("history", "list").out.strip() == "Anna: no sessions yet"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "99"), "no such session (99)"),
        (("export",), "--csv FILE, --json FILE or --html FILE"),
        (("delete",), "the id of a session, or --person NAME, or --all"),
        (("delete", "1", "--all"), "the id of a session, or --person NAME, or --all"),
        (("people", "--use", "Mee"), "did you mean Me?"),
        (("people", "--add", "Me"), "already a person"),
        (("export", "--json", "/nowhere/at/all.json"), "cannot write the file"),
    ],
)
def test_wrong_use_is_one_line(arguments: tuple[str, ...], words: str) -> None:
    assert words in refused("history", *arguments)


def test_a_newer_file_is_refused_in_one_line(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "data" / "history.sqlite3")) as file:
        file.execute("PRAGMA user_version = 99")
    assert "a newer posecheck wrote the history" in refused("history", "list")


def test_a_name_with_brackets_is_a_name() -> None:
    run("history", "people", "--add", "Anna [/old]", "--use", "Anna [/old]")
    assert run("history", "list").out.strip() == "Anna [/old]: no sessions yet"
    with History() as history:
        practise(history.writer, 2)
        assert history.flush()
    outcome = run("history", "list")
    assert outcome.code == 0
    assert "Anna [/old]" in outcome.out
