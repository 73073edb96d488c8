"""`posecheck safety`, and the safety questions around `posecheck live`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.record import Record
from posecheck.coach.safety import DEFAULTS, Gate, SafetySettings, gate
from posecheck.errors import HistoryError, PosecheckError
from posecheck.io import person_files
from posecheck.io.history import History
from posecheck.io.history_entries import DEFAULT_UID, Entry, person_now
from posecheck.io.history_file import where
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.settings import load_settings
from posecheck.io.translations import words_for
from posecheck.ui.app import check_display, start_qt

if TYPE_CHECKING:  # Qt is loaded late
    from PyQt6.QtWidgets import QDialog

    from posecheck.ui.safety_flow import SafetyFlow


def run_safety() -> int:
    """Ask the safety questions now; when exercising is locked, ask for the clearance first. 0 when it is open."""
    check_display()
    writer = HistoryWriter(where())
    try:
        questions = Questions(past()[1], writer.put, asking=True, words=words_for(load_settings().language))
        return 0 if questions.on_demand() else 1
    finally:
        writer.close()


def past(*, by_profiles: bool = False) -> tuple[str, Record]:
    """Key and record of who exercises here; an empty record, so that everything is asked, where it can't be read.

    by_profiles: whose profiles hold follows from it. Where anybody has some, HistoryError tells that it can't be read:
    what a physiotherapist forbade is never left out silently.
    """
    try:
        with History() as history:
            person = history.person().uid
            return person, history.record(person)
    except HistoryError as error:
        if by_profiles and person_files.anybodys():
            raise
        print(f"posecheck: {error}", file=sys.stderr)
        return DEFAULT_UID, Record()


class Questions:
    """What is asked around a session. Without asking, an emergency answer still stands.

    settings: the numbers of the safety rules that hold for this person.
    """

    def __init__(
        self, record: Record, put: Callable[[Entry], None], *, asking: bool, settings: SafetySettings = DEFAULTS,
        words: Words = ENGLISH,
    ) -> None:  # fmt: skip
        self._record, self._put, self._asking, self._settings = record, put, asking, settings
        self._words = words
        self._flow: SafetyFlow | None = None

    @property
    def record(self) -> Record:
        """The person's past with what they have answered since."""
        return self._flow.record if self._flow is not None else self._record

    def flow(self) -> SafetyFlow:
        """What asks and keeps the answers, from within a session too."""
        self._flow = self._flow or self._made_flow()
        return self._flow

    def show(self, dialog: QDialog) -> int:
        """Show a dialog among the questions."""
        return self.flow().ask(dialog)

    def before(self) -> bool:
        """Whether the person may exercise now; PosecheckError when that is locked and nobody can be asked."""
        if self._asking:
            self._flow = self._made_flow()
            return self._flow.before()
        if gate(self._record) in (Gate.LOCKED, Gate.WAIT):
            cure = "run posecheck safety when a clinician has cleared you"
            raise PosecheckError("exercising is locked", "safety questions", cure)
        return True

    def after(self, session: str) -> None:
        """Pain after the session."""
        if self._asking and self._flow is not None:
            self._flow.after(session)

    def on_demand(self) -> bool:
        """The screen, due or not; whether exercising is open."""
        flow = self._made_flow()
        return flow.clear() and flow.screen()

    def _made_flow(self) -> SafetyFlow:
        from posecheck.ui.safety_flow import SafetyFlow

        self._app = start_qt()
        return SafetyFlow(self._record, self._put, person_now().date(), settings=self._settings, say=self._words)
