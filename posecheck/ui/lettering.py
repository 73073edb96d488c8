"""Words and signs painted into an area, as large as they fit."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from posecheck.render.theme import Colour

STRETCHES = (100, 88, 76)
"""Words that don't fit are set narrower before they are set smaller."""
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAP = int(_CENTRE) | int(Qt.TextFlag.TextWordWrap)


def message_room(area: QRectF) -> QRectF:
    """Where the words of a message stand in its area, beside the sign."""
    height = area.height()
    return area.adjusted(0.56 * height, 0.02 * height, -0.06 * height, -0.02 * height)


def fitted_font(area: QRectF, words: str, size_px: float, *, bold: bool) -> QFont:
    """The largest font up to `size_px` with which the words fit into an area; narrower first, then smaller."""
    font = QFont()
    font.setBold(bold)
    size = max(8, int(size_px))
    while True:
        font.setPixelSize(size)
        for stretch in STRETCHES:
            font.setStretch(stretch)
            box = QFontMetricsF(font).boundingRect(area, _WRAP, words)
            if box.height() <= area.height() and box.width() <= area.width():
                return font
        if size <= 8:
            return font
        size = max(8, int(size * 0.95))


def paint_text(painter: QPainter, area: QRectF, words: str, size_px: float, colour: Colour, *, bold: bool) -> None:
    """Words in the middle of an area, at most `size_px` large."""
    if words:
        painter.setFont(fitted_font(area, words, size_px, bold=bold))
        painter.setPen(colour_of(colour))
        painter.drawText(area, _WRAP, words)


def paint_icon(painter: QPainter, area: QRectF, tone: str, colour: Colour) -> None:
    """A sign beside the message, so that its kind isn't told by colour alone."""
    size = min(area.width(), area.height()) * 0.42
    centre = area.center()
    painter.setPen(QPen(colour_of(colour), size * 0.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if tone == "good":
        corners = ((-1.0, 0.0), (-0.3, 0.75), (1.0, -0.75))
        painter.drawPolyline(QPolygonF([centre + QPointF(x * size, y * size) for x, y in corners]))
    elif tone == "fault":
        corners = ((0.0, -1.0), (1.05, 0.85), (-1.05, 0.85))
        painter.drawPolygon(QPolygonF([centre + QPointF(x * size, y * size) for x, y in corners]))
        painter.drawLine(centre + QPointF(0, -0.25 * size), centre + QPointF(0, 0.2 * size))
        painter.drawPoint(centre + QPointF(0, 0.55 * size))
    elif tone == "unseen":
        painter.drawEllipse(centre, 1.15 * size, 0.7 * size)
        painter.drawLine(centre + QPointF(-size, size), centre + QPointF(size, -size))
    else:
        painter.drawEllipse(centre, size, size)
        painter.drawLine(centre + QPointF(0, -0.1 * size), centre + QPointF(0, 0.45 * size))
        painter.drawPoint(centre + QPointF(0, -0.5 * size))


def colour_of(colour: Colour) -> QColor:
    """A theme's colour for Qt."""
    return QColor(*colour)
