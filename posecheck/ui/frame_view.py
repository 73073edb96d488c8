"""A picture as large as fits, with one line of words over it."""

from __future__ import annotations

import cv2
import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from posecheck.io.upright import Picture
from posecheck.render import theme

EDGE_PX = 24


class FrameView(QWidget):
    """Shows a BGR picture; words stand on a strip along its lower edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._words, self._colour, self._instead = "", theme.TEXT, ""
        self.setMinimumSize(320, 180)
        self.setAccessibleName("Video")

    def show_picture(self, bgr: Picture) -> None:
        """Show another picture (h, w, 3)."""
        four = np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA))
        height, width = four.shape[:2]
        self._image = QImage(four.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        self.update()

    def show_words(self, words: str, colour: theme.Colour = theme.TEXT) -> None:
        """Show other words; "" takes the strip away."""
        self._words, self._colour = words, colour
        self.setAccessibleDescription(words)
        self.update()

    def clear(self, words: str) -> None:
        """Show no picture, and in its place why."""
        self._image, self._instead = None, words
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """The picture in the middle, words below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(10, 13, 18))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(self.rect())
        if self._image is not None:
            scale = min(room.width() / self._image.width(), room.height() / self._image.height())
            place = QRectF(0, 0, self._image.width() * scale, self._image.height() * scale)
            place.moveCenter(QPointF(room.center()))
            painter.drawImage(place, self._image)
            room = place
        elif self._instead:
            painter.setPen(QColor(*theme.QUIET))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(room.adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX), flags, self._instead)
        if self._words:
            self._paint_words(painter, room)

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        strip = QRectF(room.left(), room.bottom() - 44, room.width(), 44)
        painter.fillRect(strip, QColor(*theme.GROUND, 200))
        font = QFont(self.font())
        font.setPixelSize(20)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(*self._colour))
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, int(strip.width()) - 32)
        painter.drawText(strip.adjusted(16, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter, words)
