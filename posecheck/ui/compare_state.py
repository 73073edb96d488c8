"""Two recordings of one exercise beside each other, without a window: the table of their repetitions, and the lanes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from posecheck.exercise.alignment import Alignment
from posecheck.exercise.result import Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.pose.measures import MEASURES, Measure
from posecheck.render import theme
from posecheck.ui.lanes import Lane, Mark, movements
from posecheck.ui.rep_table import Cell, verdict_cell

COMPARE_HEADS = (
    "#", "Side", "Held", "Other", "Differs", "Takes", "Other", "Differs", "Reaches", "Other", "Differs",
    "Verdict", "Other's",
)  # fmt: skip
"""Of each number: in the first recording, in the second, the first less the second."""
NOTHING = Cell("", theme.QUIET, number=True)
Paired = tuple[Rep | None, Rep | None]


def paired_rows(alignment: Alignment, ones: Sequence[Rep], others: Sequence[Rep]) -> list[Paired]:
    """Repetitions side by side; where one recording has more, the other's place is empty."""
    rows: list[Paired] = []
    i = j = 0
    for p, q in [*alignment.pairs, (len(ones), len(others))]:
        rows += [(rep, None) for rep in ones[i:p]]
        rows += [(None, rep) for rep in others[j:q]]
        if p < len(ones) and q < len(others):
            rows.append((ones[p], others[q]))
        i, j = p + 1, q + 1
    return rows


def compare_cells(spec: ExerciseSpec, rows: Sequence[Paired]) -> list[list[Cell]]:
    """The table's rows."""
    return [_row(spec, one, other) for one, other in rows]


def _row(spec: ExerciseSpec, one: Rep | None, other: Rep | None) -> list[Cell]:
    shown = one or other
    assert shown is not None  # a row has a repetition
    unit, decimals = _unit(MEASURES[spec.signal.measure])
    numbers = [
        *_numbers(_held_s(one), _held_s(other), 0.0, " s", 1),
        *_numbers(_takes_s(one), _takes_s(other), 0.0, " s", 1),
        *_numbers(_reached(spec, one), _reached(spec, other), _error(spec, one, other), unit, decimals),
    ]
    verdicts = [verdict_cell(spec, rep) if rep is not None else Cell("not done", theme.QUIET) for rep in (one, other)]
    return [
        Cell(_number(one, other), number=True),
        Cell("" if shown.side == "both" else shown.side),
        *numbers,
        *verdicts,
    ]


def _number(one: Rep | None, other: Rep | None) -> str:
    numbers = ["-" if rep is None else str(rep.index) for rep in (one, other)]
    return numbers[0] if numbers[0] == numbers[1] else " | ".join(numbers)


def _held_s(rep: Rep | None) -> float:
    return math.nan if rep is None else rep.hold_s


def _takes_s(rep: Rep | None) -> float:
    return math.nan if rep is None else rep.end_s - rep.start_s


def _reached(spec: ExerciseSpec, rep: Rep | None) -> float:
    """How far a repetition went: the signal at its target, or, of a flow, between its two ends."""
    found = rep.measures.get(spec.signal.measure) if rep is not None else None
    if found is None:
        return math.nan
    return found.top if spec.cycle is None else found.max - found.min


def _error(spec: ExerciseSpec, one: Rep | None, other: Rep | None) -> float:
    """How far the difference of two repetitions errs: the two errors together."""
    found = [rep.measures.get(spec.signal.measure) for rep in (one, other) if rep is not None]
    return math.hypot(*(r.error for r in found if r is not None))


def _unit(measure: Measure) -> tuple[str, int]:
    """(unit as written after a number, decimals)."""
    return {"deg": ("°", 0), "s": (" s", 1)}.get(measure.unit, ("", 2))


def _numbers(one: float, other: float, error: float, unit: str, decimals: int) -> list[Cell]:
    """One, the other, the difference; a difference that may be error is quiet."""
    cells = [NOTHING if math.isnan(v) else Cell(f"{v:.{decimals}f}{unit}", number=True) for v in (one, other)]
    difference = one - other
    if math.isnan(difference):
        return [*cells, NOTHING]
    rounded = round(difference, decimals) + 0.0
    words = f"{rounded:+.{decimals}f}{unit}" if rounded else "same"
    surely = rounded != 0 and abs(difference) > error
    return [*cells, Cell(words, theme.TEXT if surely else theme.QUIET, bold=surely, number=True)]


def compare_lanes(
    spec: ExerciseSpec, alignment: Alignment, names: tuple[str, str], summaries: tuple[Summary, Summary]
) -> tuple[Lane, ...]:
    """Both recordings' repetitions and attempts in shared time."""
    return tuple(
        Lane(name, tuple(_shared(mark, alignment, which) for mark in movements(spec, summary)))
        for which, (name, summary) in enumerate(zip(names, summaries, strict=True))
    )


def _shared(mark: Mark, alignment: Alignment, which: int) -> Mark:
    start_s, end_s = alignment.shared_of(np.array([mark.start_s, mark.end_s]), which)
    return Mark(float(start_s), float(end_s), mark.kind, mark.label, mark.tip)


def compare_words(one: Summary, other: Summary) -> str:
    """What has become of the repetitions, in a line."""
    return f"{one.good} of {len(one.reps)} good here, {other.good} of {len(other.reps)} in the other"
