"""Starts Qt and a live session, and hands back the exit code."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.coach.feedback import Manner
from posecheck.coach.plan import Plan
from posecheck.errors import PosecheckError
from posecheck.io.settings import Settings
from posecheck.session.coached import CoachedPipeline
from posecheck.session.event_log import EventLog
from posecheck.session.live import LiveSession
from posecheck.session.ports import Detector, LiveSource, Sink
from posecheck.session.stats import LiveStats

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication

    from posecheck.ui.live_window import LiveWindow
    from posecheck.ui.pages import HomeParts

SWITCH_S = 0.001
"""How long a thread may keep the others waiting. With Python's own 5 ms every painting holds the network up."""
FAREWELL_MS = 800
"""How long a session that started by itself shows its result before the window closes."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What to run: the sets, where pictures come from, who judges, where figures, events and a recording go."""

    plan: Plan
    manner: Manner
    source: LiveSource
    make_model: Callable[[], Detector]
    autostart: bool
    close_at_end: bool
    mute: bool
    stats: Path | None
    log: Path | None
    record: Path | None = None
    settings: Settings = field(default_factory=Settings)


def check_display() -> None:
    """PosecheckError where no window can be opened; Qt itself would abort the program."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise PosecheckError("no display", "live", "run it on a desktop, or set QT_QPA_PLATFORM=offscreen")


def run_window(plan: LivePlan) -> int:
    """Open the window and return when it is closed."""
    app = _application()
    from PyQt6.QtCore import QTimer

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


def run_home_window(parts: HomeParts, rebuild: Callable[[Settings], HomeParts]) -> int:
    """Open the home window and return when it is closed."""
    app = _application()
    from posecheck.ui.home import HomeWindow

    window = HomeWindow(parts, rebuild)
    window.resize(1280, 800)
    window.show()
    app.setQuitOnLastWindowClosed(True)
    app.exec()
    return 0


def _application() -> QApplication:
    check_display()
    # cv2 points Qt at its own plugins, with which PyQt6 can't start
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    from PyQt6.QtCore import qInstallMessageHandler
    from PyQt6.QtWidgets import QApplication

    # Qt's own remarks belong in the log, not in the terminal of a person who exercises
    qInstallMessageHandler(lambda _kind, _context, words: logging.getLogger("posecheck.qt").debug(words))
    sys.setswitchinterval(SWITCH_S)
    made = QApplication.instance() or QApplication(["posecheck"])
    assert isinstance(made, QApplication)
    return made


def build_window(plan: LivePlan) -> tuple[LiveWindow, LiveStats]:
    """The window with its session, wired but not started; returns (window, stats)."""
    from posecheck.ui.live_window import LiveWindow, SessionSignals
    from posecheck.ui.mailbox import Mailbox
    from posecheck.ui.voice import CueRelay, Voice

    stats, mailbox, relay, signals = LiveStats(plan.stats), Mailbox(), CueRelay(), SessionSignals()
    event_log = EventLog(plan.log) if plan.log else None
    sinks: list[Sink] = [*([event_log] if event_log else []), relay, stats, mailbox]

    def end(events: object) -> None:
        if event_log is not None:
            for event in events:  # type: ignore[attr-defined]
                event_log.write(event)
        signals.ended.emit(events)

    pipeline = CoachedPipeline(plan.plan, plan.manner)
    session = LiveSession(
        plan.source, plan.make_model, pipeline, sinks, stats, on_status=signals.status.emit, on_end=end
    )
    window = LiveWindow(
        plan, session, signals, mailbox, relay, stats, Voice(mute=plan.mute, language=plan.manner.words.language)
    )
    return window, stats
