"""Progress bars: on stderr, and only when somebody looks at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def _console() -> Console:
    return Console(file=sys.stderr)


@contextmanager
def model_progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar for fetching the model; hears bytes done and in all. None where no terminal listens."""
    console = _console()
    if not console.is_terminal:
        yield None
        return
    with Progress(TextColumn("Pose model"), BarColumn(), DownloadColumn(), console=console, transient=True) as bar:
        task = bar.add_task("model", total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


@contextmanager
def frame_progress(name: str, frames: int) -> Iterator[Callable[[int], None] | None]:
    """A bar over the frames of a clip; hears how many are done. None where no terminal listens."""
    console = _console()
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn(name, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=frames or None)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def share_progress(name: str) -> Iterator[Callable[[float], None] | None]:
    """A bar over some work; hears the share that is done, 0..1. None where no terminal listens."""
    console = _console()
    if not console.is_terminal:
        yield None
        return
    with Progress(TextColumn(name), BarColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda share: bar.update(task, completed=share)
