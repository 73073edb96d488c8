"""Plots of the measures an exercise is judged by, with limits, error bands and one cursor through all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt, pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.measures import MEASURES
from posecheck.pose.pose import Floats
from posecheck.render import theme
from posecheck.render.plots import Limit
from posecheck.render.report import curves_of, limits_of, usual_view_deg
from posecheck.ui.bench_style import quiet_hex
from posecheck.ui.lanes import COLOURS, Mark
from posecheck.ui.look import BLUE, own
from posecheck.ui.timeline import RIGHT_PX

MOST_PLOTS = 4
PLOT_PX = 160
LEFT_PX = 111
SIDE_COLOURS: dict[str, theme.Colour] = {"left": theme.TEXT, "right": BLUE}


def sides_key() -> str:
    """Which curve is which side's, each in its colour."""
    return " &nbsp; ".join(f"<span style='color:rgb{own(c)}'>{side} side</span>" for side, c in SIDE_COLOURS.items())


class MeasurePlots(QWidget):
    """The signal first, then each measure that a fault looks at. `asked` is sent with the second clicked on."""

    asked = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._cursors: list[pg.InfiniteLine] = []
        self.plots: list[pg.PlotWidget] = []
        self.setAccessibleName("Measures over time")

    def show_series(self, spec: ExerciseSpec, series: Series, marks: Sequence[Mark]) -> None:
        """Show another recording."""
        for plot in self.plots:
            self._column.removeWidget(plot)
            plot.close()
            plot.deleteLater()
        self.plots, self._cursors = [], []
        for name in measures_of(spec)[:MOST_PLOTS]:
            plot = self._plot(spec, name, series, marks)
            if self.plots:
                plot.setXLink(self.plots[0])
            self.plots.append(plot)
            self._column.addWidget(plot)

    def show_time(self, t_s: float) -> None:
        """Move the cursor in all plots."""
        for cursor in self._cursors:
            cursor.setValue(t_s)

    def _plot(self, spec: ExerciseSpec, name: str, series: Series, marks: Sequence[Mark]) -> pg.PlotWidget:
        plot = dressed_plot()
        plot.setLabel("left", named_with_unit(name), color=quiet_hex())
        if len(curves_of(spec, name, series)) > 1:
            plot.setTitle(sides_key(), size="13px", justify="left")
        for mark in marks:
            plot.addItem(_stretch(mark))
        for limit in limits_of(spec, name, usual_view_deg(series)):
            plot.addItem(_error_band(limit))
            plot.addItem(_limit_line(limit.value, limit.label))
        for column, colour in _curves(spec, name, series):
            plot.plot(series.t_s, column, pen=pg.mkPen(own(colour), width=2), connect="finite")
        cursor = pg.InfiniteLine(0.0, angle=90, pen=pg.mkPen(own(theme.GOOD), width=2))
        plot.addItem(cursor)
        self._cursors.append(cursor)
        plot.scene().sigMouseClicked.connect(lambda event, plot=plot: self._clicked(plot, event.scenePos()))
        plot.setXRange(0.0, float(series.t_s[-1]), padding=0.0)
        plot.setYRange(*_heights(spec, name, series), padding=0.2)
        return plot

    def _clicked(self, plot: pg.PlotWidget, place: QPointF) -> None:
        self.asked.emit(max(0.0, float(plot.getViewBox().mapSceneToView(place).x())))


def named_with_unit(name: str) -> str:
    """A measure as a plot names it."""
    unit = MEASURES[name].unit
    return name.replace("_", " ") + ("" if unit == "1" else f" ({unit})")


def dressed_plot() -> pg.PlotWidget:
    """An empty plot over time in the windows' colours, with the room at its sides that the timeline has."""
    plot = pg.PlotWidget(background=own(theme.GROUND))
    plot.getPlotItem().setContentsMargins(0, 0, RIGHT_PX, 0)
    plot.setMinimumHeight(PLOT_PX)
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=True, y=False)
    plot.hideButtons()
    plot.getAxis("left").setWidth(LEFT_PX)
    for axis in ("left", "bottom"):
        plot.getAxis(axis).setTextPen(pg.mkColor(own(theme.QUIET)))
    return plot


def signal_of(spec: ExerciseSpec, series: Series) -> Floats:
    """(T,) the signal as one curve: of two sides of which either may move, the one further toward the target."""
    measure, of = spec.signal.measure, spec.signal.of
    if not MEASURES[measure].sided or of in ("near", "far"):
        return series.near_column(measure)
    left, right = (series.columns[f"{measure}_{side}"] for side in SIDE_COLOURS)
    if of == "mean":
        return np.asarray((left + right) / 2)
    least = of == "least" or (of == "lead" and spec.signal.direction == "down")
    return np.asarray(np.fmin(left, right) if least else np.fmax(left, right))


def _heights(spec: ExerciseSpec, name: str, series: Series) -> tuple[float, float]:
    """Smallest and largest of what is plotted, limits included."""
    values = np.concatenate([column for column, _ in _curves(spec, name, series)])
    known = [*values[np.isfinite(values)].tolist(), *(limit.value for limit in limits_of(spec, name))]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _curves(spec: ExerciseSpec, name: str, series: Series) -> list[tuple[Floats, theme.Colour]]:
    return [(column, SIDE_COLOURS.get(kind, theme.TEXT)) for kind, column in curves_of(spec, name, series).items()]


def measures_of(spec: ExerciseSpec) -> list[str]:
    """Measures to plot: the signal, then those that faults look at."""
    return list(dict.fromkeys([spec.signal.measure, *(f.measure for f in spec.faults if f.measure)]))


def _stretch(mark: Mark) -> pg.LinearRegionItem:
    colour = pg.mkColor((*COLOURS[mark.kind], 38))
    item = pg.LinearRegionItem((mark.start_s, mark.end_s), movable=False, brush=colour, pen=pg.mkPen(None))
    item.setZValue(-20)
    return item


def _error_band(limit: Limit) -> pg.LinearRegionItem:
    """From the limit to where a value beyond it is surely no error any more: here a fault is borderline."""
    item = pg.LinearRegionItem(
        sorted((limit.value, limit.value + limit.beyond)),
        orientation="horizontal",
        movable=False,
        brush=pg.mkColor((*own(theme.FAULT), 26)),
        pen=pg.mkPen(None),
    )
    item.setZValue(-10)
    return item


def _limit_line(value: float, label: str) -> pg.InfiniteLine:
    pen = pg.mkPen(own(theme.FAULT), width=1, style=Qt.PenStyle.DashLine)
    options = {"position": 0.02, "anchors": [(0, 1), (0, 1)], "color": pg.mkColor(own(theme.FAULT))}
    return pg.InfiniteLine(value, angle=0, pen=pen, label=label, labelOpts=options)
