"""The history's file: where it lies, who may read it, how it is opened, and what happens when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from posecheck.errors import HistoryError
from posecheck.io import history_migrate, history_rescue
from posecheck.io.atomic import make_folder
from posecheck.io.places import data_place

FILE = "history.sqlite3"
BUSY_S = 2.0
"""How long a write waits for another program before it is tried again later."""
LOCK_S, LOOK_S = 2.0, 0.1
"""How long to wait for another program that opens or repairs the file, and how often to see whether to give up."""
OURS_ONLY = 0o600
CHECKED_BYTES = 64 * 2**20
"""A larger file is checked where it is read, not as a whole each time it is opened."""


class DamagedError(Exception):
    """SQLite opens the file but finds its content broken."""


def where() -> Path:
    """The file of this user's history."""
    return data_place() / FILE


def open_file(path: Path, *, damaged: bool = False, given_up: Callable[[], bool] = lambda: False) -> tuple[Engine, str]:
    """The engine of a file made ready for use, and a remark for the person ("" when all is well).

    A damaged file (damaged: it is known to be) is set aside and what can be read of it is taken over. HistoryError when
    it can't be opened, was written by a newer program, or belongs to another one, when another program takes long to
    repair it, or `given_up` says meanwhile that nobody waits for it any more.
    """
    history_migrate.refuse_others(path)  # before anything is made beside another program's file
    with _opening(path, given_up):
        history_rescue.put_back(path)
        history_migrate.refuse_others(path)
        try:
            # known damage may have been repaired by another program meanwhile: only a look at the whole file tells
            return _opened(path, whole=damaged), ""
        except (DatabaseError, DamagedError) as error:
            if not is_damage(error):
                raise cannot_open(path, error) from error
        remark = history_rescue.rescue(path)
        return _opened(path), remark


@contextmanager
def _opening(path: Path, given_up: Callable[[], bool]) -> Iterator[None]:
    """One program at a time opens a history, so that none meets a file that another one is about to replace."""
    lock, until_s = FileLock(path.with_name(f".{path.name}.lock"), mode=OURS_ONLY), time.monotonic() + LOCK_S
    try:
        make_folder(path.parent)
        while not lock.is_locked:
            with suppress(Timeout):
                lock.acquire(timeout=LOOK_S)
                break
            if given_up() or time.monotonic() > until_s:
                raise HistoryError("another program is repairing the history", str(path), "try again in a moment")
    except OSError as error:
        raise cannot_open(path, error) from error
    try:
        yield
    finally:
        lock.release()


def is_damage(error: Exception) -> bool:
    """Whether the file's content is broken, rather than out of reach for now."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    broken = code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return broken or isinstance(error, DamagedError)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the right to write from its first moment; committed at the end of the block.

    It is one of the file that is in place: while it waits, another program may have repaired that and put it aside.
    """
    while True:
        opened = which(engine)
        with engine.execution_options(write=True).begin() as connection:
            if which(engine) == opened:
                yield connection
                return


def which(engine: Engine) -> tuple[int, int]:
    """Tell the file that is at an engine's path from every other one."""
    with suppress(OSError):
        facts = os.stat(engine.url.database or "")
        return facts.st_dev, facts.st_ino
    return 0, 0


def cannot_open(path: Path, error: Exception) -> HistoryError:
    """The one-line error for a history out of reach."""
    reason = getattr(error, "strerror", None) or getattr(error, "orig", error)
    cure = "check the folder's permissions and free space, or name another one with POSECHECK_DATA_DIR"
    return HistoryError(f"the history cannot be used, {reason}", str(path), cure)


def _opened(path: Path, *, whole: bool = False) -> Engine:
    """The engine of a file that was checked. whole: however large it is, its indexes too."""
    _make(path)
    engine = _engine(path)
    try:
        history_migrate.prepare(engine, path, writing)
        if whole or path.stat().st_size <= CHECKED_BYTES:
            _check(engine, "integrity_check" if whole else "quick_check")
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make(path: Path) -> None:
    """The file readable and writable by its owner alone, before SQLite sees it: its companions take the same mode.

    One that is there isn't opened by any hand but SQLite's: closing it would end every hold that this program has on it
    (POSIX), so that another one, leaving, could delete the write-ahead log of a writer at work.
    """
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OURS_ONLY))
        for suffix in history_rescue.COMPANIONS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).chmod(OURS_ONLY)
    except OSError as error:
        raise cannot_open(path, error) from error


def _engine(path: Path) -> Engine:
    # no pool: a connection lives as long as its transaction, and none is left for a thread to trip over
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_S, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _check(engine: Engine, check: str) -> None:
    with engine.connect() as connection:
        verdict = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one()
    if verdict != "ok":
        raise DamagedError(verdict)
