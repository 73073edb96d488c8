"""One transport for all that is shown of a recording: where it stands, how it runs, what the keys do to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QElapsedTimer, QObject, Qt, QTimer, pyqtSignal

from posecheck.pose.pose import Floats
from posecheck.ui import playback as play
from posecheck.ui.review_keys import Act

TICK_MS = 15


class Transport(QObject):
    """`moved` is sent when another moment is to be shown, `changed` when it starts, stops or runs at another speed."""

    moved = pyqtSignal()
    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playback = play.Playback()
        self._times_s: Floats = np.zeros(1)
        self._starts_s: list[float] = []
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def t_s(self) -> float:
        """The moment that is shown."""
        return self.playback.t_s

    @property
    def end_s(self) -> float:
        """The last moment there is."""
        return float(self._times_s[-1])

    @property
    def frame(self) -> int:
        """Index of the frame of that moment."""
        return play.frame_at(self._times_s, self.playback.t_s)

    def load(self, times_s: Floats, starts_s: Sequence[float]) -> None:
        """Begin with another recording. times_s: (T,) of its frames, T > 0; starts_s: of its repetitions."""
        self._times_s, self._starts_s = times_s, list(starts_s)
        self.seek(0.0)

    def seek(self, t_s: float) -> None:
        """Show a moment, standing still."""
        self.playback = self.playback.at(min(max(t_s, 0.0), self.end_s))
        self._timer.stop()
        self.moved.emit()

    def stop(self) -> None:
        """Stand still: the window goes, or shows something else."""
        self.playback = self.playback.stopped()
        self._timer.stop()

    def act(self, act: Act) -> bool:
        """Do what a key asks for; False when it is none of the transport's."""
        now = self.playback
        if act.kind == "play":
            self.playback = now.toggled() if act.value == 0 else now.stopped()
        elif act.kind == "shuttle":
            self.playback = now.shuttled(int(act.value))
        elif act.kind == "speed":
            self.playback = now.with_speed(act.value)
        elif act.kind == "step":
            index = min(max(self.frame + int(act.value), 0), len(self._times_s) - 1)
            self.seek(float(self._times_s[index]))
        elif act.kind == "rep":
            to_s = play.neighbour_s(self._starts_s, now.t_s, int(act.value))
            if to_s is not None:
                self.seek(to_s)
        elif act.kind == "edge":
            self.seek(0.0 if act.value < 0 else self.end_s)
        else:
            return False
        self._run_clock()
        return True

    def words(self) -> str:
        """Moment, frame and speed in a line."""
        now = self.playback
        speed = f"{abs(now.rate):g}x{' backwards' if now.rate < 0 else ''}" if now.running else f"{now.speed:g}x"
        frames = len(self._times_s)
        return f"{now.t_s:6.2f} s of {self.end_s:.2f} s   frame {self.frame + 1} of {frames}   {speed}"

    def _run_clock(self) -> None:
        if self.playback.running and not self._timer.isActive():
            self._clock.start()
            self._timer.start(TICK_MS)
        elif not self.playback.running:
            self._timer.stop()
        self.changed.emit()

    def _tick(self) -> None:
        self.playback = self.playback.advanced(self._clock.restart() / 1000.0, self.end_s)
        if not self.playback.running:
            self._timer.stop()
        self.moved.emit()
