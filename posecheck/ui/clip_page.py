"""One clip: the frame with its judgement, timeline, measures, table of repetitions, labels; one transport for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFileDialog, QPushButton, QScrollArea, QSplitter, QTableView, QVBoxLayout, QWidget

from posecheck.coach.phrases import ENGLISH, Words
from posecheck.errors import PosecheckError
from posecheck.exercise.labels import LabelledRep
from posecheck.io.label_files import load_labels
from posecheck.ui.clip_view import ClipView
from posecheck.ui.label_bar import LabelBar
from posecheck.ui.label_state import agreement_words, label_lane, others_words
from posecheck.ui.labelling import Labelling, in_seconds_of
from posecheck.ui.lanes import lanes_of, movements
from posecheck.ui.measure_plots import MeasurePlots
from posecheck.ui.opener import Opened
from posecheck.ui.pieces import dress_table, elided, label, row
from posecheck.ui.rep_table import REP_HEADS, CellTable, movements_of, rep_cells
from posecheck.ui.review_keys import Act
from posecheck.ui.speed_field import SpeedField, in_window_words, told_speed
from posecheck.ui.timeline import Timeline
from posecheck.ui.transport import Transport

HINT = "Space play   J K L shuttle   ← → frame   Shift ← → repetition   1-5 speed   F full screen"


class ClipPage(QWidget):
    """`totals` is sent with what the clip comes to, in a line, whenever that changes; `speed_chosen` with another speed
    at which it is to be judged."""

    totals = pyqtSignal(str)
    speed_chosen = pyqtSignal(float)

    def __init__(self, label_file: Callable[[Path], Path], parent: QWidget | None = None, say: Words = ENGLISH) -> None:
        """label_file: where a clip's labels are kept."""
        super().__init__(parent)
        self.opened: Opened | None = None
        self._say, self.speed = say, SpeedField(say, self)
        self.transport = Transport(self)
        self.view, self.timeline, self.plots = ClipView(self), Timeline(self), MeasurePlots(self)
        self.label_bar = LabelBar(self)
        self.labelling = Labelling(self.label_bar, label_file)
        self.table = QTableView(self)
        self.model = CellTable(REP_HEADS, self.table)
        self.table.setModel(self.model)
        dress_table(self.table, "Repetitions")
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._notes, self._time = label("trouble"), label("quiet")
        self._agreement, self._others, self._others_name = label("quiet"), tuple[LabelledRep, ...](), ""
        self.others_button = QPushButton("Another person's labels…", self)
        self.others_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for words in (self._notes, self._agreement):
            words.setWordWrap(True)
        self._build()
        self._connect()

    def show_clip(self, opened: Opened) -> None:
        """Show a judged clip from its beginning."""
        self.opened, review = opened, opened.review
        self._others = ()
        self.view.show_clip(opened)
        self.plots.show_series(opened.spec, review.series, movements(opened.spec, review.summary))
        self.model.show_cells(rep_cells(opened.spec, review.summary))
        self.table.setColumnHidden(REP_HEADS.index("Side"), opened.spec.sides == "both")
        self.table.setColumnHidden(REP_HEADS.index("Held"), not opened.spec.held)
        self.show_speed()
        self.tell("\n".join((*opened.notes, *in_window_words(review.summary.setup.problems, self._say))))
        self.labelling.show_clip(opened)
        self._show_labels()
        self.transport.load(review.series.t_s, [m.start_s for m in movements_of(review.summary)])

    def show_speed(self) -> None:
        """Show the speed at which the clip was judged, where another one could be chosen."""
        if self.opened is not None:
            self.speed.show_speed(self.opened.speed, told_speed(self.opened.review.summary.setup.problems))
            self.speed.setVisible(self.opened.again is not None)

    def drop_clip(self) -> None:
        """Stand still and end the thread that reads the clip."""
        self.transport.stop()
        self.view.drop_clip()

    def act(self, act: Act) -> None:
        """Do what a key asks for."""
        if self.opened is None or self.transport.act(act):
            return
        doing = {"good": lambda: self.labelling.judge(""), "in": self.labelling.begin, "out": self.labelling.end}
        if act.kind in doing:
            doing[act.kind]()

    def tell(self, words: str) -> None:
        """Say what is wrong with the clip, or what has just failed."""
        self._notes.setText(words)
        self._notes.setVisible(bool(words))

    def show_others_labels(self, path: Path) -> None:
        """Show what a second person says of this clip, under one's own labels."""
        source = self.opened.source if self.opened is not None else None
        if self.opened is None or source is None:
            return
        try:
            labels = load_labels(path)
        except PosecheckError as error:
            self.tell(str(error))
            return
        clips = [c for c in labels.clips if (Path(c.file).name, c.exercise) == (source.name, self.opened.spec.id)]
        if not clips:
            self.tell(f"{path.name} says nothing of {source.name}")
            return
        self._others = in_seconds_of(self.opened, clips[0].reps)
        self._others_name = labels.labelled_by or path.stem
        self._show_labels()

    def _ask_others(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Compare with another person's labels", "", "Labels (*.json)")
        if name:
            self.show_others_labels(Path(name))

    def _build(self) -> None:
        side = QWidget(self)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._notes)
        right.addWidget(self.table, 1)
        right.addWidget(self.label_bar)
        right.addWidget(self._agreement)
        right.addLayout(row(self.speed, stretch=True, after=(self.others_button,)))
        above = QSplitter(Qt.Orientation.Horizontal, self)
        above.addWidget(self.view)
        above.addWidget(side)
        above.setSizes([720, 600])
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.plots)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(row(self._time, stretch=True, after=(elided("quiet", HINT),)))
        lower.addWidget(self.timeline)
        lower.addWidget(scroll, 1)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(above)
        parts.addWidget(below)
        parts.setSizes([430, 400])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)

    def _connect(self) -> None:
        self.transport.moved.connect(self._show_moment)
        self.transport.changed.connect(lambda: self._time.setText(self.transport.words()))
        self.timeline.asked.connect(self.transport.seek)
        self.timeline.stretched.connect(self._stretch)
        self.plots.asked.connect(self.transport.seek)
        self.table.clicked.connect(self._jump)
        self.others_button.clicked.connect(self._ask_others)
        self.speed.chosen.connect(self.speed_chosen)
        self.labelling.changed.connect(self._show_labels)
        self.labelling.failed.connect(self.tell)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.labelling.undo)
        QShortcut(QKeySequence.StandardKey.Redo, self, self.labelling.redo)

    def _jump(self, index: QModelIndex) -> None:
        if self.opened is not None:
            self.transport.seek(movements_of(self.opened.review.summary)[index.row()].start_s)

    def _show_moment(self) -> None:
        t_s = self.transport.t_s
        self.timeline.show_time(t_s)
        self.plots.show_time(t_s)
        self.view.show_frame(self.transport.frame)
        self._select_movement(t_s)
        self.labelling.show_time(t_s)
        self._time.setText(self.transport.words())

    def _select_movement(self, t_s: float) -> None:
        assert self.opened is not None
        rows = movements_of(self.opened.review.summary)
        current = next((i for i, m in enumerate(rows) if m.start_s - 1e-3 <= t_s <= m.end_s), None)
        if current is None:
            self.table.clearSelection()
        else:
            self.table.selectRow(current)

    def _stretch(self, index: int, start_s: float, end_s: float) -> None:
        self.labelling.stretch(index, start_s, end_s)
        self._show_labels()  # where the labels do not allow it the edge goes back

    def _show_labels(self) -> None:
        assert self.opened is not None
        spec, review, reps = self.opened.spec, self.opened.review, self.labelling.edits.reps
        lanes = lanes_of(spec, review.results, review.summary)
        lanes += (label_lane(spec, reps),) if reps else ()
        lanes += (label_lane(spec, self._others, self._others_name, movable=False),) if self._others else ()
        self.timeline.show_lanes(lanes, float(review.series.t_s[-1]))
        self.totals.emit(totals_words(self.opened))
        said = (
            agreement_words(reps, review.summary),
            others_words(reps, self._others, review.summary, self._others_name),
        )
        self._agreement.setText(". ".join(words for words in said if words))
        self._agreement.setVisible(bool(self._agreement.text()))


def totals_words(opened: Opened) -> str:
    """A clip's totals in a line."""
    summary = opened.review.summary
    n = len(summary.reps)
    words = f"{n} repetition{'s' * (n != 1)}, {summary.good} good"
    words += f", {summary.unjudged} not judged" if summary.unjudged else ""
    return words + (f", {len(summary.attempts)} not counted" if summary.attempts else "")
