"""From one version of the tables to the next, after a backup; a newer program's file is left alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from posecheck.errors import HistoryError
from posecheck.io.history_schema import APPLICATION_ID, SCHEMA_VERSION, Table

Step = Callable[[Connection], None]
Writing = Callable[[Engine], AbstractContextManager[Connection]]


def _mark_clips(connection: Connection) -> None:
    """1 > 2: sessions say which clips played as the camera."""
    connection.exec_driver_sql("ALTER TABLE session ADD COLUMN source VARCHAR DEFAULT '' NOT NULL")


def _know_the_unjudged(connection: Connection) -> None:
    """2 > 3: repetitions say whether they could be judged; of those before, one neither good nor faulty wasn't."""
    connection.exec_driver_sql("ALTER TABLE repetition ADD COLUMN judged BOOLEAN DEFAULT 1 NOT NULL")
    connection.exec_driver_sql(
        "UPDATE repetition SET judged = 0 WHERE kind = 'rep' AND NOT good"
        " AND id NOT IN (SELECT repetition_id FROM repetition_fault WHERE NOT borderline)"
    )
    connection.exec_driver_sql("DROP INDEX repetition_sums")
    connection.exec_driver_sql(
        "CREATE INDEX repetition_sums ON repetition (set_id, side, kind, good, judged, hold_s, range, range_error)"
    )


STEPS: Mapping[int, Step] = {1: _mark_clips, 2: _know_the_unjudged}
"""version -> what makes it the next one. A step is never changed once released; tests keep a file of each version."""


def refuse_others(path: Path, target: int = SCHEMA_VERSION) -> None:
    """HistoryError for a file of a newer posecheck or of another program, by a look that leaves no trace on it.

    SQLite itself looks: a file of its that anybody else opens and closes loses all holds that this program has on it.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            file.execute("PRAGMA writable_schema = ON")  # a file that was cut off has a header too
            marks = ("user_version", "application_id")
            found, mark = (int(file.execute(f"PRAGMA {name}").fetchone()[0]) for name in marks)
    except sqlite3.Error:
        return  # there is none yet, or opening it will tell why it can't be read
    if mark != APPLICATION_ID and (mark or found):
        cure = "move it elsewhere; posecheck leaves it as it is"
        raise HistoryError("this is another program's database", str(path), cure)
    if found > target:
        raise _newer(found, target, path)


def prepare(
    engine: Engine, path: Path, writing: Writing, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA_VERSION
) -> Path | None:
    """Bring the file to version `target`; returns the backup if one was made. HistoryError for a newer one.

    All steps happen in one transaction: a crash in the middle leaves the old version untouched.
    """
    with engine.connect() as connection:
        found = _version(connection)
    if found > target:
        raise _newer(found, target, path)
    if found == target:
        return None
    made = backup(path, f"v{found}") if found else None
    with writing(engine) as connection:
        if _version(connection) == found:  # or another posecheck was faster
            _bring_up(connection, found, steps, target)
    return made


def backup(path: Path, label: str) -> Path:
    """A complete copy beside the file, whatever is being written meanwhile; 0600 like the file itself."""
    copy = free_name(path, f"backup-{label}")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        source, target = sqlite3.connect(path), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
    except (OSError, sqlite3.Error) as error:
        copy.unlink(missing_ok=True)
        cure = "free some space; the history stays as it was"
        raise HistoryError(f"no backup can be made, {error}", str(copy), cure) from error
    return copy


def free_name(path: Path, label: str) -> Path:
    """history.sqlite3 -> history.LABEL-20261124-133700.sqlite3, a name that nothing has yet."""
    when = datetime.now().strftime("%Y%m%d-%H%M%S")
    endings = ("", *(f"-{number}" for number in range(2, 10_000)))
    names = (path.with_name(f"{path.stem}.{label}-{when}{ending}{path.suffix}") for ending in endings)
    return next(name for name in names if not name.exists())


def _bring_up(connection: Connection, found: int, steps: Mapping[int, Step], target: int) -> None:
    if found == 0:
        Table.metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    for version in range(found or target, target):
        steps[version](connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {target}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _newer(found: int, target: int, path: Path) -> HistoryError:
    cure = "install the newest posecheck, or name another folder with POSECHECK_DATA_DIR"
    return HistoryError(f"a newer posecheck wrote the history (version {found}, known is {target})", str(path), cure)
