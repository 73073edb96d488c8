"""Charts people can read: few lines, large type, a dot per day that tells its session and opens it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QWidget

from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.progress import Point
from posecheck.render import theme
from posecheck.ui.look import BLUE, own

DAY_S = 86_400.0
TEXT_PX = 16
LEGEND_COLUMNS = 2
"""Three German names beside each other are wider than a chart on a small screen."""
LEGEND_SHARE = 0.4
"""Of the height kept free for the legend above the lines."""
SYMBOLS = ("o", "t", "s", "d")
"""One for each line, so that lines are told apart without their colour."""
COLOURS = (theme.GOOD, theme.UNSEEN, BLUE, theme.FAULT)


@dataclass(frozen=True, slots=True)
class Line:
    """A named series; `tip` ends the text of each dot."""

    name: str
    points: Sequence[Point]
    tip: str = ""


class _Days(pg.DateAxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Days and months, these in the language."""

    def __init__(self, say: Words) -> None:
        super().__init__(utcOffset=0)
        self._months = {month[:3]: say(month)[:3] for month in words.MONTHS}

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802  pyqtgraph's
        return [self._months.get(text, text) for text in super().tickStrings(values, scale, spacing)]


class _Numbers(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Numbers as the language writes them, none above what there can be: only the legend stands there."""

    def __init__(self, say: Words, most: float) -> None:
        super().__init__("left")
        self._say, self._most = say, most

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802  pyqtgraph's
        places = max(0, math.ceil(-math.log10(spacing * scale)))
        return [self._say.number(v * scale, f".{places}f") if v <= self._most else "" for v in values]


class Chart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """One quantity over the days. `chosen` carries the session of a dot that was clicked."""

    chosen = pyqtSignal(int)

    def __init__(
        self, title: str, limits: tuple[float, float] | None = None, parent: QWidget | None = None,
        say: Words = ENGLISH,
    ) -> None:  # fmt: skip
        axes = {"bottom": _Days(say), "left": _Numbers(say, limits[1] if limits else math.inf)}
        super().__init__(parent, background=own(theme.GROUND), axisItems=axes)
        self._limits, self._say = limits, say
        self._font = QFont(self.font())
        self._font.setPixelSize(TEXT_PX)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.rename(title)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(tickFont=self._font)
            axis.setTextPen(pg.mkPen(own(theme.QUIET)))
            axis.setPen(pg.mkPen(own(theme.PANEL)))
        self.showGrid(x=False, y=True, alpha=0.15)

    def rename(self, title: str) -> None:
        """Show another title."""
        self._title = title
        self.setTitle(title, color=own(theme.TEXT), size=f"{TEXT_PX - 3}pt")
        self.setAccessibleName(title)

    def show_lines(
        self, lines: Sequence[Line], first: date, last: date, band: tuple[float, float, str] | None = None
    ) -> None:
        """Show other lines from day to day; band: lower and upper bound of a shaded zone, and its name."""
        self.clear()
        self._new_legend(len(lines) > 1)
        self._limit(lines, first, last)
        if band is not None:
            self._shade(*band)
        for number, line in enumerate(lines):
            self._draw(line, own(COLOURS[number % len(COLOURS)]), SYMBOLS[number % len(SYMBOLS)])
        counts = ", ".join(f"{line.name} {len(line.points)}" for line in lines) or self._say(words.NOTHING_SHOWN)
        self.setAccessibleDescription(self._say(words.POINTS_SHOWN, name=self._title, points=counts))

    def _new_legend(self, wanted: bool) -> None:
        legend = self.getPlotItem().legend
        if legend is not None:
            legend.scene().removeItem(legend)
            self.getPlotItem().legend = None
        if wanted:
            made = self.addLegend(
                offset=(8, 2), verSpacing=-8, labelTextColor=own(theme.TEXT), labelTextSize=f"{TEXT_PX - 4}pt",
                colCount=LEGEND_COLUMNS,
            )  # fmt: skip
            made.layout.setContentsMargins(9, 2, 9, 2)

    def _limit(self, lines: Sequence[Line], first: date, last: date) -> None:
        self.setXRange(at(first) - DAY_S / 2, at(last) + DAY_S / 2, padding=0.01)
        if self._limits is not None:
            low, high = self._limits
            self.setYRange(low, high + self._free(lines, high - low), padding=0.06)
            return
        ends = [p.value + sign * p.error for line in lines for p in line.points for sign in (-1, 1)]
        known = [value for value in ends if not math.isnan(value)]
        if known:
            low, high = min(known), max(known)
            room = max(0.1 * (high - low), 0.05 * abs(high), 1.0)
            low, high = max(0.0, low - room), high + room
            self.setYRange(low, high + self._free(lines, high - low), padding=0)

    @staticmethod
    def _free(lines: Sequence[Line], span: float) -> float:
        """What is to be added above a span of values so that the legend stands clear of them."""
        return LEGEND_SHARE * span / (1 - LEGEND_SHARE) if len(lines) > 1 else 0.0

    def _shade(self, low: float, high: float, name: str) -> None:
        zone = pg.LinearRegionItem(
            (low, high), orientation="horizontal", movable=False, brush=(*own(theme.QUIET), 40), pen=pg.mkPen(None)
        )
        zone.setZValue(-10)
        self.addItem(zone)
        label = pg.InfLineLabel(zone.lines[1], name, position=0.99, anchors=[(1, 1), (1, 1)], color=own(theme.QUIET))
        label.setFont(self._font)

    def _draw(self, line: Line, colour: theme.Colour, symbol: str) -> None:
        if not line.points:
            return
        x = np.array([at(p.day) for p in line.points])
        y = np.array([p.value for p in line.points])
        errors = np.nan_to_num([p.error for p in line.points])
        if errors.any():
            self.addItem(pg.FillBetweenItem(_edge(x, y - errors), _edge(x, y + errors), brush=(*colour, 45)))
        self.plot(x, y, pen=pg.mkPen(colour, width=2), name=None)
        look = {"symbol": symbol, "brush": pg.mkBrush(colour), "pen": pg.mkPen(own(theme.GROUND))}
        size = 11 if len(x) < 60 else 6
        dots = pg.ScatterPlotItem(x, y, size=size, data=list(line.points), name=line.name, **look)
        dots.opts |= {"hoverable": True, "hoverSize": 16, "tip": lambda data, **_at: tip(line, data, self._say)}
        dots.sigClicked.connect(self._clicked)
        self.addItem(dots)

    def _clicked(self, _item: object, spots: Sequence[pg.SpotItem], _event: object = None) -> None:
        if len(spots):
            self.chosen.emit(int(spots[0].data().session))


def at(day: date) -> float:
    """A day as the axis counts: seconds since 1970 at its beginning."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def tip(line: Line, point: Point, say: Words = ENGLISH) -> str:
    """What a dot tells: day, value with its error, session."""
    error = f" ± {say.number(point.error, '.0f')}" if point.error else ""
    value = say.number(point.value, ".3g")
    session = say(words.TIP_SESSION, number=point.session)
    return f"{words.dated(point.day, say, weekday=True)}\n{line.name}: {value}{error}{line.tip}\n{session}"


def _edge(x: np.ndarray, y: np.ndarray) -> pg.PlotDataItem:
    return pg.PlotDataItem(x, y)
