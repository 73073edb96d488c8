"""The desk window: what it shows, that it is quiet, and that pausing and closing let the camera go."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_parts import Lens, Network, facing
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from posecheck.cli.desk import desk_window
from posecheck.cli.options import DeskOptions
from posecheck.coach.desk import DeskShown, DeskStage, Nudge
from posecheck.coach.phrases import ENGLISH
from posecheck.errors import ClipError
from posecheck.io.settings import Settings
from posecheck.io.spec_files import beside_work
from posecheck.io.translations import words_for
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.render.theme import DARK
from posecheck.session.desk import DeskFrame, DeskWatch
from posecheck.ui.desk_window import DeskWindow
from posecheck.ui.presence import Presence

SAMPLE = Path(__file__).parents[2] / "samples" / "bridge.mp4"


class Desk:
    """A desk window over made pictures, with every source it opened."""

    def __init__(self, qtbot: QtBot, seen: list[Detection] | None = None, count: int | None = None) -> None:
        self.lenses: list[Lens] = []

        def make_watch(told: Callable[[DeskFrame], None]) -> DeskWatch:
            self.lenses.append(Lens(count))
            return DeskWatch(self.lenses[-1], lambda: Network(seen or [facing()]), beside_work(), told, every_s=0.002)

        self.window = DeskWindow(make_watch, ENGLISH)
        qtbot.addWidget(self.window)
        self.window.resize(480, 560)
        self.window.show()

    def button(self, words: str) -> QPushButton:
        return next(b for b in self.window.findChildren(QPushButton) if b.text() == words)


def test_what_was_learnt_is_watched_with_a_calm_score(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.window.start()
    qtbot.waitUntil(lambda: desk.window.shown.stage is DeskStage.WATCHING, timeout=10_000)
    assert (desk.window.message.text(), desk.window.shown.score) == ("You sit well", 100.0)
    assert desk.window.dial.accessibleName() == "100 % of the last minute"
    desk.window.close()


def test_pausing_lets_the_camera_go_and_going_on_takes_it_anew(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.window.start()
    qtbot.waitUntil(lambda: desk.lenses[0].given > 3, timeout=10_000)
    qtbot.mouseClick(desk.button("Pause"), Qt.MouseButton.LeftButton)
    assert (desk.window.watching, desk.window.message.text()) == (False, "Paused")
    qtbot.waitUntil(lambda: desk.lenses[0].closed)
    qtbot.mouseClick(desk.button("Go on"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.lenses) == 2 and desk.lenses[1].given > 3, timeout=10_000)
    assert desk.window.watching
    desk.window.close()
    qtbot.waitUntil(lambda: desk.lenses[1].closed)
    qtbot.waitUntil(lambda: "desk-watch" not in {thread.name for thread in threading.enumerate()})


def test_while_nobody_is_there_the_camera_is_let_go(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "elsewhere")
    desk, presence = Desk(qtbot), Presence()
    desk.window.start()
    desk.window.follow(presence)
    qtbot.waitUntil(lambda: desk.lenses[0].given > 3, timeout=10_000)
    presence.left.emit()
    assert not desk.window.watching
    qtbot.waitUntil(lambda: desk.lenses[0].closed)
    presence.came_back.emit()
    qtbot.waitUntil(lambda: len(desk.lenses) == 2 and desk.lenses[1].given > 3, timeout=10_000)
    desk.window.pause()
    presence.left.emit()
    presence.came_back.emit()
    assert not desk.window.watching, "what a person has paused stays so"
    desk.window.close()


class Gate:
    """A camera or a network that hangs where it is asked to, until the test lets it go."""

    def __init__(self, where: str) -> None:
        self.where, self.go_on, self.inside, self.loaded = where, threading.Event(), False, 0

    def perhaps_wait(self, where: str) -> None:
        if where == self.where:
            self.inside = True
            self.go_on.wait(10.0)

    def network(self) -> Network:
        self.loaded += 1
        self.perhaps_wait("load")
        return Network([facing()])

    def lens(self) -> Lens:
        lens = Lens()
        for where in ("open", "read", "close"):
            setattr(lens, where, self._gated(where, getattr(lens, where)))
        return lens

    def _gated(self, where: str, done: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self.perhaps_wait(where)
            return done(*arguments)

        return call


@pytest.mark.parametrize("where", ["load", "open", "read", "close"])
@pytest.mark.parametrize("act", ["pause", "close"])
def test_pausing_and_closing_wait_for_nothing(qtbot: QtBot, where: str, act: str) -> None:
    gate = Gate(where)
    window = DeskWindow(lambda told: DeskWatch(gate.lens(), gate.network, beside_work(), told, every_s=0.002), ENGLISH)
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: gate.inside or (where == "close" and window.shown.stage is DeskStage.WATCHING))
    began_s = time.monotonic()
    getattr(window, act)()
    took_s = time.monotonic() - began_s
    if act == "pause":
        window.start()
        window.pause()
    gate.go_on.set()
    assert took_s < 0.05
    assert window.isVisible() is (act == "pause")
    qtbot.waitUntil(lambda: "desk-watch" not in {thread.name for thread in threading.enumerate()})
    assert gate.loaded == 1, "what was paused before its turn came loads no network"


def test_what_was_still_on_its_way_says_nothing_after_a_pause(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.window.start()
    qtbot.waitUntil(lambda: desk.lenses[0].given > 20, timeout=10_000)
    desk.window.pause()
    qtbot.wait(50)
    assert desk.window.message.text() == "Paused"


def test_the_end_of_a_clip_is_a_pause(qtbot: QtBot) -> None:
    desk = Desk(qtbot, count=5)
    desk.window.start()
    qtbot.waitUntil(lambda: not desk.window.watching, timeout=10_000)
    assert (desk.window.message.text(), desk.lenses[0].closed) == ("Paused", True)


def test_a_failure_is_told_in_the_window(qtbot: QtBot) -> None:
    class Broken(Network):
        def detect(self, frame: Frame) -> Detection:
            raise RuntimeError(f"no network for picture {frame.index}")

    window = DeskWindow(lambda told: DeskWatch(Lens(), lambda: Broken([]), beside_work(), told), ENGLISH)
    qtbot.addWidget(window)
    window.start()
    qtbot.waitUntil(lambda: "no network" in window.message.text(), timeout=10_000)
    assert not window.watching


def test_a_nudge_is_a_line_in_the_window_and_no_dialog_takes_the_focus(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = len(desk.window.findChildren(QPushButton))
    desk.window.nudge(Nudge("too_near", "Sit back from the screen"))
    assert desk.window.note.text() == "Just now: Sit back from the screen"
    assert len(desk.window.findChildren(QPushButton)) == before


def test_a_nudge_comes_from_the_watching_thread(qtbot: QtBot) -> None:
    aside = facing(aside_px=90.0)
    desk = Desk(qtbot, [facing()] * 60 + [aside] * 700, count=760)
    desk.window.start()
    qtbot.waitUntil(lambda: desk.window.note.text().startswith("Just now"), timeout=20_000)
    assert desk.window.note.text() == "Just now: Sit in the middle"
    desk.window.close()


STATES = [
    DeskShown(DeskStage.OPENING, "Getting ready"),
    DeskShown(DeskStage.WATCHING, "You sit well", 97.0),
    DeskShown(DeskStage.WATCHING, "Sit back from the screen", 40.0, "too_near"),
    DeskShown(DeskStage.CAMERA_GONE, "Camera in use. I wait"),
]


@pytest.mark.parametrize("shown", STATES, ids=[f"{s.stage.value} {s.score:.0f}" for s in STATES])
def test_no_state_has_the_colour_of_a_fault_and_nothing_is_cut(qtbot: QtBot, shown: DeskShown) -> None:
    window = DeskWindow(lambda _told: pytest.fail("nothing is to be watched"), words_for("de"))
    qtbot.addWidget(window)
    window.resize(420, 480)
    window.show()
    window._show(shown)
    qtbot.wait(10)
    picture = window.grab().toImage()
    seen = {picture.pixelColor(x, y).getRgb()[:3] for x in range(0, 420, 3) for y in range(0, 480, 3)}
    assert DARK.fault not in seen
    wanted = DARK.quiet if shown.stage is not DeskStage.WATCHING else DARK.unseen if shown.change else DARK.good
    assert wanted in seen
    assert window.message.height() >= window.message.heightForWidth(window.message.width())


def test_the_command_watches_a_clip_in_place_of_the_camera(qtbot: QtBot) -> None:
    """Somebody lying on the floor is nobody at a desk; the clip ends and everything is let go."""
    window = desk_window(DeskOptions(source=SAMPLE), Settings(language="en"), ENGLISH)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.shown.stage is DeskStage.AWAY, timeout=30_000)
    assert window.watching
    window.close()
    assert not window.watching


def test_a_source_that_is_no_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClipError):
        desk_window(DeskOptions(source=tmp_path / "none.mp4"), Settings(), ENGLISH)
