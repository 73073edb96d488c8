"""A damaged history: set aside untouched, and every row that can still be read taken over into a new file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from posecheck.errors import HistoryError
from posecheck.io.history_migrate import free_name

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""The files SQLite keeps for one database."""
NEW = ".new"
LOOKED_FOR = 20_000
"""Row numbers tried after a broken row where the table's end can't be read either."""
OUT_OF_REACH = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY,
)  # fmt: skip
"""What is wrong with the disk or held by another program, not with the file."""
Row = tuple[object, ...]


def rescue(path: Path) -> str:
    """Put what can be read at the damaged file's place and keep that one; returns what happened, in a sentence.

    Only for who holds the file's lock (history_file). The new file is made under another name beside it and put in
    place in one step; until then nobody can write into the damaged one, which other programs may have open.
    """
    aside = free_name(path, "damaged")
    fresh = path.with_name(f".{aside.name}{NEW}")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as source:
            sessions = _take_over(source, fresh)
            if os.name == "nt":  # a file that is open can't be replaced there: nobody else has it open either
                source.close()
            _keep(path, aside)
            os.replace(fresh, path)
    except (OSError, sqlite3.Error) as error:
        cure = "free some space and start again; nothing of it was overwritten"
        raise HistoryError(f"the history is damaged and cannot be repaired, {error}", str(path), cure) from error
    finally:
        put_back(path)
    saved = f"{sessions} session{'s' * (sessions != 1)} could be saved" if sessions else "nothing could be saved"
    return f"The history was damaged: {saved}. The damaged file is kept as {aside.name}"


def put_back(path: Path) -> None:
    """Undo a rescue that was cut off before its file took the damaged one's place, which tells of it by being there.

    The damaged file gets its write-ahead log back: what is only in there would be missed from now on.
    """
    for fresh in path.parent.glob(f".{path.stem}.damaged-*{NEW}"):
        aside = path.with_name(fresh.name.removeprefix(".").removesuffix(NEW))
        for suffix in COMPANIONS[1:]:
            with suppress(FileNotFoundError):
                os.replace(aside.with_name(aside.name + suffix), path.with_name(path.name + suffix))
        aside.unlink(missing_ok=True)
        for suffix in reversed(COMPANIONS):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _keep(path: Path, aside: Path) -> None:
    """Give the damaged file a second name, and its companions another one: the new file must not meet them."""
    try:
        os.link(path, aside)
    except OSError:  # a disk that knows no second names, a stick's say
        shutil.copyfile(path, aside)
    aside.chmod(0o600)
    for suffix in COMPANIONS[1:]:
        with suppress(FileNotFoundError):
            os.replace(path.with_name(path.name + suffix), aside.with_name(aside.name + suffix))


def _take_over(source: sqlite3.Connection, fresh: Path) -> int:
    """Copy all readable rows into a new file, keeping others from writing; returns how many sessions came through.

    What was written before this is read, and what comes later can't be written before the file is replaced.
    """
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(fresh)) as target:
        source.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # the documented way to have SQLite look into a file that is shorter than it says
        source.execute("PRAGMA writable_schema = ON")
        try:
            source.execute("BEGIN IMMEDIATE")
            return _copy_tables(source, target)
        except sqlite3.DatabaseError as error:
            target.rollback()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in OUT_OF_REACH:
                raise
            return 0  # no database, into which nobody can write, or without tables: the new file stays empty


def _copy_tables(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    made = source.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    made = [row for row in made if not row[1].startswith("sqlite_")]
    marks = [(name, source.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("user_version", "application_id")]
    target.execute("BEGIN")
    tables = [(name, sql) for kind, name, sql in made if kind == "table"]
    for name, sql in tables:
        target.execute(sql)
        for row in _readable_rows(source, name):
            places = ", ".join("?" * len(row))
            target.execute(f'INSERT OR IGNORE INTO "{name}" VALUES ({places})', row)
    for _, _, sql in (row for row in made if row[0] == "index"):
        target.execute(sql)
    _drop_orphans(target)
    for name, value in marks:
        target.execute(f"PRAGMA {name} = {int(value)}")
    sessions = target.execute("SELECT count(*) FROM session").fetchone()[0]
    target.commit()
    return int(sessions)


def _readable_rows(source: sqlite3.Connection, table: str) -> Iterator[Row]:
    """Every row that can be read: from the front until one is broken, from the back likewise, then between the two."""
    first_gap = last_gap = 0
    try:
        for number, *row in source.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid'):
            first_gap = number
            yield tuple(row)
    except sqlite3.DatabaseError:
        last_gap = first_gap + LOOKED_FOR
    if not last_gap:
        return
    with suppress(sqlite3.DatabaseError):
        query = f'SELECT rowid, * FROM "{table}" WHERE rowid > ? ORDER BY rowid DESC'
        for number, *row in source.execute(query, (first_gap,)):
            last_gap = number - 1
            yield tuple(row)
    yield from _between(source, table, first_gap + 1, last_gap)


def _between(source: sqlite3.Connection, table: str, first: int, last: int) -> Iterator[Row]:
    """A span of row numbers that fails is halved until only broken rows are left out."""
    spans = [(first, last)]
    while spans:
        first, last = spans.pop()
        try:
            yield from source.execute(f'SELECT * FROM "{table}" WHERE rowid BETWEEN ? AND ?', (first, last)).fetchall()
        except sqlite3.DatabaseError:
            if first < last:
                middle = (first + last) // 2
                spans += [(middle + 1, last), (first, middle)]


def _drop_orphans(target: sqlite3.Connection) -> None:
    """Rows whose parent is lost can't be shown; they remain in the file that was set aside."""
    while orphans := target.execute("PRAGMA foreign_key_check").fetchall():
        for table, row, *_ in orphans:
            target.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
