"""Draws the demonstration: a stick figure on its mat."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from posecheck.exercise.demonstration import Demonstration, Point
from posecheck.render.theme import DARK, Colour, Theme

FAR = (("hip", "far_knee"), ("far_knee", "far_ankle"), ("far_ankle", "far_toes"),
       ("shoulder", "far_elbow"), ("far_elbow", "far_wrist"))  # fmt: skip
NEAR = (("hip", "knee"), ("knee", "ankle"), ("ankle", "toes"), ("shoulder", "elbow"), ("elbow", "wrist"))
HEAD_RADIUS = 0.17
MARGIN = 0.3
"""Room left round the figure, in trunk lengths."""


def paint_figure(painter: QPainter, area: QRectF, shown: Demonstration, t_s: float, theme: Theme) -> None:
    """Paint the figure at a time of its round, as large as the area allows, its whole movement inside."""
    points = shown.every_joint()
    left, right = min(x for x, _ in points) - MARGIN, max(x for x, _ in points) + MARGIN
    low, high = -0.12, max(y for _, y in points) + MARGIN
    scale = min(area.width() / (right - left), area.height() / (high - low))
    x0 = area.center().x() - scale * (left + right) / 2
    y0 = area.center().y() + scale * (low + high) / 2

    def at(point: Point) -> QPointF:
        return QPointF(x0 + scale * point[0], y0 - scale * point[1])

    mat = QRectF(at((left + 0.1, 0.0)), at((right - 0.1, -0.1)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(theme.quiet))
    painter.setOpacity(0.35)
    painter.drawRoundedRect(mat, mat.height() / 2, mat.height() / 2)
    painter.setOpacity(1.0)
    joints = {name: at(point) for name, point in shown.joints_at(t_s).items()}
    thick = 0.11 * scale
    _limbs(painter, joints, FAR, theme.quiet, 0.8 * thick)
    _trunk(painter, joints, theme.text, 1.3 * thick)
    _limbs(painter, joints, NEAR, theme.text, thick)
    _head(painter, joints["head"], HEAD_RADIUS * scale, theme.text)
    turn = shown.directions_at(t_s)["turn"]
    if turn > 0.05:
        _turn_arrow(painter, joints["head"], scale, turn, theme.good)


def _limbs(
    painter: QPainter, joints: dict[str, QPointF], bones: tuple[tuple[str, str], ...], colour: Colour, thick: float
) -> None:
    painter.setPen(_pen(colour, thick))
    for start, end in bones:
        painter.drawLine(joints[start], joints[end])


def _trunk(painter: QPainter, joints: dict[str, QPointF], colour: Colour, thick: float) -> None:
    hip, back, shoulder = joints["hip"], joints["back"], joints["shoulder"]
    path = QPainterPath(hip)
    # a quadratic curve passes half way to its control point: the bow is doubled to go through the middle of the back
    path.quadTo(back * 2 - (hip + shoulder) / 2, shoulder)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, thick))
    painter.drawPath(path)


def _head(painter: QPainter, at: QPointF, radius: float, colour: Colour) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(colour))
    painter.drawEllipse(at, radius, radius)


def _turn_arrow(painter: QPainter, head: QPointF, scale: float, turn: float, colour: Colour) -> None:
    """An arc round the head, as long as the trunk is turned."""
    radius = 0.34 * scale
    box = QRectF(head.x() - radius, head.y() - 0.45 * radius - 0.1 * scale, 2 * radius, 0.9 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 0.06 * scale))
    painter.drawArc(box, 200 * 16, round(140 * 16 * turn))
    tip = QPointF(box.right() - 0.05 * radius, box.center().y() + 0.1 * radius)
    if turn > 0.9:
        painter.drawLine(tip, tip + QPointF(-0.3 * radius, 0.02 * radius))
        painter.drawLine(tip, tip + QPointF(-0.02 * radius, 0.32 * radius))


def _pen(colour: Colour, thick: float) -> QPen:
    return QPen(_colour(colour), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _colour(colour: Colour) -> QColor:
    return QColor(*colour)


ARROWS = {"right": 0.0, "up": 90.0, "left": 180.0, "down": -90.0}
"""Direction -> degrees."""
TURNS = "turn"


def paint_arrow(painter: QPainter, area: QRectF, direction: str) -> None:
    """A large arrow over the picture: which way to move or turn. What has no direction is left to the words."""
    size = 0.16 * min(area.width(), area.height())
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thick in ((DARK.ground, 0.42 * size), (DARK.unseen, 0.26 * size)):
        painter.setPen(_pen(colour, thick))
        if direction in ARROWS:
            _straight(painter, area, size, ARROWS[direction])
        elif direction == TURNS:
            _round(painter, area, size)
    painter.restore()


def _straight(painter: QPainter, area: QRectF, size: float, degrees: float) -> None:
    painter.save()
    painter.translate(area.center())
    painter.rotate(-degrees)
    painter.translate(0.30 * (area.width() if degrees in (0.0, 180.0) else area.height()), 0)
    painter.drawPolyline(
        QPolygonF([QPointF(0.35 * size, -0.6 * size), QPointF(size, 0), QPointF(0.35 * size, 0.6 * size)])
    )
    painter.drawLine(QPointF(-size, 0), QPointF(size, 0))
    painter.restore()


def _round(painter: QPainter, area: QRectF, size: float) -> None:
    """Three quarters of a circle with a head."""
    box = QRectF(0, 0, 3 * size, 2 * size)
    box.moveCenter(QPointF(area.center().x(), area.top() + 1.6 * size))
    painter.drawArc(box, 150 * 16, 240 * 16)
    tip = QPointF(box.center().x() + 1.3 * size, box.center().y() - 0.5 * size)
    painter.drawPolyline(QPolygonF([tip + QPointF(-0.75 * size, 0), tip, tip + QPointF(0.15 * size, 0.7 * size)]))


def in_the_mirror(direction: str) -> str:
    """The direction as a mirror shows it."""
    return {"left": "right", "right": "left"}.get(direction, direction)
