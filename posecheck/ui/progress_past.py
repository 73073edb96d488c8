"""The past as the progress window shows it: read once for each span, drawn once for each exercise, all of it ahead."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from posecheck.coach.phrases import Words
from posecheck.coach.record import Record
from posecheck.coach.safety import SafetySettings
from posecheck.ui import progress_lines as lines
from posecheck.ui.charts import Line

Load = Callable[[date | None], Record]
"""A person's record from a day on, None for all of it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How things are told: names of exercises by their id, the language, and the person's own numbers for pain."""

    names: lines.Names
    say: Words
    safety: SafetySettings


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts of an exercise, "" for all of them; sides: what there is to say of left and right."""

    good: list[Line]
    hold: list[Line]
    range: list[Line]
    unit: str
    sides: str


class Past:
    """What there is to show of a record."""

    def __init__(self, record: Record, manner: Manner) -> None:
        self.record, self._manner = record, manner
        self.pain = lines.pain_lines(record, manner.say)
        self.band = lines.same_band(record, manner.safety, manner.say)
        self._drawn: dict[str, Drawn] = {}

    def drawn(self, exercise: str) -> Drawn:
        """The charts of an exercise, made when first asked for."""
        if exercise not in self._drawn:
            record, names, say = self.record, self._manner.names, self._manner.say
            self._drawn[exercise] = Drawn(
                good=lines.good_lines(record, exercise, say),
                hold=lines.side_lines(record, "hold_s", exercise, names, say),
                range=lines.side_lines(record, "range", exercise, names, say),
                unit=lines.unit_of(record, exercise),
                sides=lines.sides_sentence(record, exercise, say),
            )
        return self._drawn[exercise]


class Pasts:
    """The past of each span, read when first asked for; `look_ahead` has all of it read in a thread meanwhile."""

    def __init__(self, load: Load, manner: Manner) -> None:
        self._load, self._manner = load, manner
        self._worker = ThreadPoolExecutor(1, "progress-ahead")
        self._ahead: Future[Past] | None = None
        self._known: dict[date | None, Past] = {}

    def since(self, first: date | None) -> Past:
        """The past from a day on, None for all of it."""
        if first not in self._known:
            ahead, self._ahead = (None, self._ahead) if first else (self._ahead, None)
            self._known[first] = ahead.result() if ahead is not None else Past(self._load(first), self._manner)
        return self._known[first]

    def look_ahead(self) -> None:
        """Begin to read all of it, so that it is there when somebody asks."""
        if self._ahead is None and None not in self._known:
            self._ahead = self._worker.submit(self._read_all)

    @property
    def ready(self) -> bool:
        """Whether all of it is there."""
        return None in self._known or (self._ahead is not None and self._ahead.done())

    def forget(self) -> None:
        """It has changed: whatever is asked for next is read anew."""
        self._known.clear()
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.cancel()

    def close(self) -> None:
        """End the thread."""
        self._worker.shutdown(cancel_futures=True)

    def _read_all(self) -> Past:
        past = Past(self._load(None), self._manner)
        past.drawn("")
        return past
