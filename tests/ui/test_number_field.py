"""What is typed into a threshold's number is what it stands at, with a comma and with a point, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_rows import program_of
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from posecheck.ui.number_field import NumberField
from posecheck.ui.threshold_panel import ThresholdRow


@pytest.fixture(params=["en_US", "de_DE", "fr_FR", "C"])
def _computer(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


def typed(field: NumberField, keys: str) -> float:
    field.selectAll()
    QTest.keyClicks(field, keys)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field.value()


@pytest.mark.usefixtures("_computer")
@pytest.mark.parametrize(
    ("keys", "value"),
    [("12,5", 12.5), ("12.5", 12.5), ("1,25", 1.25), ("1.25", 1.25), ("-3,5", -3.5), ("7", 7.0), ("0,3", 0.3)],
)
@pytest.mark.parametrize("suffix", ["°", " s", ""])
def test_comma_and_point_are_the_same(qtbot: QtBot, keys: str, value: float, suffix: str) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.setRange(-1000, 1000)
    field.setDecimals(2)
    field.setSuffix(suffix)
    field.setKeyboardTracking(False)
    field.show()
    assert typed(field, keys) == pytest.approx(value)
    assert field.text() == f"{value:.2f}{suffix}", "as every other number of the window"


@pytest.mark.parametrize("keys", ["1,2,5", "1.2.5", "1.2,5", "1,2.5"])
def test_a_second_comma_is_not_taken(qtbot: QtBot, keys: str) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.setRange(0, 1000)
    field.show()
    assert typed(field, keys) == pytest.approx(1.25)


def test_a_threshold_that_is_typed_with_a_comma_moves_to_just_there(qtbot: QtBot) -> None:
    threshold = program_of("bridge").spec.thresholds()["faults.hips_low.for_s"]
    row = ThresholdRow("for at least", threshold)
    qtbot.addWidget(row)
    row.show()
    moved: list[float] = []
    row.moved.connect(moved.append)
    assert typed(row.number, "1,5") == pytest.approx(1.5)
    assert moved == [pytest.approx(1.5)]
