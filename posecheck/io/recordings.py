"""The files of recorded sessions: the clip and the events beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from posecheck.errors import PosecheckError

EVENTS = ".jsonl"


def files(clips: Iterable[str]) -> list[Path]:
    """Whatever is still there of these recordings."""
    paths = [Path(clip) for clip in clips]
    return [path for clip in paths for path in (clip, clip.with_suffix(EVENTS)) if path.is_file()]


def delete(clips: Iterable[str]) -> None:
    """Delete recordings; PosecheckError for the first file that can't be."""
    for path in files(clips):
        try:
            path.unlink()
        except OSError as error:
            cure = error.strerror or "delete it by hand"
            raise PosecheckError("a recording can't be deleted", str(path), cure) from error
