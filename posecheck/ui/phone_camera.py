"""A phone as the camera, as a part of the settings page: its address, and a try of it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QHideEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from posecheck.coach import phrases
from posecheck.io.camera_address import in_network
from posecheck.ui import labels
from posecheck.ui.camera_preview import CameraPreview
from posecheck.ui.page_parts import HomeParts, button, note

PREVIEW_HEIGHT_PX = 240


class PhoneCamera(QWidget):
    """The address is kept when it is one, or none, and typing is over. `keep` hears a key and its value."""

    def __init__(self, parts: HomeParts, address: str, keep: Callable[[str, object], None]) -> None:
        """address: as it is kept now."""
        super().__init__()
        self._words, self._keep, self._kept = parts.words, keep, address
        self.address = QLineEdit(address)
        self.address.setPlaceholderText(self._words(labels.PHONE_EXAMPLE))
        self.address.setAccessibleName(self._words(labels.PHONE))
        self.try_button: QPushButton = button(self._words(labels.TRY), self._toggle)
        self.said = note("")
        self.preview = CameraPreview(parts.open_camera, self._words)
        self.preview.setFixedHeight(PREVIEW_HEIGHT_PX)
        self.preview.hide()
        self._lay_out()
        self.preview.told.connect(self._say)
        self.address.textChanged.connect(lambda _words: self._judge())
        self.address.editingFinished.connect(self.finish)
        self._judge()

    @property
    def typed(self) -> str:
        """What stands in the field; blanks around it come from copying."""
        return self.address.text().strip()

    def finish(self) -> None:
        """Keep what was typed, unless it is neither an address nor nothing."""
        if self.typed != self._kept and (not self.typed or in_network(self.typed)):
            self._kept = self.typed
            self._keep("camera_address", self._kept)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802  Qt's name
        """Stop trying: a session may want the phone."""
        self._stop()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row.addWidget(QLabel(self._words(labels.PHONE)))
        row.addWidget(self.address, 1)
        row.addWidget(self.try_button)
        column.addLayout(row)
        for below in (self.said, self.preview, note(self._words(labels.PHONE_HINT))):
            column.addWidget(below)

    def _judge(self) -> None:
        """Another address: what was tried is another one's, and whether it is one is told at once."""
        self._stop()
        good = in_network(self.typed)
        self.try_button.setEnabled(good)
        self._say("" if good or not self.typed else self._words(labels.PHONE_FAULT))

    def _toggle(self) -> None:
        if self.preview.isVisible():
            self._stop()
            self._say("")
            return
        self.preview.choose(self.typed)
        self.preview.show()
        QTimer.singleShot(0, self._show_all)  # when the page has made room for it
        self._name_button(phrases.STOP)

    def _show_all(self) -> None:
        """Scroll the page, where it is one that scrolls, so that the picture is seen."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self.preview)

    def _stop(self) -> None:
        self.preview.hide()
        self.preview.choose(None)
        self._name_button(labels.TRY)

    def _name_button(self, label: str) -> None:
        self.try_button.setText(self._words(label))
        self.try_button.setAccessibleName(self._words(label))

    def _say(self, sentence: str) -> None:
        if sentence != self.said.text():
            self.said.setText(sentence)
            self.address.setAccessibleDescription(sentence)
        self.said.setVisible(bool(sentence))
