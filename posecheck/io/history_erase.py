"""Forgetting: what is deleted is gone from the file, its journal, its backups and everything that was set aside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, delete

from posecheck.errors import HistoryError
from posecheck.io import history_pending as pending
from posecheck.io import history_schema as schema
from posecheck.io import person_files
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_file import writing


def erase_session(engine: Engine, path: Path, session_id: int) -> bool:
    """Delete one session, its pain notes included; False when there is none with this id."""
    with writing(engine) as connection:
        connection.execute(delete(schema.Pain).where(schema.Pain.session_id == session_id))
        found = connection.execute(delete(schema.Session).where(schema.Session.id == session_id)).rowcount == 1
    if found:
        _leave_no_trace(engine, path)
    return found


def erase_person(engine: Engine, path: Path, person_uid: str) -> bool:
    """Delete everything about one person; False when there is nobody with this key."""
    with writing(engine) as connection:
        found = connection.execute(delete(schema.Person).where(schema.Person.uid == person_uid)).rowcount == 1
        chosen = (schema.Setting.key == CURRENT, schema.Setting.value == person_uid)
        connection.execute(delete(schema.Setting).where(*chosen))
    if found:
        person_files.erase(path, person_uid)
        _leave_no_trace(engine, path)
    return found


def erase_everything(engine: Engine, path: Path) -> None:
    """Delete everybody and everything. The empty file stays, for another posecheck may have it open."""
    with writing(engine) as connection:
        for table in reversed(schema.Table.metadata.sorted_tables):
            connection.execute(delete(table))
    person_files.erase(path)
    _leave_no_trace(engine, path)


def other_copies(path: Path) -> list[Path]:
    """Backups, files that were set aside and pending entries: whatever may still hold what was deleted."""
    beside = [p for label in ("backup", "damaged") for p in path.parent.glob(f"{path.stem}.{label}-*")]
    return sorted(beside) + pending.find(pending.places(path))


def _leave_no_trace(engine: Engine, path: Path) -> None:
    """secure_delete has overwritten the rows; VACUUM drops free pages, the checkpoint empties the journal.

    HistoryError for what could not be got rid of, when everything else has been.
    """
    kept = [copy for copy in other_copies(path) if not _deleted(copy)]
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
            busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:
        busy = True
    if kept:
        raise HistoryError("deleted, but a copy stays", ", ".join(map(str, kept)), "delete it by hand")
    if busy:
        cure = "close every window of posecheck: the last one empties it"
        raise HistoryError("deleted, but the journal could not be emptied yet", str(path), cure)


def _deleted(copy: Path) -> bool:
    try:
        copy.unlink(missing_ok=True)
    except OSError:
        return False
    return True
