"""Starts Qt with nothing but the progress window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from PyQt6.QtCore import qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from posecheck.io.history import History
from posecheck.ui.progress_window import ProgressWindow


def make_window(history: History, names: Callable[[str], str], today: date) -> ProgressWindow:
    """The window of the person who exercises now."""
    person = history.person()
    window = ProgressWindow(
        lambda since: history.record(person.uid, since), lambda: history.days(person.uid), names, today
    )
    window.setWindowTitle(f"{window.windowTitle()}: {person.name}")
    return window


def run_window(history: History, names: Callable[[str], str], today: date) -> int:
    """Show the window and return when it is closed."""
    qInstallMessageHandler(lambda _kind, _context, words: logging.getLogger("posecheck.qt").debug(words))
    app = QApplication.instance() or QApplication(["posecheck"])
    window = make_window(history, names, today)
    window.show()
    app.exec()
    return 0
