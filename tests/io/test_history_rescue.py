"""Repairing a history that other programs have open: nothing they write is lost, whenever anybody is killed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from history_parts import practise, told

from posecheck.errors import HistoryError
from posecheck.io import history_entries, history_file, history_rescue
from posecheck.io import history_pending as pending
from posecheck.io.history import History
from posecheck.io.history_entries import person_entry
from posecheck.io.history_writer import HistoryWriter

pytest.importorskip("fcntl")
DIES_BEFORE_IT_IS_DONE = """
import os, sys
from pathlib import Path
from posecheck.io.history import History
real = os.replace
def replace(old, new):
    if str(new) == sys.argv[1]:
        os._exit(9)
    real(old, new)
os.replace = replace
History(Path(sys.argv[1]))
"""
COMES_AND_GOES = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM person').fetchall()"


@pytest.fixture
def broken(history_path: Path) -> Path:
    """A history of twenty sessions with a page of repetitions spoilt, so that all else can be read and written."""
    with History(history_path) as history:
        for _ in range(20):
            practise(history.writer, 5)
        assert history.flush()
    with closing(sqlite3.connect(history_path)) as file:
        query = "SELECT pageno FROM dbstat WHERE name = 'repetition' AND pagetype = 'leaf'"
        try:
            page = file.execute(query).fetchall()[1][0]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
    with history_path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xa5" * 4096)
    return history_path


def add(file: sqlite3.Connection, name: str) -> None:
    file.execute("INSERT INTO person (uid, name, created_at) VALUES (?, ?, '')", (name, name))
    file.commit()


def names(path: Path) -> set[str]:
    with History(path) as history:
        return {person.name for person in history.people()}


def test_what_another_program_writes_during_a_repair_is_in_the_repaired_file_or_refused(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = history_rescue._copy_tables
    refused = []

    def written_meanwhile(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
        count = copy(source, target)
        with closing(sqlite3.connect(broken, timeout=0.1)) as other:
            try:
                add(other, "Late")
            except sqlite3.OperationalError as error:
                refused.append(str(error))
        return count

    monkeypatch.setattr(history_rescue, "_copy_tables", written_meanwhile)
    with History(broken) as history:
        assert "20 sessions could be saved" in history.remark
    assert ("Late" in names(broken)) != bool(refused)


def test_a_writer_that_waited_for_a_repair_writes_into_the_new_file(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        with history_file.writing(engine) as connection:
            history_entries.write(connection, person_entry("late", "Late"))

    def keep_late(path: Path, aside: Path) -> None:
        writer.start()
        time.sleep(0.5)
        assert writer.is_alive(), "it waits"
        keep(path, aside)

    keep, engine, writer = history_rescue._keep, history_file._engine(broken), threading.Thread(target=write)
    monkeypatch.setattr(history_rescue, "_keep", keep_late)
    with closing(sqlite3.connect(broken)):
        History(broken).close()
        writer.join(20.0)
    assert "Late" in names(broken)


@pytest.mark.parametrize("links", [True, False], ids=["links", "a disk without links"])
def test_a_repair_that_was_killed_before_it_was_done_leaves_the_file_its_log(
    broken: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    program = DIES_BEFORE_IT_IS_DONE if links else f"import os; del os.link{DIES_BEFORE_IT_IS_DONE}"
    if not links:
        program = program.replace("del os.link", "os.link = lambda *_: (_ for _ in ()).throw(OSError())")
    with closing(sqlite3.connect(broken)) as other:  # as long as it is there, the log is
        other.execute("PRAGMA wal_autocheckpoint = 0")
        add(other, "Only in the log")
        assert subprocess.run([sys.executable, "-c", program, broken], check=False).returncode == 9
        assert "Only in the log" in names(broken)
    left = [name for name in os.listdir(broken.parent) if ".new" in name]
    assert (left, len(list(broken.parent.glob("*damaged-*.sqlite3")))) == ([], 1)


def test_opening_the_history_twice_in_a_program_ends_no_hold_on_it(history_path: Path) -> None:
    with History(history_path) as window:
        practise(window.writer, 3)
        assert window.flush()
        with History(history_path):
            subprocess.run([sys.executable, "-c", COMES_AND_GOES, history_path], check=True)
        assert history_path.with_name("history.sqlite3-wal").exists(), "the other program thought it was the last one"
        practise(window.writer, 4)
        assert window.flush()
    with History(history_path) as again:
        assert told(again) == [3, 4]


def test_nobody_waits_long_for_a_repair_by_another_program_least_of_all_who_closes(
    history_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posecheck.io.history_file.LOCK_S", 60.0)
    history_path.parent.mkdir(exist_ok=True)
    with FileLock(history_path.with_name(".history.sqlite3.lock")):
        writer = HistoryWriter(history_path)
        writer.put(person_entry("u", "Anna"))
        assert not writer.flush(0.3)
        began_s = time.monotonic()
        writer.close()
        assert time.monotonic() - began_s < 1.0
        assert len(pending.find([history_path.parent])) == 1
        monkeypatch.undo()
    assert "Anna" in names(history_path)


def test_a_window_tells_that_the_history_is_being_repaired(history_path: Path) -> None:
    history_path.parent.mkdir(exist_ok=True)
    lock, holds, done = FileLock(history_path.with_name(".history.sqlite3.lock")), threading.Event(), threading.Event()

    def repair() -> None:
        with lock:
            holds.set()
            done.wait(30.0)

    other = threading.Thread(target=repair)
    other.start()
    try:
        assert holds.wait(10.0)
        began_s = time.monotonic()
        with pytest.raises(HistoryError, match=r"another program is repairing the history.*try again"):
            History(history_path)
        assert time.monotonic() - began_s < 5.0
    finally:
        done.set()
        other.join()
