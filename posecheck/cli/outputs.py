"""Where a command's results go: checked before the work, written whole, and never over what was read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from posecheck.errors import ClipError, PosecheckError
from posecheck.io.atomic import write_text

STDOUT = "-"
LONGEST_STEM_BYTES = 200
"""Systems take 255 bytes in all: room for a mark and an ending."""


def write(target: str, text: str) -> None:
    """Write text to a file, all of it or nothing, or to standard output."""
    if target == STDOUT:
        sys.stdout.write(text)
    else:
        write_text(Path(target).expanduser(), text)


def console() -> Console:
    """The terminal, for tables: brackets in names, paths and files are no colours."""
    return Console(highlight=False, markup=False)


def check(targets: Mapping[str, str | Path | None], sources: Sequence[Path | None]) -> None:
    """ClipError for an output without a folder, one that is asked for twice, or one that is a source itself.

    targets: files by their option ("json"), None for none, "-" for standard output.
    """
    read = [path for path in sources if path is not None]
    asked: dict[Path, str] = {}
    for option, target in targets.items():
        if target is None or str(target) == STDOUT:
            continue
        path = Path(target).expanduser().absolute()
        if not path.parent.is_dir():
            raise ClipError("no such folder", str(path.parent), "make it first or name another file")
        if path in asked:
            raise PosecheckError(f"--{asked[path]} and --{option} name one file", str(target), "name two")
        asked[path] = option
        if path.is_file() and any(_same_file(path, source) for source in read):
            raise PosecheckError(f"--{option} would overwrite what is read", str(target), "name another file")


def stem(clip: Path, sha256: str, *, alone: bool = True) -> str:
    """Return the stem of what is written for a clip: its own, or with the content's first letters.

    alone: no other clip has this name. A name that leaves no room for another ending is cut.
    """
    whole = clip.stem
    cut = (
        os.fsdecode(os.fsencode(whole)[:LONGEST_STEM_BYTES]) if len(os.fsencode(whole)) > LONGEST_STEM_BYTES else whole
    )
    return cut if alone and cut == whole else f"{cut}-{sha256[:8]}"


def _same_file(first: Path, second: Path) -> bool:
    """Two files of which one can't be looked at, its name being too long for instance, are two."""
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False
