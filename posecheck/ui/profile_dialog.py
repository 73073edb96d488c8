"""Two profiles side by side: which thresholds differ, and what the loaded clips' repetitions get under each."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from posecheck.errors import PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import Outcome
from posecheck.io.profile_files import profiled
from posecheck.ui.bench_style import bench_sheet
from posecheck.ui.pieces import dress_table, label, row
from posecheck.ui.profile_state import (
    THRESHOLD_HEADS,
    VERDICT_HEADS,
    both_lines,
    difference_words,
    threshold_cells,
    verdict_cells,
)
from posecheck.ui.rep_table import CellTable
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import TuneClip
from posecheck.ui.what_if import WhatIf

NOW, SHIPPED = "as set in the window", "as shipped"


class ProfileDialog(QDialog):
    """Begins with the window's own thresholds against the shipped ones; either side takes any profile file."""

    def __init__(
        self, plan: TunePlan, now: ExerciseSpec, clips: tuple[TuneClip, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plan, self._clips = plan, clips
        self.specs, self._outcomes = [now, plan.shipped], list[list[Outcome]]()
        self._what_if, self._order = WhatIf(), 0
        self.setWindowTitle(f"posecheck: compare profiles of {plan.shipped.name}")
        self.setStyleSheet(bench_sheet())
        self.resize(1000, 700)
        self._names = [label("big", NOW), label("big", SHIPPED)]
        self.buttons = [QPushButton("Choose…", self), QPushButton("Choose…", self)]
        self._words, self._trouble = label("title"), label("trouble")
        self._trouble.setWordWrap(True)
        self.thresholds = CellTable(THRESHOLD_HEADS, self)
        self.verdicts = CellTable(VERDICT_HEADS, self)
        self._build()
        self._what_if.done.connect(self._take)
        self._what_if.failed.connect(self._tell)
        self._judge()

    def choose(self, which: int, path: Path) -> None:
        """Take a profile file as the first (0) or second (1)."""
        try:
            spec, profile, notes = profiled(self._plan.shipped, self._plan.spec_sha256, path)
        except PosecheckError as error:
            self._tell(str(error))
            return
        self._tell("; ".join(notes))
        self.specs[which] = spec
        self._names[which].setText(f"{profile.name} ({path.name}, {profile.date:%d %B %Y})")
        self._judge()

    def done(self, result: int) -> None:
        """Closed by a key or a button: end the thread."""
        self._what_if.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Closed by the window system: end the thread."""
        self._what_if.close()
        super().closeEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        for which, words in enumerate(("First", "Second")):
            self.buttons[which].clicked.connect(lambda _checked, which=which: self._ask(which))
            column.addLayout(self._side(words, which))
        column.addWidget(self._words)
        column.addWidget(self._trouble)
        column.addWidget(_table(self.thresholds, "Thresholds that differ", self), 2)
        column.addWidget(_table(self.verdicts, "Verdicts that differ", self, stretched=2), 3)
        close = QPushButton("Close", self)
        close.clicked.connect(self.accept)
        column.addLayout(row(QLabel(), stretch=True, after=(close,)))
        self._tell("")

    def _side(self, words: str, which: int) -> QHBoxLayout:
        line = QHBoxLayout()
        name = label("quiet", words)
        name.setMinimumWidth(70)
        line.addWidget(name)
        line.addWidget(self._names[which])
        line.addStretch(1)
        line.addWidget(self.buttons[which])
        return line

    def _ask(self, which: int) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose a profile", "", "Profiles (*.toml)")
        if name:
            self.choose(which, Path(name))

    def _judge(self) -> None:
        cells = threshold_cells(self._plan.shipped, *self.specs)
        self.thresholds.show_cells(cells)
        self._outcomes = []
        self._show_lines()
        if self._clips:
            self._order = self._what_if.ask(self.specs[0], self._clips)

    def _take(self, order: int, outcomes: list[Outcome]) -> None:
        if order != self._order:
            return
        self._outcomes.append(outcomes)
        if len(self._outcomes) == 1:
            self._order = self._what_if.ask(self.specs[1], self._clips)
        else:
            self._show_lines()

    def _show_lines(self) -> None:
        ready = len(self._outcomes) == 2
        lines = both_lines(self._clips, *self._outcomes) if ready else []
        self.verdicts.show_cells(verdict_cells(self._plan.shipped, lines))
        thresholds = self.thresholds.rowCount()
        waits = bool(self._clips) and not ready
        self._words.setText("Judging both…" if waits else difference_words(thresholds, lines))

    def _tell(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))


def _table(model: CellTable, name: str, parent: QWidget, stretched: int = 0) -> QTableView:
    """A view of a table; from column `stretched` on the columns share the room (0: the first takes what is left)."""
    view = QTableView(parent)
    view.setModel(model)
    dress_table(view, name)
    head = view.horizontalHeader()
    assert head is not None
    head.setStretchLastSection(False)
    for column in range(stretched, model.columnCount()) if stretched else (0,):
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return view
