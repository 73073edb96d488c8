"""Opening the history's file: whose it is, which version, and what a damaged one still gives."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from history_parts import practise, told
from sqlalchemy import Connection

from posecheck.errors import HistoryError
from posecheck.io import history_file, history_migrate
from posecheck.io.history import History
from posecheck.io.history_schema import SCHEMA_VERSION

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parents[1] / "fixtures"
VERSIONS = range(1, SCHEMA_VERSION + 1)


def filled(path: Path, sessions: int = 30) -> bytes:
    """A closed history with this many sessions of five; returns its bytes."""
    with History(path) as history:
        for _ in range(sessions):
            practise(history.writer, 5)
        assert history.flush()
    return path.read_bytes()


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return filled(tmp_path_factory.mktemp("sixty") / "history.sqlite3", 60)


def pragma(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute(f"PRAGMA {name}").fetchone()[0])


def test_the_file_and_what_lies_beside_it_can_be_read_by_their_owner_alone(history_path: Path) -> None:
    with History(history_path) as history:
        practise(history.writer, 2)
        assert history.flush()
        with history._reading():
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in history_path.parent.iterdir()}
    names = (".history.sqlite3.lock", "history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(history_path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(history_path: Path) -> None:
    filled(history_path, 1)
    history_path.chmod(0o644)
    History(history_path).close()
    assert stat.S_IMODE(history_path.stat().st_mode) == 0o600


def test_it_lies_where_the_user_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path))
    assert history_file.where() == tmp_path / "history.sqlite3"
    monkeypatch.delenv("POSECHECK_DATA_DIR")
    assert history_file.where().parent.name == "posecheck"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_each_version_opens_with_everything_in_it(version: int, history_path: Path) -> None:
    history_path.parent.mkdir()
    shutil.copyfile(FIXTURES / f"history_v{version}.sqlite3", history_path)
    with History(history_path) as history:
        assert history.remark == ""
        assert [(p.name, p.sessions) for p in history.people()] == [("Me", 2), ("Anna", 1)]
        record = history.record("me")
        assert told(history) == [6, 7]
        assert [(p.level, p.moment, p.place, p.session) for p in record.pains] == [
            (3, "before", "lower back", 1),
            (2, "before", "lower back", 2),
        ]
        assert [s.yes for s in record.screens] == [{"leg_weakness"}]
        assert [(c.cleared_on.isoformat(), c.screens) for c in record.clearances] == [("2026-03-02", 1)]
        assert [(c.kind, c.amount, c.decision) for c in record.changes] == [("progress", 1, "accepted")]
    assert pragma(history_path, "user_version") == SCHEMA_VERSION
    backups = [p.name for p in history_path.parent.glob("*backup*")]
    assert len(backups) == (version < SCHEMA_VERSION)


def test_a_repetition_of_before_that_is_neither_good_nor_faulty_was_not_judged(history_path: Path) -> None:
    history_path.parent.mkdir()
    shutil.copyfile(FIXTURES / "history_v2.sqlite3", history_path)
    with closing(sqlite3.connect(history_path)) as file:
        file.execute("UPDATE repetition SET good = 0 WHERE id = 1")
        file.commit()
    with History(history_path) as history:
        first = history.record("me").sittings[0].bouts[0]
    assert (first.reps, first.judged, first.good) == (6, 5, 3)


def test_a_new_file_has_the_tables_of_one_that_was_brought_up_to_date(history_path: Path) -> None:
    filled(history_path, 0)
    history_path.parent.joinpath("old").mkdir()
    old = history_path.parent / "old" / "history.sqlite3"
    shutil.copyfile(FIXTURES / "history_v1.sqlite3", old)
    History(old).close()
    assert tables(history_path) == tables(old)
    assert any("session_by_day" in fact for fact in tables(old))


def tables(path: Path) -> set[str]:
    """Every column, index, key and rule, however the text that made them is laid out."""
    with closing(sqlite3.connect(path)) as file:
        found = {str(row) for row in file.execute("SELECT type, name, tbl_name FROM sqlite_master")}
        for name, sql in file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            found |= {f"{name} CHECK {rule}" for rule in re.findall(r"CHECK \((.*)\)", sql or "")}
            found.add(f"{name} numbers are used once: {'AUTOINCREMENT' in (sql or '')}")
            for about in ("table_info", "foreign_key_list"):
                found |= {f"{name} {about} {row}" for row in file.execute(f"PRAGMA {about}({name})")}
            # the first number of an index is only its place in the order in which they happened to be made
            found |= {f"{name} index {row[1:]}" for row in file.execute(f"PRAGMA index_list({name})")}
        for (index,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall():
            found |= {f"{index} {row}" for row in file.execute(f"PRAGMA index_info({index})")}
    return found


def add_mood(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE session ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")


def fail_half_way(connection: Connection) -> None:
    add_mood(connection)
    raise RuntimeError("the power went")


def migrated(path: Path, step: history_migrate.Step) -> Path | None:
    engine = history_file._engine(path)
    try:
        return history_migrate.prepare(
            engine, path, history_file.writing, {SCHEMA_VERSION: step}, target=SCHEMA_VERSION + 1
        )
    finally:
        engine.dispose()


def test_the_next_version_comes_after_a_backup_that_is_the_old_one(history_path: Path) -> None:
    filled(history_path, 3)
    backup = migrated(history_path, add_mood)
    assert backup is not None
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(history_path)) as file:
        assert file.execute("SELECT DISTINCT mood FROM session").fetchall() == [("fine",)]
    assert (pragma(history_path, "user_version"), pragma(backup, "user_version")) == (
        SCHEMA_VERSION + 1,
        SCHEMA_VERSION,
    )
    with History(backup) as old:
        assert told(old) == [5, 5, 5]


def test_a_step_that_fails_leaves_the_old_version_as_it_was(history_path: Path) -> None:
    filled(history_path, 3)
    with pytest.raises(RuntimeError, match="the power went"):
        migrated(history_path, fail_half_way)
    with History(history_path) as history:
        assert (history.remark, told(history)) == ("", [5, 5, 5])
    assert "mood" not in str(tables(history_path))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        pytest.param(
            f"PRAGMA user_version = {SCHEMA_VERSION + 8}",
            rf"newer posecheck.*version {SCHEMA_VERSION + 8}.*install the newest",
            id="newer",
        ),
        pytest.param("PRAGMA application_id = 77", r"another program's database.*leaves it as it is", id="foreign"),
    ],
)
def test_a_file_that_is_not_for_us_is_refused_in_one_line_and_not_touched(
    history_path: Path, prepare: str, words: str
) -> None:
    filled(history_path, 2)
    with closing(sqlite3.connect(history_path)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute(prepare)
    before = history_path.read_bytes()
    with pytest.raises(HistoryError, match=words) as caught:
        History(history_path)
    assert "\n" not in str(caught.value)
    assert history_path.read_bytes() == before
    assert sorted(p.name for p in history_path.parent.iterdir()) == [".history.sqlite3.lock", "history.sqlite3"]


def overwritten(content: bytes, start: float, pages: int) -> bytes:
    at = int(len(content) * start) // 4096 * 4096
    return content[:at] + b"\xa5" * 4096 * pages + content[at + 4096 * pages :]


@pytest.mark.parametrize(
    ("damage", "least"),
    [
        pytest.param(lambda b: overwritten(b, 0.35, 1), 1, id="a page overwritten"),
        pytest.param(lambda b: overwritten(b, 0.5, 4), 1, id="four pages overwritten"),
        pytest.param(lambda b: b[: -4096 * 3], 1, id="cut off"),
        pytest.param(lambda b: b"\0" * 512 + b[512:], 0, id="no header"),
        pytest.param(lambda _: b"not a database at all" * 500, 0, id="something else"),
    ],
)
def test_a_damaged_file_is_set_aside_untouched_and_what_can_be_read_is_taken_over(
    history_path: Path, sixty: bytes, damage: object, least: int
) -> None:
    broken = damage(sixty)  # type: ignore[operator]
    history_path.parent.mkdir()
    history_path.write_bytes(broken)
    with History(history_path) as history:
        assert re.match(
            r"The history was damaged: .* saved\. The damaged file is kept as history.damaged-", history.remark
        )
        sessions = told(history)
        assert least <= len(sessions) <= 60
        practise(history.writer, 4)
        assert history.flush()
        assert told(history)[-1] == 4
    (aside,) = history_path.parent.glob("history.damaged-*.sqlite3")
    assert aside.read_bytes() == broken
    with History(history_path) as again:
        assert again.remark == ""
        assert told(again) == [*sessions, 4]


def without_a_page_of_repetitions(path: Path, content: bytes) -> bytes:
    """The history `content` with one page spoilt that holds repetitions alone."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as file:
        query = "SELECT pageno FROM dbstat WHERE name = 'repetition' AND pagetype = 'leaf'"
        try:
            page = file.execute(query).fetchall()[3][0]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
    path.unlink()
    return content[: 4096 * (page - 1)] + b"\xa5" * 4096 + content[4096 * page :]


def test_a_page_of_repetitions_costs_nothing_but_the_repetitions_on_it(history_path: Path, sixty: bytes) -> None:
    history_path.write_bytes(without_a_page_of_repetitions(history_path, sixty))
    with History(history_path) as history:
        assert "60 sessions could be saved" in history.remark
        counts = told(history)
    assert len(counts) == 60
    assert 250 <= sum(counts) < 300


OPENS = """
import sys, time
from pathlib import Path
from history_parts import told
from posecheck.io.history import History
for line in sys.stdin:
    start_s, path = line.split(maxsplit=1)
    time.sleep(max(0.0, float(start_s) - time.time()))
    with History(Path(path.strip())) as history:
        print(len(told(history)), int(history.remark != ""), flush=True)
"""


@pytest.mark.parametrize("pairs", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_two_programs_that_open_a_damaged_history_both_find_all_sessions(
    tmp_path: Path, sixty: bytes, pairs: int
) -> None:
    broken, rng = without_a_page_of_repetitions(tmp_path / "whole" / "h.sqlite3", sixty), random.Random(7)
    with ExitStack() as ends:
        programs = [ends.enter_context(opener()) for _ in range(2)]
        for number in range(pairs):
            path = tmp_path / str(number) / "history.sqlite3"
            path.parent.mkdir()
            path.write_bytes(broken)
            start_s = time.time() + 0.02
            for program in programs:
                assert program.stdin is not None
                program.stdin.write(f"{start_s + rng.uniform(0, 0.1)} {path}\n")
                program.stdin.flush()
            found = [program.stdout.readline().split() for program in programs if program.stdout is not None]
            assert [sessions for sessions, _ in found] == ["60", "60"]
            assert sorted(repaired for _, repaired in found) == ["0", "1"], "one repairs, the other one waits"
            (aside,) = path.parent.glob("history.damaged-*.sqlite3")
            assert aside.read_bytes() == broken


def opener() -> subprocess.Popen[str]:
    found_in = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-c", OPENS]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=found_in)


def test_known_damage_that_another_program_repaired_is_not_repaired_again(history_path: Path) -> None:
    filled(history_path, 3)
    engine, remark = history_file.open_file(history_path, damaged=True)
    engine.dispose()
    assert (remark, list(history_path.parent.glob("*damaged*"))) == ("", [])


def test_a_place_that_cannot_be_used_is_one_line_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(HistoryError, match=r"cannot be used.*POSECHECK_DATA_DIR"):
        History(tmp_path / "data" / "history.sqlite3")
