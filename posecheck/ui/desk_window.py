"""The desk window: a calm score, one sentence, and quiet nudges by the tray. It makes no sound."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QObject, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QCloseEvent, QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QPushButton, QSystemTrayIcon, QVBoxLayout, QWidget

from posecheck.coach import desk, phrases
from posecheck.coach.desk import DeskShown, DeskStage, Nudge
from posecheck.coach.phrases import Words
from posecheck.render.theme import Theme
from posecheck.session.desk import DeskFrame, DeskWatch
from posecheck.ui import labels
from posecheck.ui.lettering import paint_text
from posecheck.ui.look import colours, scale_of, style_sheet
from posecheck.ui.presence import Presence

log = logging.getLogger(__name__)
MakeWatch = Callable[[Callable[[DeskFrame], None]], DeskWatch]
BEFORE_S = 10.0
"""Going on waits this long for the watching before it to end: two networks at once are one too many. The
program's end waits as long: a network can't be taken apart in a program that is half gone."""
NUDGE_MS = 10_000
"""How long the tray shows a nudge."""
WELL = 80.0
"""From this score on the dial has the colour of what is good; below it that of a remark, never that of a fault."""


class DeskSignals(QObject):
    """What the watching thread tells the window; first the run's number, for late news of an earlier run is none."""

    told = pyqtSignal(int, object)
    failed = pyqtSignal(int, str)
    ended = pyqtSignal(int)


class DeskDial(QWidget):
    """The last minute as a ring with its score; before there is one, the ring alone."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._theme = words, colours()
        self._shown = DeskShown(DeskStage.OPENING, "")
        self.setMinimumSize(160, 160)

    def show_state(self, shown: DeskShown) -> None:
        """Show another state."""
        self._shown = shown
        score = "" if math.isnan(shown.score) else f"{shown.score:.0f} % {self._words(desk.SCORE_OF)}"
        self.setAccessibleName(score or shown.message)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Paint ring and number."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = 0.88 * min(self.width(), self.height())
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        known = not math.isnan(self._shown.score)
        self._paint_ring(painter, area, 1.0, QColor(*self._theme.panel))
        if known:
            self._paint_ring(painter, area, self._shown.score / 100, QColor(*_tone(self._theme, self._shown)))
            number = QRectF(area.x(), area.y() + 0.2 * side, side, 0.4 * side)
            paint_text(painter, number, f"{self._shown.score:.0f} %", 0.27 * side, self._theme.text, bold=True)
            below = QRectF(area.x() + 0.16 * side, area.y() + 0.58 * side, 0.68 * side, 0.18 * side)
            paint_text(painter, below, self._words(desk.SCORE_OF), 0.07 * side, self._theme.quiet, bold=False)
        else:
            self._paint_person(painter, area)
        painter.end()

    def _paint_ring(self, painter: QPainter, area: QRectF, share: float, colour: QColor) -> None:
        pen = QPen(colour, 0.075 * area.width())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, 90 * 16, -round(360 * 16 * share))

    def _paint_person(self, painter: QPainter, area: QRectF) -> None:
        """Head and shoulders from the front: what the camera looks at."""
        side = area.width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*self._theme.quiet))
        x, y = area.center().x(), area.center().y()
        painter.drawEllipse(QRectF(x - 0.13 * side, y - 0.28 * side, 0.26 * side, 0.32 * side))
        painter.drawChord(QRectF(x - 0.28 * side, y + 0.09 * side, 0.56 * side, 0.40 * side), 0, 180 * 16)


class DeskWindow(QWidget):
    """Starts the watching; pausing and closing end it, and with it the use of the camera, without waiting for it."""

    def __init__(self, make_watch: MakeWatch, words: Words) -> None:
        super().__init__()
        self._make_watch, self._words = make_watch, words
        self._watch: DeskWatch | None = None
        self._thread: threading.Thread | None = None
        self._run, self._goes_on = 0, False
        self.shown = DeskShown(DeskStage.PAUSED, "")
        self._signals = DeskSignals()
        self._signals.told.connect(self._hear)
        self._signals.failed.connect(self._hear_failure)
        self._signals.ended.connect(self._hear_end)
        self.dial, self.message, self.note = DeskDial(words, self), QLabel(self), QLabel(self)
        self.pause_button = self._button(phrases.PAUSE, self.toggle)
        self.hide_button = self._button(labels.DESK_HIDE, self.hide)
        self.tray = self._make_tray() if QSystemTrayIcon.isSystemTrayAvailable() else None
        self._lay_out()
        self.setWindowTitle(words(labels.DESK))
        self.setMinimumSize(420, 480)

    @property
    def watching(self) -> bool:
        """Whether somebody is watched, or would be if the camera could be had."""
        return self._watch is not None

    def toggle(self) -> None:
        """Pause, or go on."""
        if self.watching:
            self.pause()
        else:
            self.start()

    def start(self) -> None:
        """Begin to watch; the person's own way of sitting is learned anew."""
        if self.watching:
            return
        self._run += 1
        watch = self._watch = self._make_watch(partial(self._signals.told.emit, self._run))
        arguments = (watch, self._run, self._signals, self._thread)
        self._thread = threading.Thread(target=_watch_along, args=arguments, name="desk-watch")
        self._thread.start()
        self.pause_button.setText(self._words(phrases.PAUSE))

    def follow(self, presence: Presence) -> None:
        """Let the camera go while nobody is there to be watched, and begin anew when somebody is back."""
        presence.left.connect(self._hear_left)
        presence.came_back.connect(self._hear_back)
        if presence.away:
            self._hear_left()

    def _hear_left(self) -> None:
        self._goes_on = self.watching
        if self.watching:
            self.pause()

    def _hear_back(self) -> None:
        if self._goes_on:
            self.start()

    def pause(self) -> None:
        """Let the camera go, as soon as its driver and the network return."""
        if self._watch is not None:
            self._watch.stop()
        self._watch = None
        self.pause_button.setText(self._words(phrases.RESUME))
        self._show(DeskShown(DeskStage.PAUSED, self._words(phrases.PAUSED)))

    def finish(self) -> None:
        """Wait until the camera has been let go: the program is about to end, and what the thread uses with it."""
        self.pause()
        if self._thread is not None:
            self._thread.join(BEFORE_S)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """The window goes at once; the thread lets the camera go, and the program ends after it."""
        self.pause()
        self._goes_on = False
        if self.tray is not None:
            self.tray.hide()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Everything grows with the window."""
        self._restyle()
        super().resizeEvent(event)

    def nudge(self, nudge: Nudge) -> None:
        """Say it quietly, once: by the tray where there is one, else by the task bar and the window."""
        text = self._words(nudge.text)
        self.note.setText(f"{self._words(labels.DESK_NUDGE)}: {text}")
        if self.tray is not None and not self.isActiveWindow():
            self.tray.showMessage(self._words(labels.DESK), text, QIcon(), NUDGE_MS)
        elif not self.isActiveWindow():
            QApplication.alert(self, NUDGE_MS)

    def _hear(self, run: int, frame: DeskFrame) -> None:
        if not self._is_now(run):
            return
        shown = frame.shown
        if shown.stage is DeskStage.OPENING:
            shown = DeskShown(shown.stage, self._words(phrases.GETTING_READY))
        self._show(shown)
        if frame.nudge is not None:
            self.nudge(frame.nudge)

    def _hear_failure(self, run: int, words: str) -> None:
        if self._is_now(run):
            self.pause()
            self.message.setText(words)

    def _hear_end(self, run: int) -> None:
        """A clip that stood for the camera is over."""
        if self._is_now(run):
            self.pause()

    def _is_now(self, run: int) -> bool:
        return self.watching and run == self._run

    def _show(self, shown: DeskShown) -> None:
        self.shown = shown
        self.dial.show_state(shown)
        self.message.setText(shown.message)
        self._restyle()

    def _restyle(self) -> None:
        # designed for half the width of the other windows: it stands beside somebody's work
        sheet = style_sheet(scale_of(2 * self.width(), round(1.4 * self.height())))
        colour = f"rgb{_tone(colours(), self.shown)}"
        sheet += f"\nQLabel#title {{ color: {colour}; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _button(self, words: str, press: Callable[[], object]) -> QPushButton:
        made = QPushButton(self._words(words), self)
        made.clicked.connect(lambda _checked: press())
        return made

    def _lay_out(self) -> None:
        for label, name in ((self.message, "title"), (self.note, "quiet")):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        for button in (self.pause_button, self.hide_button):
            row.addWidget(button)
        self.hide_button.setVisible(self.tray is not None)
        row.addWidget(self._button(phrases.CLOSE, self.close))
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(14)
        column.addWidget(self.dial, 1)
        column.addWidget(self.message)
        column.addWidget(self.note)
        column.addLayout(row)
        self.note.setText(self._words(labels.DESK_PRIVATE))

    def _make_tray(self) -> QSystemTrayIcon:
        picture = QPixmap(64, 64)
        picture.fill(QColor(*colours().good))
        tray, menu = QSystemTrayIcon(QIcon(picture), self), QMenu(self)
        entries = ((labels.DESK_SHOW, self.showNormal), (labels.DESK_TOGGLE, self.toggle), (phrases.CLOSE, self.close))
        for words, press in entries:
            action = QAction(self._words(words), menu)
            action.triggered.connect(lambda _checked, press=press: press())
            menu.addAction(action)
        tray.setContextMenu(menu)
        tray.setToolTip(self._words(labels.DESK))
        tray.show()
        return tray


def _watch_along(watch: DeskWatch, run: int, signals: DeskSignals, before: threading.Thread | None) -> None:
    """What the thread does. It doesn't hold the window, which may go first and must go in its own thread."""
    if before is not None:
        before.join(BEFORE_S)
    try:
        watch.run()
    except Exception as error:  # noqa: BLE001  whatever fails in the thread is told in the window, not lost
        log.warning("the watching has failed: %s", error)
        signals.failed.emit(run, str(error))
    else:
        signals.ended.emit(run)


def _tone(theme: Theme, shown: DeskShown) -> tuple[int, int, int]:
    if shown.stage is not DeskStage.WATCHING:
        return theme.quiet
    return theme.unseen if shown.change or shown.score < WELL else theme.good
