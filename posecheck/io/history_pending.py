"""Entries that can't be written now, kept as a file of JSON lines until they can."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from posecheck.io.history_entries import Entry

log = logging.getLogger(__name__)
PREFIX = "posecheck-pending-"


def places(history: Path) -> list[Path]:
    """Folders for such files, best first: beside the history, the user's cache, the system's temporary folder."""
    override = os.environ.get("POSECHECK_CACHE_DIR")
    return [history.parent, Path(override) if override else user_cache_path("posecheck"), Path(tempfile.gettempdir())]


def keep(folders: Sequence[Path], name: str, entries: Iterable[Entry]) -> Path | None:
    """Put entries into a file of the first folder that takes it; None when none does."""
    lines = [json.dumps([e.table, list(e.parent), dict(e.values)], ensure_ascii=False) + "\n" for e in entries]
    for folder in folders:
        path = folder / f"{PREFIX}{name}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path.with_suffix(".part"), os.O_CREAT | os.O_TRUNC | os.O_WRONLY | _NO_FOLLOW, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            os.replace(path.with_suffix(".part"), path)
        except OSError:
            with suppress(OSError):
                path.with_suffix(".part").unlink(missing_ok=True)
        else:
            return path
    return None


def find(folders: Sequence[Path]) -> list[Path]:
    """Files that an earlier session left, oldest first; in a shared folder only those of this user."""
    found = [path for folder in dict.fromkeys(folders) for path in folder.glob(f"{PREFIX}*.jsonl") if _is_ours(path)]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def load(path: Path) -> list[Entry]:
    """The entries of a file; a line that was cut off is left out and logged."""
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            table, parent, values = json.loads(line)
            entries.append(Entry(str(table), tuple(parent), dict(values)))
        except (ValueError, TypeError):
            log.warning("line %d of %s is no entry and is left out", number, path)
    return entries


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def _is_ours(path: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    facts = path.lstat()
    return facts.st_uid == os.getuid() and not path.is_symlink()
