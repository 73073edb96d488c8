"""Ten years of daily sessions: what opening the progress window and changing a year's charts cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import big_history
import pyqtgraph as pg
import pytest
from patients import ROUTINE
from PyQt6.QtGui import QImage
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from posecheck.coach.record import Record
from posecheck.io.history import History
from posecheck.ui.charts import Chart
from posecheck.ui.progress_app import make_window

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def decade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("decade") / "history.sqlite3"
    big_history.make(path, 10, TODAY)
    return path


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "history.sqlite3"
    big_history.make(path, 1, TODAY)
    return path


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Iterator[History]:
    with History(request.getfixturevalue(request.param)) as history:
        yield history


def colours(picture: QImage) -> set[int]:
    """The colours of a picture."""
    return {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}


@pytest.mark.parametrize("opened", ["decade"], indirect=True)
@pytest.mark.parametrize("span", ["month", "all"])
def test_opening_over_ten_years(benchmark: BenchmarkFixture, qtbot: QtBot, opened: History, span: str) -> None:
    def open_window() -> tuple[Record, int, list[QImage]]:
        window = make_window(opened, str, TODAY)
        window.show_span(span)
        window.show()
        window.grab()
        charts = (window.pain, window.good, window.hold, window.range, window.calendar)
        drawn = window.record, dots(window.good), [chart.grab().toImage() for chart in charts]
        window.close()
        return drawn

    record, count, painted = benchmark.pedantic(open_window, rounds=5, warmup_rounds=1)
    days = 30 if span == "month" else round(365.25 * 10)
    assert len(record.sittings) == days
    assert sum(sitting.reps for sitting in record.sittings) == days * sum(step.reps or 1 for step in ROUTINE.steps)
    assert count == (30 if span == "month" else math.ceil(days / 84)), "a dot a day, or for three months"
    assert min(len(colours(picture)) for picture in painted) > 3, "more than an empty frame"


@pytest.mark.parametrize("opened", ["decade"], indirect=True)
def test_showing_all_of_ten_years_that_were_read_ahead(
    benchmark: BenchmarkFixture, qtbot: QtBot, opened: History
) -> None:
    window = make_window(opened, str, TODAY)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.ready, timeout=60_000)

    def change() -> int:
        window.show_span("month")
        window.show_span("all")
        window.grab()
        return dots(window.good)

    assert benchmark.pedantic(change, rounds=5, warmup_rounds=0) == math.ceil(round(365.25 * 10) / 84)


@pytest.mark.parametrize("opened", ["year"], indirect=True)
def test_changing_a_years_charts(benchmark: BenchmarkFixture, qtbot: QtBot, opened: History) -> None:
    window = make_window(opened, str, TODAY)
    qtbot.addWidget(window)
    window.show()
    window.show_span("all")
    exercises = [window.exercise.itemData(i) for i in range(window.exercise.count())]
    shown: dict[str, tuple[int, bytes]] = {}
    state = {"next": 0}

    def change() -> None:
        state["next"] = (state["next"] + 1) % len(exercises)
        window.exercise.setCurrentIndex(state["next"])
        picture = window.grab().toImage()
        bits = picture.constBits()
        assert bits is not None
        shown[exercises[state["next"]]] = dots(window.range), bits.asstring(picture.sizeInBytes())

    benchmark.pedantic(change, rounds=len(exercises), warmup_rounds=1)
    assert set(exercises) == {"", *(step.exercise for step in ROUTINE.steps)}
    assert min(count for count, _ in shown.values()) >= 52, "a dot for each week of the year"
    assert len({picture for _, picture in shown.values()}) == len(exercises), "each choice shows something else"


def dots(chart: Chart) -> int:
    """Dots in a chart."""
    return sum(len(item.points()) for item in chart.getPlotItem().items if isinstance(item, pg.ScatterPlotItem))
