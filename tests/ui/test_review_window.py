"""The review window: the frame asked for is the frame shown, and every key does what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from bench_parts import FPS, bridges, opened
from numbered import number_of, write
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from posecheck.errors import ClipError
from posecheck.ui.opener import Opened, Tell
from posecheck.ui.review_window import CLIP_PAGE, ReviewWindow
from posecheck.ui.send_dialog import SendDialog

Key = Qt.Key


class Bench:
    """A window on a numbered clip, and the pictures it has shown: (frame, number read in the picture)."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot, self.shown = qtbot, []
        self.window = ReviewWindow(lambda clip, _tell: opened(clip), (path,))
        qtbot.addWidget(self.window)
        self.window.resize(1200, 850)
        self.window.show()
        qtbot.waitUntil(lambda: self.window.opened is not None, timeout=15000)
        loader = self.window.clip.view.loader
        assert loader is not None
        loader.ready.connect(lambda index, picture: self.shown.append((index, number_of(picture))))
        qtbot.waitUntil(lambda: self.window.clip.view._image is not None, timeout=15000)

    def press(self, key: Key, shift: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(self.window, key, modifier)

    def settled(self, index: int) -> None:
        """Wait until frame `index` is shown."""
        self.qtbot.waitUntil(lambda: bool(self.shown) and self.shown[-1][0] == index, timeout=15000)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    times_s = (np.arange(len(bridges())) / FPS).tolist()
    return write(tmp_path_factory.mktemp("clip") / "made.mp4", times_s, 30, 2)


@pytest.fixture
def bench(qtbot: QtBot, clip: Path) -> Iterator[Bench]:
    made = Bench(qtbot, clip)
    yield made
    made.window.close()


def test_scrubbing_shows_exactly_the_frame_asked_for(bench: Bench) -> None:
    frames = len(bridges())
    for index in (40, 3, frames - 1, 77, 76, 0, 12):
        bench.window.clip.transport.seek(index / FPS)
        bench.settled(index)
    assert all(index == number for index, number in bench.shown)
    assert bench.window.clip.view.frame == 12


def test_keys(bench: Bench) -> None:
    window, starts_s = bench.window, [r.start_s for r in bench.window.opened.review.summary.reps]
    for key, shift, frame in (
        (Key.Key_Right, False, 1), (Key.Key_Period, False, 2), (Key.Key_Left, False, 1), (Key.Key_Comma, False, 0),
        (Key.Key_Left, False, 0), (Key.Key_End, False, len(bridges()) - 1), (Key.Key_Home, False, 0),
        (Key.Key_Right, True, int(starts_s[0] * FPS + 1e-6)), (Key.Key_Right, True, int(starts_s[1] * FPS + 1e-6)),
        (Key.Key_Left, True, int(starts_s[0] * FPS + 1e-6)),
    ):  # fmt: skip
        bench.press(key, shift)
        assert window.clip.view.frame == frame, key
    for key, rate in ((Key.Key_Space, 1), (Key.Key_L, 2), (Key.Key_J, -1), (Key.Key_K, 0), (Key.Key_4, 0),
                      (Key.Key_Space, 2), (Key.Key_1, 0.25), (Key.Key_Space, 0)):  # fmt: skip
        bench.press(key)
        assert window.clip.transport.playback.rate == rate, key
    bench.press(Key.Key_F)
    assert window.isFullScreen()
    bench.press(Key.Key_Escape)
    assert not window.isFullScreen()


def test_it_plays_and_stands_at_the_end(bench: Bench) -> None:
    bench.window.clip.transport.seek((len(bridges()) - 6) / FPS)
    bench.press(Key.Key_5)
    bench.press(Key.Key_Space)
    bench.qtbot.waitUntil(lambda: not bench.window.clip.transport.playback.running, timeout=10000)
    assert bench.window.clip.view.frame == len(bridges()) - 1


def test_a_click_in_table_or_timeline_goes_there(bench: Bench) -> None:
    window = bench.window
    start_s = window.opened.review.summary.reps[1].start_s
    window.clip.table.clicked.emit(window.clip.model.index(1, 0))
    assert window.clip.transport.playback.t_s == pytest.approx(start_s)
    assert window.clip.table.selectionModel().selectedRows()[0].row() == 1
    place = QPoint(round(window.clip.timeline.x_of(4.0)), 40)
    bench.qtbot.mouseClick(window.clip.timeline, Qt.MouseButton.LeftButton, pos=place)
    assert window.clip.transport.playback.t_s == pytest.approx(4.0, abs=0.05)
    mark = window.clip.timeline.mark_at(QPointF(window.clip.timeline.x_of(start_s + 1.0), 24 + 31 + 5))
    assert mark is not None
    assert mark.label == "2"


def test_words_over_the_picture_and_totals(bench: Bench) -> None:
    window = bench.window
    assert window._totals.text() == "2 repetitions, 0 good, 1 not counted"
    rep = window.opened.review.summary.reps[1]
    window.clip.transport.seek(rep.top_end_s - 0.1)
    assert window.clip.view._words == "Lift your hips higher"
    window.clip.transport.seek(window.clip.transport.end_s - 1.0)
    assert window.clip.view._words == "left_knee hidden"


def test_a_dropped_clip_is_opened(bench: Bench, clip: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip))])
    before = bench.window.opened
    nothing = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    bench.window.dropEvent(event)
    bench.qtbot.waitUntil(lambda: bench.window.opened is not before, timeout=15000)
    assert bench.window.opened.path == clip
    assert (bench.window._pages.currentIndex(), bench.window.clip.view.frame) == (CLIP_PAGE, 0)


def test_a_bad_clip_is_told_and_the_one_before_stays(qtbot: QtBot) -> None:
    def load(path: Path, _tell: Tell) -> Opened:
        if path.name == "bad.mp4":
            raise ClipError("not a video that can be read", "bad.mp4", "record it again")
        return opened()

    window = ReviewWindow(load)
    qtbot.addWidget(window)
    window.open_clip(Path("bad.mp4"))
    qtbot.waitUntil(lambda: "not a video" in window._trouble.text(), timeout=10000)
    window.open_clip(Path("good.mp4"))
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    shown = window.opened
    window.open_clip(Path("bad.mp4"))
    qtbot.waitUntil(lambda: "not a video" in window.clip._notes.text(), timeout=10000)
    assert (window.opened, window._pages.currentIndex()) == (shown, 2)
    window.close()


def test_analysis_tells_how_far_it_is_and_can_be_cancelled(qtbot: QtBot) -> None:
    far, stop = threading.Event(), threading.Event()

    def load(_path: Path, tell: Tell) -> Opened:
        tell(30, 100)
        far.set()
        while not stop.wait(0.01):
            tell(31, 100)
        raise AssertionError("never cancelled")

    window = ReviewWindow(load, (Path("long.mp4"),))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window._bar.value() == 31, timeout=10000)
    assert (far.is_set(), window._bar.maximum()) == (True, 100)
    qtbot.mouseClick(window._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window._trouble.text() == "Cancelled", timeout=10000)
    window.close()


def test_a_session_is_sent_with_the_clip_only_if_it_was_ticked(
    qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[Path, bool]] = []

    def send(_opened: Opened, path: Path, with_clip: bool) -> None:
        if path.name == "full.posecheck":
            raise ClipError("no room", path.name, "free some")
        sent.append((path, with_clip))

    window = ReviewWindow(lambda path, _tell: opened(path), (clip,), None, send)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    for name, ticked, words in (
        ("a.posecheck", False, "Written: a.posecheck"), ("b.posecheck", True, "Written: b.posecheck"),
        ("full.posecheck", False, "no room"), ("", False, "no room"),
    ):  # fmt: skip
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_a, name=name: (str(tmp_path / name) if name else "", "")
        )

        def answer(dialog: SendDialog, ticked: bool = ticked) -> int:
            assert not dialog.with_clip
            dialog.clip_box.setChecked(ticked)
            dialog.write_button.click()
            return dialog.result()

        monkeypatch.setattr(SendDialog, "exec", answer)
        window.send_button.click()
        assert window.clip._notes.text().startswith(words)
    assert sent == [(tmp_path / "a.posecheck", False), (tmp_path / "b.posecheck", True)]
    window.close()


@pytest.mark.parametrize("holds_clip", [False, True])
def test_a_session_that_came_is_sent_on(
    qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds_clip: bool
) -> None:
    bundle, sent = tmp_path / "her.posecheck", list[tuple[Path | None, Path, bool]]()
    bundle.write_bytes(b"as it came")
    made = opened(clip)
    came = Opened(clip if holds_clip else None, bundle.name, made.spec, made.review, (), bundle)
    window = ReviewWindow(lambda _p, _t: came, (bundle,), None, lambda o, p, c: sent.append((o.bundle, p, c)))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    assert window.send_button.isVisible()

    def choose(_parent: object, _title: str, proposed: str, _kinds: str) -> tuple[str, str]:
        assert Path(proposed) == tmp_path / "her-again.posecheck", "never proposed to be written over"
        return proposed, ""

    def answer(dialog: SendDialog) -> int:
        dialog.show()
        assert dialog.clip_box.isVisible() is holds_clip
        dialog.write_button.click()
        return dialog.result()

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(SendDialog, "exec", answer)
    window.send_button.click()
    assert sent == [(bundle, tmp_path / "her-again.posecheck", False)]
    assert window.clip._notes.text().startswith("Written: her-again.posecheck")
    window.close()
