"""What the person on the mat sees: themselves, a very large count, the hold ring and one message."""

from __future__ import annotations

import time

import cv2
import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer
from PyQt6.QtGui import (
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PyQt6.QtWidgets import QWidget

from posecheck.exercise.demonstration import Demonstration
from posecheck.io.spec_files import find_demonstration
from posecheck.render.theme import DARK
from posecheck.ui.figure import paint_arrow, paint_figure
from posecheck.ui.lettering import colour_of, message_room, paint_icon, paint_text
from posecheck.ui.look import colours
from posecheck.ui.scenes import Scene

MESSAGE_SHARE = 0.155
"""Font size of the message as a share of the view's height: capitals of 110 px in a window of 1080 px, read at 3 m
(20 minutes of arc are 17.5 mm there, a sixteenth of a laptop's width)."""
NUMBER_SHARE = 0.27
"""Font size of the repetition number: digits of over 200 px at 1080p."""
FRAME_MS = 40
NEARLY = 0.01
"""A picture this near to its place's size is painted as it is."""


class PictureView(QWidget):
    """Shows a picture as large as it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = colours()
        self._picture: QImage | None = None

    def show_picture(self, bgr: npt.NDArray[np.uint8]) -> None:
        """Show another picture (h, w, 3)."""
        height, width = bgr.shape[:2]
        # four bytes a pixel are what Qt paints with: any other format is converted anew at every paint
        four = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA))
        # the image shares the bytes' memory, which must live as long as it does: hence the copy
        self._picture = QImage(four.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def clear(self) -> None:
        """Show none."""
        self._picture = None
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint the picture in the middle of its place."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), colour_of(self._theme.panel))
        self._draw_picture(painter, QRectF(self.rect()))
        painter.end()

    def _draw_picture(self, painter: QPainter, area: QRectF) -> None:
        if self._picture is not None:
            size = self._picture.deviceIndependentSize()
            painter.drawImage(_fitted(area, size.width(), size.height()), self._picture)


class StageView(PictureView):
    """Paints a Scene over a picture; everything scales with the widget."""

    def __init__(self, parent: QWidget | None = None, *, moving: bool = True, bare: bool = False) -> None:
        """moving: whether demonstrations move; without, their target pose is shown (reduced motion).

        bare: only the picture or the demonstration, without count and message.
        """
        super().__init__(parent)
        self._scene, self._moving, self._bare = Scene(""), moving, bare
        self._demo: Demonstration | None = None
        self._clock = QElapsedTimer()
        self._clock.start()
        self._ticks = QTimer(self)
        self._ticks.setInterval(FRAME_MS)
        self._ticks.timeout.connect(self.update)
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
        if scene.demo != self._scene.demo:
            self._demo = find_demonstration(scene.demo) if scene.demo else None
            self._clock.restart()
        self._scene = scene
        self._keep_moving()
        self.update()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802  Qt's name
        """Nothing moves where nobody looks."""
        self._ticks.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Go on moving."""
        self._keep_moving()
        super().showEvent(event)

    def _keep_moving(self) -> None:
        wanted = self._demo is not None and self._moving and self.isVisible()
        if wanted != self._ticks.isActive():
            self._ticks.start() if wanted else self._ticks.stop()

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
        painter.fillRect(self.rect(), colour_of(self._theme.ground))
        picture, panel, message = self._areas()
        self._paint_picture(painter, QRectF(self.rect()) if self._bare else picture)
        if self._bare:
            painter.end()
            return
        self._paint_panel(painter, panel)
        self._paint_message(painter, message)
        if self._scene.recording:
            self._paint_recording(painter, picture)
        painter.end()
        self.paint_ms = 1e3 * (time.perf_counter() - started_s)

    def _areas(self) -> tuple[QRectF, QRectF, QRectF]:
        width, height = float(self.width()), float(self.height())
        pad = 0.018 * height
        message_height = 0.40 * height
        panel_width = min(0.36 * width, 0.58 * height)
        top = height - message_height
        picture = QRectF(pad, pad, width - panel_width - 2 * pad, top - 2 * pad)
        panel = QRectF(width - panel_width, pad, panel_width - pad, top - 2 * pad)
        return picture, panel, QRectF(pad, top, width - 2 * pad, message_height - pad)

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        large = self._scene.demo_large and self._demo is not None
        if self._picture is None or large:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of(self._theme.panel))
            painter.drawRoundedRect(area, 12, 12)
            if large:
                self._paint_demo(painter, area.adjusted(20, 20, -20, -20))
            return
        painter.setOpacity(0.45 if self._scene.dimmed else 1.0)
        self._draw_picture(painter, area)
        painter.setOpacity(1.0)
        if self._scene.arrow:
            paint_arrow(painter, area, self._scene.arrow)

    def _paint_demo(self, painter: QPainter, area: QRectF) -> None:
        assert self._demo is not None
        t_s = self._clock.elapsed() / 1000 if self._moving else _target_s(self._demo)
        paint_figure(painter, area, self._demo, t_s, self._theme)

    def _paint_panel(self, painter: QPainter, area: QRectF) -> None:
        scene, height = self._scene, area.height()
        title = QRectF(area.left(), area.top(), area.width(), 0.15 * height)
        paint_text(painter, title, scene.title, 0.10 * height, self._theme.text, bold=False)
        middle = QRectF(area.left(), area.top() + 0.16 * height, area.width(), 0.66 * height)
        if self._demo is not None and not scene.demo_large:
            self._paint_demo(painter, middle.adjusted(0.03 * height, 0, -0.03 * height, 0))
        elif scene.count:
            self._paint_count(painter, middle)
        mark = QRectF(area.left(), area.bottom() - 0.14 * height, area.width(), 0.12 * height)
        paint_text(painter, mark, scene.mark or scene.foot, 0.075 * height, self._theme.quiet, bold=False)

    def _paint_count(self, painter: QPainter, area: QRectF) -> None:
        scene = self._scene
        side = min(area.width(), area.height())
        ring = QRectF(0, 0, side, side)
        ring.moveCenter(area.center())
        self._paint_ring(painter, ring)
        number = QRectF(ring.left(), ring.top() + 0.14 * side, side, 0.56 * side)
        if not scene.below:
            number.moveCenter(ring.center())
        paint_text(painter, number, scene.count, NUMBER_SHARE * self.height(), self._theme.text, bold=True)
        below = QRectF(ring.left() + 0.18 * side, ring.top() + 0.68 * side, 0.64 * side, 0.15 * side)
        paint_text(painter, below, scene.below, 0.13 * side, self._theme.quiet, bold=False)

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        width = 0.055 * ring.width()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour_of(self._theme.panel), width))
        painter.drawEllipse(ring.adjusted(width, width, -width, -width))
        if self._scene.ring > 0:
            pen = QPen(colour_of(self._theme.good), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            sweep = -round(360 * 16 * min(self._scene.ring, 1.0))
            painter.drawArc(ring.adjusted(width, width, -width, -width), 90 * 16, sweep)

    def _paint_message(self, painter: QPainter, area: QRectF) -> None:
        scene = self._scene
        if not scene.message:
            # the place stays, so that nothing jumps when there is something to say
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of(self._theme.panel))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 16, 16)
            paint_text(painter, area, scene.title, 0.6 * MESSAGE_SHARE * self.height(), self._theme.quiet, bold=False)
            return
        colour = self._theme.tone(scene.tone)
        painter.setPen(QPen(colour_of(colour), 0.02 * area.height()))
        painter.setBrush(colour_of(self._theme.panel))
        painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 16, 16)
        icon = QRectF(area.left() + 0.1 * area.height(), area.top(), 0.4 * area.height(), area.height())
        paint_icon(painter, icon, scene.tone, colour)
        words = message_room(area)
        paint_text(painter, words, scene.message, MESSAGE_SHARE * self.height(), self._theme.text, bold=True)

    def _paint_recording(self, painter: QPainter, picture: QRectF) -> None:
        """A red dot and its word: nobody is recorded without seeing it."""
        size = 0.035 * self.height()
        spot = QRectF(picture.left() + 0.7 * size, picture.top() + 0.7 * size, size, size)
        sign = QRectF(spot.left() - 0.4 * size, spot.top() - 0.4 * size, 4.6 * size, 1.8 * size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(DARK.ground))
        painter.drawRoundedRect(sign, 0.9 * size, 0.9 * size)
        painter.setBrush(colour_of(DARK.fault))
        painter.drawEllipse(spot)
        words = QRectF(spot.right() + 0.3 * size, spot.top(), 2.6 * size, size)
        paint_text(painter, words, "REC", 0.9 * size, DARK.text, bold=True)


def _target_s(demo: Demonstration) -> float:
    """When in its round the demonstration shows the target pose."""
    passed_s = 0.0
    for pose in demo.poses:
        passed_s += pose.move_s
        if pose.target:
            return passed_s
        passed_s += pose.stay_s
    return 0.0


def _fitted(area: QRectF, width: float, height: float) -> QRectF:
    """The largest place for a picture in the middle of an area; one that is right already is only moved, not scaled."""
    scale = min(area.width() / width, area.height() / height)
    if abs(scale - 1.0) < NEARLY:
        scale = 1.0
    fitted = QRectF(0, 0, width * scale, height * scale)
    fitted.moveCenter(area.center())
    fitted.moveTopLeft(QPointF(round(fitted.left()), round(fitted.top())))
    return fitted
