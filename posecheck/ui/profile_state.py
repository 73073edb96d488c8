"""Two sets of thresholds of one exercise beside each other, without a window."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.exercise.profile import compare
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import Flip, Outcome, compared
from posecheck.render import theme
from posecheck.ui.rep_table import Cell, verdict_cell
from posecheck.ui.threshold_panel import group_of, name_of, unit_of
from posecheck.ui.tune_state import TuneClip

THRESHOLD_HEADS = ("Threshold", "First", "Second", "As shipped")
VERDICT_HEADS = ("Clip", "At", "First", "Second")
Line = tuple[TuneClip, Flip]


def threshold_cells(shipped: ExerciseSpec, one: ExerciseSpec, other: ExerciseSpec) -> list[list[Cell]]:
    """Every threshold that differs, with its value in either and as it is shipped; what was changed stands out."""
    return [
        [
            Cell(f"{group_of(shipped, address)}: {name_of(shipped, address).lower()}"),
            *(_value(shipped, address, value) for value in values),
            Cell(_written(shipped, address, shipped.thresholds()[address].value), theme.QUIET, number=True),
        ]
        for address, values in compare(one, other).items()
    ]


def _value(shipped: ExerciseSpec, address: str, value: float) -> Cell:
    changed = value != shipped.thresholds()[address].value
    return Cell(_written(shipped, address, value), bold=changed, number=True)


def _written(shipped: ExerciseSpec, address: str, value: float) -> str:
    return f"{value:g}{unit_of(shipped, address)}"


def both_lines(clips: Sequence[TuneClip], ones: Sequence[Outcome], others: Sequence[Outcome]) -> list[Line]:
    """Every movement of every clip under the first and under the second thresholds."""
    return [(clip, flip) for clip, one, other in zip(clips, ones, others, strict=True) for flip in compared(one, other)]


def verdict_cells(spec: ExerciseSpec, lines: Sequence[Line]) -> list[list[Cell]]:
    """The table's rows; what differs stands out."""
    return [
        [
            Cell(clip.name, theme.QUIET),
            Cell(f"{flip.start_s:.1f} s", number=True),
            verdict_cell(spec, flip.before),
            verdict_cell(spec, flip.after, bold=True) if flip.changed else Cell("same", theme.QUIET),
        ]
        for clip, flip in lines
    ]


def difference_words(thresholds: int, lines: Sequence[Line]) -> str:
    """How far the two differ, in a line."""
    if not thresholds:
        return "The two say the same"
    differ = sum(flip.changed for _, flip in lines)
    words = f"{thresholds} threshold{'s' * (thresholds != 1)} differ{'s' * (thresholds == 1)}"
    return f"{words}, {differ or 'none'} of {len(lines)} verdicts with {'them' if thresholds > 1 else 'it'}"
