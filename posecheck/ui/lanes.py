"""A judged recording as lanes of coloured, labelled stretches of time: what the timeline shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from posecheck.exercise.result import NOT_ALL_SEEN, FrameResult, Phase, Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.render import theme

COLOURS: dict[str, theme.Colour] = {
    "good": theme.GOOD,
    "faulty": theme.FAULT,
    "attempt": theme.UNSEEN,
    "unjudged": theme.UNSEEN,
    "hold": (110, 178, 240),
    "gap": (96, 104, 116),
    "moving": (66, 110, 150),
    "top": (110, 178, 240),
    "returning": (84, 92, 140),
}
PHASES = {Phase.MOVING: ("moving", "up"), Phase.TOP: ("top", "top"), Phase.RETURNING: ("returning", "back")}


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch. kind: a key of COLOURS; label: on it where there is room; tip: the whole sentence."""

    start_s: float
    end_s: float
    kind: str
    label: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the timeline. movable: whether its stretches' edges can be dragged."""

    name: str
    marks: tuple[Mark, ...]
    movable: bool = False


def lanes_of(spec: ExerciseSpec, results: Sequence[FrameResult], summary: Summary) -> tuple[Lane, ...]:
    """Phases, repetitions, holds, faults and gaps of a recording; lanes in which nothing happened are left out."""
    holds = tuple(
        Mark(r.top_start_s, r.top_end_s, "hold", f"{r.hold_s:.1f} s", f"held for {r.hold_s:.1f} s")
        for r in summary.reps
        if spec.held
    )
    faults = tuple(
        Mark(f.start_s, f.end_s, "faulty", spec.fault(f.id).say, spec.fault(f.id).say) for f in summary.faults
    )
    unseen = tuple(Mark(g.start_s, g.end_s, "gap", "not seen", g.reason) for g in summary.tracking.gaps)
    lanes = (
        Lane("Phases", _phases(results)),
        Lane("Repetitions", movements(spec, summary)),
        Lane("Holds", holds),
        Lane("Faults", faults),
        Lane("Not seen", unseen),
    )
    return tuple(lane for lane in lanes if lane.marks)


def movements(spec: ExerciseSpec, summary: Summary) -> tuple[Mark, ...]:
    """Repetitions and attempts by time."""
    marks = [Mark(r.start_s, r.end_s, r.kind, str(r.index), verdict_words(spec, r)) for r in summary.reps]
    marks += [
        Mark(a.start_s, a.end_s, "attempt", "not counted", f"not counted: {spec.fault(a.reason).say.lower()}")
        for a in summary.attempts
    ]
    return tuple(sorted(marks, key=lambda m: m.start_s))


def rep_words(spec: ExerciseSpec, good: bool, faults: Sequence[str]) -> str:
    """The verdict on a repetition in words."""
    return "good" if good else "; ".join(spec.fault(f).say for f in faults)


def verdict_words(spec: ExerciseSpec, rep: Rep) -> str:
    """The verdict on a judged repetition in words, with the faults it was near to."""
    return (rep_words(spec, rep.good, rep.faults) or NOT_ALL_SEEN) + near_words(spec, rep.borderline)


def near_words(spec: ExerciseSpec, borderline: Sequence[str]) -> str:
    """Faults whose margin lay within the measure's error, to be put after a verdict; "" without any."""
    says = "; ".join(spec.fault(f).say.lower() for f in borderline)
    return f" (near the limit: {says})" if says else ""


def _phases(results: Sequence[FrameResult]) -> tuple[Mark, ...]:
    marks, i = [], 0
    for phase, run in groupby(results, key=lambda r: r.phase):
        count = len(list(run))
        if phase in PHASES:
            kind, label = PHASES[phase]
            end = results[min(i + count, len(results) - 1)]
            marks.append(Mark(results[i].t_s, end.t_s, kind, label, label))
        i += count
    return tuple(marks)
