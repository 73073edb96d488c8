"""The tune window: every threshold as a slider, and at once what a change would have done to recorded repetitions."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QFileDialog, QPushButton, QSplitter, QTableView, QVBoxLayout, QWidget

from posecheck.errors import KeptBesideError, PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import Outcome
from posecheck.ui.bench_style import bench_sheet
from posecheck.ui.opener import Opener
from posecheck.ui.peak_plot import PeakPlot
from posecheck.ui.pieces import dress_table, label, row, share_room
from posecheck.ui.profile_dialog import ProfileDialog
from posecheck.ui.rep_table import CellTable
from posecheck.ui.review_window import CLIPS
from posecheck.ui.save_bar import Facts, SaveBar
from posecheck.ui.threshold_panel import ThresholdPanel, group_of, in_words, name_of, unit_of
from posecheck.ui.tune_plan import TunePlan, edited_profile, read_profile
from posecheck.ui.tune_state import (
    HEADS,
    Edits,
    TuneClip,
    agreement_words,
    cells_of,
    change_words,
    lines_of,
    peaks_of,
    tuned,
)
from posecheck.ui.what_if import WhatIf

NO_CLIPS = "Add recorded clips to see what a change would have done"
LOOKING = "Looking at the clips…"


class TuneWindow(QWidget):
    """Thresholds at the left, verdicts before and after at the right."""

    def __init__(self, plan: TunePlan) -> None:
        super().__init__()
        self.plan, self.edits = plan, Edits()
        self.clips: list[TuneClip] = []
        self.outcomes: list[Outcome] = []
        self.spec: ExerciseSpec | None = plan.spec
        self._path, self._read = plan.profile_path, plan.read
        self._waiting, self._order, self._shown = list(plan.clips), 0, ""
        self._opener, self._what_if = Opener(plan.load), WhatIf()
        self.setWindowTitle(f"posecheck: tune {plan.spec.name}")
        self.setStyleSheet(bench_sheet())
        self._build()
        self._connect()
        self._choose(next(iter(self.panel.rows)))
        self._next_clip()

    @property
    def busy(self) -> bool:
        """Whether clips are still to be looked at."""
        return bool(self._waiting) or self._opener.busy

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End both threads before the window goes."""
        self._opener.close()
        self._what_if.close()
        super().closeEvent(event)

    def _build(self) -> None:
        self.panel, self.plot, self.bar = ThresholdPanel(self.plan.spec), PeakPlot(self), SaveBar(self)
        self.table = QTableView(self)
        self.model = CellTable(HEADS, self.table)
        self.table.setModel(self.model)
        dress_table(self.table, "Repetitions before and after")
        share_room(self.table, HEADS.index("Before"))
        self._changes, self._agreement, self._trouble = label("title"), label("big"), label("trouble")
        for words in (self._changes, self._agreement, self._trouble):
            words.setWordWrap(True)
        self._state, self._no_plot = label("quiet"), label("quiet")
        self._no_plot.setWordWrap(True)
        self.undo_button, self.redo_button, self.reset_button = (
            QPushButton(words, self) for words in ("Undo", "Redo", "Reset all")
        )
        self.add_button, self.compare_button = QPushButton("Add clips", self), QPushButton("Compare profiles…", self)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(10, 0, 0, 0)
        column.addWidget(self._changes)
        column.addWidget(self._agreement)
        column.addWidget(self._state)
        column.addWidget(self.table, 3)
        column.addWidget(self._no_plot)
        column.addWidget(self.plot, 2)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.panel)
        split.addWidget(right)
        split.setSizes([600, 780])
        split.setChildrenCollapsible(False)
        self._stack(split)

    def _stack(self, split: QSplitter) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 12)
        buttons = (self.add_button, self.compare_button, self.undo_button, self.redo_button, self.reset_button)
        title = label("title", f"Tune: {self.plan.spec.name}")
        outer.addLayout(row(title, stretch=True, after=buttons))
        outer.addWidget(split, 1)
        outer.addWidget(self._trouble)
        outer.addWidget(self.bar)
        if self.plan.profile is not None:
            self.bar.show_profile(self.plan.profile)
        self._tell(self.plan.notes)

    def _connect(self) -> None:
        self._opener.progress.connect(self._show_progress)
        self._opener.opened.connect(self._take_clip)
        self._opener.failed.connect(self._skip_clip)
        self._what_if.done.connect(self._take_outcomes)
        self._what_if.failed.connect(self._tell)
        self.panel.moved.connect(self._move)
        self.panel.released.connect(self._release)
        self.panel.chosen.connect(self._choose)
        self.plot.dragged.connect(self._drag)
        self.plot.dropped.connect(lambda: self._release(self._shown))
        self.add_button.clicked.connect(self._ask_clips)
        self.compare_button.clicked.connect(self._compare)
        self.undo_button.clicked.connect(lambda: self._edit(self.edits.undo()))
        self.redo_button.clicked.connect(lambda: self._edit(self.edits.redo()))
        self.reset_button.clicked.connect(lambda: self._edit(self.edits.cleared()))
        QShortcut(QKeySequence.StandardKey.Undo, self, lambda: self._edit(self.edits.undo()))
        QShortcut(QKeySequence.StandardKey.Redo, self, lambda: self._edit(self.edits.redo()))
        self.bar.save.connect(self._save)
        self._show_edits()

    def _ask_clips(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Add recorded clips", "", CLIPS)
        self.add_clips(tuple(Path(name) for name in names))

    def _compare(self) -> None:
        dialog = ProfileDialog(self.plan, self.spec or self.plan.spec, tuple(self.clips), self)
        dialog.exec()
        dialog.deleteLater()

    def add_clips(self, paths: tuple[Path, ...]) -> None:
        """Look at more clips, one after the other."""
        idle = not self.busy
        self._waiting += paths
        if idle:
            self._next_clip()

    def _next_clip(self) -> None:
        if not self.clips:
            self._changes.setText(LOOKING if self._waiting else NO_CLIPS)
        if self._waiting:
            path = self._waiting.pop(0)
            self._show_state(f"Looking at {path.name}")
            self._opener.open(path)
            return
        self._show_state("")
        self._judge()

    def _show_state(self, words: str) -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))

    def _show_progress(self, done: int, of: int) -> None:
        self._show_state(f"Looking at clip {len(self.clips) + 1}: frame {done} of {of}")

    def _take_clip(self, clip: TuneClip) -> None:
        self.clips.append(clip)
        self.table.setColumnHidden(HEADS.index("Clip"), len({clip.name for clip in self.clips}) == 1)
        self._next_clip()

    def _skip_clip(self, words: str) -> None:
        self._tell(words)
        self._next_clip()

    def _move(self, address: str, value: float) -> None:
        self._edit(self.edits.moved(address, value, self.plan.spec.thresholds()[address].value))

    def _drag(self, value: float) -> None:
        threshold = self.plan.spec.thresholds()[self._shown]
        steps = round((value - threshold.min) / threshold.step)
        inside = min(max(round(threshold.min + steps * threshold.step, 9), threshold.min), threshold.max)
        self._move(self._shown, inside)

    def _release(self, address: str) -> None:
        value = self.panel.rows[address].value()
        start = self.plan.spec.thresholds()[address].value
        self.edits = self.edits.moved(address, value, start, ends=True)
        self._show_edits()

    def _edit(self, edits: Edits) -> None:
        self.edits = edits
        self._show_edits()
        self.spec, trouble = tuned(self.plan.spec, edits.values)
        self._tell(in_words(self.plan.spec, trouble))
        if trouble:
            self._changes.setText("These thresholds can't be used together")
            self._agreement.setVisible(False)
        self.bar.button.setEnabled(self.spec is not None)
        self._judge()

    def _show_edits(self) -> None:
        for address, threshold in self.plan.spec.thresholds().items():
            self.panel.rows[address].show_value(self.edits.values.get(address, threshold.value))
        self.undo_button.setEnabled(bool(self.edits.done))
        self.redo_button.setEnabled(bool(self.edits.undone))
        self.reset_button.setEnabled(bool(self.edits.values))

    def _judge(self) -> None:
        if self.spec is not None and self.clips and not self._waiting:
            self._order = self._what_if.ask(self.spec, self.clips)

    def _take_outcomes(self, order: int, outcomes: list[Outcome]) -> None:
        if order != self._order:
            return
        self.outcomes = outcomes
        lines = lines_of(self.clips, outcomes)
        self.model.show_cells(cells_of(self.plan.spec, lines))
        self.table.setColumnHidden(HEADS.index("Labelled"), all(clip.labels is None for clip in self.clips))
        self._changes.setText(change_words(lines))
        self._agreement.setText(agreement_words(self.clips, outcomes))
        self._agreement.setVisible(bool(self._agreement.text()))
        self._show_peaks()

    def _choose(self, address: str) -> None:
        if address != self._shown:
            self._shown = address
            self._show_peaks()

    def _show_peaks(self) -> None:
        spec, address = self.plan.spec, self._shown
        lines = lines_of(self.clips, self.outcomes) if self.outcomes else []
        peaks = peaks_of(spec, address, lines)
        name = f"{group_of(spec, address)}: {name_of(spec, address).lower()}"
        self.plot.setVisible(bool(peaks))
        self._no_plot.setVisible(not peaks)
        if not peaks:
            self._no_plot.setText(f"{name}. The repetitions' values are shown here for the limits of form faults.")
            return
        self.plot.show_peaks(name, unit_of(spec, address).strip(), self.panel.rows[address].value(), peaks)

    def _tell(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))

    def _save(self, facts: Facts) -> None:
        if facts.missing:
            self._tell(f"Please fill in {facts.missing}")
            return
        path, read = self._path, self._read
        if self.spec is None:
            return
        try:
            if path is None:
                path = self._asked_path()
                if path is None:
                    return
                read = read_profile(path)
            file = edited_profile(self.plan, self.spec, facts, path, read)
            file.save()
        except KeptBesideError as error:
            self._path, self._read = error.beside, file.text
            self._tell(str(error))
        except (PosecheckError, OSError, ValueError) as error:
            self._tell(str(error))
        else:
            self._path, self._read = path, file.text
            self._tell(f"Saved: {path.name}")

    def _asked_path(self) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save the profile", f"{self.plan.spec.id}.toml", "Profiles (*.toml)"
        )
        return Path(name) if name else None
