"""Labels of one clip while they are made: set, added, taken away, undone, without a window."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.exercise.labels import Agreement, LabelledRep, Span, agreement, as_labels, paired
from posecheck.exercise.result import Side
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.ui.lanes import Lane, Mark, rep_words

Reps = tuple[LabelledRep, ...]
SHORTEST_S = 0.3
"""A label shorter than this is a slip of the hand."""


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

    def stretched(self, rep: LabelledRep, start_s: float, end_s: float) -> LabelEdits:
        """Let a label begin and end elsewhere: never over its neighbours, never shorter than SHORTEST_S."""
        if rep not in self.reps:
            return self
        after_s, before_s = self._room(rep)
        start_s, end_s = max(start_s, after_s), min(end_s, before_s)
        if end_s - start_s < SHORTEST_S:
            return self
        new = labelled(start_s, end_s, rep.side, rep.faults)
        return self._changed(tuple(new if r == rep else r for r in self.reps))

    def shifted(self, rep: LabelledRep, by_s: float) -> LabelEdits:
        """Let a label lie earlier or later, as long as it is, up to its neighbours and the beginning at the most."""
        if rep not in self.reps:
            return self
        after_s, before_s = self._room(rep)
        by_s = min(max(by_s, after_s - rep.start_s), before_s - rep.end_s)
        new = labelled(rep.start_s + by_s, rep.end_s + by_s, rep.side, rep.faults)
        return self._changed(tuple(new if r == rep else r for r in self.reps))

    def _room(self, rep: LabelledRep) -> tuple[float, float]:
        """Seconds between which a label's neighbours leave it room."""
        after_s = max((r.end_s for r in self.reps if r.end_s <= rep.start_s), default=0.0)
        return after_s, min((r.start_s for r in self.reps if r.start_s >= rep.end_s), default=math.inf)

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


def label_lane(spec: ExerciseSpec, reps: Reps, name: str = "Labels", *, movable: bool = True) -> Lane:
    """The labels as a lane of the timeline."""
    known = {fault.id for fault in spec.faults}
    marks = []
    for rep in reps:
        words = rep_words(spec, rep.good, [f for f in rep.faults if f in known])
        marks.append(Mark(rep.start_s, rep.end_s, "good" if rep.good else "faulty", words, words))
    return Lane(name, tuple(marks), movable)


def labelled_part(reps: Reps, summary: Summary) -> Reps:
    """posecheck's own verdicts where there is a label, in the form of labels: the rest hasn't been labelled yet."""
    near = [r for r in summary.reps if any(r.start_s < label.end_s and label.start_s < r.end_s for label in reps)]
    return as_labels(near)


def agreement_words(reps: Reps, summary: Summary) -> str:
    """How far posecheck agrees with the labels, "" without labels; only where there is a label is compared."""
    return f"posecheck agrees on {_share(agreement(reps, labelled_part(reps, summary)))}" if reps else ""


def others_words(reps: Reps, others: Reps, summary: Summary, name: str) -> str:
    """How far a second person's labels of the same clip agree with one's own and with posecheck; "" without them."""
    if not others:
        return ""
    theirs = _share(agreement(others, labelled_part(others, summary)))
    mine = f"; you and {name} on {_share(agreement(reps, others))}" if reps else ""
    return f"posecheck and {name} agree on {theirs}{mine}"


def _share(found: Agreement) -> str:
    kappa = "" if math.isnan(found.kappa) else f", kappa {found.kappa:.2f}"
    return f"{found.agreed} of {found.total} ({found.percent:.0f} %{kappa})"
