"""Where the worker leaves the newest judged frame for the window."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.coach.output import FrameOutput
from posecheck.pose.frame import Frame


@dataclass(frozen=True, slots=True)
class Item:
    """A frame and what it came to."""

    frame: Frame
    output: FrameOutput


class Mailbox(QObject):
    """Holds one item. `ready` is sent only when the box was empty, so that at most one event waits in the window."""

    ready = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._item = threading.Lock(), None  # type: tuple[threading.Lock, Item | None]

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """A sink's call, from the worker: a newer item takes the older one's place."""
        with self._lock:
            was_empty, self._item = self._item is None, Item(frame, output)
        if was_empty:
            self.ready.emit()

    def collect(self) -> Item | None:
        """The window's call: the newest item, once."""
        with self._lock:
            item, self._item = self._item, None
        return item

    def close(self) -> None:
        """Nothing to let go: the last item may still be collected."""
