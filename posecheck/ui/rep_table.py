"""Tables of repetitions: of one recording, and of verdicts before and after a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QFont

from posecheck.exercise.result import Attempt, Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.render import theme
from posecheck.ui.lanes import verdict_words
from posecheck.ui.look import q_colour


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, their colour, whether they stand out, and whether they stand to the right (numbers)."""

    words: str
    colour: theme.Colour = theme.TEXT
    bold: bool = False
    number: bool = False


class CellTable(QAbstractTableModel):
    """A table of ready-made cells. parent: the view, so that the table never goes before it."""

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)
        self._cells: tuple[tuple[Cell, ...], ...] = ()

    def show_cells(self, cells: Sequence[Sequence[Cell]]) -> None:
        """Show other rows; where only words change, the selection stays."""
        new = tuple(tuple(row) for row in cells)
        if len(new) == len(self._cells):
            self._cells = new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self._heads) - 1))
            return
        self.beginResetModel()
        self._cells = new
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell:
        """One cell."""
        return self._cells[row][column]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008  Qt's name and default
        """Rows, none below a row."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008  Qt's name and default
        """Columns, none below a row."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, colour, weight and place of a cell."""
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: cell.words,
            Qt.ItemDataRole.ToolTipRole: lambda: cell.words,
            Qt.ItemDataRole.ForegroundRole: lambda: q_colour(cell.colour),
            Qt.ItemDataRole.FontRole: lambda: _font(cell.bold),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _alignment(cell.number),
        }
        answer = answers.get(role)
        return answer() if answer is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802  Qt's name
        """Names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None


def _font(bold: bool) -> QFont:
    font = QFont()
    font.setPixelSize(15)
    font.setBold(bold)
    return font


def _alignment(number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


REP_HEADS = ("#", "Side", "From", "To", "Held", "Verdict")


def movements_of(summary: Summary) -> list[Rep | Attempt]:
    """Repetitions and attempts by time: what the table's rows stand for."""
    rows: list[Rep | Attempt] = [*summary.reps, *summary.attempts]
    return sorted(rows, key=lambda m: m.start_s)


def rep_cells(spec: ExerciseSpec, summary: Summary) -> list[list[Cell]]:
    """A recording's repetitions and attempts."""
    return [_rep_row(spec, movement) for movement in movements_of(summary)]


def _rep_row(spec: ExerciseSpec, m: Rep | Attempt) -> list[Cell]:
    held = f"{m.hold_s:.1f} s" if isinstance(m, Rep) and spec.held else ""
    side = "" if m.side == "both" else m.side
    times = [Cell(f"{m.start_s:.1f} s", number=True), Cell(f"{m.end_s:.1f} s", number=True), Cell(held, number=True)]
    number = Cell(str(m.index) if isinstance(m, Rep) else "-", number=True)
    return [number, Cell(side), *times, verdict_cell(spec, m)]


def verdict_cell(spec: ExerciseSpec, movement: Rep | Attempt | None, *, bold: bool = False) -> Cell:
    """What was said of a movement, in its colour."""
    if movement is None:
        return Cell("nothing", theme.QUIET, bold)
    if isinstance(movement, Attempt):
        return Cell(f"not counted: {spec.fault(movement.reason).say.lower()}", theme.UNSEEN, bold)
    colour = theme.GOOD if movement.good else theme.FAULT
    if not movement.good and not movement.faults:
        colour = theme.UNSEEN
    return Cell(verdict_words(spec, movement), colour, bold)
