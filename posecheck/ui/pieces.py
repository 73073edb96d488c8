"""Small parts that the physiotherapist's windows are put together from."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget


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
    """Whole rows, no grid to edit, the last column as wide as there is room; Tab leads out of it.

    name: what a screen reader calls it.
    """
    table.setAccessibleName(name)
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
    side.setDefaultSectionSize(32)
