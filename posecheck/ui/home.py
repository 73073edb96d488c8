"""The home window: what `posecheck` without a command opens. Sessions and the other windows open from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QMessageBox, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from posecheck.coach.reminders import Reminder
from posecheck.errors import PosecheckError
from posecheck.io.settings import Settings
from posecheck.ui import labels
from posecheck.ui.break_window import BreakWindow
from posecheck.ui.desk_window import DeskWindow
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.look import scale_of, style_sheet, use_theme
from posecheck.ui.page_parts import HomeParts, button, foot
from posecheck.ui.pages import PractisePage, start_page
from posecheck.ui.people_page import PeoplePage
from posecheck.ui.reminders import Reminders
from posecheck.ui.settings_page import SettingsPage
from posecheck.ui.voice import Voice
from posecheck.ui.welcome import WelcomePages


class HomeWindow(QWidget):
    """Shows the first start's pages once, then the start page. `rebuild` makes it anew in another language or theme.

    Closed, it stays in the system tray while reminders are wanted; `left` is sent when it really goes.
    """

    left = pyqtSignal()

    def __init__(self, parts: HomeParts, rebuild: Callable[[Settings], HomeParts]) -> None:
        super().__init__()
        self._rebuild, self.parts = rebuild, parts
        self._open: QWidget | None = None
        self._break: BreakWindow | None = None
        self._leaving = False
        self.reminders = Reminders(parts.words, parts.practised, self._in_session, parent=self)
        self.reminders.chosen.connect(self._remembered)
        self.reminders.opened.connect(self._come_back)
        self.reminders.left.connect(self._leave)
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
            self._go_back(at_home=at_home)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Everything grows with the window."""
        self._restyle()
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Nothing stays open behind a home window that closes; with reminders it only goes out of sight."""
        self.settings.finish()
        if self.reminders.active and not self._leaving and event is not None:
            event.ignore()
            self.welcome.preview.choose(None)
            self.hide()
            return
        self.reminders.stop()
        for window in (self._break, self._open):
            if isinstance(window, (LiveWindow, DeskWindow)):
                window.finish()
            if window is not None:
                window.close()
        if self._voice is not None:
            self._voice.close()
        self.welcome.preview.choose(None)
        super().closeEvent(event)
        self.left.emit()

    def show_start(self) -> None:
        """Back to the start page."""
        self.stack.setCurrentWidget(self._start)
        self.start_button.setFocus()

    def start(self, exercise: str) -> None:
        """Open a session of one exercise, or of today's routine ("")."""
        if exercise:
            self._keep(self.parts.settings.model_copy(update={"exercise": exercise}))
        else:  # another window may have withdrawn the consent to record
            self.parts = replace(self.parts, settings=self._kept(self.parts.settings))
        self._show_other(partial(self.parts.start, exercise, self.parts.settings))

    def _build(self, parts: HomeParts) -> None:
        self.parts = parts
        use_theme(parts.settings.theme)
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
            **({labels.PEOPLE: self._show_people} if parts.people is not None else {}),
            **{label: partial(self._show_other, opener) for label, opener in parts.others.items()},
        }
        self._start, self.start_button = start_page(parts, go)
        self.practise = PractisePage(parts, self.start, self.show_start)
        self.settings = SettingsPage(parts, self._keep, self._leave_settings, partial(self._go_to, 1))
        self._settings = _scrolled(self.settings)
        self._voice = self._voice or Voice(mute=parts.mute, language=parts.words.language)
        self.welcome = WelcomePages(parts, self._voice)
        steps = [self._step(i, page) for i, page in enumerate(self.welcome.pages)]
        self.people = PeoplePage(parts.people, parts.words, self._leave_settings) if parts.people is not None else None
        shown = (self._start, self.practise, self._settings, *steps, self.people)
        for page in (page for page in shown if page is not None):
            self.stack.addWidget(page)
        self.reminders.set_wishes(parts.settings.wishes, parts.words)
        self.steps = steps
        self.stack.setCurrentWidget(self._start if parts.settings.welcomed else steps[0])

    def _restyle(self) -> None:
        sheet = style_sheet(scale_of(self.width(), self.height()))
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
        self.settings.finish()
        if number == 1:
            self.welcome.look_for_cameras()
        if number < len(self.steps):
            self.stack.setCurrentWidget(self.steps[number])
            return
        chosen = self.welcome.chosen
        update: dict[str, object] = {"welcomed": True}
        if chosen is not None and isinstance(chosen.index, int):  # a phone is chosen in the settings already
            update |= {"camera": chosen.index, "camera_name": chosen.name, "camera_address": ""}
        self._keep(self.parts.settings.model_copy(update=update))
        self._leave_settings()

    def _keep(self, settings: Settings) -> Settings:
        """Keep the choices, here and on the disk; returns them with what other windows chose meanwhile."""
        settings = self._kept(settings)
        self.parts = self._rebuild(settings)
        return settings

    def _kept(self, settings: Settings) -> Settings:
        try:
            return self.parts.save(settings, self.parts.settings)
        except PosecheckError as error:
            self._tell(str(error))
        return settings

    def _go_back(self, *, at_home: bool) -> None:
        if at_home:
            self.close()
        elif self.stack.currentWidget() is self._settings:
            self._leave_settings()
        else:
            self.show_start()

    def _leave_settings(self) -> None:
        """Back to the start page, which may have another language, person, camera or plan by now."""
        self.settings.finish()
        self._build(self._rebuild(self.parts.settings))
        self.show_start()

    def _show_people(self) -> None:
        assert self.people is not None
        self.people.refresh()
        self.stack.setCurrentWidget(self.people)

    def _in_session(self) -> bool:
        return isinstance(self._open, LiveWindow) or self.parts.running()

    def _remembered(self, reminder: Reminder) -> None:
        """A reminder was taken up."""
        if self._in_session():
            return
        if reminder is Reminder.SESSION:
            self.start("")
            return
        heading, points = self.parts.break_card
        self._break = BreakWindow(heading, points, self.parts.words)
        self._break.destroyed.connect(self._break_over)
        self._break.show()

    def _break_over(self) -> None:
        self._break = None

    def _come_back(self) -> None:
        """Out of the tray, in front of everything."""
        window = self._open or self
        window.show()
        window.raise_()
        window.activateWindow()

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _show_other(self, opener: Callable[[], QWidget | None]) -> None:
        try:
            window = opener()
        except PosecheckError as error:
            self._tell(str(error))
            return
        if window is None:  # what was answered may have changed today's routine
            self._leave_settings()
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
        self._leave_settings()

    def _tell(self, words: str) -> None:
        box = QMessageBox(self)
        box.setText(words)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
