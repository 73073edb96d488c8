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
    read = [path for path in sources if path is not None and path.exists()]
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
        if path.is_file() and any(os.path.samefile(path, source) for source in read):
            raise PosecheckError(f"--{option} would overwrite what is read", str(target), "name another file")
