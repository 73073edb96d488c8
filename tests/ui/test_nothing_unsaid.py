"""Every word that is shown goes through the catalogue: a language that puts marks around whatever passes through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pyqtgraph as pg
import pytest
from PyQt6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from posecheck.coach import safety_words
from posecheck.coach.phrases import Words
from posecheck.coach.record import Bout, Clearance, PainNote, PlanChange, Record, ScreenNote, Sitting
from posecheck.coach.said import said
from posecheck.errors import HistoryError
from posecheck.io.history_read import KeptSession
from posecheck.render.appointment import appointment_page
from posecheck.ui.charts import Chart
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.forget_dialog import ForgetDialog
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.progress_window import ProgressWindow
from posecheck.ui.screen_dialog import ScreenDialog

TODAY = date(2026, 3, 20)
PERSON = "Ωλγα"
MARKED = re.compile(r"«[^«»]*»")


class Marking(Words):
    """Puts what it is given between marks."""

    def __call__(self, sentence: str, **values: object) -> str:
        return f"«{super().__call__(sentence, **values)}»"


SAY = Marking()


def unsaid(text: str) -> str:
    """The Latin letters of a text that didn't come through the catalogue."""
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return "".join(re.findall("[A-Za-z]+", text))


def record() -> Record:
    return Record(
        sittings=tuple(
            Sitting(i + 1, TODAY - timedelta(days=8 - i), (Bout("bird_dog", side, 5, 4, 0, 6.0, span, 3.0),))
            for i, (side, span) in enumerate((("left", 60.0), ("right", 50.0), ("left", 62.0)))
        ),
        pains=tuple(PainNote(TODAY - timedelta(days=7 * i), "before", 4 + i, session=1) for i in range(4)),
        screens=(ScreenNote(TODAY, frozenset(("leg_pain",))),),
        clearances=(Clearance(TODAY, TODAY, 1),),
        changes=(PlanChange(TODAY, "drop", str(said(safety_words.LEFT_OUT, exercise="Bridge", level=7))),),
    )


def name(exercise: str) -> str:
    return SAY(exercise)


def progress(exercise: str = "") -> ProgressWindow:
    made = ProgressWindow(lambda _since: record(), lambda: [s.day for s in record().sittings], name, TODAY, say=SAY)
    made.exercise.setCurrentIndex(made.exercise.findData(exercise))
    return made


class Kept:
    """Two sessions, and a disk that doesn't let anything be deleted."""

    name = PERSON

    def sessions(self) -> list[KeptSession]:
        return [KeptSession(2, TODAY, "", "", ("bridge",)), KeptSession(1, TODAY, "", "clip.mp4", ())]

    def recordings(self, session: KeptSession | None) -> list[Path]:
        del session
        return [Path("a.mkv")]

    def erase(self, session: KeptSession | None, *, recordings: bool) -> None:
        del session, recordings
        raise HistoryError("it can't be deleted", "history")


def asked(press: str) -> Callable[[], QWidget]:
    def make() -> QWidget:
        dialog = ForgetDialog(Kept(), name, SAY)
        getattr(dialog, press).click()
        return dialog

    return make


def hurting() -> QWidget:
    dialog = PainDialog("after", say=SAY)
    dialog.choose(8)
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(progress, id="progress"),
        pytest.param(lambda: progress("bird_dog"), id="progress of an exercise"),
        pytest.param(lambda: ForgetDialog(Kept(), name, SAY), id="what is kept"),
        pytest.param(asked("one"), id="a session is to go"),
        pytest.param(asked("all"), id="everything is to go"),
        pytest.param(lambda: ScreenDialog(say=SAY), id="safety questions"),
        pytest.param(hurting, id="pain"),
        pytest.param(lambda: ClearanceDialog(TODAY, TODAY, say=SAY, may_go_on=True), id="clearance"),
    ],
)
def test_what_a_window_shows_tells_and_names_came_through_the_catalogue(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    window = make()
    qtbot.addWidget(window)
    window.show()
    shown = [text for text in texts(window) if text]
    assert any("«" in text for text in shown)
    assert {text: unsaid(text) for text in shown if unsaid(text)} == {}


def texts(window: QWidget) -> Iterator[str]:
    """Titles, labels, buttons, choices, list entries, what a screen reader hears, and what the charts write."""
    yield window.windowTitle()
    for child in [window, *window.findChildren(QWidget)]:
        yield from (child.toolTip(), child.accessibleName(), child.accessibleDescription())
        if isinstance(child, QLabel | QAbstractButton):
            yield child.text()
        elif isinstance(child, QComboBox):
            yield from (child.itemText(i) for i in range(child.count()))
        elif isinstance(child, QListWidget):
            yield from (item.text() for i in range(child.count()) if (item := child.item(i)) is not None)
        elif isinstance(child, Chart):
            yield from _written(child)


def _written(chart: Chart) -> Iterator[str]:
    plot = chart.getPlotItem()
    yield re.sub("<[^>]*>", "", plot.titleLabel.text)
    for item in plot.items:
        if isinstance(item, pg.ScatterPlotItem):
            yield from (item.opts["tip"](data=spot.data()) for spot in item.points())
    yield from (label.text for _, label in plot.legend.items) if plot.legend else ()


class Text(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.style:
            self.shown.append(data)


def test_the_page_for_the_appointment_came_through_the_catalogue() -> None:
    page = Text()
    page.feed(appointment_page(record(), PERSON, TODAY, name, SAY))
    assert len(page.shown) > 20
    assert {text: unsaid(text) for text in page.shown if unsaid(text)} == {}


@pytest.mark.parametrize(("text", "left"), [("«a «b» c» 3", ""), ("«a» left «b»", "left"), ("5 ± 3", "")])
def test_what_did_not_come_through_is_found(text: str, left: str) -> None:
    assert unsaid(text) == left
