"""A movement break: a minute on one's feet, counted down, with what to do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from posecheck.coach.phrases import Words
from posecheck.coach.reminders import BREAK_S
from posecheck.ui import labels
from posecheck.ui.look import scale_of, style_sheet
from posecheck.ui.page_parts import button, title

SIZE = (900, 620)
FAREWELL_S = 3


class BreakWindow(QWidget):
    """Counts `seconds` down and closes by itself. points: what to do, one after the other."""

    def __init__(self, heading: str, points: Sequence[str], words: Words, *, seconds: int = BREAK_S) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._points, self._words = points, words
        self._seconds = self._left = seconds
        self.count, self.point = QLabel(str(seconds)), QLabel(points[0])
        self.done = button(words(labels.DONE), self.close)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(1000)
        self._lay_out(heading)

    @property
    def left_s(self) -> int:
        """Seconds that are left."""
        return max(0, self._left)

    def tick(self) -> None:
        """Another second has gone by."""
        self._left -= 1
        if self._left > 0:
            share = 1 - self._left / self._seconds
            self.point.setText(self._points[min(int(share * len(self._points)), len(self._points) - 1)])
        else:
            self.point.setText(self._words(labels.BREAK_DONE))
        self.count.setText(str(self.left_s))
        if self._left <= -FAREWELL_S:
            self.close()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Escape ends it."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Nothing counts on behind a closed window."""
        self._timer.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Everything grows with the window: it is read from some steps away."""
        scale = scale_of(self.width(), self.height()) * DESIGNED_LARGER
        self.setStyleSheet(style_sheet(scale) + f"QLabel#count {{ font-size: {round(150 * scale)}px; }}")
        super().resizeEvent(event)

    def _lay_out(self, heading: str) -> None:
        self.setWindowTitle(heading)
        self.count.setObjectName("count")
        self.point.setObjectName("body")
        self.point.setWordWrap(True)
        self.point.setMinimumHeight(110)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 32, 48, 32)
        for label in (title(heading), self.count, self.point):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label, 2 if label is self.count else 0)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignHCenter)
        self.resize(*SIZE)


DESIGNED_LARGER = 1.4
"""The sheet's sizes are meant for a larger window than this one."""
