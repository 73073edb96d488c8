"""The home window: what `posecheck` without a command opens. Sessions and the other windows open from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QMessageBox, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from posecheck.errors import PosecheckError
from posecheck.io.settings import Settings
from posecheck.ui import labels
from posecheck.ui.look import scale_of, style_sheet
from posecheck.ui.pages import HomeParts, PractisePage, SettingsPage, button, foot, start_page
from posecheck.ui.voice import Voice
from posecheck.ui.welcome import WelcomePages


class HomeWindow(QWidget):
    """Shows the first start's pages once, then the start page. `rebuild` makes it anew in another language or theme."""

    def __init__(self, parts: HomeParts, rebuild: Callable[[Settings], HomeParts]) -> None:
        super().__init__()
        self._rebuild = rebuild
        self._open: QWidget | None = None
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setWindowTitle("posecheck")
        self.setMinimumSize(800, 560)
        self._voice: Voice | None = None
        self._build(parts)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Enter starts today's routine, Escape goes back to the start page or closes."""
        if event is None:
            return
        at_home = self.stack.currentWidget() is self._start
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif at_home:
                self.start("")
        elif event.key() == Qt.Key.Key_Escape:
            self.close() if at_home else self.show_start()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Everything grows with the window."""
        self._restyle()
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Nothing stays open behind a home window that closes."""
        if self._open is not None:
            self._open.close()
        if self._voice is not None:
            self._voice.stop()
        self.welcome.preview.choose(None)
        super().closeEvent(event)

    def show_start(self) -> None:
        """Back to the start page."""
        self.stack.setCurrentWidget(self._start)
        self.start_button.setFocus()

    def start(self, exercise: str) -> None:
        """Open a session of one exercise, or of today's routine ("")."""
        if exercise:
            self._keep(self.parts.settings.model_copy(update={"exercise": exercise}))
        self._show_other(partial(self.parts.start, exercise, self.parts.settings))

    def _build(self, parts: HomeParts) -> None:
        self.parts = parts
        self._restyle()
        while self.stack.count():
            old = self.stack.widget(0)
            assert old is not None
            self.stack.removeWidget(old)
            old.deleteLater()
        go: dict[str, Callable[[], Any]] = {
            labels.START_ROUTINE: partial(self.start, ""),
            labels.PRACTISE: lambda: self.stack.setCurrentWidget(self.practise),
            labels.SETTINGS: lambda: self.stack.setCurrentWidget(self._settings),
            **{label: partial(self._show_other, opener) for label, opener in parts.others.items()},
        }
        self._start, self.start_button = start_page(parts, go)
        self.practise = PractisePage(parts, self.start, self.show_start)
        self.settings = SettingsPage(parts, self._settings_changed, self._leave_settings, partial(self._go_to, 1))
        self._settings = _scrolled(self.settings)
        self._voice = self._voice or Voice(mute=parts.mute, language=parts.words.language)
        self.welcome = WelcomePages(parts, self._voice)
        steps = [self._step(i, page) for i, page in enumerate(self.welcome.pages)]
        for page in (self._start, self.practise, self._settings, *steps):
            self.stack.addWidget(page)
        self.steps = steps
        self.stack.setCurrentWidget(self._start if parts.settings.welcomed else steps[0])

    def _restyle(self) -> None:
        sheet = style_sheet(self.parts.settings.theme, scale_of(self.width(), self.height()))
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _step(self, number: int, page: QWidget) -> QWidget:
        """A page of the first start with its Back and Next."""
        words, last = self.parts.words, number == len(self.welcome.pages) - 1
        forward = labels.UNDERSTOOD if number == 0 else labels.DONE if last else labels.NEXT
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page, 1)
        back = button(words(labels.BACK), partial(self._go_to, number - 1))
        back.setVisible(number > 0)
        row = foot(back, button(words(forward), partial(self._go_to, number + 1), main=True))
        row.setContentsMargins(48, 0, 48, 28)
        column.addLayout(row)
        return made

    def _go_to(self, number: int) -> None:
        if number == 1:
            self.welcome.look_for_cameras()
        if number < len(self.steps):
            self.stack.setCurrentWidget(self.steps[number])
            return
        chosen = self.welcome.chosen
        update: dict[str, object] = {"welcomed": True}
        if chosen is not None:
            update |= {"camera": chosen.index, "camera_name": chosen.name}
        self._keep(self.parts.settings.model_copy(update=update))
        self.show_start()

    def _keep(self, settings: Settings) -> None:
        """Keep the choices, here and on the disk."""
        try:
            self.parts.save(settings)
        except PosecheckError as error:
            self._tell(str(error))
        self.parts = self._rebuild(settings)

    def _settings_changed(self, settings: Settings) -> None:
        self._keep(settings)

    def _leave_settings(self) -> None:
        self._build(self.parts)
        self.show_start()

    def _show_other(self, opener: Callable[[], QWidget | None]) -> None:
        try:
            window = opener()
        except PosecheckError as error:
            self._tell(str(error))
            return
        if window is None:
            return
        self._open = window
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.destroyed.connect(self._return)
        window.resize(self.size())
        window.show()
        self.hide()

    def _return(self) -> None:
        self._open = None
        self.show()
        self.show_start()

    def _tell(self, words: str) -> None:
        box = QMessageBox(self)
        box.setText(words)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(page)
    return area
