"""What the person on the mat sees: themselves, a very large count, the hold ring and one message."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from posecheck.render import theme

MESSAGE_SHARE = 0.145
"""Font size of the message as a share of the window's height: capitals of about 110 px at 1080p, read at 3 m."""
NEARLY = 0.01
"""A picture this near to its place's size is painted as it is."""
TONES = {"good": theme.GOOD, "fault": theme.FAULT, "unseen": theme.UNSEEN, "plain": theme.TEXT}
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAP = int(_CENTRE) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is shown, as plain values. hold_share: 0..1 of the ring; tone: one of TONES."""

    title: str
    count: str
    target: str = ""
    hold: str = ""
    hold_share: float = 0.0
    message: str = ""
    tone: str = "plain"
    figures: str = ""
    dimmed: bool = False


class StageView(QWidget):
    """Paints a Scene over a picture; everything scales with the widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene("", "")
        self._picture: QImage | None = None
        self.paint_ms = 0.0
        self.setAccessibleName("Exercise view")
        self.setMinimumSize(480, 280)

    @property
    def scene(self) -> Scene:
        """What is shown."""
        return self._scene

    def show_scene(self, scene: Scene) -> None:
        """Show other words; a screen reader hears the message."""
        if scene.message != self._scene.message:
            self.setAccessibleDescription(scene.message)
        self._scene = scene
        self.update()

    def show_picture(self, bgr: npt.NDArray[np.uint8]) -> None:
        """Show another picture (h, w, 3)."""
        height, width = bgr.shape[:2]
        # four bytes a pixel are what Qt paints with: any other format is converted anew at every paint
        four = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA))
        # the image shares the bytes' memory, which must live as long as it does: hence the copy
        self._picture = QImage(four.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def picture_size(self) -> tuple[int, int]:
        """Pixels of the screen, width and height, there are for the picture."""
        area, ratio = self._areas()[0], self.devicePixelRatioF()
        return max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint everything."""
        del event
        started_s = time.perf_counter()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), _colour(theme.GROUND))
        picture, panel, message = self._areas()
        self._paint_picture(painter, picture)
        self._paint_panel(painter, panel)
        self._paint_message(painter, message)
        painter.end()
        self.paint_ms = 1e3 * (time.perf_counter() - started_s)

    def _areas(self) -> tuple[QRectF, QRectF, QRectF]:
        width, height = float(self.width()), float(self.height())
        pad = 0.018 * height
        message_height = 0.32 * height
        panel_width = min(0.36 * width, 0.62 * height)
        top = height - message_height
        picture = QRectF(pad, pad, width - panel_width - 2 * pad, top - 2 * pad)
        panel = QRectF(width - panel_width, pad, panel_width - pad, top - 2 * pad)
        return picture, panel, QRectF(pad, top, width - 2 * pad, message_height - pad)

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        if self._picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour(theme.PANEL))
            painter.drawRoundedRect(area, 12, 12)
            return
        painter.setOpacity(0.45 if self._scene.dimmed else 1.0)
        size = self._picture.deviceIndependentSize()
        painter.drawImage(_fitted(area, size.width(), size.height()), self._picture)
        painter.setOpacity(1.0)

    def _paint_panel(self, painter: QPainter, area: QRectF) -> None:
        scene = self._scene
        title = QRectF(area.left(), area.top(), area.width(), 0.15 * area.height())
        _text(painter, title, scene.title, 0.10 * area.height(), theme.TEXT, bold=False)
        side = min(area.width(), 0.74 * area.height())
        ring = QRectF(0, 0, 0.92 * side, 0.92 * side)
        ring.moveCenter(QPointF(area.center().x(), area.top() + 0.16 * area.height() + side / 2))
        self._paint_ring(painter, ring)
        inner = QRectF(ring.left(), ring.top() + 0.15 * side, ring.width(), 0.48 * side)
        _text(painter, inner, scene.count, 0.48 * side, theme.TEXT, bold=True)
        below = QRectF(ring.left() + 0.14 * side, ring.top() + 0.62 * side, ring.width() - 0.28 * side, 0.16 * side)
        _text(painter, below, scene.hold or scene.target, 0.13 * side, theme.QUIET, bold=False)
        figures = QRectF(area.left(), area.bottom() - 0.07 * area.height(), area.width(), 0.07 * area.height())
        _text(painter, figures, scene.figures, 0.045 * area.height(), theme.QUIET, bold=False)

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        width = 0.055 * ring.width()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_colour(theme.PANEL), width))
        painter.drawEllipse(ring.adjusted(width, width, -width, -width))
        if self._scene.hold_share > 0:
            pen = QPen(_colour(theme.GOOD), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            sweep = -round(360 * 16 * min(self._scene.hold_share, 1.0))
            painter.drawArc(ring.adjusted(width, width, -width, -width), 90 * 16, sweep)

    def _paint_message(self, painter: QPainter, area: QRectF) -> None:
        scene = self._scene
        if not scene.message:
            return
        colour = TONES[scene.tone]
        painter.setPen(QPen(_colour(colour), 0.02 * area.height()))
        painter.setBrush(_colour(theme.PANEL))
        painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 16, 16)
        icon = QRectF(area.left() + 0.1 * area.height(), area.top(), 0.5 * area.height(), area.height())
        _icon(painter, icon, scene.tone)
        words = area.adjusted(0.68 * area.height(), 0.05 * area.height(), -0.1 * area.height(), -0.05 * area.height())
        _text(painter, words, scene.message, MESSAGE_SHARE * self.height(), theme.TEXT, bold=True)


def _icon(painter: QPainter, area: QRectF, tone: str) -> None:
    """A sign beside the message, so that its kind isn't told by colour alone."""
    size = min(area.width(), area.height()) * 0.42
    centre = area.center()
    painter.setPen(QPen(_colour(TONES[tone]), size * 0.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
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


def _text(painter: QPainter, area: QRectF, words: str, size_px: float, colour: theme.Colour, *, bold: bool) -> None:
    """Words in the middle of an area, at most `size_px` large, smaller where they would not fit."""
    if not words:
        return
    font = QFont(painter.font())
    font.setBold(bold)
    size = max(8, int(size_px))
    while size > 8:
        font.setPixelSize(size)
        box = QFontMetricsF(font).boundingRect(area, _WRAP, words)
        if box.height() <= area.height() and box.width() <= area.width():
            break
        size = int(size * 0.93)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(_colour(colour))
    painter.drawText(area, _WRAP, words)


def _fitted(area: QRectF, width: float, height: float) -> QRectF:
    """The largest place for a picture in the middle of an area; one that is right already is only moved, not scaled."""
    scale = min(area.width() / width, area.height() / height)
    if abs(scale - 1.0) < NEARLY:
        scale = 1.0
    fitted = QRectF(0, 0, width * scale, height * scale)
    fitted.moveCenter(area.center())
    fitted.moveTopLeft(QPointF(round(fitted.left()), round(fitted.top())))
    return fitted


def _colour(colour: theme.Colour) -> QColor:
    return QColor(*colour)
