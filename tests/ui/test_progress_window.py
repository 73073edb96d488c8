"""The progress window over a real history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from history_parts import begun, practise, rep
from PyQt6 import sip
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from posecheck.cli import home
from posecheck.cli.progress_window import progress_window
from posecheck.coach import progress_words as words
from posecheck.coach.progress import Point
from posecheck.coach.record import Bout, PainNote, Record, Sitting
from posecheck.io.history import History
from posecheck.io.history_entries import pain_entry
from posecheck.io.spec_files import find_spec
from posecheck.io.translations import words_for
from posecheck.ui import progress_lines as lines
from posecheck.ui.charts import TEXT_PX, Chart, Line, at, tip
from posecheck.ui.progress_app import make_window
from posecheck.ui.progress_window import ProgressWindow

TODAY = date(2026, 3, 20)
DAYS_AGO = (0, 1, 2, 6, 20, 60)


def name(exercise: str) -> str:
    return exercise.replace("_", " ").capitalize()


@pytest.fixture
def history(history_path: Path) -> Iterator[History]:
    with History(history_path) as opened:
        yield opened


@pytest.fixture
def window(qtbot: QtBot, history: History) -> ProgressWindow:
    me = history.person()
    for ago in sorted(DAYS_AGO, reverse=True):
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC) - timedelta(days=ago)
        sink = practise(history.writer, 4, now=now)
        history.put(pain_entry(me.uid, 5, "before", session=sink.uid, now=now))
        history.put(pain_entry(me.uid, 4, "after", session=sink.uid, now=now))
    assert history.flush()
    return shown(qtbot, history)


def shown(qtbot: QtBot, history: History) -> ProgressWindow:
    made = make_window(history, name, TODAY)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def span_button(window: ProgressWindow, span: str) -> QPushButton:
    return next(b for b in window.spans.buttons() if b.property("span") == span)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("span", "sessions", "practised"), [("week", 4, "4 of 7"), ("month", 5, "5 of 30"), ("all", 6, "6 of 61")]
)
def test_each_span_shows_its_sessions(
    qtbot: QtBot, window: ProgressWindow, span: str, sessions: int, practised: str
) -> None:
    qtbot.mouseClick(span_button(window, span), Qt.MouseButton.LeftButton)
    assert len(window.record.sittings) == sessions
    assert window.practised.text().startswith(practised)
    assert window.streak.text() == "3 days in a row"
    assert [b.isChecked() for b in window.spans.buttons()].count(True) == 1
    assert f"before {sessions}" in window.pain.accessibleDescription()


def test_a_click_on_a_day_or_a_dot_chooses_its_session(qtbot: QtBot, window: ProgressWindow) -> None:
    window.show_span("month")
    heard: list[int] = []
    window.session_chosen.connect(heard.append)
    where = window.calendar.square(TODAY).center().toPoint()
    qtbot.mouseClick(window.calendar, Qt.MouseButton.LeftButton, pos=where)
    empty = window.calendar.square(TODAY - timedelta(days=4)).center().toPoint()
    qtbot.mouseClick(window.calendar, Qt.MouseButton.LeftButton, pos=empty)
    dots = window.good.getPlotItem().items[-1]
    window.good._clicked(dots, [dots.points()[0]])
    assert heard == [6, 2]


def test_what_was_done_on_the_day_after_the_clocks_is_shown_as_todays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POSECHECK_CONFIG_DIR", str(tmp_path))
    before = home.practised_today()
    with History() as history:
        now = datetime.now().astimezone()
        practise(history.writer, 4, now=now)
        practise(history.writer, 4, now=now + timedelta(days=1))
        assert history.flush()
    assert (before, home.practised_today()) == (False, True)
    window = progress_window()
    assert isinstance(window, ProgressWindow)
    qtbot.addWidget(window)
    assert window.streak.text() == "2 days in a row"
    assert window.practised.text().startswith("2 of 30")
    heard: list[int] = []
    window.session_chosen.connect(heard.append)
    tomorrow = window.calendar.square(now.date() + timedelta(days=1)).center().toPoint()
    qtbot.mouseClick(window.calendar, Qt.MouseButton.LeftButton, pos=tomorrow)
    assert heard == [2]


@pytest.mark.parametrize(
    ("recording", "exists", "words"),
    [
        pytest.param("", False, "wasn't recorded", id="not recorded"),
        pytest.param("clip.mkv", False, "no longer there", id="deleted since"),
        pytest.param("clip.mkv", True, "", id="recorded"),
    ],
)
def test_a_click_opens_the_recording_of_the_session_or_says_why_not(
    qtbot: QtBot, history: History, tmp_path: Path, recording: str, exists: bool, words: str
) -> None:
    sink = practise(history.writer, 3, now=datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC))
    if recording:
        sink.recorded(str(tmp_path / recording))
    if exists:
        (tmp_path / recording).write_bytes(b"pictures")
    assert history.flush()
    opened: list[tuple[str, str]] = []
    shown_beside: list[QWidget] = []

    def review(path: Path, exercise: str) -> QWidget:
        opened.append((path.name, exercise))
        shown_beside.append(QWidget())
        return shown_beside[-1]

    window = make_window(history, name, TODAY, review)
    window.show()
    for _ in range(2):  # a second click takes the first one's place
        window.session_chosen.emit(1)
    assert opened == ([("clip.mkv", "bridge")] * 2 if exists else [])
    assert words in window.sides.text()
    with qtbot.waitSignal(window.destroyed):
        window.close()
    qtbot.waitUntil(lambda: all(sip.isdeleted(other) for other in shown_beside))


@pytest.mark.parametrize(
    ("chosen", "opened_as"), [("", "bridge"), ("bird_dog", "bird_dog"), ("bridge", "bridge")], ids=str
)
def test_a_recorded_routine_opens_as_the_exercise_whose_charts_are_shown(
    qtbot: QtBot, history: History, tmp_path: Path, chosen: str, opened_as: str
) -> None:
    sink = begun(history.writer, now=datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC))
    for exercise in ("bridge", "bird_dog"):
        sink.exercise(find_spec(exercise))
        sink.next_set(reps=1)
        sink.write(rep(1))
    (tmp_path / "clip.mkv").write_bytes(b"pictures")
    sink.recorded(str(tmp_path / "clip.mkv"))
    sink.close()
    assert history.flush()
    opened: list[str] = []

    def review(_path: Path, exercise: str) -> QWidget:
        opened.append(exercise)
        return QWidget()

    window = make_window(history, name, TODAY, review)
    qtbot.addWidget(window)
    window.exercise.setCurrentIndex(window.exercise.findData(chosen))
    window.session_chosen.emit(1)
    assert opened == [opened_as]


def test_choosing_an_exercise_narrows_the_charts_and_stays_over_spans(window: ProgressWindow) -> None:
    window.exercise.setCurrentIndex(window.exercise.findData("bridge"))
    assert window.range.accessibleName() == "Range of motion, deg"
    window.show_span("week")
    assert window.exercise.currentText() == "Bridge"
    assert "both sides 4" in window.hold.accessibleDescription()


def test_with_nothing_yet_it_says_so(qtbot: QtBot, history: History) -> None:
    window = shown(qtbot, history)
    for span in words.SPANS:
        window.show_span(span)
    assert window.said.text() == words.NOTHING_YET
    assert not any(chart.isVisibleTo(window) for chart in (window.pain, window.good, window.hold, window.range))
    assert window.streak.text() == words.STREAK["none"]


def test_with_a_past_its_charts_are_there(window: ProgressWindow) -> None:
    assert all(chart.isVisibleTo(window) for chart in (window.pain, window.good, window.hold, window.range))


def test_every_day_of_the_calendar_has_a_place_of_its_own_inside_it(window: ProgressWindow) -> None:
    for span in words.SPANS:
        window.show_span(span)
        view = window.calendar
        days = [view.first_day() + timedelta(days=i) for i in range((TODAY - view.first_day()).days + 1)]
        places = [view.square(day) for day in days]
        assert all(view.rect().toRectF().adjusted(-1, -1, 1, 1).contains(place) for place in places)
        assert [view.day_at(place.center()) for place in places] == days


RECORD = Record(
    sittings=tuple(
        Sitting(i + 1, TODAY - timedelta(days=3 - i), (Bout("bird_dog", side, 5, 4, 0, 6.0, span, 3.0),))
        for i, (side, span) in enumerate((("left", 60.0), ("right", 50.0), ("left", 62.0)))
    ),
    pains=(
        PainNote(TODAY, "before", 4, session=3),
        PainNote(TODAY, "before", 6, session=3),
        PainNote(TODAY, "during", 2, session=3),
    ),
)


def test_what_the_charts_show_is_the_worst_pain_and_a_line_per_side() -> None:
    assert [(line.name, [p.value for p in line.points]) for line in lines.pain_lines(RECORD)] == [
        ("before", [6.0]),
        ("during", [2.0]),
    ]
    assert lines.same_band(RECORD) == (3.5, 6.5, words.BAND)
    assert lines.same_band(Record()) is None
    by_side = lines.side_lines(RECORD, "range", "bird_dog", name)
    assert [(line.name, [p.value for p in line.points]) for line in by_side] == [
        ("left", [60.0, 62.0]),
        ("right", [50.0]),
    ]
    assert [line.name for line in lines.side_lines(RECORD, "hold_s", "", name)] == ["Bird dog"]
    assert lines.sides_sentence(RECORD, "bird_dog") == "Left moves 11 deg further (±4)"
    assert lines.good_lines(Record(), "") == []


def test_a_dot_tells_its_day_value_error_and_session() -> None:
    line = lines.side_lines(RECORD, "range", "bird_dog", name)[0]
    assert tip(line, line.points[0]) == "Tue 17 March 2026\nleft: 60 ± 3\nsession 1"
    assert at(date(1970, 1, 2)) == 86_400.0


Charts = Callable[..., Chart]


@pytest.fixture
def chart_in() -> Iterator[Charts]:
    """Makes a chart in a language; it is taken apart here, not by Python's collector."""
    made: list[Chart] = []

    def make(language: str, limits: tuple[float, float] | None = None) -> Chart:
        made.append(Chart("Hold", limits, say=words_for(language)))
        return made[-1]

    yield make
    for chart in made:
        chart.close()
        chart.deleteLater()


@pytest.mark.parametrize(("language", "marks", "told"), [("en", "3.5", "hold: 3.62 ±"), ("de", "3,5", "hold: 3,62 ±")])
def test_axis_and_dots_write_numbers_as_the_language_does(
    language: str, marks: str, told: str, chart_in: Charts
) -> None:
    say = words_for(language)
    chart = chart_in(language)
    assert chart.getAxis("left").tickStrings([3.0, 3.5], 1.0, 0.5)[1] == marks
    assert chart.getAxis("left").tickStrings([20.0, 40.0], 1.0, 20.0) == ["20", "40"]
    assert told in tip(Line("hold", ()), Point(TODAY, 3.62, 1.0, 1), say)


GERMAN_NAMES = ("Brücke", "Vierfüßlerstand diagonal", "Katze und Kuh", "Kleiner Crunch")


def test_the_legend_fits_into_a_chart_on_a_small_screen_and_stands_above_the_lines(
    qtbot: QtBot, chart_in: Charts
) -> None:
    chart = chart_in("de")
    chart.resize(470, 190)
    chart.show()
    points = [Point(TODAY - timedelta(days=29 - i), 3.5 + i / 7, 0.0, i + 1) for i in range(30)]
    chart.show_lines([Line(name, points) for name in GERMAN_NAMES], TODAY - timedelta(days=29), TODAY)
    qtbot.wait(50)
    plot = chart.getPlotItem()
    legend = plot.legend.mapRectToScene(plot.legend.boundingRect())
    room = plot.vb.sceneBoundingRect()
    highest = plot.vb.mapViewToScene(QPointF(at(TODAY), points[-1].value)).y()
    assert [label.text for _, label in plot.legend.items] == list(GERMAN_NAMES)
    assert room.left() <= legend.left()
    assert legend.right() <= room.right(), "no name is cut off"
    assert legend.height() >= 2 * (TEXT_PX - 4), "two rows"
    assert legend.bottom() <= highest + 4, "no line runs through a name"


def test_pain_has_no_marks_above_the_worst_there_is(chart_in: Charts) -> None:
    chart = chart_in("de", (0.0, 10.0))
    points = [Point(TODAY, 10.0, 0.0, 1)]
    chart.show_lines([Line("vorher", points), Line("danach", points)], TODAY, TODAY)
    assert chart.getAxis("left").tickStrings([0, 5, 10, 15], 1.0, 5.0) == ["0", "5", "10", ""]
    assert chart.viewRange()[1][1] > 15, "the legend stands above the worst pain"
    chart.show_lines([Line("vorher", points)], TODAY, TODAY)
    assert chart.viewRange()[1][1] < 11, "no room is kept for a legend that isn't there"
