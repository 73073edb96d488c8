"""The progress window of the person who exercises here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from posecheck.coach import safety_words as words
from posecheck.errors import PosecheckError
from posecheck.io.history import History
from posecheck.ui.progress_window import ProgressWindow

Review = Callable[[Path, str], QWidget]
"""Opens a recording of an exercise."""


def make_window(
    history: History, names: Callable[[str], str], today: date, review: Review | None = None
) -> ProgressWindow:
    """The window of the person who exercises now; review: opens the recording of a session that is clicked."""
    person = history.person()
    window = ProgressWindow(
        lambda since: history.record(person.uid, since), lambda: history.days(person.uid), names, today
    )
    window.setWindowTitle(f"{window.windowTitle()}: {person.name}")
    if review is not None:
        opened: list[QWidget] = []
        window.session_chosen.connect(lambda number: _open(window, number, review, opened))
        window.destroyed.connect(lambda: [other.close() for other in tuple(opened)])
    return window


def _open(window: ProgressWindow, number: int, review: Review, opened: list[QWidget]) -> None:
    """Open the recording of a session, or say why there is nothing to be seen."""
    sitting = next((s for s in window.record.sittings if s.id == number), None)
    if sitting is None or not sitting.recording or not sitting.bouts:
        window.tell(words.NOT_RECORDED)
        return
    if not Path(sitting.recording).is_file():
        window.tell(words.RECORDING_GONE.format(path=sitting.recording))
        return
    try:
        other = review(Path(sitting.recording), sitting.bouts[0].exercise)
    except PosecheckError as error:
        window.tell(str(error))
        return
    for earlier in tuple(opened):
        earlier.close()
    opened.append(other)
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    other.destroyed.connect(lambda: opened.remove(other))
    other.resize(window.size())
    other.show()
