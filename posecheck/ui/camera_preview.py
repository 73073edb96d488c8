"""A camera's picture in a page, to see which one it is and whether it is light enough."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from posecheck.coach.phrases import Words
from posecheck.io.camera_address import Address
from posecheck.session.ports import LiveSource
from posecheck.ui import labels
from posecheck.ui.stage_view import PictureView

POLL_MS = 33
DARK_LUMA = 40.0
"""Mean brightness of 255 below which joints get lost in the dark."""
OpenCamera = Callable[[Address], LiveSource]


class CameraPreview(PictureView):
    """Shows a camera while it is visible, and lets it go when it isn't. `told` says what is wrong, "" when nothing."""

    told = pyqtSignal(str)

    def __init__(self, open_camera: OpenCamera, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open, self._words = open_camera, words
        self._index: Address | None = None
        self._source: LiveSource | None = None
        self._ticks = QTimer(self)
        self._ticks.setInterval(POLL_MS)
        self._ticks.timeout.connect(self._look)
        self.setAccessibleName(words(labels.CAMERA))

    def choose(self, index: Address | None) -> None:
        """Show another camera; None for none."""
        self._index = index
        self._let_go()
        if self.isVisible():
            self._begin()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Begin to look."""
        self._begin()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802  Qt's name
        """Let the camera go: the session wants it."""
        self._let_go()
        super().hideEvent(event)

    def _begin(self) -> None:
        self.clear()
        if self._index is None:
            self.told.emit(self._words(labels.NO_CAMERA))
            return
        self.told.emit(self._words(labels.OPENING))
        self._source = self._open(self._index)
        self._source.open()
        self._ticks.start()

    def _look(self) -> None:
        if self._source is None:
            return
        frame = self._source.read(0.0)
        if frame is not None:
            self.show_picture(np.asarray(cv2.flip(frame.bgr, 1), np.uint8))
            dark = float(frame.bgr[::16, ::16].mean()) < DARK_LUMA
            self.told.emit(self._words(labels.TOO_DARK if dark else labels.CAMERA_HINT))
        elif self._source.message:
            if self._source.state == "lost":
                self.clear()  # a picture that stands still would be taken for one of now
            self.told.emit(self._words(self._source.message))

    def _let_go(self) -> None:
        self._ticks.stop()
        if self._source is not None:
            self._source.close()
            self._source = None
