"""Entries on their way into the history, as JSON lines in a file of their own until they are written.

A writer's journal takes each entry before anybody goes on, without waiting for a disk: a program that is killed at any
moment has lost none, however far its writer is behind. What a journal still holds when its program is gone is taken
over by the next one.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.io.atomic import make_folder
from posecheck.io.held import hold
from posecheck.io.history_entries import Entry
from posecheck.io.places import cache_place

log = logging.getLogger(__name__)
PREFIX = "posecheck-pending-"
FRESH_S = 60.0
"""A file that has just been made is empty, and for a moment nobody holds it yet."""


def places(history: Path) -> list[Path]:
    """Folders for such files, best first: beside the history, the user's cache, the system's temporary folder."""
    found = [history.parent]
    with suppress(PosecheckError):  # a user without a home has no cache
        found.append(cache_place())
    return [*found, Path(tempfile.gettempdir())]


class Journal:
    """One writer's file: entries are added as they come and cleared as soon as all of them are in the history.

    A folder that doesn't take them (full, gone, read-only) is given up for the next one, with all entries anew.
    """

    def __init__(self, folders: Sequence[Path], name: str) -> None:
        self._folders, self._name = list(folders), name
        self._entries: list[Entry] = []
        self._path: Path | None = None
        self._handle, self._saved = -1, 0

    def add(self, *entries: Entry) -> bool:
        """Keep entries, in the system's hands when this returns; False when no folder takes them."""
        self._entries += entries
        if self._handle >= 0 and self._append():
            return True
        return any(self._open(folder) and self._append() for folder in self._folders)

    def sync(self) -> None:
        """Have what was added survive a power cut too."""
        if self._handle >= 0:
            with suppress(OSError):
                os.fsync(self._handle)

    def clear(self) -> None:
        """All is in the history."""
        self._entries = []
        self._drop()

    def close(self) -> None:
        """Let the file go: for good when nothing is left in it."""
        if self._entries:
            self._shut()
        else:
            self._drop()

    def _append(self) -> bool:
        """Write what isn't in the file yet; what a full disk took only half of goes with the file."""
        try:
            if os.fstat(self._handle).st_nlink == 0:  # somebody erased it
                self._drop()
                return False
            text = b"".join(_line(entry) for entry in self._entries[self._saved :])
            if os.write(self._handle, text) == len(text):
                self._saved = len(self._entries)
                return True
        except OSError as error:
            log.debug("no journal in %s: %s", self._path, error)
        self._drop()
        return False

    def _open(self, folder: Path) -> bool:
        self._path, self._saved = folder / f"{PREFIX}{self._name}.jsonl", 0
        try:
            make_folder(folder)
            flags = os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_WRONLY | _NO_FOLLOW
            self._handle = os.open(self._path, flags, 0o600)
            hold(self._handle)
        except OSError:
            self._shut()
            return False
        return True

    def _drop(self) -> None:
        if self._path is not None and self._handle >= 0:
            self._shut()
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _shut(self) -> None:
        if self._handle >= 0:
            with suppress(OSError):
                os.close(self._handle)
        self._handle = -1


@dataclass(frozen=True, slots=True)
class Left:
    """What a program left behind; nobody else takes it over as long as it is held."""

    path: Path
    entries: tuple[Entry, ...]
    handle: int

    def let_go(self, *, written: bool) -> None:
        """Leave it to the next one, or delete it when all of it is in the history."""
        os.close(self.handle)
        if written:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def find(folders: Sequence[Path]) -> list[Path]:
    """Files that hold entries, oldest first; in a shared folder only those of this user."""
    found = [path for folder in dict.fromkeys(folders) for path in folder.glob(f"{PREFIX}*.jsonl")]
    facts = [(state.st_mtime, path) for path in found if (state := _state_of_ours(path)) and state.st_size]
    return [path for _, path in sorted(facts)]


def tidy(folders: Sequence[Path]) -> None:
    """Delete empty files of programs that are gone; of this user's only, and none that is held."""
    for path in (path for folder in dict.fromkeys(folders) for path in folder.glob(f"{PREFIX}*.jsonl")):
        state = _state_of_ours(path)
        if state is None or state.st_size or time.time() - state.st_mtime < FRESH_S:
            continue
        left = _taken(path)
        if left is not None:
            left.let_go(written=not left.entries)


def take_over(folders: Sequence[Path]) -> list[Left]:
    """What is left of programs that are gone, oldest first; a journal that is still written stays alone."""
    return [left for path in find(folders) if (left := _taken(path)) is not None]


def _taken(path: Path) -> Left | None:
    try:
        handle = os.open(path, os.O_RDWR | _NO_FOLLOW)
    except OSError:
        return None
    try:
        hold(handle)
        return Left(path, tuple(load(path)), handle)
    except OSError:
        os.close(handle)
        return None


def load(path: Path) -> list[Entry]:
    """The entries of a file; a line that was cut off is left out and logged."""
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            table, parent, values = json.loads(line)
            entries.append(Entry(str(table), tuple(parent), dict(values)))
        except (ValueError, TypeError, RecursionError, MemoryError):
            log.warning("line %d of %s is no entry and is left out", number, path)
    return entries


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def _line(entry: Entry) -> bytes:
    text = json.dumps([entry.table, list(entry.parent), dict(entry.values)], ensure_ascii=True)
    return text.encode() + b"\n"


def _state_of_ours(path: Path) -> os.stat_result | None:
    """The state of a file of this user's; None for others, and for one that its program has cleared meanwhile."""
    try:
        state = path.lstat()
    except OSError:
        return None
    foreign = hasattr(os, "getuid") and (state.st_uid != os.getuid() or stat.S_ISLNK(state.st_mode))
    return None if foreign else state
