"""The live window with a recorded network behind it, whose frames come as fast as they are taken."""

from __future__ import annotations

import time
from collections.abc import Callable

from bodies import SIZE
from pytestqt.qtbot import QtBot
from session_parts import PICTURE, Recorded, recorded_plan

from posecheck.coach.feedback import Manner
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.ui.app import LivePlan, build_window
from posecheck.ui.live_window import LiveWindow

WAIT_MS = 60_000
BRIDGE = find_spec("bridge")


class Reel:
    """A live source that gives every frame once, as fast as they are taken."""

    message, dropped = "", 0

    def __init__(self, count: int) -> None:
        self._count, self._given = count, 0

    @property
    def state(self) -> str:
        return "ended" if self._given >= self._count else "running"

    @property
    def frames_in(self) -> int:
        return self._given

    def open(self) -> None:
        """It is."""

    def read(self, timeout_s: float) -> Frame | None:
        del timeout_s
        if self._given >= self._count:
            return None
        self._given += 1
        return Frame(self._given - 1, (self._given - 1) / 30, PICTURE, time.monotonic())

    def close(self) -> None:
        """Nothing to let go."""


class Network(Recorded):
    """A recorded network that lets the session warm up first."""

    def detect(self, frame: Frame) -> Detection:
        return super().detect(frame) if frame.bgr is PICTURE else Detection.empty(SIZE)


def plan(source: object, model: Callable[[], object], **changes: object) -> LivePlan:
    values: dict[str, object] = {
        "plan": recorded_plan(BRIDGE), "manner": Manner(), "source": source, "make_model": model, "autostart": False,
        "close_at_end": False,
        "mute": True, "stats": None, "log": None,
    }  # fmt: skip
    return LivePlan(**{**values, **changes})  # type: ignore[arg-type]


def window_of(qtbot: QtBot, made: LivePlan) -> LiveWindow:
    window, _ = build_window(made)
    qtbot.addWidget(window)
    window.resize(960, 600)
    window.show()
    return window


def close(qtbot: QtBot, window: LiveWindow) -> None:
    """Close the window as by hand, unless it is, and wait for all that its session still has to do."""
    if not window.isVisible() and not window.running:
        return
    with qtbot.waitSignal(window.gone, timeout=WAIT_MS):
        window.close()
