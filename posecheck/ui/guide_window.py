"""The guidance cards in a window: a drawing and a few sentences in large type, one card at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QScrollArea, QVBoxLayout, QWidget

from posecheck.coach import phrases
from posecheck.coach.guidance import Card
from posecheck.coach.phrases import Words
from posecheck.ui import labels
from posecheck.ui.drawing import DrawingView
from posecheck.ui.look import scale_of, style_sheet


class GuideWindow(QWidget):
    """All cards by title; the chosen one beside them. drawings: card id -> text of its SVG file."""

    def __init__(self, cards: Sequence[Card], drawings: Mapping[str, str], words: Words) -> None:
        super().__init__()
        self._cards, self._drawings, self._words = list(cards), drawings, words
        self.list = QListWidget(self)
        self.list.setAccessibleName(words(labels.GUIDE))
        self.list.addItems([card.in_words(words).title for card in self._cards])
        self.list.currentRowChanged.connect(self._show)
        self.title, self.drawing, self.points = QLabel(self), DrawingView(self), QLabel(self)
        self._lay_out()
        self.setWindowTitle(words(labels.GUIDE))
        self.setMinimumSize(800, 560)

    def choose(self, card_id: str) -> None:
        """Open a card."""
        self.list.setCurrentRow([card.id for card in self._cards].index(card_id))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Escape closes; up and down go through the cards."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Everything grows with the window."""
        sheet = style_sheet(scale_of(self.width(), self.height()))
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        super().resizeEvent(event)

    def _show(self, row: int) -> None:
        card = self._cards[row]
        text = card.in_words(self._words)
        self.title.setText(text.title)
        self.points.setText("".join(f"<p style='margin-bottom: 0.5em'>{escape(point)}</p>" for point in text.points))
        self.drawing.setAccessibleName(text.title)
        self.drawing.show_drawing(self._drawings[card.id])

    def _lay_out(self) -> None:
        self.title.setObjectName("title")
        self.points.setObjectName("body")
        for label in (self.title, self.points):
            label.setWordWrap(True)
        self.points.setAlignment(Qt.AlignmentFlag.AlignTop)
        scrolled = QScrollArea(self)
        scrolled.setWidget(self.points)
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = QPushButton(self._words(phrases.CLOSE), self)
        close.clicked.connect(self.close)
        card, left, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        row.setContentsMargins(36, 28, 36, 28)
        row.setSpacing(28)
        left.addWidget(self.list, 1)
        left.addWidget(close)
        for widget, share in ((self.title, 0), (self.drawing, 4), (scrolled, 6)):
            card.addWidget(widget, share)
        row.addLayout(left, 2)
        row.addLayout(card, 5)
