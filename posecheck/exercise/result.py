"""What the engine says of one frame, and what it found in a session: plain frozen values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Side = Literal["left", "right", "both"]


class Phase(StrEnum):
    """Where in the movement the person is."""

    AWAY = "away"
    """Not (yet) in the exercise's position: nothing counts."""
    REST = "rest"
    MOVING = "moving"
    TOP = "top"
    RETURNING = "returning"
    UNSEEN = "unseen"
    """In position as far as is known, but what must be judged can't be seen: everything is frozen."""


@dataclass(frozen=True, slots=True)
class Range:
    """A measure over one repetition: smallest, largest, its middle value in the target zone, typical error."""

    min: float
    max: float
    top: float
    error: float


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """A fault that lasted: its id, the repetition it belongs to (0 = none), and when."""

    id: str
    rep: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Rep:
    """One counted repetition. Times in seconds from the first frame; hold_s is the time in the target zone.

    borderline: faults whose margin was inside the measure's error: shown, never scolded. unjudged: faults that could
    not be judged because a part of the repetition wasn't seen; it is then neither good nor faulty.
    """

    index: int
    side: Side
    start_s: float
    top_start_s: float
    top_end_s: float
    end_s: float
    hold_s: float
    good: bool
    faults: tuple[str, ...]
    measures: dict[str, Range] = field(default_factory=dict)
    borderline: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether it is known to be good or faulty: not where that hangs on what couldn't be seen."""
        return self.good or bool(self.faults)

    @property
    def kind(self) -> Literal["good", "faulty", "unjudged"]:
        """The verdict in a word, by which it is coloured."""
        return ("good" if self.good else "faulty") if self.judged else "unjudged"


NOT_ALL_SEEN = "not all of it was seen"
"""The verdict on a repetition with something unjudged and no fault."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An excursion that turned back before the target, with the reason (a fault id)."""

    side: Side
    start_s: float
    end_s: float
    reason: str
    measures: dict[str, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on this frame.

    kind: rep, attempt, fault (has just lasted long enough), stalled (stopped short of the target), hold_start,
    hold_reached (dose fulfilled), hold_end, lost (can't be judged any more), found, in_position, out_of_position.
    """

    kind: Literal[
        "rep",
        "attempt",
        "fault",
        "stalled",
        "hold_start",
        "hold_reached",
        "hold_end",
        "lost",
        "found",
        "in_position",
        "out_of_position",
    ]
    t_s: float
    detail: str = ""
    rep: Rep | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class FrameResult:
    """All that the engine says of one frame.

    judged: False when the count is frozen, with `reason` in words; progress: 0 at rest .. 1 at the target;
    hold_s: seconds in the target zone of the running repetition; faults: ids that are violated right now and have
    lasted; events: what happened on this frame; score and change (of a posture only): share of the last minute that was
    good, 0..100, and the id of the one fault to change, "" = none.
    """

    t_s: float
    judged: bool
    reason: str
    phase: Phase
    side: Side
    reps: int
    good: int
    attempts: int
    progress: float
    hold_s: float
    hold_target_s: float
    faults: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    score: float = math.nan
    change: str = ""
