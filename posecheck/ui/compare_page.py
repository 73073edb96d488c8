"""Two clips of one exercise side by side, aligned by repetition: one transport drives both."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QSplitter, QTableView, QVBoxLayout, QWidget

from posecheck.exercise.alignment import Alignment, align
from posecheck.pose.pose import Floats
from posecheck.render import theme
from posecheck.ui import playback as play
from posecheck.ui.clip_page import HINT
from posecheck.ui.clip_view import ClipView
from posecheck.ui.compare_state import (
    COMPARE_HEADS,
    Paired,
    compare_cells,
    compare_lanes,
    compare_words,
    paired_rows,
)
from posecheck.ui.look import BLUE, own
from posecheck.ui.measure_plots import dressed_plot, named_with_unit, signal_of
from posecheck.ui.opener import Opened
from posecheck.ui.pieces import dress_table, elided, label, row, share_room
from posecheck.ui.rep_table import CellTable
from posecheck.ui.review_keys import Act
from posecheck.ui.timeline import Timeline
from posecheck.ui.transport import Transport

COLOURS: tuple[theme.Colour, theme.Colour] = (theme.TEXT, BLUE)
"""Of the first and the second clip."""
FRAME_S = 1 / 30
"""Steps of shared time, which has no frames of its own."""


class ComparePage(QWidget):
    """`totals` is sent with what the two come to, in a line."""

    totals = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = (ClipView(self), ClipView(self))
        self.names = (elided("big"), elided("big"))
        self.alignment: Alignment | None = None
        self.rows: list[Paired] = []
        self.transport, self.timeline = Transport(self), Timeline(self)
        self.plot = dressed_plot()
        self._cursor = pg.InfiniteLine(0.0, angle=90, pen=pg.mkPen(own(theme.GOOD), width=2))
        self.table = QTableView(self)
        self.model = CellTable(COMPARE_HEADS, self.table)
        self.table.setModel(self.model)
        dress_table(self.table, "Repetitions of both clips")
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._time = label("quiet")
        self._build()
        self.transport.moved.connect(self._show_moment)
        self.transport.changed.connect(self._show_time)
        self.timeline.asked.connect(self.transport.seek)
        self.table.clicked.connect(self._jump)

    def show_clips(self, one: Opened, other: Opened) -> None:
        """Show two judged clips of one exercise; the table and what is said compare the first with the second."""
        summaries = one.review.summary, other.review.summary
        ones, others = (summary.reps for summary in summaries)
        ends_s = [float(opened.review.series.t_s[-1]) for opened in (one, other)]
        self.alignment = align(ones, others, *ends_s)
        self.rows = paired_rows(self.alignment, ones, others)
        for view, name, opened in zip(self.views, self.names, (one, other), strict=True):
            view.show_clip(opened)
            name.setText(opened.name)
        lanes = compare_lanes(one.spec, self.alignment, ("This clip", "The other"), summaries)
        self.timeline.show_lanes(lanes, self.alignment.end_s)
        self._show_table(one)
        self._show_signals(one, other)
        self.totals.emit(compare_words(*summaries))
        times_s = np.arange(0.0, self.alignment.end_s + FRAME_S, FRAME_S).clip(max=self.alignment.end_s)
        self.transport.load(times_s, sorted({self._start_s(pair) for pair in self.rows}))

    def drop_clips(self) -> None:
        """Stand still and end the threads that read the clips."""
        self.transport.stop()
        for view in self.views:
            view.drop_clip()

    def act(self, act: Act) -> None:
        """Do what a key asks for."""
        if self.alignment is not None:
            self.transport.act(act)

    def _build(self) -> None:
        pictures = QWidget(self)
        beside = QHBoxLayout(pictures)
        beside.setContentsMargins(0, 0, 0, 0)
        for view, name in zip(self.views, self.names, strict=True):
            column = QVBoxLayout()
            column.addWidget(name)
            column.addWidget(view, 1)
            beside.addLayout(column, 1)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(row(self._time, stretch=True, after=(elided("quiet", HINT),)))
        lower.addWidget(self.timeline)
        lower.addWidget(self.plot, 2)
        lower.addWidget(self.table, 3)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(pictures)
        parts.addWidget(below)
        parts.setSizes([340, 500])
        parts.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts)

    def _show_table(self, one: Opened) -> None:
        self.model.show_cells(compare_cells(one.spec, self.rows))
        held = COMPARE_HEADS.index("Held")
        self.table.setColumnHidden(COMPARE_HEADS.index("Side"), one.spec.sides == "both")
        for column in (held, held + 1, held + 2):
            self.table.setColumnHidden(column, not one.spec.held)
        share_room(self.table, COMPARE_HEADS.index("Verdict"))

    def _show_signals(self, one: Opened, other: Opened) -> None:
        assert self.alignment is not None
        self.plot.clear()
        for which, opened in enumerate((one, other)):
            shared_s, values = self._in_shared_time(opened, which)
            self.plot.plot(shared_s, values, pen=pg.mkPen(own(COLOURS[which]), width=2), connect="finite")
        self.plot.addItem(self._cursor)
        self.plot.setXRange(0.0, self.alignment.end_s, padding=0.0)
        keys = " &nbsp; ".join(
            f"<span style='color:rgb{colour}'>{words}</span>"
            for colour, words in zip(map(own, COLOURS), ("this clip", "the other"), strict=True)
        )
        self.plot.setTitle(f"{named_with_unit(one.spec.signal.measure)} &nbsp; {keys}", size="13px", justify="left")

    def _in_shared_time(self, opened: Opened, which: int) -> tuple[Floats, Floats]:
        """A recording's signal at each of its frames, over shared time."""
        assert self.alignment is not None
        series = opened.review.series
        return self.alignment.shared_of(series.t_s, which), signal_of(opened.spec, series)

    def _start_s(self, pair: Paired) -> float:
        """Where in shared time a row's repetition begins."""
        assert self.alignment is not None
        one, other = pair
        which, rep = (0, one) if one is not None else (1, other)
        assert rep is not None
        return float(self.alignment.shared_of(np.array([rep.start_s]), which)[0])

    def _jump(self, index: QModelIndex) -> None:
        self.transport.seek(self._start_s(self.rows[index.row()]))

    def _show_moment(self) -> None:
        assert self.alignment is not None
        t_s = self.transport.t_s
        for view, own_s in zip(self.views, self.alignment.times_at(t_s), strict=True):
            if view.opened is not None:
                view.show_frame(play.frame_at(view.opened.review.series.t_s, own_s))
        self.timeline.show_time(t_s)
        self._cursor.setValue(t_s)
        self._select_row()
        self._show_time()

    def _select_row(self) -> None:
        one_s, other_s = self.alignment.times_at(self.transport.t_s) if self.alignment else (0.0, 0.0)
        for i, (one, other) in enumerate(self.rows):
            rep, own_s = (one, one_s) if one is not None else (other, other_s)
            if rep is not None and rep.start_s - 1e-3 <= own_s <= rep.end_s:
                self.table.selectRow(i)
                return
        self.table.clearSelection()

    def _show_time(self) -> None:
        if self.alignment is None:
            return
        one_s, other_s = self.alignment.times_at(self.transport.t_s)
        now = self.transport.playback
        rate = abs(now.rate) if now.running else now.speed
        self._time.setText(f"this clip {one_s:.2f} s   the other {other_s:.2f} s   {rate:g}x")
