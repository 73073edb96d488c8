"""The history of practice on this computer: people, sessions, pain, screens and plans, in one file of the user's own.

Opened once; reading is done in the caller's thread, writing by one thread of its own (see history_writer).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from posecheck.coach.record import Record
from posecheck.errors import HistoryError
from posecheck.io import history_erase, history_export, history_file, history_read
from posecheck.io import history_pending as pending
from posecheck.io.held import in_session
from posecheck.io.history_entries import (
    CURRENT,
    DEFAULT_NAME,
    DEFAULT_UID,
    Entry,
    current_uid,
    new_uid,
    person_entry,
)
from posecheck.io.history_read import KeptSession, PersonFacts
from posecheck.io.history_writer import HistoryWriter, Tell

WRITE_WAIT_S = 5.0
TAKE_OVER_S = 1.0


class History:
    """One history file. `remark`: what had to be done to open it, "" when nothing. Close it when done."""

    def __init__(self, path: Path | None = None, tell: Tell = lambda _words, _why: None) -> None:
        self.path = path or history_file.where()
        self._engine, self.remark = history_file.open_file(self.path)
        self._tell = tell
        self._writer: HistoryWriter | None = None
        self._take_over()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is waiting and let the file go."""
        if self._writer is not None:
            self._writer.close()
        self._engine.dispose()

    @property
    def writer(self) -> HistoryWriter:
        """The writer, started when first asked for."""
        if self._writer is None:
            self._writer = HistoryWriter(self.path, self._tell)
        return self._writer

    def people(self) -> list[PersonFacts]:
        """Everybody who has a profile here."""
        with self._reading() as connection:
            return history_read.people(connection)

    def person(self) -> PersonFacts:
        """Who exercises now: the one chosen last, else the first, else the default, who is written down for it."""
        if not self.people():
            self._now(person_entry(DEFAULT_UID, DEFAULT_NAME))
        with self._reading() as connection:
            uid = current_uid(connection)
        return next(person for person in self.people() if person.uid == uid)

    def add_person(self, name: str) -> PersonFacts:
        """A new profile; HistoryError when the name is taken or empty."""
        name = " ".join(name.split())
        if not name or name in (person.name for person in self.people()):
            raise HistoryError("there is already a person of this name" if name else "a person needs a name", name)
        added = PersonFacts(DEFAULT_UID if name == DEFAULT_NAME else new_uid(), name, 0)
        self._now(person_entry(added.uid, name))
        return added

    def use_person(self, name: str) -> PersonFacts:
        """From now on this person exercises; HistoryError with the nearest name when there is none like it."""
        found = self.find_person(name)
        self._now(Entry("setting", (), {"key": CURRENT, "value": found.uid}))
        return found

    def find_person(self, name: str) -> PersonFacts:
        """The person of this name; HistoryError with the nearest name when there is none like it."""
        known = {person.name: person for person in self.people()}
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            cure = f"did you mean {near[0]}?" if near else f"known are {', '.join(known) or 'none yet'}"
            raise HistoryError("there is no such person", name, cure)
        return known[name]

    def record(self, person_uid: str, since: date | None = None, *, clips: bool = False) -> Record:
        """A person's past for the rules and the charts, from `since` on; clips: sessions of recorded clips as well."""
        with self._reading() as connection:
            return history_read.read_record(connection, person_uid, since, clips=clips)

    def days(self, person_uid: str) -> list[date]:
        """Every day on which a person practised."""
        with self._reading() as connection:
            return history_read.practice_days(connection, person_uid)

    def kept_sessions(self, person_uid: str) -> list[KeptSession]:
        """Every session of a person, those of clips too, the newest first."""
        with self._reading() as connection:
            return history_read.kept_sessions(connection, person_uid)

    def session(self, person_uid: str, session_id: int) -> dict[str, Any]:
        """All of one session; HistoryError when this person has none with this id."""
        with self._reading() as connection:
            found = next(history_export.session_documents(connection, person_uid, session_id), None)
        if found is None:
            raise HistoryError("there is no such session", str(session_id), "see posecheck history list")
        return found

    def recordings(self, person_uid: str) -> list[str]:
        """Files into which sessions of a person were recorded, the deleted ones too."""
        with self._reading() as connection:
            return history_read.recordings(connection, person_uid)

    def export(self, person_uid: str, *, csv: Path | None = None, json: Path | None = None) -> int:
        """Write a person's history into files; returns the number of sessions."""
        count = 0
        with self._reading() as connection:
            if csv is not None:
                count = history_export.write_csv(connection, person_uid, csv)
            if json is not None:
                count = history_export.write_json(connection, person_uid, json)
        return count

    def put(self, *entries: Entry) -> None:
        """Have entries written soon, in this order; returns at once."""
        for entry in entries:
            self.writer.put(entry)

    def flush(self) -> bool:
        """Wait until all is written; False when the file is out of reach for now (it will be tried again)."""
        return self._writer is None or self._writer.flush(WRITE_WAIT_S)

    def erase_session(self, session_id: int) -> bool:
        """Delete a session for good, backups included; False when there is none with this id."""
        with self._settled() as engine:
            return history_erase.erase_session(engine, self.path, session_id)

    def erase_person(self, person_uid: str) -> bool:
        """Delete all about a person for good, backups included; False when there is nobody with this key."""
        with self._settled() as engine:
            return history_erase.erase_person(engine, self.path, person_uid)

    def erase_everything(self) -> None:
        """Delete everybody and everything for good, backups included."""
        with self._settled() as engine:
            history_erase.erase_everything(engine, self.path)

    def other_copies(self) -> list[Path]:
        """Backups and other files that an erasure removes too."""
        return history_erase.other_copies(self.path)

    def _now(self, entry: Entry) -> None:
        """Write something that the next question depends on; HistoryError when it can't be written soon."""
        self.writer.put(entry)
        if not self.flush():
            raise HistoryError("the history cannot be written", str(self.path), "free some space, close other programs")

    def _take_over(self) -> None:
        """What a program that was killed still had on its way comes first; a history out of reach isn't waited for.

        Files by which such a program said that it was there go away too.
        """
        pending.tidy(pending.places(self.path))
        in_session(self.path)
        if pending.find(pending.places(self.path)):
            self.writer.flush(TAKE_OVER_S)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            raise history_file.cannot_open(self.path, error) from error

    @contextmanager
    def _settled(self) -> Iterator[Engine]:
        """The engine once nothing is waiting to be written any more."""
        self.flush()
        try:
            yield self._engine
        except DatabaseError as error:
            raise history_file.cannot_open(self.path, error) from error
