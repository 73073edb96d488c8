"""The questions around a session: red flags, clearance, pain before, after and the next morning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QDialog, QWidget

from posecheck.coach import safety_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.record import Clearance, Moment, PainNote, Record, ScreenNote
from posecheck.coach.safety import (
    DEFAULTS,
    Advice,
    Gate,
    SafetySettings,
    Urgency,
    gate,
    pain_advice,
    screen_due,
    urgency_of,
)
from posecheck.io.history_entries import CURRENT, Entry, clearance_entry, pain_entry, screen_entry
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.screen_dialog import ScreenDialog
from posecheck.ui.stop_signals import run_dialog

Put = Callable[[Entry], None]
Run = Callable[[QDialog], int]
GATE_WORDS = {Gate.LOCKED: words.LOCKED, Gate.WAIT: words.URGENCY_TODAY, Gate.ASK_FIRST: words.URGENCY_SOON}
"""Why exercising isn't open."""


class SafetyFlow:
    """Asks what has to be asked and hands every answer to `put` at once.

    record: the person's past, which grows with the answers; run: shows a dialog and returns when it is closed.
    """

    def __init__(
        self, record: Record, put: Put, today: date, *, person: str = CURRENT, settings: SafetySettings = DEFAULTS,
        run: Run = run_dialog, say: Words = ENGLISH,
    ) -> None:  # fmt: skip
        self.record = record
        self._put, self._today, self._person, self._settings, self._run = put, today, person, settings, run
        self._say = say

    def before(self) -> bool:
        """Everything before a session; whether the person may exercise now."""
        self._ask_about_the_morning()
        if not self._let_in():
            return False
        if screen_due(self.record, self._today, self._settings) and not self.screen():
            return False
        level = self._pain("before")
        return level is None or pain_advice(level, self._settings) is not Advice.STOP

    def screen(self) -> bool:
        """The red-flag screen, due or not; whether nothing in it speaks against exercising now."""
        count = len(self.record.screens)
        self.ask(self.screen_dialog())
        kept = self.record.screens[count:]
        return bool(kept) and not kept[-1].yes

    @property
    def gate(self) -> Gate:
        """Whether the answers so far allow exercising."""
        return gate(self.record)

    def screen_dialog(self, parent: QWidget | None = None) -> ScreenDialog:
        """The red-flag screen, whose answers are kept."""
        dialog = ScreenDialog(parent, say=self._say)
        dialog.answered.connect(self._keep_screen)
        return dialog

    def clearance_dialog(self, parent: QWidget | None = None) -> ClearanceDialog:
        """What is asked while the gate isn't open: has a clinician cleared them? Accepted too for going on gently."""
        state = self.gate
        dialog = ClearanceDialog(
            self._asked_on(state), self._today, GATE_WORDS[state],
            may_go_on=state is Gate.ASK_FIRST, parent=parent, say=self._say,
        )  # fmt: skip
        dialog.cleared.connect(self._keep_clearance)
        return dialog

    def clear(self) -> bool:
        """Ask whether a clinician has cleared the person of what still stands; True unless they may not exercise."""
        return self._let_in()

    def after(self, session: str) -> Advice | None:
        """Pain after the session with this uid, and what it means; None when nothing was said."""
        level = self._pain("after", session)
        return None if level is None else pain_advice(level, self._settings)

    def _ask_about_the_morning(self) -> None:
        """The morning after the last session, if nobody has asked yet."""
        last = self.record.sittings[-1] if self.record.sittings else None
        asked = any(n.moment == "next_morning" and last and n.session == last.id for n in self.record.pains)
        if last is not None and last.day < self._today and not asked:
            self._pain("next_morning", last.id)

    def _let_in(self) -> bool:
        state = self.gate
        if state is Gate.OPEN:
            return True
        gently = self.ask(self.clearance_dialog()) == QDialog.DialogCode.Accepted and state is Gate.ASK_FIRST
        return gently or self.gate is Gate.OPEN

    def _asked_on(self, state: Gate) -> date:
        """The last day on which something was answered that now needs a clearance: none before it will do."""
        least = Urgency.NOW if state is Gate.LOCKED else Urgency.SOON
        return max(screen.day for screen in self.record.screens if urgency_of(screen.yes) >= least)

    def _pain(self, moment: Moment, session: str | int = "") -> int | None:
        dialog = PainDialog(moment, self._settings, say=self._say)
        said: list[tuple[int, str]] = []
        dialog.reported.connect(lambda level, place: said.append((level, place)))
        self.ask(dialog)
        if not said:
            return None
        level, place = said[0]
        self._put(pain_entry(self._person, level, moment, place=place, session=session))
        number = session if isinstance(session, int) else None
        note = PainNote(self._today, moment, level, place, session=number)
        self.record = replace(self.record, pains=(*self.record.pains, note))
        return level

    def ask(self, dialog: QDialog) -> int:
        """Show a dialog and take it apart here: left to Python's collector it could happen in a session's thread."""
        code = self._run(dialog)
        dialog.deleteLater()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
        return code

    def _keep_screen(self, answers: dict[str, bool]) -> None:
        self._put(screen_entry(self._person, answers))
        note = ScreenNote(self._today, frozenset(item for item, yes in answers.items() if yes))
        self.record = replace(self.record, screens=(*self.record.screens, note))

    def _keep_clearance(self, cleared_on: date) -> None:
        count = len(self.record.screens)
        self._put(clearance_entry(self._person, cleared_on, count, words.CLEARED))
        given = Clearance(self._today, cleared_on, count)
        self.record = replace(self.record, clearances=(*self.record.clearances, given))
