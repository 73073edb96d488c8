"""Every choice of the person's, on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)

from posecheck.io.settings import Settings
from posecheck.ui import labels
from posecheck.ui.page_parts import HomeParts, button, foot, note, title
from posecheck.ui.phone_camera import PhoneCamera
from posecheck.ui.reminder_settings import ReminderSettings


class SettingsPage(QWidget):
    """Every choice; each is kept as soon as it is made."""

    def __init__(
        self,
        parts: HomeParts,
        changed: Callable[[Settings], Settings],
        back: Callable[[], Any],
        first_steps: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._parts, self._changed, self._now = parts, changed, parts.settings
        self._switches: dict[str, QCheckBox] = {}
        words = parts.words
        self.reminders = ReminderSettings(
            parts.settings, words, self._keep, tray=QSystemTrayIcon.isSystemTrayAvailable()
        )
        self.phone = PhoneCamera(parts, parts.settings.camera_address, self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 16, 48, 16)
        column.addWidget(title(words(labels.SETTINGS)))
        column.addLayout(self._form())
        column.addWidget(note(words(labels.RECORD_HINT, folder=parts.recordings)))
        column.addWidget(self.phone)
        column.addWidget(self.reminders)
        column.addStretch(1)
        column.addLayout(foot(button(words(labels.BACK), back), button(words(labels.FIRST_STEPS), first_steps)))

    def finish(self) -> None:
        """Keep what was typed last: the page is about to be left."""
        self.phone.finish()

    def _form(self) -> QFormLayout:
        words, form = self._parts.words, QFormLayout()
        form.setHorizontalSpacing(30)
        form.setVerticalSpacing(7)
        names = {code: words(labels.LANGUAGE_NAMES.get(code, code)) for code in ("auto", *self._parts.languages)}
        counts = {"each": words(labels.EACH), "fifth": words(labels.FIFTH), "none": words(labels.NONE)}
        themes = {"dark": words(labels.DARK), "light": words(labels.LIGHT)}
        for label, key, choices in (
            (labels.LANGUAGE, "language", names),
            (labels.COUNT_ALOUD, "count_aloud", counts),
            (labels.THEME, "theme", themes),
        ):
            form.addRow(words(label), self._choice(words(label), key, choices))
        form.addRow(words(labels.COUNTDOWN), self._countdown())
        for left, right in (
            ((labels.SPEAK, "voice"), (labels.MIRRORED, "mirrored")),
            ((labels.REDUCED_MOTION, "reduced_motion"), (labels.RECORD, "record")),
        ):
            row = QHBoxLayout()
            for label, key in (left, right):
                row.addWidget(self._switch(words(label), key), 1)
            form.addRow(row)
        return form

    def _keep(self, key: str, value: object) -> None:
        self._now = self._changed(self._now.model_copy(update={key: value}))
        for name, box in self._switches.items():  # another window may have thrown one meanwhile
            with QSignalBlocker(box):
                box.setChecked(getattr(self._now, name))

    def _choice(self, name: str, key: str, choices: Mapping[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        codes = list(choices)
        box.addItems(list(choices.values()))
        now = getattr(self._now, key)
        box.setCurrentIndex(codes.index(now) if now in codes else 0)
        box.activated.connect(lambda i: self._keep(key, codes[i]))
        return box

    def _countdown(self) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 60)
        box.setValue(round(self._now.countdown_s))
        box.setAccessibleName(self._parts.words(labels.COUNTDOWN))
        box.valueChanged.connect(lambda value: self._keep("countdown_s", float(value)))
        return box

    def _switch(self, name: str, key: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setChecked(getattr(self._now, key))
        box.setAccessibleName(name)
        box.toggled.connect(lambda on: self._keep(key, on))
        self._switches[key] = box
        return box
