"""Starts Qt and a live session, and hands back the exit code."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from posecheck.coach.blocks import Plan
from posecheck.coach.feedback import Manner
from posecheck.errors import PosecheckError
from posecheck.exercise.result import Event
from posecheck.io.history_sink import SessionSink
from posecheck.io.settings import Settings, load_settings
from posecheck.io.trial import WINDOW_CURES
from posecheck.session.coached import CoachedPipeline
from posecheck.session.event_log import EventLog
from posecheck.session.live import LiveSession
from posecheck.session.ports import Detector, LiveSource, Sink
from posecheck.session.stats import LiveStats
from posecheck.session.stopping import heard, stops_wait

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtCore import QtMsgType
    from PyQt6.QtWidgets import QApplication, QWidget

    from posecheck.io.recorder import Recorder
    from posecheck.ui.live_window import LiveWindow
    from posecheck.ui.page_parts import HomeParts
    from posecheck.ui.safety_flow import SafetyFlow

log = logging.getLogger(__name__)
Window = TypeVar("Window", bound="QWidget")
_qt_needs: list[str] = []
"""What Qt named as missing before it gave up."""
SWITCH_S = 0.001
"""How long a thread may keep the others waiting. With Python's own 5 ms every painting holds the network up."""
FAREWELL_MS = 800
"""How long a session that started by itself shows its result before the window closes."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What to run: the sets, where pictures come from, who judges, where figures, events and a recording go.

    review: opens a recording of an exercise in the review window, where there is one; safety: asks the safety questions
    in mid-session.
    """

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
    review: Callable[[Path, str], QWidget] | None = None
    settings: Settings = field(default_factory=Settings)
    history: SessionSink | None = None
    safety: Callable[[], SafetyFlow] | None = None


def check_display() -> None:
    """PosecheckError where no window can be opened; Qt itself would abort the program."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise PosecheckError("no display", "live", "run it on a desktop, or set QT_QPA_PLATFORM=offscreen")


def run_bench(
    make_window: Callable[[], Window], size: tuple[int, int] = (1360, 900), end: Callable[[Window], None] | None = None
) -> int:
    """Open the window that `make_window()` makes and return when it is closed; `end` waits for what it has at work."""
    with _answering(start_qt()) as run:
        window = make_window()
        try:
            window.resize(*size)
            window.show()
            run()
        finally:
            if end is not None:
                end(window)
    return 0


def run_window(plan: LivePlan) -> int:
    """Open the window and return when it is closed."""
    app = start_qt()
    from PyQt6.QtCore import QTimer

    with _answering(app) as run:
        window, stats = build_window(plan)
        try:
            window.resize(1280, 800)
            window.show()
            if plan.autostart and not heard():
                window.start()
            if plan.close_at_end:
                window.finished.connect(lambda: QTimer.singleShot(FAREWELL_MS, window.close))
            window.gone.connect(app.quit)
            run()
        finally:
            window.finish()
            stats.write()
    return 0


def run_home_window(parts: HomeParts, rebuild: Callable[[Settings], HomeParts]) -> int:
    """Open the home window and return when it is closed."""
    app = start_qt()
    from posecheck.ui.home import HomeWindow

    with _answering(app) as run:
        window = HomeWindow(parts, rebuild)
        window.left.connect(app.quit)
        window.resize(1280, 800)
        window.show()
        app.setQuitOnLastWindowClosed(False)  # with reminders it stays in the tray
        run()
    return 0


def start_qt() -> QApplication:
    """The application object, with Qt's remarks kept out of the terminal."""
    check_display()
    # cv2 points Qt at its own plugins, with which PyQt6 can't start
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    from PyQt6.QtCore import qInstallMessageHandler
    from PyQt6.QtWidgets import QApplication

    qInstallMessageHandler(hear_qt)
    sys.setswitchinterval(SWITCH_S)
    with stops_wait():
        made = QApplication.instance() or QApplication(["posecheck"])
        assert isinstance(made, QApplication)
        from posecheck.ui.look import use_theme

        use_theme(load_settings().theme)
        keep_what_is_loaded()
    return made


def hear_qt(kind: QtMsgType, _context: object, words: str | None) -> None:
    """Qt's own remarks belong in the log, not in the terminal of a person who exercises; its last words are told."""
    from PyQt6.QtCore import QtMsgType

    words = words or ""
    logging.getLogger("posecheck.qt").debug(words)
    if " is needed to load " in words:
        _qt_needs.append(words.partition(": ")[2] or words)
    if kind is QtMsgType.QtFatalMsg:  # Qt ends the program as soon as this returns
        lines = words.strip().splitlines()
        why = (_qt_needs or lines or ["Qt can't open a window"])[-1 if _qt_needs else 0].rstrip(".")
        print(f"posecheck: {why}; posecheck doctor names what is missing: {WINDOW_CURES}", file=sys.stderr, flush=True)


@contextmanager
def _answering(app: QApplication) -> Iterator[Callable[[], int]]:
    """Yields Qt's own loop, for a window that is built and shown within.

    From here on a stop signal closes the windows and raises nothing, so that no window is left half built with its
    threads at work; Stopped says so in the end. What fails in answer to a click is told, and the window stays: PyQt
    would abort the program, and a session with it.
    """
    before, sys.excepthook = sys.excepthook, _tell
    from posecheck.ui.stop_signals import StopSignals

    signals = StopSignals(app)
    try:
        yield lambda: signals.run(app.exec)
    finally:
        sys.excepthook = before
        signals.close()
    signals.raise_received()


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.error("something failed in a window", exc_info=(kind, error, trace))
    _tell_words(str(error) if isinstance(error, PosecheckError) else f"unexpected {kind.__name__}: {error}")


def _tell_words(words: str) -> None:
    print(f"posecheck: {' '.join(words.split())}", file=sys.stderr)


def keep_what_is_loaded() -> None:
    """What is loaded by now stays: the collector need not walk through it again, for that takes a tenth of a second.

    To be called in the window's thread, where garbage that holds widgets may go, and before the window is shown.
    """
    gc.collect()
    gc.freeze()


def build_window(plan: LivePlan) -> tuple[LiveWindow, LiveStats]:
    """The window with its session, wired but not started; returns (window, stats)."""
    from posecheck.ui.live_window import LiveWindow, SessionSignals
    from posecheck.ui.look import use_theme
    from posecheck.ui.mailbox import Mailbox
    from posecheck.ui.voice import CueRelay, Voice

    use_theme(plan.settings.theme)
    stats, mailbox, relay, signals = LiveStats(plan.stats), Mailbox(), CueRelay(), SessionSignals()
    if plan.history is not None:
        plan.history.on_trouble(signals.notice.emit)
    logs, recorder = _logs_and_recorder(plan, signals.notice.emit)
    if plan.history is not None and recorder is not None:
        plan.history.recorded(str(recorder.path.absolute()))
    # the history first: whatever a log tells of, the history has, even if the program is killed between the two
    keepers: list[EventLog | SessionSink] = [*([plan.history] if plan.history else []), *logs]
    sinks: list[Sink] = [*keepers, relay, stats, *([recorder] if recorder else []), mailbox]

    pipeline = CoachedPipeline(plan.plan, plan.manner)

    def end(events: tuple[Event, ...]) -> None:
        for keeper in keepers:
            try:
                for event in events:
                    keeper.write(event)
                for pain in pipeline.unheard:
                    keeper.hear(pain)
            except Exception:
                log.exception("a listener failed at the end: %s", type(keeper).__name__)
        signals.ended.emit(events)

    session = LiveSession(
        plan.source, plan.make_model, pipeline, sinks, stats, on_status=signals.status.emit, on_end=end
    )
    voice = Voice(mute=plan.mute, language=plan.manner.words.language)
    window = LiveWindow(plan, session, signals, mailbox, relay, stats, voice, recorder)
    keep_what_is_loaded()
    return window, stats


def _logs_and_recorder(plan: LivePlan, on_end: Callable[[str], None]) -> tuple[list[EventLog], Recorder | None]:
    """What writes into files of the person's: all of it, or nothing where one of them can't be written."""
    with ExitStack() as made:
        logs = [made.enter_context(closing(EventLog(plan.log, _tell_words)))] if plan.log else []
        recorder = _recorder(plan, on_end)
        if recorder is not None:
            made.callback(recorder.close)
            logs.append(EventLog(recorder.events_path, _tell_words))
        made.pop_all()  # from here on they end with the session
    return logs, recorder


def _recorder(plan: LivePlan, on_end: Callable[[str], None]) -> Recorder | None:
    if plan.record is None:
        return None
    from posecheck.io.recorder import Recorder

    return Recorder(plan.record, plan.plan.blocks[0].spec.id if len(plan.plan.blocks) == 1 else "routine", on_end)
