"""The timeline: what happened in a recording, in lanes, with the moment that is shown. Click or drag to go there."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from posecheck.render import theme
from posecheck.render.plots import ticks
from posecheck.ui.lanes import COLOURS, Lane, Mark

LANE_PX, GAP_PX, RULER_PX, LABEL_PX, RIGHT_PX = 26, 5, 24, 112, 14
FONT_PX = 14


class Timeline(QWidget):
    """Lanes over time. `asked` is sent with the second that was clicked or dragged to."""

    asked = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._duration_s, self._t_s = 1.0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setMouseTracking(True)

    def show_lanes(self, lanes: tuple[Lane, ...], duration_s: float) -> None:
        """Show another recording."""
        self._lanes, self._duration_s = lanes, max(duration_s, 1e-3)
        self.updateGeometry()
        self.update()

    def show_time(self, t_s: float) -> None:
        """Move the cursor."""
        self._t_s = t_s
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """As high as its lanes."""
        return QSize(600, RULER_PX + max(1, len(self._lanes)) * (LANE_PX + GAP_PX) + GAP_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Never lower than its lanes."""
        return QSize(200, self.sizeHint().height())

    def x_of(self, t_s: float) -> float:
        """Place of a second, px."""
        return LABEL_PX + (self.width() - LABEL_PX - RIGHT_PX) * t_s / self._duration_s

    def time_at(self, x: float) -> float:
        """Second at a place, within the recording."""
        share = (x - LABEL_PX) / max(self.width() - LABEL_PX - RIGHT_PX, 1)
        return min(max(share, 0.0), 1.0) * self._duration_s

    def mark_at(self, place: QPointF) -> Mark | None:
        """The stretch under a point."""
        row = int((place.y() - RULER_PX) // (LANE_PX + GAP_PX))
        if not 0 <= row < len(self._lanes):
            return None
        t_s = self.time_at(place.x())
        return next((m for m in self._lanes[row].marks if m.start_s <= t_s <= m.end_s), None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Go there."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Scrub."""
        if event is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(self.time_at(event.position().x()))

    def event(self, event: QEvent | None) -> bool:
        """Tool tips say the whole sentence."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), mark.tip if mark else "", self)
            return True
        return bool(super().event(event))

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Ruler, lanes, cursor."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(FONT_PX)
        painter.setFont(font)
        self._paint_ruler(painter)
        for i, lane in enumerate(self._lanes):
            self._paint_lane(painter, lane, RULER_PX + i * (LANE_PX + GAP_PX))
        x = self.x_of(self._t_s)
        painter.setPen(QPen(QColor(*theme.TEXT), 2))
        painter.drawLine(QPointF(x, RULER_PX - 6), QPointF(x, self.height()))

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(QColor(*theme.QUIET))
        for t_s in ticks(0.0, self._duration_s, 12):
            x = self.x_of(t_s)
            painter.drawText(QRectF(x - 40, 0, 80, RULER_PX - 4), Qt.AlignmentFlag.AlignCenter, f"{t_s:g} s")

    def _paint_lane(self, painter: QPainter, lane: Lane, top: int) -> None:
        painter.setPen(QColor(*theme.QUIET))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(8, top, LABEL_PX - 12, LANE_PX), left, lane.name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*theme.PANEL))
        painter.drawRoundedRect(QRectF(LABEL_PX, top, self.width() - LABEL_PX - RIGHT_PX, LANE_PX), 4, 4)
        metrics = QFontMetricsF(painter.font())
        for mark in lane.marks:
            x, end = self.x_of(mark.start_s), self.x_of(mark.end_s)
            box = QRectF(x, top, max(end - x, 3.0), LANE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(*COLOURS[mark.kind]))
            painter.drawRoundedRect(box, 4, 4)
            words = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, box.width() - 8)
            if len(words) > 1 or words == mark.label:
                painter.setPen(QColor(*theme.GROUND) if _is_light(mark.kind) else QColor(*theme.TEXT))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _is_light(kind: str) -> bool:
    red, green, blue = COLOURS[kind]
    return 0.3 * red + 0.59 * green + 0.11 * blue > 120
