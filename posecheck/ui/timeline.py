"""The timeline: what happened in a recording, in lanes, with the moment that is shown. Click or drag to go there;
stretches that can be moved are dragged by their edges, or with Shift as a whole."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from posecheck.render import theme
from posecheck.render.plots import ticks
from posecheck.ui.lanes import COLOURS, Lane, Mark
from posecheck.ui.look import ink_on, own, q_colour

LANE_PX, GAP_PX, RULER_PX, LABEL_PX, RIGHT_PX = 26, 5, 24, 112, 14
FONT_PX = 14
EDGE_PX = 6.0
"""How near to an edge the mouse takes it."""


class Part(Enum):
    """What of a stretch has been taken."""

    START = auto()
    END = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch that is being dragged, by an edge or as a whole; from_s: the moment at which it was taken."""

    lane: int
    index: int
    part: Part
    from_s: float = 0.0

    def mark(self, lanes: tuple[Lane, ...]) -> Mark:
        """The stretch."""
        return lanes[self.lane].marks[self.index]

    def moved(self, lanes: tuple[Lane, ...], t_s: float) -> tuple[Lane, ...]:
        """`lanes`, which are as they were when it was taken, with it dragged to a moment.

        An edge never goes past the other one, a whole stretch keeps its length.
        """
        mark, lane = self.mark(lanes), lanes[self.lane]
        by_s = max(t_s - self.from_s, -mark.start_s)
        start_s, end_s = {
            Part.START: (min(t_s, mark.end_s), mark.end_s),
            Part.END: (mark.start_s, max(t_s, mark.start_s)),
            Part.WHOLE: (mark.start_s + by_s, mark.end_s + by_s),
        }[self.part]
        new = replace(mark, start_s=start_s, end_s=end_s)
        marks = (*lane.marks[: self.index], new, *lane.marks[self.index + 1 :])
        return (*lanes[: self.lane], replace(lane, marks=marks), *lanes[self.lane + 1 :])


class Timeline(QWidget):
    """Lanes over time. `asked` is sent with the second that was clicked or dragged to, `stretched` with (number of the
    stretch in its lane, its new start, its new end in seconds) when it has been let go."""

    asked = pyqtSignal(float)
    stretched = pyqtSignal(int, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._duration_s, self._t_s = 1.0, 0.0
        self._held: Held | None = None
        self._before: tuple[Lane, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setMouseTracking(True)

    def show_lanes(self, lanes: tuple[Lane, ...], duration_s: float) -> None:
        """Show another recording, or other labels of this one; what was being dragged is let go."""
        self._lanes, self._duration_s, self._held = lanes, max(duration_s, 1e-3), None
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
        row = self._row_at(place)
        if row is None:
            return None
        t_s = self.time_at(place.x())
        return next((m for m in self._lanes[row].marks if m.start_s <= t_s <= m.end_s), None)

    def edge_at(self, place: QPointF) -> Held | None:
        """The edge that can be taken at a point."""
        row = self._row_at(place)
        if row is None or not self._lanes[row].movable:
            return None
        found = [
            (abs(self.x_of(t_s) - place.x()), Held(row, i, part))
            for i, mark in enumerate(self._lanes[row].marks)
            for part, t_s in ((Part.START, mark.start_s), (Part.END, mark.end_s))
        ]
        near_px, edge = min(found, key=lambda f: f[0], default=(math.inf, None))
        return edge if near_px <= EDGE_PX else None

    def whole_at(self, place: QPointF) -> Held | None:
        """The stretch that can be taken as a whole at a point."""
        row, mark = self._row_at(place), self.mark_at(place)
        if row is None or mark is None or not self._lanes[row].movable:
            return None
        return Held(row, self._lanes[row].marks.index(mark), Part.WHOLE, self.time_at(place.x()))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Take a stretch, or go there."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held, self._before = self._taken(event), self._lanes
            self.asked.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Drag what was taken, or scrub; the frame at the place shows either way."""
        if event is None:
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_what_can_be_taken(event)
            return
        t_s = self.time_at(event.position().x())
        if self._held is not None:
            self._lanes = self._held.moved(self._before, t_s)
        self.asked.emit(t_s)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Let it go: only now it has been moved, so that one drag is one edit."""
        held, self._held = self._held, None
        if event is not None and held is not None:
            mark = held.mark(self._lanes)
            self.stretched.emit(held.index, mark.start_s, mark.end_s)

    def _taken(self, event: QMouseEvent) -> Held | None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return self.whole_at(event.position()) if shift else self.edge_at(event.position())

    def _show_what_can_be_taken(self, event: QMouseEvent) -> None:
        held = self._taken(event)
        shape = Qt.CursorShape.SizeAllCursor if held and held.part is Part.WHOLE else Qt.CursorShape.SizeHorCursor
        self.setCursor(Qt.CursorShape.ArrowCursor if held is None else shape)

    def _row_at(self, place: QPointF) -> int | None:
        row = int((place.y() - RULER_PX) // (LANE_PX + GAP_PX))
        return row if 0 <= row < len(self._lanes) else None

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
        painter.setPen(QPen(q_colour(theme.TEXT), 2))
        painter.drawLine(QPointF(x, RULER_PX - 6), QPointF(x, self.height()))

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(q_colour(theme.QUIET))
        for t_s in ticks(0.0, self._duration_s, 12):
            x = self.x_of(t_s)
            painter.drawText(QRectF(x - 40, 0, 80, RULER_PX - 4), Qt.AlignmentFlag.AlignCenter, f"{t_s:g} s")

    def _paint_lane(self, painter: QPainter, lane: Lane, top: int) -> None:
        painter.setPen(q_colour(theme.QUIET))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(8, top, LABEL_PX - 12, LANE_PX), left, lane.name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(q_colour(theme.PANEL))
        painter.drawRoundedRect(QRectF(LABEL_PX, top, self.width() - LABEL_PX - RIGHT_PX, LANE_PX), 4, 4)
        metrics = QFontMetricsF(painter.font())
        for mark in lane.marks:
            x, end = self.x_of(mark.start_s), self.x_of(mark.end_s)
            box = QRectF(x, top, max(end - x, 3.0), LANE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(q_colour(COLOURS[mark.kind]))
            painter.drawRoundedRect(box, 4, 4)
            words = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, box.width() - 8)
            if len(words) > 1 or words == mark.label:
                painter.setPen(ink_on(own(COLOURS[mark.kind])))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
