"""The live window: shows what the worker judged, one message at a time, and ends everything cleanly."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from posecheck.coach import phrases
from posecheck.coach.ghost import Line, ghost_lines
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.coach.session_state import Command, PainSaid
from posecheck.coach.shown import Question, Shown
from posecheck.exercise.demonstration import Demonstration
from posecheck.exercise.result import Event
from posecheck.io.history_writer import SAVED_AGAIN
from posecheck.io.spec_files import find_demonstration
from posecheck.render import overlay
from posecheck.session.live import LiveSession
from posecheck.session.stats import LiveStats
from posecheck.session.stopping import heard
from posecheck.ui.figure import in_the_mirror
from posecheck.ui.look import scale_of, style_sheet
from posecheck.ui.mailbox import Mailbox
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.scenes import Scene, finished_scene, scene_of
from posecheck.ui.screen_in_session import ScreenInSession
from posecheck.ui.session_bar import SessionBar
from posecheck.ui.stage_view import StageView
from posecheck.ui.voice import CueRelay, Voice

if TYPE_CHECKING:
    from posecheck.io.recorder import Recorder
    from posecheck.ui.app import LivePlan

STOP_WAIT_S = 10.0
"""How long the program's end waits for the session, which itself waits for no driver."""
SHOWN_S = 3.0
"""What the window itself says is shown for this long: nothing is said without being shown."""
KEYS: dict[Qt.Key, Command] = {
    **dict.fromkeys((Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter), Command.GO),
    Qt.Key.Key_PageDown: Command.NEXT,
    Qt.Key.Key_Right: Command.NEXT,
    Qt.Key.Key_PageUp: Command.AGAIN,
    Qt.Key.Key_Left: Command.AGAIN,
    Qt.Key.Key_Up: Command.COUNT_ONE,
    Qt.Key.Key_T: Command.BY_TIME,
    Qt.Key.Key_H: Command.HURTS,
    Qt.Key.Key_R: Command.REST,
    Qt.Key.Key_E: Command.EASIER,
}
"""Space and the arrows; PgUp and PgDn are what a presenter's remote sends."""
SAFETY_KEYS = (Qt.Key.Key_S, Qt.Key.Key_F1)


class SessionSignals(QObject):
    """What the worker tells the window besides frames."""

    status = pyqtSignal(str, str)
    ended = pyqtSignal(object)
    failed = pyqtSignal(str)
    notice = pyqtSignal(str)
    done = pyqtSignal()


class LiveWindow(QWidget):
    """Owns the worker thread from Start to the end; `finished` is sent when the session is over.

    Closed in mid-session it goes out of sight at once and really closes, which `gone` tells, when the worker has ended.
    """

    finished = pyqtSignal()
    gone = pyqtSignal()

    def __init__(
        self, plan: LivePlan, session: LiveSession, signals: SessionSignals, mailbox: Mailbox, relay: CueRelay,
        stats: LiveStats, voice: Voice, recorder: Recorder | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._plan, self._session, self._mailbox, self._stats, self._voice = plan, session, mailbox, stats, voice
        self._words, self._signals, self._relay, self._recorder = plan.manner.words, signals, relay, recorder
        self._thread: threading.Thread | None = None
        self._last: FrameOutput | None = None
        self._over, self._lost, self._notice, self._leaving = False, False, "", False
        self._said: Cue | None = None
        self._demos: dict[str, Demonstration | None] = {}
        self.view = StageView(self, moving=not plan.settings.reduced_motion)
        self.bar = SessionBar(
            self._words, self._press, self._command, session.stop, self._see_recording, self._ask_screen, self
        )
        self.pain: PainDialog | None = None
        self._pain_asked = False
        self.screened = ScreenInSession(plan.safety, session.command, self) if plan.safety is not None else None
        self.bar.safety.setVisible(self.screened is not None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.addWidget(self.view, 1)
        column.addWidget(self.bar)
        mailbox.ready.connect(self._show_newest)
        relay.counted.connect(voice.count)
        relay.said.connect(voice.say)
        voice.silent.connect(self._hear_no_voice)
        signals.status.connect(self._hear_status)
        signals.ended.connect(self._hear_end)
        signals.failed.connect(self._hear_failure)
        signals.notice.connect(self._hear_notice)
        signals.done.connect(self._hear_done)
        self.setWindowTitle(f"posecheck: {plan.plan.name}")
        self.view.show_scene(self._welcome())

    def start(self) -> None:
        """Begin: the worker runs until its source ends or the window closes."""
        if self._thread is None:
            # what was made since the window was built is looked through here, not in the worker: garbage may hold
            # widgets, and those must go in the thread they live in
            gc.collect()
            gc.freeze()
            self.bar.begin()
            self._thread = threading.Thread(target=self._work, name="live-session")
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the worker is at work."""
        return self._thread is not None and self._thread.is_alive()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Space goes on or pauses, arrows and a presenter's keys skip and repeat, S asks the safety questions, Escape
        and Q close."""
        if event is None:
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Q):
            self.close()
        elif key in KEYS and (self._thread is None or self._over):
            self._press()
        elif key in KEYS:
            self._command(KEYS[key])
        elif key in SAFETY_KEYS:
            self._ask_screen()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """The buttons grow with the window."""
        sheet = style_sheet(scale_of(self.width(), self.height()))
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End the session; an answer that was being given is kept. The window's thread waits for no worker."""
        self._end_session()
        if self.running and event is not None and not heard():
            event.ignore()
            return
        self.finish()
        super().closeEvent(event)
        self.gone.emit()

    def finish(self) -> None:
        """End the session and wait until all of it is kept: the program is about to end."""
        self._end_session()
        if self._thread is not None:
            self._thread.join(STOP_WAIT_S)
        elif self._recorder is not None:
            self._recorder.close()

    def _end_session(self) -> None:
        self.hide()
        if not self._leaving:
            self._leaving = True
            if self.screened is not None:
                self.screened.close()
            self._session.stop()
            self._voice.close()

    def _work(self) -> None:
        try:
            self._session.run()
        except Exception as error:  # noqa: BLE001  whatever fails in the worker is told in the window, not lost
            self._signals.failed.emit(str(error))
        finally:
            self._signals.done.emit()

    def _hear_done(self) -> None:
        """Nothing is left to be done by the worker but to end."""
        if self._leaving and self._thread is not None:
            self._thread.join(STOP_WAIT_S)
            self.close()

    def _press(self) -> None:
        if self._thread is None:
            self.start()
        elif self._over:
            self.close()
        else:
            self._session.command(Command.GO)

    def _command(self, command: Command) -> None:
        """A key or a button. Who says at the laptop that it hurts can also say there how much, and where."""
        self._session.command(command)
        if command is Command.HURTS and self.pain is None:
            self.pain = PainDialog("during", self._plan.plan.safety, self, self._words)
            self.pain.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.pain.resize(self.pain.size().boundedTo(self.size()))
            self.pain.reported.connect(lambda level, place: self._session.command(PainSaid(level, place)))
            self.pain.finished.connect(self._forget_pain)
            self.pain.open()

    def _ask_screen(self) -> None:
        """The safety questions, at any moment."""
        if self.screened is not None and not self._over:
            self.screened.open()

    def _forget_pain(self) -> None:
        self.pain, self._pain_asked = None, False

    def _follow(self, now: Shown | None) -> None:
        """The buttons follow the session; a question that was answered from the mat is asked no longer."""
        self.bar.follow(now)
        asked = now is not None and now.question is Question.PAIN
        if self.pain is not None and self._pain_asked and not asked:
            self.pain.reject()
        self._pain_asked = asked

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
        scene = replace(scene, arrow=arrow, foot=self._notice or scene.foot)
        if self._said is not None and time.monotonic() - self._said.t_s < SHOWN_S:
            scene = replace(scene, message=self._said.text, tone="plain")
        self.view.show_scene(scene)
        self._follow(item.output.session)
        self.view.repaint()
        self._stats.painted(item.frame.captured_s, self.view.paint_ms, time.monotonic())

    def _ghost(self, output: FrameOutput) -> list[Line]:
        if output.spec.id not in self._demos:
            self._demos[output.spec.id] = find_demonstration(output.spec.id)
        demo = self._demos[output.spec.id]
        return ghost_lines(demo, output) if demo else []

    def _hear_status(self, state: str, message: str) -> None:
        if state == "lost":
            self._lost = True
            said = self._words(message)
            self.view.show_scene(self._lost_scene(said))
            self._voice.say(Cue("camera", said, Priority.UNSEEN, 0.0), time.monotonic())
        elif state == "running":
            self._hear_running(message)
        elif state == "opening":
            self.view.show_scene(Scene(self._plan.plan.name, message=self._words(phrases.GETTING_READY)))

    def _hear_running(self, message: str) -> None:
        """The camera gives pictures (again); message: what is wrong with them."""
        back, self._lost = self._words(phrases.GO_ON) if self._lost else "", False
        if message:
            self._hear_notice(message, before=f"{back}. " if back else "")
            return
        if self._notice in (self._words(phrases.CAMERA_FEW), self._words(phrases.PHONE_FEW)):
            self._notice = ""
        if back:
            self._announce(Cue("camera", back, Priority.COUNT, time.monotonic()))

    def _hear_end(self, events: tuple[Event, ...]) -> None:
        del events
        foot = self._words(phrases.RECORDED, path=self._recorder.path.name) if self._recorder else ""
        self.view.show_scene(replace(finished_scene(self._session.shown_at_end(), self._words), foot=foot))
        self._end(recorded=self._recorder is not None and self._plan.review is not None)

    @property
    def _recording(self) -> bool:
        return self._recorder is not None and self._recorder.recording

    def _see_recording(self) -> None:
        if self._recorder is not None and self._plan.review is not None:
            self._review = self._plan.review(self._recorder.path, self._plan.plan.blocks[0].spec.id)
            self._review.show()

    def _hear_notice(self, sentence: str, before: str = "") -> None:
        """Of the recording or the history: said and shown large for a moment, then small for as long as it is so."""
        self._announce(Cue("notice", before + self._words(sentence), Priority.UNSEEN, time.monotonic()))
        self._notice = self._words(sentence) if sentence != SAVED_AGAIN else ""

    def _hear_no_voice(self) -> None:
        self._hear_notice(phrases.NO_VOICE)
        if self._thread is None:
            self.view.show_scene(replace(self.view.scene, foot=self._notice))

    def _announce(self, cue: Cue) -> None:
        self._said = cue
        self._voice.say(cue, cue.t_s)

    def _hear_failure(self, words: str) -> None:
        self.view.show_scene(Scene(self._plan.plan.name, message=words, tone="unseen", dimmed=True))
        self._end()

    def _end(self, *, recorded: bool = False) -> None:
        if self._over:
            return
        self._over = True
        self.bar.end(recorded=recorded)
        if self.pain is not None:
            self.pain.reject()
        self.finished.emit()

    def _welcome(self) -> Scene:
        first = self._plan.plan.blocks[0]
        message = f"{first.spec.position.say}. {self._words(phrases.PRESS_START)}"
        return Scene(self._plan.plan.name, message=message, demo=first.spec.id, demo_large=True)

    def _lost_scene(self, message: str) -> Scene:
        count = str(self._last.session.count) if self._last and self._last.session else ""
        return Scene(self._plan.plan.name, count, message=message, tone="unseen", dimmed=True)
