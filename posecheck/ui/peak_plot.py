"""Where repetitions lie against one threshold, which can be dragged."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from posecheck.render import theme
from posecheck.ui.bench_style import quiet_hex
from posecheck.ui.look import own

ROOM = 0.2


class PeakPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A point per repetition, green where it passes, and the threshold as a line. dragged(value), dropped()."""

    dragged = pyqtSignal(float)
    dropped = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=own(theme.GROUND))
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.showGrid(x=False, y=True, alpha=0.15)
        self.setMinimumHeight(170)
        self.setAccessibleName("Value at the top of each repetition")
        for axis in ("left", "bottom"):
            self.getAxis(axis).setTextPen(pg.mkColor(own(theme.QUIET)))
        self.points = pg.ScatterPlotItem(size=12, pen=pg.mkPen(None))
        self.line = pg.InfiniteLine(0.0, angle=0, movable=True, pen=pg.mkPen(own(theme.TEXT), width=2))
        self.line.setHoverPen(pg.mkPen(own(theme.GOOD), width=4))
        self.addItem(self.points)
        self.addItem(self.line)
        self.line.sigDragged.connect(lambda: self.dragged.emit(float(self.line.value())))
        self.line.sigPositionChangeFinished.connect(self.dropped)

    def show_peaks(self, title: str, unit: str, value: float, peaks: Sequence[tuple[float, bool]]) -> None:
        """Other repetitions, or the same against another value."""
        words = "degrees" if unit == "°" else unit
        self.setTitle(f"{title} ({words})" if words else title, color=quiet_hex(), size="14px")
        self.setLabel("bottom", "repetition", color=quiet_hex())
        brushes = [pg.mkBrush(own(theme.GOOD if good else theme.FAULT)) for _, good in peaks]
        self.points.setData(x=list(range(1, len(peaks) + 1)), y=[top for top, _ in peaks], brush=brushes)
        if not self.line.moving:
            self.line.setValue(value)
            tops = [value, *(top for top, _ in peaks)]
            room = ROOM * (max(tops) - min(tops)) or 1.0
            self.setYRange(min(tops) - room, max(tops) + room, padding=0)
        self.setXRange(0.5, len(peaks) + 0.5, padding=0)
        ticks = [(k, str(k)) for k in range(1, len(peaks) + 1)] if len(peaks) <= 30 else None
        self.getAxis("bottom").setTicks([ticks] if ticks else None)
