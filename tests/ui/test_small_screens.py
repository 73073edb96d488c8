"""The physiotherapist's windows on a small laptop: they fit, and no word is cut off without a way to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench_parts import bridges, opened
from made_rows import program_of
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from posecheck.exercise.tuning import prepare
from posecheck.session.review import Review
from posecheck.ui.bench_style import bench_sheet
from posecheck.ui.compare_state import COMPARE_HEADS
from posecheck.ui.frame_view import FrameView
from posecheck.ui.opener import Opened
from posecheck.ui.pieces import CELL_MARGINS_PX, Elided, dress_table, elided
from posecheck.ui.rep_table import Cell, CellTable
from posecheck.ui.review_window import CLIP_PAGE, COMPARE_PAGE, ReviewWindow
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import HEADS, TuneClip
from posecheck.ui.tune_window import TuneWindow

SMALL = (1024, 700)
LONG = "a recording of the third session in november with a long name of its own.posecheck"
BIRD_DOG = program_of("bird_dog").spec


def judged(path: Path) -> Opened:
    """A made recording without its clip, with as many buttons for labels as the bird dog has."""
    made = opened()
    review = made.review
    return Opened(None, path.name, made.spec, Review(
        review.program, review.pose, review.views, review.series, review.results, review.summary,
    ))  # fmt: skip


Make = Callable[..., ReviewWindow]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    windows: list[ReviewWindow] = []

    def made(*names: str) -> ReviewWindow:
        window = ReviewWindow(lambda path, _tell: judged(path), tuple(map(Path, names)))
        windows.append(window)
        window.resize(*SMALL)
        window.show()
        page = CLIP_PAGE if len(names) == 1 else COMPARE_PAGE
        qtbot.waitUntil(lambda: window._pages.currentIndex() == page, timeout=20000)
        return window

    yield made
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.mark.parametrize("names", [("a.posecheck",), (LONG,), ("a.posecheck", "b.posecheck"), (LONG, LONG)])
def test_a_review_fits_a_small_screen_whatever_the_files_are_called(
    qtbot: QtBot, make: Make, names: tuple[str, ...]
) -> None:
    window = make(*names)
    if len(names) == 1:
        window.clip.label_bar.show_spec(BIRD_DOG)  # the exercise with the most faults
        window.clip.label_bar.show_label(None, "the repetition at 112.4 s")
    assert window.minimumSizeHint().width() <= SMALL[0]
    window.resize(*SMALL)
    assert (window.width(), window.height()) == SMALL
    qtbot.wait(50)
    assert cut_off(window) == []


def cut_off(window: QWidget) -> list[str]:
    """Words that need more room than their widget has, or that lie outside the window."""
    inside = QRect(0, 0, window.width(), window.height())
    found = []
    for part in [p for kind in (QLabel, QAbstractButton) for p in window.findChildren(kind)]:
        if not part.isVisible() or not part.text() or isinstance(part, Elided):
            continue
        where = QRect(part.mapTo(window, part.rect().topLeft()), part.size())
        wraps = isinstance(part, QLabel) and part.wordWrap()
        wanted = part.heightForWidth(part.width()) if wraps else part.minimumSizeHint().width()
        if wanted > (part.height() if wraps else part.width()) or not inside.contains(where):
            found.append(part.text())
    return found


def test_words_that_are_cut_keep_both_ends_and_are_told_whole(qtbot: QtBot) -> None:
    label = elided("title", LONG)
    qtbot.addWidget(label)
    label.resize(200, 30)
    assert label.minimumSizeHint().width() < 200 < label.sizeHint().width()
    assert (label.shown()[:3], label.shown()[-3:], "…" in label.shown()) == (LONG[:3], LONG[-3:], True)
    assert label.toolTip() == label.text() == LONG
    label.setText("short")
    assert (label.shown(), label.minimumSizeHint().width() <= 80) == ("short", True)


def test_every_head_of_the_table_of_two_clips_is_read_whole(make: Make) -> None:
    table = make("a.posecheck", "b.posecheck").compare.table
    head = table.horizontalHeader()
    assert head is not None
    shown = [i for i in range(len(COMPARE_HEADS)) if not table.isColumnHidden(i)]
    narrow = {COMPARE_HEADS[i]: head.sectionSize(i) for i in shown if head.sectionSize(i) < head.sectionSizeHint(i)}
    assert narrow == {}
    assert sum(head.sectionSize(i) for i in shown) <= head.width()


def test_a_row_is_as_high_as_its_verdicts_words(make: Make) -> None:
    table = make("a.posecheck", "b.posecheck").compare.table
    assert [i for i in range(rows(table)) if table.rowHeight(i) < table.sizeHintForRow(i)] == []
    assert all(table.rowHeight(i) >= 32 for i in range(rows(table)))


def test_words_that_wrap_are_shown_to_the_last(qtbot: QtBot) -> None:
    table = QTableView()
    table.setStyleSheet(bench_sheet())
    model = CellTable(("at", "words"), table)
    table.setModel(model)
    dress_table(table, "words")
    qtbot.addWidget(table)
    words = "Lift your leg a little; Straighten your knee; Keep your back flat; Hold it longer"
    model.show_cells([[Cell("12.5 s", number=True), Cell(words)]])
    table.show()
    short = []
    for width in range(190, 540, 7):
        table.resize(width, 400)
        qtbot.wait(2)
        room = table.columnWidth(1) - CELL_MARGINS_PX
        asked = table.fontMetrics().boundingRect(0, 0, room, 1000, Qt.TextFlag.TextWordWrap, words)
        if table.rowHeight(0) < asked.height():
            short.append((width, table.rowHeight(0), asked.height()))
    assert short == []
    table.resize(900, 400)
    qtbot.waitUntil(lambda: table.rowHeight(0) < 40, timeout=2000)  # one line again, and no room left empty


def rows(table: QTableView) -> int:
    model = table.model()
    assert model is not None
    assert model.rowCount() > 0
    return model.rowCount()


@pytest.mark.parametrize(("clips", "hidden"), [(("a.mp4",), True), (("a.mp4", "b.mp4"), False)])
def test_the_clip_is_named_only_where_there_are_several(qtbot: QtBot, clips: tuple[str, ...], hidden: bool) -> None:
    spec = program_of("bridge").spec
    plan = TunePlan(spec, spec, "a" * 64, tuple(map(Path, clips)), lambda path, _tell: TuneClip(path.name, clip()))
    window = TuneWindow(plan)
    qtbot.addWidget(window)
    window.resize(*SMALL)
    window.show()
    qtbot.waitUntil(lambda: len(window.outcomes) == len(clips), timeout=20000)
    assert window.width() == SMALL[0]
    assert window.table.isColumnHidden(HEADS.index("Clip")) is hidden
    window.close()


def clip() -> object:
    return prepare(program_of("bridge").spec, bridges())


@pytest.mark.parametrize("width", [320, 460])
def test_why_there_is_no_picture_is_read_whole_on_a_narrow_page(qtbot: QtBot, width: int) -> None:
    view = FrameView()
    qtbot.addWidget(view)
    view.resize(width, 240)
    view.show()
    view.clear("Only the measures of this session were sent, not its pictures")
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = image.pixelColor(2, 2)
    inked = [x for x in range(width) for y in range(240) if image.pixelColor(x, y) != ground]
    assert inked, "it is told"
    assert 8 < min(inked) < max(inked) < width - 8, "nothing runs over the edge"
    assert view.focusPolicy() == Qt.FocusPolicy.NoFocus
