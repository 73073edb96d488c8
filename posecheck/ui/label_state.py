"""Labels of one clip while they are made: set, added, taken away, undone, without a window."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.exercise.labels import LabelledRep, Span, agreement, as_labels, paired
from posecheck.exercise.result import Side
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.ui.lanes import Lane, Mark, rep_words

Reps = tuple[LabelledRep, ...]


@dataclass(frozen=True, slots=True)
class LabelEdits:
    """A clip's labels by time, with every earlier and undone state."""

    reps: Reps = ()
    done: tuple[Reps, ...] = ()
    undone: tuple[Reps, ...] = ()

    def at(self, t_s: float) -> LabelledRep | None:
        """The label in which a moment lies."""
        return next((r for r in self.reps if r.start_s - 1e-3 <= t_s <= r.end_s), None)

    def of(self, span: Span) -> LabelledRep | None:
        """The label of the same movement."""
        pairs = paired([span], self.reps)
        return self.reps[pairs[0][1]] if pairs else None

    def put(self, rep: LabelledRep) -> LabelEdits:
        """Set a label in place of those it lies over."""
        others = [r for r in self.reps if r.end_s <= rep.start_s or r.start_s >= rep.end_s]
        return self._changed(tuple(sorted([*others, rep], key=lambda r: r.start_s)))

    def without(self, rep: LabelledRep) -> LabelEdits:
        """Take a label away."""
        return self._changed(tuple(r for r in self.reps if r != rep))

    def undo(self) -> LabelEdits:
        """One edit back."""
        return LabelEdits(self.done[-1], self.done[:-1], (self.reps, *self.undone)) if self.done else self

    def redo(self) -> LabelEdits:
        """One edit forward again."""
        return LabelEdits(self.undone[0], (*self.done, self.reps), self.undone[1:]) if self.undone else self

    def _changed(self, reps: Reps) -> LabelEdits:
        return self if reps == self.reps else LabelEdits(reps, (*self.done, self.reps))


def labelled(start_s: float, end_s: float, side: Side, faults: tuple[str, ...]) -> LabelledRep:
    """A label: good when it has no faults."""
    return LabelledRep(
        start_s=round(max(start_s, 0.0), 3), end_s=round(end_s, 3), side=side, good=not faults, faults=faults
    )


def toggled(rep: LabelledRep, fault: str) -> LabelledRep:
    """The label with a fault more, or less."""
    faults = tuple(f for f in rep.faults if f != fault) if fault in rep.faults else (*rep.faults, fault)
    return labelled(rep.start_s, rep.end_s, rep.side, faults)


def label_lane(spec: ExerciseSpec, reps: Reps) -> Lane:
    """The labels as a lane of the timeline."""
    return Lane("Labels", tuple(
        Mark(r.start_s, r.end_s, "good" if r.good else "faulty", words, words)
        for r in reps
        for words in [rep_words(spec, r.good, [f for f in r.faults if f in {fault.id for fault in spec.faults}])]
    ))  # fmt: skip


def agreement_words(reps: Reps, summary: Summary) -> str:
    """How far posecheck agrees with the labels, "" without labels; only where there is a label is compared."""
    if not reps:
        return ""
    near = [r for r in summary.reps if any(r.start_s < label.end_s and label.start_s < r.end_s for label in reps)]
    found = agreement(reps, as_labels(near))
    return f"{found.agreed} of {found.total} verdicts agree with your labels"
