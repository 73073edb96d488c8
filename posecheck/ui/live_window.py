"""The live window: shows what the worker judged, one message at a time, and ends everything cleanly."""

from __future__ import annotations

import threading
import time

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import phrases
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.exercise.result import Event, Phase
from posecheck.exercise.spec import ExerciseSpec
from posecheck.render import overlay, theme
from posecheck.session.live import LiveSession
from posecheck.session.stats import LiveStats
from posecheck.ui.mailbox import Mailbox
from posecheck.ui.stage_view import Scene, StageView
from posecheck.ui.voice import CueRelay, Voice

STOP_WAIT_S = 10.0
START = "Start"
STOP = "Stop"


class SessionSignals(QObject):
    """What the worker tells the window besides frames."""

    status = pyqtSignal(str, str)
    ended = pyqtSignal(object)
    failed = pyqtSignal(str)


class LiveWindow(QWidget):
    """Owns the worker thread from Start to the end; `finished` is sent when the session is over."""

    finished = pyqtSignal()

    def __init__(
        self, spec: ExerciseSpec, session: LiveSession, signals: SessionSignals, mailbox: Mailbox, relay: CueRelay,
        stats: LiveStats, voice: Voice,
    ) -> None:  # fmt: skip
        super().__init__()
        self._spec, self._session, self._mailbox, self._stats, self._voice = spec, session, mailbox, stats, voice
        self._signals, self._relay = signals, relay
        self._thread: threading.Thread | None = None
        self._last: FrameOutput | None = None
        self._trouble, self._over = "", False
        self.view = StageView(self)
        self.button = QPushButton(START, self)
        self.button.setAccessibleName("Start or stop the exercise")
        self.button.clicked.connect(self._press)
        self._lay_out()
        mailbox.ready.connect(self._show_newest)
        relay.said.connect(voice.say)
        signals.status.connect(self._hear_status)
        signals.ended.connect(self._hear_end)
        signals.failed.connect(self._hear_failure)
        self.setWindowTitle(f"posecheck: {spec.name}")
        self.view.show_scene(self._welcome())

    def start(self) -> None:
        """Begin: the worker runs until its source ends or the window closes."""
        if self._thread is None:
            self.button.setText(STOP)
            self._thread = threading.Thread(target=self._work, name="live-session")
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the worker is at work."""
        return self._thread is not None and self._thread.is_alive()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Space starts and stops, Escape and Q close."""
        if event is None:
            return
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_PageDown):
            self._press()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Q):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End the session before the window goes."""
        self._voice.stop()
        self._session.stop()
        if self._thread is not None:
            self._thread.join(STOP_WAIT_S)
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self.setStyleSheet(
            f"QWidget {{ background: rgb{theme.GROUND}; color: rgb{theme.TEXT}; }}"
            f"QPushButton {{ background: rgb{theme.PANEL}; border: 2px solid rgb{theme.QUIET}; border-radius: 10px;"
            " font-size: 26px; font-weight: 600; padding: 10px 40px; }"
            f"QPushButton:focus {{ border-color: rgb{theme.GOOD}; }}"
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def _work(self) -> None:
        try:
            self._session.run()
        except Exception as error:  # noqa: BLE001  whatever fails in the worker is told in the window, not lost
            self._signals.failed.emit(str(error))

    def _press(self) -> None:
        if self._thread is None:
            self.start()
        elif self._over:
            self.close()
        else:
            self._session.stop()

    def _show_newest(self) -> None:
        item = self._mailbox.collect()
        if item is None:
            return
        self._last, self._trouble = item.output, ""
        room = self.view.picture_size()
        picture = overlay.draw(item.frame.bgr, item.output, self._spec, mirrored=True, max_size=room)
        self.view.show_picture(picture)
        self.view.show_scene(scene_of(self._spec, item.output, self._figures()))
        self.view.repaint()
        self._stats.painted(item.frame.captured_s, self.view.paint_ms, time.monotonic())

    def _figures(self) -> str:
        return f"{self._stats.fps:.0f} frames/s   {self._stats.latency_p50_ms:.0f} ms"

    def _hear_status(self, state: str, message: str) -> None:
        if state == "lost":
            self._trouble = message
            self.view.show_scene(self._lost(message))
        elif state == "opening":
            self.view.show_scene(Scene(self._spec.name, "0", message="Getting ready", tone="plain"))

    def _hear_end(self, events: tuple[Event, ...]) -> None:
        del events
        self._over = True
        self.button.setText("Close")
        document = self._stats.document()
        message = f"Done. {document['reps']} repetitions, {document['good']} good"
        count = str(document["reps"])
        self.view.show_scene(Scene(self._spec.name, count, message=message, tone="good", dimmed=True))
        self.finished.emit()

    def _hear_failure(self, words: str) -> None:
        self._over = True
        self.button.setText("Close")
        self.view.show_scene(Scene(self._spec.name, "-", message=words, tone="unseen", dimmed=True))
        self.finished.emit()

    def _welcome(self) -> Scene:
        message = f"{self._spec.position.say}. Then press Start"
        note = "no voice: tones and captions" if self._voice.note else ""
        return Scene(self._spec.name, "0", target=_target(self._spec), message=message, figures=note)

    def _lost(self, message: str) -> Scene:
        count = str(self._last.result.reps) if self._last else "0"
        return Scene(self._spec.name, count, _target(self._spec), message=message, tone="unseen", dimmed=True)


def scene_of(spec: ExerciseSpec, output: FrameOutput, figures: str) -> Scene:
    """What the window shows for a judged frame."""
    result = output.result
    held = result.phase is Phase.TOP and result.hold_target_s > 0
    keep = phrases.HOLD if held and result.hold_s < result.hold_target_s else ""
    return Scene(
        title=spec.name,
        count=str(result.reps),
        target=_target(spec),
        hold=f"{result.hold_s:.0f} s" if held else "",
        hold_share=result.hold_s / result.hold_target_s if held else 0.0,
        message=output.caption.text if output.caption else keep,
        tone=_tone(output.caption, output) if output.caption else "good" if keep else "plain",
        figures=figures,
        dimmed=result.phase is Phase.UNSEEN,
    )


def _target(spec: ExerciseSpec) -> str:
    return f"of {spec.dose.reps.value:.0f}"


def _tone(caption: Cue, output: FrameOutput) -> str:
    if caption.id == "position":
        return "plain"
    if caption.priority is Priority.UNSEEN or not output.result.judged:
        return "unseen"
    return "fault" if caption.priority in (Priority.SAFETY, Priority.FORM) else "good"
