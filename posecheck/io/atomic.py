"""Files that are either wholly there or not at all, and written by one program at a time."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from posecheck.errors import ClipError, PosecheckError, printable

OURS_ONLY = 0o600
FOLDER_OURS_ONLY = 0o700
WAIT_S = 2.0
"""How long a window waits for another program that is writing: a small file takes a fraction of a second."""
KEPT_LETTERS = 40
"""So much of a file's name is in its temporary one, so that a long name leaves room for the rest."""

MOST_LINKS = 40
"""Linux follows no more of them either."""
DESCRIPTOR = re.compile(r"(?:/dev|/proc/(?:self|thread-self|\d+))/fd/(\d+)")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it doesn't.

    A device, a pipe or what the program was given as a descriptor (/dev/null, /dev/stdout, /dev/fd/3) is written to and
    stays what it is; so does a link, whose target is replaced. Its owner alone may read the file then, whoever might
    read the one that was there. Raises ClipError when the folder is missing or can't be written.
    """
    descriptor = _descriptor(path)
    if descriptor is not None or _is_device(path):
        with _written_through(path, descriptor) as temporary:
            yield temporary
        return
    path = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{printable(path.name)[:KEPT_LETTERS]}.", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise unwritable(path, error) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _sync(temporary)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _written_through(path: Path, descriptor: int | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        temporary = Path(folder) / f"out{path.suffix}"
        temporary.touch()
        yield temporary
        try:
            with temporary.open("rb") as content, _sink(path, descriptor) as device:
                shutil.copyfileobj(content, device)
        except OSError as error:
            raise unwritable(path, error) from error


def _sink(path: Path, descriptor: int | None) -> BinaryIO:
    """Open what is written to. A descriptor is not opened by its name, which would empty the file of `> file`."""
    if descriptor is None:
        return path.open("wb")
    sys.stdout.flush()  # what was printed before comes first
    sys.stderr.flush()
    return os.fdopen(os.dup(descriptor), "wb")


def _descriptor(path: Path) -> int | None:
    """Return N of /dev/stdout, /dev/fd/N and the like, also behind links; None of any other name."""
    for _ in range(MOST_LINKS):
        if found := DESCRIPTOR.fullmatch(os.path.abspath(path)):
            return int(found[1])
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


def _is_device(path: Path) -> bool:
    """Whether something else than a file or a folder is there, which must not be replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into, and those above it; one that is there stays as it is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True, mode=FOLDER_OURS_ONLY)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def write_bytes(path: Path, data: bytes) -> None:
    """Write all of `data` or leave the old file as it was."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, all of it or nothing."""
    write_bytes(path, text.encode("utf-8"))


@contextmanager
def locked(path: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold `path` for writing; PosecheckError when somebody else holds it for longer than `wait_s`.

    The system ends the hold of a program that dies; the empty file beside `path` by which it is held stays.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=wait_s, mode=OURS_ONLY)
    try:
        lock.acquire()
    except Timeout as error:
        raise PosecheckError("another program is writing the file", str(path), "try again in a moment") from error
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield
    finally:
        lock.release()


def free_name(path: Path) -> Path:
    """Return her.toml -> her-yours.toml, or the next such name that no file has."""
    names = (path.with_name(f"{path.stem}-yours{'' if n == 1 else f'-{n}'}{path.suffix}") for n in range(1, 1000))
    return next(name for name in names if not name.exists())


def unwritable(path: Path, error: OSError) -> ClipError:
    """The one-line error for a file that can't be written."""
    return ClipError("cannot write the file", str(path), f"{error.strerror or error}; choose another place")


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _mode(path: Path) -> int:
    """Return the mode for a file: its owner's alone whatever the umask; of one that is there only what is stricter."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & OURS_ONLY
    except OSError:
        return OURS_ONLY
