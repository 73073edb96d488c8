"""What surrounds a live session: the safety questions before and after it, and the history it goes into."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from posecheck.cli.safety import Questions, past
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_file import where
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.spec_files import spec_sha256
from posecheck.ui.app import LivePlan


class Keeping:
    """One session's history and questions; `plan` is the session's plan with the history in it."""

    def __init__(self, plan: LivePlan, *, exercise: str = "", profile: Path | None = None, asking: bool = True) -> None:
        """exercise: the one that was asked for, id or file; "" for a routine."""
        self._writer = HistoryWriter(where(), _told)
        self._questions = Questions(past(), self._writer.put, asking=asking)
        self._sink = SessionSink(self._writer, CURRENT, routine="" if exercise else plan.plan.name)
        sha256 = {block.spec.id: spec_sha256(exercise or block.spec.id) for block in plan.plan.blocks}
        self._sink.follow(sha256, profile.name if profile else "")
        self.plan = replace(plan, history=self._sink)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.end()

    def may_begin(self) -> bool:
        """Ask what is due; whether the person may exercise now."""
        return self._questions.before()

    def end(self) -> None:
        """Ask about pain when anybody has exercised, and let the history go."""
        try:
            if self._sink.began:
                self._questions.after(self._sink.uid)
        finally:
            self._writer.close()


def _told(words: str, why: str) -> None:
    print(f"posecheck: {words}" + (f" ({' '.join(why.split())})" if why else ""), file=sys.stderr)
