"""The clocks of faults alone, over a stretch of a running movement in which all else goes as it did.

A limit of form decides nothing before the movement ends: until then it only starts and stops its fault's clock. So the
clocks of one fault can be run again without the rest of the engine, which takes a fiftieth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posecheck.exercise.engine_state import EngineState
from posecheck.exercise.program import Program
from posecheck.exercise.result import Phase
from posecheck.exercise.rows import NAN, Row
from posecheck.exercise.rules import Rule, Timer, timer_step
from posecheck.exercise.telling import lead_of, stages_of

_CLOCKED = re.compile(r"faults\.\w+(\.also\.\d+)?\.(below|above|for_s)")

Reading = tuple[float, bool]
"""What a rule's clock was given: the value, and whether the fault was looked for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `at` < i <= `to` of one movement; since, goal: the clocks under the old numbers at both ends of it."""

    at: int
    to: int
    since: tuple[Timer, ...]
    goal: tuple[Timer, ...]


def only_clocks(addresses: Iterable[str]) -> bool:
    """Whether none of these thresholds does anything before a movement's end but start and stop a fault's clock."""
    return all(_CLOCKED.fullmatch(address) for address in addresses)


def readings_of(program: Program, after: EngineState, row: Row) -> tuple[Reading, ...]:
    """What each rule's clock was given in the frame that led to `after`; () at rest, which may have moved since."""
    if after.move.phase is Phase.REST:
        return ()
    stages, lead, rest = stages_of(program, after), lead_of(program, after), after.rest.known
    looked_for = [not stages.isdisjoint(rule.fault.during) for rule in program.rules]
    return tuple(
        (rule.value(row, lead, rest) if wanted else NAN, wanted)
        for rule, wanted in zip(program.rules, looked_for, strict=True)
    )


def run_clocks(
    rules: Sequence[Rule],
    was: Sequence[Rule],
    timers: tuple[Timer, ...],
    stretch: Stretch,
    readings: Sequence[tuple[Reading, ...]],
    rows: Sequence[Row],
) -> tuple[Timer, ...]:
    """Clocks at the end of a stretch that were at `timers` before it.

    rules, was: with their new and their old numbers; readings, rows: of every frame of the recording. A clock of the
    same rule that began as it did ends as it did.
    """
    result = list(stretch.goal)
    for k, rule in enumerate(rules):
        if rule == was[k] and timers[k] == stretch.since[k]:
            continue
        timer = timers[k]
        for i in range(stretch.at + 1, stretch.to + 1):
            value, looked_for = readings[i][k]
            timer = timer_step(timer, rule, value, rows[i].t_s, looked_for, rows[i].off_axis_deg)
        result[k] = timer
    return tuple(result)
