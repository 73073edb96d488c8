"""The count of one set: repetitions per side as the engine books them, and when the set's target is reached."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from posecheck.coach.blocks import Block
from posecheck.exercise.result import Event, Rep, Side
from posecheck.exercise.spec import ExerciseSpec


@dataclass(frozen=True, slots=True)
class Tally:
    """left, right, unknown: repetitions by side; held_s: when a hold was fulfilled whose end is still to come.

    first_side: the side that was done before, when this set is for the other one ("both" = it isn't, or unknown).
    """

    left: int = 0
    right: int = 0
    unknown: int = 0
    good: int = 0
    unjudged: int = 0
    held_s: float = math.nan
    first_side: Side = "both"

    @property
    def reps(self) -> int:
        """Repetitions in all."""
        return self.left + self.right + self.unknown

    @property
    def side(self) -> Side:
        """The side most of them were done on."""
        if self.left == self.right:
            return "both"
        return "left" if self.left > self.right else "right"


def book(block: Block, tally: Tally, events: Iterable[Event]) -> Tally:
    """Take the repetitions among a frame's events into the count; one on the side already done isn't this set's."""
    for event in events:
        if event.kind == "hold_reached":
            tally = replace(tally, held_s=event.t_s)
        elif event.kind == "attempt":
            tally = replace(tally, held_s=math.nan)
        elif event.kind == "rep" and event.rep is not None and not _done_before(block, tally, event.rep.side):
            name = {"left": "left", "right": "right"}.get(event.rep.side, "unknown")
            good, unjudged = tally.good + event.rep.good, tally.unjudged + (not event.rep.judged)
            one_more = {name: getattr(tally, name) + 1}
            tally = replace(tally, good=good, unjudged=unjudged, held_s=math.nan, **one_more)
    return tally


def wrong_side(block: Block, tally: Tally, events: Iterable[Event]) -> bool:
    """Whether a repetition among the events was done on a side that is done already, while the other one waits."""
    sides = [event.rep.side for event in events if event.rep is not None]
    if block.part == "turns":
        counts = {"left": tally.left, "right": tally.right}
        waiting = min(counts.values()) < block.reps
        return waiting and any(side in counts and counts[side] >= block.reps for side in sides)
    return any(_done_before(block, tally, side) for side in sides)


def is_clean(rep: Rep, spec: ExerciseSpec) -> bool:
    """Whether the form was right. A hold that was only too short is no bad form: it is as long as somebody can."""
    return all(spec.fault(fault).kind == "hold_short" for fault in rep.faults)


def reached(block: Block, tally: Tally) -> bool:
    """Whether the set is done; sides that take turns must both have theirs, as far as they could be told apart."""
    if block.part != "turns":
        return tally.reps >= block.reps
    missing = max(block.reps - tally.left, 0) + max(block.reps - tally.right, 0)
    return missing <= tally.unknown or tally.reps >= 3 * block.reps


def _done_before(block: Block, tally: Tally, side: Side) -> bool:
    return block.part == "second" and tally.first_side != "both" and side == tally.first_side
