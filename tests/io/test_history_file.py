"""Opening the history's file: whose it is, which version, and what a damaged one still gives."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from history_parts import practise, told
from sqlalchemy import Connection

from posecheck.errors import HistoryError
from posecheck.io import history_file, history_migrate
from posecheck.io.history import History
from posecheck.io.history_schema import SCHEMA_VERSION

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
    assert modes == dict.fromkeys(("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"), 0o600)
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
    assert [p.name for p in history_path.parent.iterdir()] == ["history.sqlite3"]


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


def test_a_page_of_repetitions_costs_nothing_but_the_repetitions_on_it(history_path: Path, sixty: bytes) -> None:
    history_path.parent.mkdir()
    history_path.write_bytes(sixty)
    with closing(sqlite3.connect(history_path)) as file:
        query = "SELECT pageno FROM dbstat WHERE name = 'repetition' AND pagetype = 'leaf'"
        try:
            page = file.execute(query).fetchall()[3][0]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
    history_path.write_bytes(sixty[: 4096 * (page - 1)] + b"\xa5" * 4096 + sixty[4096 * page :])
    with History(history_path) as history:
        assert "60 sessions could be saved" in history.remark
        counts = told(history)
    assert len(counts) == 60
    assert 250 <= sum(counts) < 300


def test_a_place_that_cannot_be_used_is_one_line_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(HistoryError, match=r"cannot be used.*POSECHECK_DATA_DIR"):
        History(tmp_path / "data" / "history.sqlite3")
