"""A drawing of where to put the laptop: on the floor, two to three metres to the side of the mat."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from posecheck.coach.phrases import Words
from posecheck.io.spec_files import find_demonstration, spec_ids
from posecheck.render.theme import Colour
from posecheck.ui import labels
from posecheck.ui.figure import paint_figure
from posecheck.ui.lettering import paint_text
from posecheck.ui.look import colours


class PlacementView(QWidget):
    """Seen from behind the laptop: the screen in front, its view widening to the whole mat with somebody on it."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._theme = words, colours()
        self._person = find_demonstration(spec_ids()[0])
        self.setMinimumSize(320, 200)
        self.setAccessibleName(words(labels.PLACE_HINT))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint the room."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = float(self.width()), float(self.height())
        painter.fillRect(self.rect(), _colour(self._theme.panel))
        mat = QRectF(0.18 * width, 0.10 * height, 0.64 * width, 0.42 * height)
        lens = QPointF(0.5 * width, 0.74 * height)
        self._paint_view(painter, lens, mat)
        if self._person is not None:
            paint_figure(painter, mat, self._person, 0.0, self._theme)
        self._paint_laptop(painter, lens, 0.20 * height)
        self._paint_distance(painter, 0.90 * width, mat.bottom(), lens.y(), 0.075 * height)
        painter.end()

    def _paint_view(self, painter: QPainter, lens: QPointF, mat: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_colour(self._theme.good))
        painter.setOpacity(0.16)
        painter.drawPolygon(QPolygonF([lens, mat.bottomLeft(), mat.topLeft(), mat.topRight(), mat.bottomRight()]))
        painter.setOpacity(1.0)

    def _paint_laptop(self, painter: QPainter, lens: QPointF, size: float) -> None:
        lid = QRectF(lens.x() - 0.8 * size, lens.y() - 0.08 * size, 1.6 * size, size)
        painter.setPen(QPen(_colour(self._theme.text), 0.05 * size))
        painter.setBrush(_colour(self._theme.ground))
        painter.drawRoundedRect(lid, 0.08 * size, 0.08 * size)
        base = [(-0.95, 1.16), (0.95, 1.16), (0.8, 0.94), (-0.8, 0.94)]
        painter.drawPolygon(QPolygonF([QPointF(lens.x() + x * size, lid.top() + y * size) for x, y in base]))
        painter.setBrush(_colour(self._theme.good))
        painter.drawEllipse(QPointF(lens.x(), lid.top() + 0.1 * size), 0.05 * size, 0.05 * size)

    def _paint_distance(self, painter: QPainter, x: float, top: float, bottom: float, size: float) -> None:
        painter.setPen(QPen(_colour(self._theme.quiet), 0.06 * size, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        words = QRectF(x - 0.10 * self.width(), (top + bottom) / 2 - 0.6 * size, 0.19 * self.width(), 1.2 * size)
        painter.fillRect(words, _colour(self._theme.panel))
        paint_text(painter, words, self._words(labels.METRES), size, self._theme.text, bold=True)


def _colour(colour: Colour) -> QColor:
    return QColor(*colour)
