"""What the tune window knows, without a window: chosen values, undo, verdicts before and after, agreement."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from posecheck.exercise.labels import Agreement, LabelledRep, agreement, as_labels, paired
from posecheck.exercise.profile import with_values
from posecheck.exercise.result import Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Fault, Limit
from posecheck.exercise.tuning import Flip, Outcome, Prepared, compared
from posecheck.render import theme
from posecheck.ui.lanes import rep_words
from posecheck.ui.rep_table import Cell, verdict_cell

Values = Mapping[str, float]
HEADS = ("Clip", "#", "At", "Before", "After", "Labelled")


@dataclass(frozen=True, slots=True)
class TuneClip:
    """A recording ready to be judged again, and what a person says of it (None = nothing)."""

    name: str
    prepared: Prepared
    labels: tuple[LabelledRep, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """Values that differ from where the window began, with every earlier state.

    last: the address that was moved last; dragging one slider is one edit.
    """

    values: Values = field(default_factory=dict)
    done: tuple[Values, ...] = ()
    undone: tuple[Values, ...] = ()
    last: str = ""

    def moved(self, address: str, value: float, start: float, *, ends: bool = False) -> Edits:
        """Set one threshold; at `start` it no longer differs. ends: the next move is an edit of its own."""
        values = {a: v for a, v in self.values.items() if a != address}
        if value != start:
            values[address] = value
        last = "" if ends else address
        if values == self.values:
            return replace(self, last=last if address == self.last else "")
        done = self.done if address == self.last else (*self.done, self.values)
        return Edits(values, done, (), last)

    def cleared(self) -> Edits:
        """Everything as it was at the start."""
        return Edits({}, (*self.done, self.values), ()) if self.values else self

    def undo(self) -> Edits:
        """One edit back."""
        return Edits(self.done[-1], self.done[:-1], (self.values, *self.undone)) if self.done else self

    def redo(self) -> Edits:
        """One edit forward again."""
        return Edits(self.undone[0], (*self.done, self.values), self.undone[1:]) if self.undone else self


def tuned(spec: ExerciseSpec, values: Values) -> tuple[ExerciseSpec | None, str]:
    """(spec with the values, "") or (None, why these values can't be)."""
    try:
        return with_values(spec, values), ""
    except ValueError as error:
        first = next(line for line in str(error).splitlines() if "Value error, " in line)
        return None, first.split("Value error, ")[1].split(" [type=")[0]


def lines_of(clips: Sequence[TuneClip], outcomes: Sequence[Outcome]) -> list[tuple[TuneClip, Flip]]:
    """Every movement of every clip, before and after."""
    return [
        (clip, flip)
        for clip, outcome in zip(clips, outcomes, strict=True)
        for flip in compared(clip.prepared.base, outcome)
    ]


def cells_of(spec: ExerciseSpec, lines: Sequence[tuple[TuneClip, Flip]]) -> list[list[Cell]]:
    """The table's rows; what has flipped stands out."""
    return [_row(spec, clip, flip) for clip, flip in lines]


def _row(spec: ExerciseSpec, clip: TuneClip, flip: Flip) -> list[Cell]:
    shown = flip.after or flip.before
    number = str(shown.index) if isinstance(shown, Rep) else "-"
    after = verdict_cell(spec, flip.after, bold=flip.changed)
    return [
        Cell(clip.name, theme.QUIET),
        Cell(number, number=True),
        Cell(f"{flip.start_s:.1f} s", number=True),
        verdict_cell(spec, flip.before),
        replace(after, words=f"→ {after.words}") if flip.changed else Cell("same", theme.QUIET),
        _label_cell(spec, clip, flip),
    ]


def _label_cell(spec: ExerciseSpec, clip: TuneClip, flip: Flip) -> Cell:
    shown = flip.after or flip.before
    pairs = paired(clip.labels or (), [shown]) if shown is not None else []
    if not clip.labels or not pairs:
        return Cell("", theme.QUIET)
    label = clip.labels[pairs[0][0]]
    known = [f for f in label.faults if any(f == fault.id for fault in spec.faults)]
    words = rep_words(spec, label.good, known) or "faulty"
    return Cell(words, theme.GOOD if label.good else theme.FAULT)


def change_words(lines: Sequence[tuple[TuneClip, Flip]]) -> str:
    """How many verdicts change, in a line."""
    changed, n = sum(flip.changed for _, flip in lines), len(lines)
    if not n:
        return "No repetition was found in these clips"
    return f"{changed or 'None'} of {n} verdicts {'changes' if changed < 2 else 'change'}"


def agreement_words(clips: Sequence[TuneClip], outcomes: Sequence[Outcome]) -> str:
    """Agreement with the labels before and after, "" without labels."""
    before, after = Agreement(), Agreement()
    for clip, outcome in zip(clips, outcomes, strict=True):
        if clip.labels is not None:
            before += agreement(clip.labels, as_labels(clip.prepared.base.reps))
            after += agreement(clip.labels, as_labels(outcome.reps))
    if not after.total:
        return ""
    return f"Agreement with the labels: {_share(before)} → {_share(after)}"


def _share(found: Agreement) -> str:
    kappa = "" if math.isnan(found.kappa) else f", kappa {found.kappa:.2f}"
    return f"{found.agreed} of {found.total} ({found.percent:.0f} %{kappa})"


def peaks_of(spec: ExerciseSpec, address: str, lines: Sequence[tuple[TuneClip, Flip]]) -> list[tuple[float, bool]]:
    """(value at the top, good) of each repetition for the measure that a threshold limits; [] for other thresholds."""
    group, _, key = address.rpartition(".")
    if not group.startswith("faults.") or key not in ("below", "above", "void_below", "void_above"):
        return []
    fault, limit = spec.fault(group.split(".")[1]), spec.part(group)
    if not isinstance(limit, Fault | Limit) or limit.measure is None or limit.against != "value":
        return []
    shown = [flip.after or flip.before for _, flip in lines]
    found = [(m, m.measures.get(limit.measure)) for m in shown if m is not None]
    return [
        (r.top, isinstance(m, Rep) and fault.id not in m.faults)
        for m, r in found
        if r is not None and math.isfinite(r.top)
    ]
