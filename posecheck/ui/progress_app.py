"""The progress window of the person who exercises here: their history, the recordings behind it, and forgetting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.record import Sitting
from posecheck.coach.safety import DEFAULTS, SafetySettings
from posecheck.errors import PosecheckError
from posecheck.io import recordings as recorded
from posecheck.io.history import History
from posecheck.io.history_read import KeptSession, PersonFacts
from posecheck.ui.forget_dialog import ForgetDialog
from posecheck.ui.progress_window import ProgressWindow

Review = Callable[[Path, str], QWidget]
"""Opens a recording of an exercise."""


class KeptOf:
    """What a history keeps of one person."""

    def __init__(self, history: History, person: PersonFacts) -> None:
        self._history, self._person = history, person

    @property
    def name(self) -> str:
        """What the person is called."""
        return self._person.name

    def sessions(self) -> Sequence[KeptSession]:
        """Every session, the newest first."""
        return self._history.kept_sessions(self._person.uid)

    def recordings(self, session: KeptSession | None) -> Sequence[Path]:
        """Files of a recorded session that are still there; None: of all sessions."""
        return recorded.files(self._clips(session))

    def erase(self, session: KeptSession | None, *, recordings: bool) -> None:
        """Delete a session for good, None: everything about the person; backups included."""
        clips = self._clips(session)
        if session is not None:
            self._history.erase_session(session.id)
        else:
            self._history.erase_person(self._person.uid)
        if recordings:
            recorded.delete(clips)

    def _clips(self, session: KeptSession | None) -> list[str]:
        if session is None:
            return self._history.recordings(self._person.uid)
        return [session.recording] if session.recording else []


def make_window(
    history: History, names: Callable[[str], str], today: date, review: Review | None = None,
    say: Words = ENGLISH, safety: SafetySettings = DEFAULTS,
) -> ProgressWindow:  # fmt: skip
    """The window of the person who exercises now; review: opens the recording of a session that is clicked."""
    person = history.person()
    window = ProgressWindow(
        lambda since: history.record(person.uid, since), lambda: history.days(person.uid), names, today,
        say=say, safety=safety,
    )  # fmt: skip
    window.setWindowTitle(f"{window.windowTitle()}: {person.name}")
    window.forget_asked.connect(lambda: _forget(window, KeptOf(history, person), names, say))
    if review is not None:
        opened: list[QWidget] = []
        window.session_chosen.connect(lambda number: _open(window, number, review, opened, say))
    return window


def _forget(window: ProgressWindow, kept: KeptOf, names: Callable[[str], str], say: Words) -> None:
    dialog = ForgetDialog(kept, names, say, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.forgotten.connect(window.read_anew)
    dialog.open()


def _open(window: ProgressWindow, number: int, review: Review, opened: list[QWidget], say: Words) -> None:
    """Open the recording of a session, or say why there is nothing to be seen."""
    sitting = next((s for s in window.record.sittings if s.id == number), None)
    if sitting is None or not sitting.recording or not sitting.bouts:
        window.tell(say(words.NOT_RECORDED))
        return
    if not Path(sitting.recording).is_file():
        window.tell(say(words.RECORDING_GONE, path=sitting.recording))
        return
    try:
        other = review(Path(sitting.recording), _looked_at(window, sitting))
    except PosecheckError as error:
        window.tell(str(error))
        return
    for earlier in opened:
        if not sip.isdeleted(earlier):
            earlier.close()
    opened[:] = [other]
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.closing.connect(other.close)
    other.resize(window.size())
    other.show()


def _looked_at(window: ProgressWindow, sitting: Sitting) -> str:
    """A recording of several exercises is looked at as the one whose charts are shown, else as its first."""
    done = [bout.exercise for bout in sitting.bouts]
    chosen = str(window.exercise.currentData() or "")
    return chosen if chosen in done else done[0]
