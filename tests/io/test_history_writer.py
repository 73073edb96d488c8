"""The writer: everything once, in order, whatever happens to the file, and nobody waits for it."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from history_parts import BRIDGE, begun, exercising, kill_at_a_random_moment, practise, rep, told

from posecheck.io import history_pending as pending
from posecheck.io.held import hold
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT, Entry
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import NOT_SAVED, SAVED_AGAIN, HistoryWriter

resource = pytest.importorskip("resource")
WAIT_S = 15.0
SOON = (0.05,)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """No file can grow, neither the journal nor the pending one: what a full disk looks like."""
    assert path.exists()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def folder_gone(path: Path) -> Iterator[None]:
    """The folder is away and can't be made: a drive that was pulled out."""
    away = path.parent.with_name("away")
    path.parent.rename(away)
    path.parent.write_text("in the way")
    yield
    path.parent.unlink()
    away.rename(path.parent)


@pytest.fixture(autouse=True)
def _pending_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("posecheck.io.history_file.BUSY_S", 0.2)


@pytest.fixture
def history(history_path: Path) -> Iterator[History]:
    with History(history_path) as opened:
        opened.person()
        yield opened


@pytest.mark.parametrize("trouble", [locked, full_disk, folder_gone], ids=["locked", "disk full", "folder gone"])
def test_in_trouble_the_session_goes_on_is_told_and_all_is_written_once_afterwards(
    history: History, history_path: Path, trouble: object
) -> None:
    words: list[str] = []
    writer = HistoryWriter(history_path, lambda said, _why: words.append(said), SOON)
    sink = begun(writer)
    sink.write(rep(1))
    assert writer.flush(WAIT_S)
    with trouble(history_path):  # type: ignore[operator]
        for number in range(2, 9):
            sink.write(rep(number))
        assert not writer.flush(0.8), "there is nothing to write it to"
        assert (words, writer.waiting) == ([NOT_SAVED], 7)
    assert writer.flush(WAIT_S)
    assert words == [NOT_SAVED, SAVED_AGAIN]
    writer.close()
    assert told(history) == [8]
    assert pending.find(pending.places(history_path)) == []


@pytest.mark.parametrize("trouble", [locked, folder_gone], ids=["locked", "folder gone"])
def test_what_could_not_be_written_by_the_end_is_taken_over_next_time_and_not_doubled(
    history: History, history_path: Path, trouble: object
) -> None:
    with trouble(history_path):  # type: ignore[operator]
        writer = HistoryWriter(history_path, retry_s=SOON)
        practise(writer, 4)
        writer.close()
        assert writer.waiting > 0
        kept = pending.find(pending.places(history_path))
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]
    text = kept[0].read_text()
    for _ in range(2):  # the same file twice, as after a crash between writing and deleting it
        (history_path.parent / kept[0].name).write_text(text)
        next_one = HistoryWriter(history_path)
        assert next_one.flush(WAIT_S)
        next_one.close()
    assert told(history) == [4]
    assert pending.find(pending.places(history_path)) == []


def test_a_cut_off_line_of_a_pending_file_costs_that_line_only(history: History, history_path: Path) -> None:
    with locked(history_path):
        writer = HistoryWriter(history_path, retry_s=SOON)
        begun(writer).write(rep(1))
        writer.close()
        (kept,) = pending.find(pending.places(history_path))
    kept.write_text(kept.read_text() + '["repetition", ["x", 1')
    writer = HistoryWriter(history_path)
    assert writer.flush(WAIT_S)
    writer.close()
    assert told(history) == [1]


def test_an_entry_that_can_never_be_written_does_not_hold_up_the_others(
    history: History, history_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = HistoryWriter(history_path)
    sink = begun(writer)
    for bad in (
        Entry(
            "pain",
            (CURRENT,),
            {"uid": "x", "day": "2026-01-01", "at": "", "moment": "before", "level": 11, "place": ""},
        ),
        Entry("nonsense", ()),
        Entry("exercise", ("no such session",), {"number": 1, "exercise": "bridge"}),
    ):
        writer.put(bad)
    sink.write(rep(1))
    assert writer.flush(WAIT_S)
    writer.close()
    assert told(history) == [1]
    assert history.record(history.person().uid).pains == ()
    assert {record.levelname for record in caplog.records} == {"ERROR", "WARNING"}


def test_a_clock_set_back_and_another_time_zone_mix_nothing_up(history: History) -> None:
    east = timezone(timedelta(hours=9))
    moments = [
        datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 1, 23, 30, tzinfo=east),  # earlier on every clock, yet done afterwards
        datetime(2026, 3, 3, 0, 10, tzinfo=east),
    ]
    for count, moment in enumerate(moments, 1):
        practise(history.writer, count, now=moment)
    assert history.flush()
    sittings = history.record(history.person().uid).sittings
    assert [(s.reps, s.day.isoformat(), s.started_at) for s in sittings] == [
        (1, "2026-03-02", "2026-03-02T08:00:00.000Z"),
        (2, "2026-03-01", "2026-03-01T14:30:00.000Z"),
        (3, "2026-03-03", "2026-03-02T15:10:00.000Z"),
    ]


def test_who_opens_and_leaves_without_exercising_has_no_session(history: History) -> None:
    sink = SessionSink(history.writer, CURRENT)
    sink.exercise(BRIDGE)
    sink.next_set()
    sink.close()
    assert history.flush()
    assert told(history) == []


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_at_any_moment_costs_no_repetition_that_was_told(
    history: History, history_path: Path, seed: int
) -> None:
    history.close()
    happened, kept = kill_at_a_random_moment(history_path, random.Random(seed), pause_s=0.25, longest_s=0.9)
    assert kept in (happened, happened + 1), "one may have been kept just before it was told"


def test_who_is_killed_while_the_history_is_out_of_reach_loses_nothing_either(
    history: History, history_path: Path
) -> None:
    history.close()
    with exercising(history_path, pause_s=0.02) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with locked(history_path):
            for _ in range(20):
                last = int(child.stdout.readline())
            child.kill()
            last = int([str(last), *child.stdout.read().split()][-1])
            assert committed(history_path) < last, "the writer was behind"
            with History(history_path) as meanwhile:
                assert told(meanwhile)[0] < last, "opening doesn't wait for long, and throws nothing away"
    with History(history_path) as opened:
        assert told(opened)[0] in (last, last + 1)
    assert pending.find(pending.places(history_path)) == []


def test_the_journal_of_a_writer_that_is_still_at_work_is_left_to_it(history: History, history_path: Path) -> None:
    writer = HistoryWriter(history_path, retry_s=SOON)
    sink = begun(writer)
    assert writer.flush(WAIT_S)
    with locked(history_path):
        sink.write(rep(1))
        (journal,) = pending.find(pending.places(history_path))
        assert pending.take_over(pending.places(history_path)) == []
    assert writer.flush(WAIT_S)
    assert not journal.exists()
    writer.close()
    assert told(history) == [1]


def test_a_journal_that_was_erased_under_its_writer_is_begun_anew(tmp_path: Path) -> None:
    journal = pending.Journal([tmp_path], "one")
    entries = [Entry("setting", (), {"key": str(number), "value": "ü"}) for number in range(3)]
    assert journal.add(entries[0])
    (tmp_path / f"{pending.PREFIX}one.jsonl").unlink()
    assert journal.add(*entries[1:])
    (path,) = pending.find([tmp_path])
    assert pending.load(path) == entries
    journal.clear()
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_takes_a_journal_it_says_so_and_later_keeps_all(tmp_path: Path) -> None:
    (tmp_path / "first").write_text("in the way")
    journal = pending.Journal([tmp_path / "first"], "one")
    entries = [Entry("setting", (), {"key": str(number), "value": ""}) for number in range(2)]
    assert not journal.add(entries[0])
    (tmp_path / "first").unlink()
    assert journal.add(entries[1])
    journal.close()
    (left,) = pending.take_over([tmp_path / "first"])
    assert left.entries == tuple(entries)
    left.let_go(written=True)
    assert not left.path.exists()


def committed(path: Path) -> int:
    """Repetitions in a copy of the file as it lies there, whoever holds it."""
    copy = path.with_name("looked-at.sqlite3")
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).write_bytes(path.with_name(path.name + suffix).read_bytes())
    with closing(sqlite3.connect(copy)) as file:
        return int(file.execute("SELECT count(*) FROM repetition").fetchone()[0])


@pytest.mark.parametrize("line", ['["repetition", [], {}]', '["nonsense", [], {}]'])
def test_an_entry_that_is_none_is_left_out_and_the_others_are_written(
    history_path: Path, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    history_path.parent.mkdir(parents=True)
    (history_path.parent / f"{pending.PREFIX}old.jsonl").write_text(f"{line}\n")
    with History(history_path) as history:
        practise(history.writer, 2)
        assert history.flush()
        assert told(history) == [2]
    assert "left out of the history" in caplog.text
    assert pending.find(pending.places(history_path)) == []


def test_a_journal_that_is_cleared_at_this_very_moment_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / f"{pending.PREFIX}left.jsonl"
    left.write_text("[]\n")
    gone = tmp_path / f"{pending.PREFIX}gone.jsonl"
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: iter([gone, left]))
    assert pending.find([tmp_path]) == [left]


def test_an_empty_file_of_a_program_that_is_gone_is_deleted_and_no_other(history_path: Path) -> None:
    folder = history_path.parent
    folder.mkdir(parents=True)
    names = ("old", "fresh", "held", "full")
    old, fresh, held, full = (folder / f"{pending.PREFIX}{name}.jsonl" for name in names)
    for path in (old, fresh, held, full):
        path.touch()
    full.write_text("{}\n")
    for path in (old, held, full):
        os.utime(path, (0.0, 0.0))
    with held.open("r+") as file:
        hold(file.fileno())
        pending.tidy([folder])
    assert sorted(folder.iterdir()) == sorted([fresh, held, full])
    History(history_path).close()
    assert not held.exists()
    assert fresh.exists()


def test_what_was_taken_over_is_deleted_once_it_is_written(history: History, history_path: Path) -> None:
    history.close()
    left = history_path.parent / f"{pending.PREFIX}gone.jsonl"
    left.write_text(json.dumps(["person", [], {"uid": "a", "name": "Anna", "created_at": "2026-01-01T08:00"}]) + "\n")
    with History(history_path) as opened:
        assert opened.find_person("Anna").uid == "a"
    assert list(history_path.parent.glob(f"{pending.PREFIX}*")) == []
