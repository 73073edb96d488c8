"""Drawings of the guidance cards: SVG files in the light theme's colours, shown in either theme."""

from __future__ import annotations

from dataclasses import asdict

from PyQt6.QtCore import QByteArray, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QWidget

from posecheck.render.theme import LIGHT, THEMES, Colour
from posecheck.ui.look import theme_name


def hex_of(colour: Colour) -> str:
    """#rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def recoloured(svg: str, theme: str) -> str:
    """The same drawing in a theme's colours."""
    drawn, wanted = asdict(LIGHT), asdict(THEMES[theme])
    marks = {hex_of(colour): f"{{{name}}}" for name, colour in drawn.items()}
    for colour, mark in marks.items():
        svg = svg.replace(colour, mark)
    for name, colour in wanted.items():
        svg = svg.replace(f"{{{name}}}", hex_of(colour))
    return svg


class DrawingView(QWidget):
    """Shows a drawing as large as it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = QSvgRenderer(self)
        self.setMinimumSize(240, 160)

    def show_drawing(self, svg: str) -> None:
        """Show another drawing, given as the text of its file."""
        self._drawing.load(QByteArray(recoloured(svg, theme_name()).encode()))
        self.update()

    @property
    def drawn(self) -> bool:
        """Whether there is a drawing that Qt can read."""
        return self._drawing.isValid()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint it in the middle."""
        del event
        painter = QPainter(self)
        size = self._drawing.defaultSize()
        if self.drawn and not size.isEmpty():
            scale = min(self.width() / size.width(), self.height() / size.height())
            place = QRectF(0, 0, scale * size.width(), scale * size.height())
            place.moveCenter(QRectF(self.rect()).center())
            self._drawing.render(painter, place)
        painter.end()
