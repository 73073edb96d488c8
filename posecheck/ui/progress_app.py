"""The progress window of the person who exercises here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
