"""Judges a clip in a thread of its own, with progress and cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.errors import PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.session.review import Review

JOIN_S = 20.0
Tell = Callable[[int, int], None]
"""Hears how many frames of how many are done."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A judged clip. path: the video, None where only its measures are there; notes: what should be known of it;
    bundle: the session bundle it came in, to which its labels belong; speed: how many times faster the movement was
    than the clip plays; first_speed: as its file says it, in whose seconds its labels are kept; again: judges it at
    another speed, None where only its measures are there."""

    path: Path | None
    name: str
    spec: ExerciseSpec
    review: Review
    notes: tuple[str, ...] = ()
    bundle: Path | None = None
    speed: float = 1.0
    first_speed: float = 1.0
    again: Callable[[float], Opened] | None = None

    @property
    def as_it_came(self) -> bool:
        """Whether it is a bundle of which nothing was changed here."""
        return self.bundle is not None and self.speed == self.first_speed

    @property
    def source(self) -> Path | None:
        """The file that was opened."""
        return self.bundle or self.path


Load = Callable[[Path, Tell], Opened]


class CancelledError(Exception):
    """The user doesn't want it any more."""


class Opener(QObject):
    """One clip at a time. Signals: progress(done, of), opened(what `load` made), failed(words), cancelled()."""

    progress = pyqtSignal(int, int)
    opened = pyqtSignal(object)
    failed = pyqtSignal(str)
    cancelled = pyqtSignal()

    def __init__(self, load: Callable[[Path, Tell], object]) -> None:
        super().__init__()
        self._load = load
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether a clip is being judged."""
        return self._thread is not None and self._thread.is_alive()

    def open(self, path: Path) -> None:
        """Begin; whatever was begun before is given up."""
        self.run(lambda tell: self._load(path, tell))

    def run(self, work: Callable[[Tell], object]) -> None:
        """Do other work on a clip in the same way."""
        self.close()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(work, self._stop), name="clip-opener")
        self._thread.start()

    def cancel(self) -> None:
        """Give it up at the next frame."""
        self._stop.set()

    def close(self) -> None:
        """Give it up and wait for the thread."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(JOIN_S)
            self._thread = None

    def _work(self, work: Callable[[Tell], object], stop: threading.Event) -> None:
        def tell(done: int, of: int) -> None:
            if stop.is_set():
                raise CancelledError
            self.progress.emit(done, of)

        try:
            opened = work(tell)
        except CancelledError:
            self.cancelled.emit()
        except PosecheckError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001  whatever fails in the thread is told in the window, not lost
            self.failed.emit(f"unexpected {type(error).__name__}: {error}")
        else:
            if not stop.is_set():
                self.opened.emit(opened)
