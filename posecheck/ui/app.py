"""Starts Qt and a live session, and hands back the exit code."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.coach.output import Cue, Priority
from posecheck.errors import PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.history_sink import SessionSink
from posecheck.session.event_log import EventLog
from posecheck.session.live import LiveSession
from posecheck.session.pipeline import Pipeline
from posecheck.session.ports import Detector, LiveSource, Sink
from posecheck.session.stats import LiveStats

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtCore import QCoreApplication
    from PyQt6.QtWidgets import QWidget

SWITCH_S = 0.001
"""How long a thread may keep the others waiting. With Python's own 5 ms every painting holds the network up."""
FAREWELL_MS = 800
"""How long a session that started by itself shows its result before the window closes."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What to run: the exercise, where pictures come from, who judges, where figures and events go."""

    spec: ExerciseSpec
    source: LiveSource
    make_model: Callable[[], Detector]
    autostart: bool
    close_at_end: bool
    mute: bool
    stats: Path | None
    log: Path | None
    history: SessionSink | None = None


def check_display() -> None:
    """PosecheckError where no window can be opened; Qt itself would abort the program."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise PosecheckError("no display", "live", "run it on a desktop, or set QT_QPA_PLATFORM=offscreen")


def run_bench(make_window: Callable[[], QWidget]) -> int:
    """Open the window that `make_window()` makes and return when it is closed."""
    app = start_qt()
    window = make_window()
    window.resize(1360, 900)
    window.show()
    app.exec()
    return 0


def start_qt() -> QCoreApplication:
    """The application object, with Qt's remarks kept out of the terminal."""
    check_display()
    # cv2 points Qt at its own plugins, with which PyQt6 can't start
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    from PyQt6.QtCore import qInstallMessageHandler
    from PyQt6.QtWidgets import QApplication

    # Qt's own remarks belong in the log, not in the terminal of a person who exercises
    qInstallMessageHandler(lambda _kind, _context, words: logging.getLogger("posecheck.qt").debug(words))
    return QApplication.instance() or QApplication(["posecheck"])


def run_window(plan: LivePlan) -> int:
    """Open the window and return when it is closed."""
    app = start_qt()
    from PyQt6.QtCore import QTimer

    sys.setswitchinterval(SWITCH_S)
    window, stats = build_window(plan)
    window.resize(1280, 800)
    window.show()
    if plan.autostart:
        window.start()
    if plan.close_at_end:
        window.finished.connect(lambda: QTimer.singleShot(FAREWELL_MS, window.close))
    app.exec()
    stats.write()
    return 0


def build_window(plan: LivePlan):  # type: ignore[no-untyped-def]  # Qt's types are imported late
    """The window with its session, wired but not started; returns (window, stats)."""
    from posecheck.ui.live_window import LiveWindow, SessionSignals
    from posecheck.ui.mailbox import Mailbox
    from posecheck.ui.voice import CueRelay, Voice

    stats, mailbox, relay, signals = LiveStats(plan.stats), Mailbox(), CueRelay(), SessionSignals()
    event_log = EventLog(plan.log) if plan.log else None
    if plan.history is not None:
        plan.history.on_trouble(lambda w: relay.said.emit(Cue("history", w, Priority.UNSEEN, 0.0), time.monotonic()))
    keepers = [keeper for keeper in (event_log, plan.history) if keeper is not None]
    sinks: list[Sink] = [*keepers, relay, stats, mailbox]

    def end(events: object) -> None:
        for event in events:  # type: ignore[attr-defined]
            for keeper in keepers:
                keeper.write(event)
        signals.ended.emit(events)

    session = LiveSession(
        plan.source, plan.make_model, Pipeline(plan.spec), sinks, stats, on_status=signals.status.emit, on_end=end
    )
    window = LiveWindow(plan.spec, session, signals, mailbox, relay, stats, Voice(mute=plan.mute))
    return window, stats
