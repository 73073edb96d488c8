"""Ten years of daily sessions: what opening the progress window and changing a year's charts cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import big_history
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from posecheck.io.history import History
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


@pytest.mark.parametrize("opened", ["decade"], indirect=True)
def test_opening_over_ten_years(benchmark: BenchmarkFixture, qtbot: QtBot, opened: History) -> None:
    def open_window() -> None:
        window = make_window(opened, str, TODAY)
        window.show()
        window.grab()
        window.close()

    benchmark.pedantic(open_window, rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("opened", ["year"], indirect=True)
def test_changing_a_years_charts(benchmark: BenchmarkFixture, qtbot: QtBot, opened: History) -> None:
    window = make_window(opened, str, TODAY)
    qtbot.addWidget(window)
    window.show()
    window.show_span("all")
    exercises = [window.exercise.itemData(i) for i in range(window.exercise.count())]
    state = {"next": 0}

    def change() -> None:
        state["next"] = (state["next"] + 1) % len(exercises)
        window.exercise.setCurrentIndex(state["next"])
        window.grab()

    benchmark.pedantic(change, rounds=10, warmup_rounds=1)
