"""Small parts that the physiotherapist's windows are put together from."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

LEAST_PX = 80
ROW_PX = 32
CELL_MARGINS_PX = 12
"""The style sheet's padding of a cell, left and right together."""


class Elided(QLabel):
    """Words that may be longer than there is room, such as a file's name; a tooltip has them whole."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Little: long words don't make a window wider than its screen."""
        return QSize(min(LEAST_PX, self.sizeHint().width()), super().minimumSizeHint().height())

    def setText(self, text: str | None) -> None:  # noqa: N802  Qt's name
        """Show other words."""
        super().setText(text)
        self.setToolTip(text)

    def shown(self) -> str:
        """The words as there is room for them, their beginning and end kept."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """What there is room for."""
        style = self.style()
        assert style is not None
        style.drawItemText(
            QPainter(self), self.rect(), int(self.alignment()), self.palette(), self.isEnabled(), self.shown(),
            self.foregroundRole(),
        )  # fmt: skip


class _Words(QStyledItemDelegate):
    """Rows high enough for words that wrap: Qt forgets that the cells' own margins are no room for words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802  Qt's name
        narrower = QStyleOptionViewItem(option)
        narrower.rect = option.rect.adjusted(0, 0, -CELL_MARGINS_PX, 0)
        return super().sizeHint(narrower, index)


def elided(name: str, words: str = "") -> Elided:
    """The like of a label whose words may be cut."""
    made = Elided()
    made.setText(words)
    made.setObjectName(name)
    return made


def label(name: str, words: str = "") -> QLabel:
    """A label of one of the sheet's kinds."""
    made = QLabel(words)
    made.setObjectName(name)
    return made


def row(first: QWidget, *, stretch: bool, after: tuple[QWidget, ...] = ()) -> QHBoxLayout:
    """Widgets beside each other, the first at the left, the others at the right."""
    made = QHBoxLayout()
    made.addWidget(first)
    if stretch:
        made.addStretch(1)
    for widget in after:
        made.addWidget(widget)
    return made


def centred(*widgets: QWidget) -> QWidget:
    """Widgets below each other in the middle of a page."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(18)
    column.addStretch(1)
    for widget in widgets:
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(widget, 0 if isinstance(widget, QPushButton) else 4)
        line.addStretch(1)
        column.addLayout(line)
    column.addStretch(1)
    return page


def dress_table(table: QTableView, name: str) -> None:
    """Whole rows as high as their words, no grid, the last column as wide as there is room; Tab leads out of it.

    name: what a screen reader calls it.
    """
    table.setAccessibleName(name)
    table.setItemDelegate(_Words(table))
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    head, side = table.horizontalHeader(), table.verticalHeader()
    assert head is not None
    assert side is not None
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setStretchLastSection(True)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    side.setVisible(False)
    side.setMinimumSectionSize(ROW_PX)
    side.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


def share_room(table: QTableView, first: int) -> None:
    """The columns from `first` on, which have words, share the room that the others leave."""
    head, model = table.horizontalHeader(), table.model()
    assert head is not None
    assert model is not None
    for column in range(first, model.columnCount()):
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
