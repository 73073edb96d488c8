"""The live window: shows what the worker judged, one message at a time, and ends everything cleanly."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from posecheck.coach import phrases
from posecheck.coach.ghost import Line, ghost_lines
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.coach.session_state import Command
from posecheck.coach.shown import Shown
from posecheck.exercise.demonstration import Demonstration
from posecheck.exercise.result import Event
from posecheck.io.spec_files import find_demonstration
from posecheck.render import overlay
from posecheck.session.live import LiveSession
from posecheck.session.stats import LiveStats
from posecheck.ui.figure import in_the_mirror
from posecheck.ui.look import scale_of, style_sheet
from posecheck.ui.mailbox import Mailbox
from posecheck.ui.scenes import Scene, finished_scene, scene_of
from posecheck.ui.stage_view import StageView
from posecheck.ui.voice import CueRelay, Voice

if TYPE_CHECKING:
    from posecheck.io.recorder import Recorder
    from posecheck.ui.app import LivePlan

STOP_WAIT_S = 10.0
KEYS: dict[Qt.Key, Command] = {
    Qt.Key.Key_Space: Command.GO,
    Qt.Key.Key_Return: Command.GO,
    Qt.Key.Key_Enter: Command.GO,
    Qt.Key.Key_PageDown: Command.NEXT,
    Qt.Key.Key_Right: Command.NEXT,
    Qt.Key.Key_PageUp: Command.AGAIN,
    Qt.Key.Key_Left: Command.AGAIN,
    Qt.Key.Key_Up: Command.COUNT_ONE,
    Qt.Key.Key_T: Command.BY_TIME,
    Qt.Key.Key_H: Command.HURTS,
}
"""Space and the arrows; PgUp and PgDn are what a presenter's remote sends."""


class SessionSignals(QObject):
    """What the worker tells the window besides frames."""

    status = pyqtSignal(str, str)
    ended = pyqtSignal(object)
    failed = pyqtSignal(str)
    recording_ended = pyqtSignal(str)


class LiveWindow(QWidget):
    """Owns the worker thread from Start to the end; `finished` is sent when the session is over."""

    finished = pyqtSignal()

    def __init__(
        self, plan: LivePlan, session: LiveSession, signals: SessionSignals, mailbox: Mailbox, relay: CueRelay,
        stats: LiveStats, voice: Voice, recorder: Recorder | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._plan, self._session, self._mailbox, self._stats, self._voice = plan, session, mailbox, stats, voice
        self._words, self._signals, self._relay, self._recorder = plan.manner.words, signals, relay, recorder
        self._thread: threading.Thread | None = None
        self._last: FrameOutput | None = None
        self._over, self._lost, self._notice = False, False, ""
        self._demos: dict[str, Demonstration | None] = {}
        self.view = StageView(self, theme=plan.settings.theme, moving=not plan.settings.reduced_motion)
        self.button = self._button(phrases.START, self._press)
        self.button.setObjectName("main")
        self.others = [
            self._button(phrases.BACK, lambda: session.command(Command.AGAIN)),
            self._button(phrases.SKIP, lambda: session.command(Command.NEXT)),
            self._button(phrases.TIMED, lambda: session.command(Command.BY_TIME)),
            self._button(phrases.IT_HURTS, lambda: session.command(Command.HURTS)),
            self._button(phrases.STOP, self._session.stop),
        ]
        self.see = self._button(phrases.SEE_RECORDING, self._see_recording)
        self._lay_out()
        mailbox.ready.connect(self._show_newest)
        relay.counted.connect(voice.count)
        relay.said.connect(voice.say)
        signals.status.connect(self._hear_status)
        signals.ended.connect(self._hear_end)
        signals.failed.connect(self._hear_failure)
        signals.recording_ended.connect(self._hear_recording_ended)
        self.setWindowTitle(f"posecheck: {plan.plan.name}")
        self.view.show_scene(self._welcome())

    def start(self) -> None:
        """Begin: the worker runs until its source ends or the window closes."""
        if self._thread is None:
            # what is loaded by now stays: the collector need not walk through it while somebody exercises. Here, not in
            # the worker: garbage may hold widgets, and those must go in the thread they live in
            gc.collect()
            gc.freeze()
            self.button.setText(self._words(phrases.PAUSE))
            for button in self.others:
                button.show()
            self._thread = threading.Thread(target=self._work, name="live-session")
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the worker is at work."""
        return self._thread is not None and self._thread.is_alive()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Space goes on or pauses, arrows and a presenter's keys skip and repeat, Escape and Q close."""
        if event is None:
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Q):
            self.close()
        elif key in KEYS and (self._thread is None or self._over):
            self._press()
        elif key in KEYS:
            self._session.command(KEYS[key])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """The buttons grow with the window."""
        sheet = style_sheet(self._plan.settings.theme, scale_of(self.width(), self.height()))
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End the session before the window goes."""
        self._voice.stop()
        self._session.stop()
        if self._thread is not None:
            self._thread.join(STOP_WAIT_S)
        elif self._recorder is not None:
            self._recorder.close()
        super().closeEvent(event)

    def _button(self, words: str, press: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(words), self)
        button.setAccessibleName(self._words(words))
        button.clicked.connect(press)
        # a window that gets smaller first squeezes its buttons, then sets them smaller
        button.setMinimumWidth(1)
        # keys belong to the session: a focused button would swallow Space
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for button in (self.others[0], self.button, *self.others[1:], self.see):
            row.addWidget(button)
        row.addStretch(1)
        for button in (*self.others, self.see):
            button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
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
            self._session.command(Command.GO)

    def _show_newest(self) -> None:
        item = self._mailbox.collect()
        if item is None or self._over:
            return
        self._last = item.output
        room, mirrored = self.view.picture_size(), self._plan.settings.mirrored
        ghost = self._ghost(item.output)
        picture = overlay.draw(
            item.frame.bgr, item.output, item.output.spec, mirrored=mirrored, max_size=room, ghost=ghost
        )
        self.view.show_picture(picture)
        scene = scene_of(item.output, self._words, recording=self._recording)
        arrow = in_the_mirror(scene.arrow) if mirrored else scene.arrow
        self.view.show_scene(replace(scene, arrow=arrow, foot=self._notice or scene.foot))
        self._name_button(item.output.session)
        self.view.repaint()
        self._stats.painted(item.frame.captured_s, self.view.paint_ms, time.monotonic())

    def _ghost(self, output: FrameOutput) -> list[Line]:
        if output.spec.id not in self._demos:
            self._demos[output.spec.id] = find_demonstration(output.spec.id)
        demo = self._demos[output.spec.id]
        return ghost_lines(demo, output) if demo else []

    def _name_button(self, now: Shown | None) -> None:
        """The large button says what Space does now."""
        words = phrases.PAUSE if now is None or not now.waits else phrases.RESUME
        if self.button.text() != self._words(words):
            self.button.setText(self._words(words))

    def _hear_status(self, state: str, message: str) -> None:
        if state == "lost":
            self._lost = True
            said = self._words(message)
            self.view.show_scene(self._lost_scene(said))
            self._voice.say(Cue("camera", said, Priority.UNSEEN, 0.0), time.monotonic())
        elif state == "running" and self._lost:
            self._lost = False
            self._voice.say(Cue("camera", self._words(phrases.GO_ON), Priority.COUNT, 0.0), time.monotonic())
        elif state == "opening":
            self.view.show_scene(Scene(self._plan.plan.name, message=self._words(phrases.GETTING_READY)))

    def _hear_end(self, events: tuple[Event, ...]) -> None:
        del events
        foot = self._words(phrases.RECORDED, path=self._recorder.path.name) if self._recorder else ""
        self.view.show_scene(replace(finished_scene(self._session.shown_at_end(), self._words), foot=foot))
        self.see.setVisible(self._recorder is not None and self._plan.review is not None)
        self._end()

    @property
    def _recording(self) -> bool:
        return self._recorder is not None and self._recorder.recording

    def _see_recording(self) -> None:
        if self._recorder is not None and self._plan.review is not None:
            self._review = self._plan.review(self._recorder.path, self._plan.plan.blocks[0].spec.id)
            self._review.show()

    def _hear_recording_ended(self, sentence: str) -> None:
        self._voice.say(Cue("recording", self._words(sentence), Priority.UNSEEN, 0.0), time.monotonic())
        self._notice = self._words(sentence)

    def _hear_failure(self, words: str) -> None:
        self.view.show_scene(Scene(self._plan.plan.name, message=words, tone="unseen", dimmed=True))
        self._end()

    def _end(self) -> None:
        if self._over:
            return
        self._over = True
        self.button.setText(self._words(phrases.CLOSE))
        for button in self.others:
            button.hide()
        self.finished.emit()

    def _welcome(self) -> Scene:
        first = self._plan.plan.blocks[0]
        message = f"{first.spec.position.say}. {self._words(phrases.PRESS_START)}"
        note = self._words(phrases.NO_VOICE) if self._voice.note else ""
        return Scene(self._plan.plan.name, message=message, foot=note, demo=first.spec.id, demo_large=True)

    def _lost_scene(self, message: str) -> Scene:
        count = str(self._last.session.count) if self._last and self._last.session else ""
        return Scene(self._plan.plan.name, count, message=message, tone="unseen", dimmed=True)
