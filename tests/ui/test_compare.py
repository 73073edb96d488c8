"""Two clips side by side: one transport, the same repetition in both, and what has changed in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from bench_parts import FPS, bridges, opened
from made_rows import Knot, flow, played, program_of, repetition, stay
from numbered import number_of, write
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from posecheck.exercise import engine
from posecheck.exercise.alignment import align
from posecheck.exercise.result import Rep
from posecheck.exercise.rows import Series
from posecheck.ui.compare_state import COMPARE_HEADS, compare_cells, compare_lanes, compare_words, paired_rows
from posecheck.ui.opener import Opened, Tell
from posecheck.ui.review_window import CLIP_PAGE, COMPARE_PAGE, ReviewWindow

Key = Qt.Key
SPEC = program_of("bridge").spec


def three_weeks_ago() -> Series:
    """Later begun, held for longer, lower."""
    knots = [k for top in (166, 171, 168) for k in repetition("bridge", hold_s=3.5, hip_open=top, hip=top)]
    return played("bridge", stay(4.0), *knots, stay(2.0), fps=FPS)


SERIES = {"today.mp4": bridges(), "before.mp4": three_weeks_ago()}


def load(path: Path, _tell: Tell) -> Opened:
    return opened(path, SERIES[path.name])


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("clips")
    today, before = (write(folder / n, (np.arange(len(s)) / FPS).tolist(), 30, 2) for n, s in SERIES.items())
    return today, before


Make = Callable[..., ReviewWindow]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    windows: list[ReviewWindow] = []

    def made(*paths: Path) -> ReviewWindow:
        window = ReviewWindow(load, paths)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1300, 900)
        window.show()
        if len(paths) > 1:
            qtbot.waitUntil(lambda: window._pages.currentIndex() == COMPARE_PAGE, timeout=15000)
        return window

    yield made
    for window in windows:
        window.close()


def words_of(window: ReviewWindow, row: int) -> list[str]:
    return [window.compare.model.cell(row, c).words for c in range(len(COMPARE_HEADS))]


def test_a_moment_lies_under_itself_in_timeline_and_curves(qtbot: QtBot, make: Make, clips: tuple[Path, Path]) -> None:
    page = make(*clips).compare
    qtbot.wait(50)
    assert page.alignment is not None
    for t_s in (0.0, page.alignment.end_s / 2, page.alignment.end_s):
        in_scene = page.plot.getViewBox().mapViewToScene(QPointF(t_s, 0.0))
        below = page.plot.mapTo(page, page.plot.mapFromScene(in_scene)).x()
        above = page.timeline.mapTo(page, QPoint(round(page.timeline.x_of(t_s)), 0)).x()
        assert abs(above - below) <= 3, t_s


def test_stepping_by_repetition_keeps_both_at_the_same_one(qtbot: QtBot, make: Make, clips: tuple[Path, Path]) -> None:
    window = make(*clips)
    shown: dict[int, tuple[int, int]] = {}
    for which, view in enumerate(window.compare.views):
        assert view.loader is not None
        view.loader.ready.connect(lambda i, picture, which=which: shown.update({which: (i, number_of(picture))}))
    ones, others = (view.opened.review.summary.reps for view in window.compare.views)
    for k in (0, 1):
        qtbot.keyClick(window, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        wanted = [int(rep.start_s * FPS + 1e-6) for rep in (ones[k], others[k])]
        assert [view.frame for view in window.compare.views] == wanted
        assert window.compare.table.selectionModel().selectedRows()[0].row() == k
        qtbot.waitUntil(lambda wanted=wanted: [shown.get(w, (-1,))[0] for w in (0, 1)] == wanted, timeout=15000)
    assert all(index == number for index, number in shown.values())
    qtbot.keyClick(window, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert [view.frame for view in window.compare.views] == [int(r[0].start_s * FPS + 1e-6) for r in (ones, others)]


def test_one_transport_drives_both(qtbot: QtBot, make: Make, clips: tuple[Path, Path]) -> None:
    window = make(*clips)
    transport, alignment = window.compare.transport, window.compare.alignment
    qtbot.keyClick(window, Key.Key_5)
    qtbot.keyClick(window, Key.Key_Space)
    qtbot.waitUntil(lambda: all(view.frame > 5 for view in window.compare.views), timeout=15000)
    qtbot.keyClick(window, Key.Key_K)
    own_s = alignment.times_at(transport.t_s)
    assert [view.frame for view in window.compare.views] == [int(t * FPS + 1e-6) for t in own_s]
    qtbot.keyClick(window, Key.Key_End)
    assert [view.frame for view in window.compare.views] == [len(s) - 1 for s in SERIES.values()]
    place = QPoint(round(window.compare.timeline.x_of(transport.end_s / 2)), 40)
    qtbot.mouseClick(window.compare.timeline, Qt.MouseButton.LeftButton, pos=place)
    assert transport.t_s == pytest.approx(transport.end_s / 2, abs=0.1)
    window.compare.table.clicked.emit(window.compare.model.index(1, 0))
    starts_s = [view.opened.review.summary.reps[1].start_s for view in window.compare.views]
    assert alignment.times_at(transport.t_s) == (pytest.approx(starts_s[0]), pytest.approx(starts_s[1]))


def test_what_has_changed_in_numbers(make: Make, clips: tuple[Path, Path]) -> None:
    window = make(*clips)
    one, other = (view.opened.review.summary.reps for view in window.compare.views)
    assert (len(one), len(other)) == (2, 3)
    first, last = words_of(window, 0), words_of(window, 2)
    held = COMPARE_HEADS.index("Held")
    difference = one[0].hold_s - other[0].hold_s
    assert first[held : held + 3] == [f"{one[0].hold_s:.1f} s", f"{other[0].hold_s:.1f} s", f"{difference:+.1f} s"]
    assert last[0] == "- | 3"
    assert (last[held], last[held + 2], last[-2]) == ("", "", "not done")
    assert last[-1].startswith("Lift your hips higher") or "hold" in last[-1].lower()
    assert window._totals.text() == "0 of 2 good here, 0 of 3 in the other"


def test_a_difference_that_may_be_error_is_quiet() -> None:
    low, high = (
        opened(None, played("bridge", stay(1.0), *repetition("bridge", hip_open=top, hip=top), fps=FPS)).review.summary
        for top in (170, 178)
    )
    reach = COMPARE_HEADS.index("Reaches") + 2
    rows = paired_rows(align(low.reps, high.reps, 20.0, 20.0), low.reps, high.reps)
    assert len(rows) == 1
    cell = compare_cells(SPEC, rows)[0][reach]
    assert (cell.words[0], cell.bold) == ("-", False), "eight degrees between two recordings are within their errors"
    far = opened(None, played("bridge", stay(1.0), *repetition("bridge", hip_open=155, hip=155), fps=FPS))
    reps = far.review.summary.reps
    rows = paired_rows(align(reps, high.reps, 20.0, 20.0), reps, high.reps)
    assert compare_cells(SPEC, rows)[0][reach].bold
    assert compare_words(low, high).endswith("of 1 in the other")


def test_lanes_stand_in_shared_time() -> None:
    today, before = (opened(None, series).review.summary for series in SERIES.values())
    ends_s = [float(series.t_s[-1]) for series in SERIES.values()]
    alignment = align(today.reps, before.reps, *ends_s)
    lanes = compare_lanes(SPEC, alignment, ("a", "b"), (today, before))
    firsts = [lane.marks[0] for lane in lanes]
    assert firsts[0].start_s == pytest.approx(firsts[1].start_s)
    assert firsts[0].end_s == pytest.approx(firsts[1].end_s)
    assert [len(lane.marks) for lane in lanes] == [3, 3]


def test_two_dropped_clips_stand_side_by_side_and_one_can_stand_alone(
    qtbot: QtBot, make: Make, clips: tuple[Path, Path]
) -> None:
    window = make()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in clips])
    nothing = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing))
    qtbot.waitUntil(lambda: window._pages.currentIndex() == COMPARE_PAGE, timeout=15000)
    assert [name.text() for name in window.compare.names] == ["today.mp4", "before.mp4"]
    assert window.alone_button.isVisible()
    window.alone_button.click()
    assert window._pages.currentIndex() == CLIP_PAGE
    assert [view.loader for view in window.compare.views] == [None, None]
    qtbot.keyClick(window, Key.Key_Right)
    assert window.clip.view.frame == 1


def test_another_exercise_is_told_and_the_clip_stays(qtbot: QtBot, make: Make, clips: tuple[Path, Path]) -> None:
    window = make(clips[0])
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    cats = opened(clips[1])
    other = Opened(cats.path, "cats.mp4", program_of("cat_cow").spec, cats.review)
    window.show_beside(other)
    assert window._pages.currentIndex() == CLIP_PAGE
    assert "cats.mp4 is a session of" in window.clip._notes.text()


def test_of_a_flow_the_way_between_its_two_ends_is_compared() -> None:
    """The middle of a back that arches and hollows says nothing of either."""
    spec = program_of("cat_cow").spec
    small, large = (run_reps("cat_cow", *flow(high=high, low=-high)) for high in (0.35, 0.55))
    rows = paired_rows(align(small, large, 20.0, 20.0), small, large)
    reach = COMPARE_HEADS.index("Reaches")
    words = [cell.words for cell in compare_cells(spec, rows)[0][reach : reach + 3]]
    assert [round(float(w), 1) for w in words] == [0.7, 1.1, -0.4]


def run_reps(exercise: str, *knots: Knot) -> tuple[Rep, ...]:
    return engine.run(program_of(exercise), played(exercise, stay(1.0), *knots, stay(1.0), fps=FPS))[0].reps
