"""What surrounds a live session: the safety questions before and after it, today's plan, and the history."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from posecheck.cli.safety import Questions, past
from posecheck.cli.today import agree, prescribed
from posecheck.coach import safety_words
from posecheck.coach.blocks import Block
from posecheck.coach.phrases import Words
from posecheck.errors import PosecheckError
from posecheck.io.held import InSession
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_file import where
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.settings import Settings
from posecheck.io.spec_files import spec_sha256
from posecheck.io.translations import words_for
from posecheck.session.stopping import heard
from posecheck.ui.app import LivePlan


class Keeping:
    """One session's questions, plan and history, for who exercises here now.

    In this order: `may_begin`, `todays_blocks` where the routine is today's, `follow`, the session itself, `end`.
    """

    def __init__(self, settings: Settings, *, asking: bool = True) -> None:
        """PosecheckError where a profile of the person's can't be used, or it isn't known whose profiles hold."""
        person, record = past(by_profiles=True)
        self._own, self._asking = prescribed(settings, person), asking
        self._writer = HistoryWriter(where(), _told)
        numbers, words = self._own.prescription.safety, words_for(settings.language)
        self._questions = Questions(record, self._writer.put, asking=asking, settings=numbers, words=words)
        self._sink: SessionSink | None = None
        self._in_session: InSession | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.end()

    def may_begin(self) -> bool:
        """Ask what is due; whether the person may exercise now."""
        return self._questions.before()

    def todays_blocks(self, words: Words) -> tuple[Block, ...]:
        """The sets of today's plan once the person agrees to it; none where they don't.

        Without anybody to ask the plan is as it is, and PosecheckError says why there is nothing to be done today.
        """
        if self._asking:
            plan, _ = agree(self._own, self._questions.record, self._writer.put, words, self._questions.show)
            return self._own.blocks(plan, words) if plan else ()
        plan = self._own.plan(self._questions.record)
        if not plan.steps:
            raise PosecheckError("not started", "today's plan", " ".join(plan.sentences))
        return self._own.blocks(plan, words)

    def own_choice(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Sets that aren't today's routine, no heavier than today allows."""
        return self._own.gentler(blocks, self._questions.record)

    def refuse_forbidden(self, exercises: Iterable[str]) -> None:
        """PosecheckError for an exercise that the physiotherapist doesn't want to be done."""
        for exercise in sorted(self._own.prescription.forbidden.intersection(exercises)):
            name = self._own.prescription.name(exercise)
            cure = "choose another exercise, or ask them for a new profile"
            raise PosecheckError(safety_words.FORBIDDEN.format(exercise=name).rstrip("."), "plan profile", cure)

    def follow(self, plan: LivePlan, *, exercise: str = "", profile: Path | None = None, source: str = "") -> LivePlan:
        """The session's plan with the history and the person's own numbers for pain in it.

        exercise: the one that was asked for, id or file, "" for a routine; source: names of clips that are no practice.
        """
        ids = dict.fromkeys(block.spec.id for block in plan.plan.blocks)
        names = {id_: path.name for id_, path in self._own.profiles.items()} if not exercise else {}
        names |= dict.fromkeys(ids, profile.name) if profile else {}
        self._sink = SessionSink(self._writer, CURRENT, routine="" if exercise else plan.plan.name, source=source)
        self._sink.follow({id_: spec_sha256(exercise or id_) for id_ in ids}, names)
        self._in_session = InSession(where())
        sets = replace(plan.plan, safety=self._own.prescription.safety)
        return replace(plan, plan=sets, history=self._sink, safety=self._questions.flow)

    def end(self) -> None:
        """Ask about pain when anybody has exercised and nobody stopped the program, and let the history go."""
        try:
            if self._sink is not None and self._sink.began and not heard():
                self._questions.after(self._sink.uid)
        finally:
            self._writer.close()
            if self._in_session is not None:
                self._in_session.let_go()


def _told(words: str, why: str) -> None:
    print(f"posecheck: {words}" + (f" ({' '.join(why.split())})" if why else ""), file=sys.stderr)
