"""Fetches frames of a clip in a thread of its own: always the newest one that was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.errors import PosecheckError
from posecheck.io.frame_reader import FrameReader
from posecheck.io.upright import Picture

JOIN_S = 10.0


class FrameLoader(QObject):
    """`ready` is sent with (frame number, picture), `failed` with words. The owner calls `close`."""

    ready = pyqtSignal(int, object)
    failed = pyqtSignal(str)

    def __init__(self, open_clip: Callable[[], FrameReader]) -> None:
        super().__init__()
        self._open = open_clip
        self._wanted: int | None = None
        self._closing = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="frame-loader")
        self._thread.start()

    def ask(self, index: int) -> None:
        """Want a frame; one that was asked for before and isn't there yet is dropped."""
        with self._news:
            self._wanted = index
            self._news.notify()

    def close(self) -> None:
        """End the thread."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join(JOIN_S)

    def _next(self) -> int | None:
        with self._news:
            self._news.wait_for(lambda: self._closing or self._wanted is not None)
            index, self._wanted = self._wanted, None
            return None if self._closing else index

    def _work(self) -> None:
        try:
            with self._open() as reader:
                while (index := self._next()) is not None:
                    picture: Picture = reader.read(min(index, len(reader) - 1))
                    self.ready.emit(index, picture)
        except PosecheckError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001  whatever fails in the thread is told in the window, not lost
            self.failed.emit(f"unexpected {type(error).__name__}: {error}")
