"""What a person says of a recording's repetitions, and how far others (a second person, posecheck) agree with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import Field

from posecheck.exercise.result import Attempt, Rep, Side
from posecheck.exercise.spec_parts import Frozen, Identifier

LABELS_SCHEMA: Literal["posecheck.labels/1"] = "posecheck.labels/1"
MIN_OVERLAP = 0.4
"""Shared time over joint time (IoU) from which two spans are the same repetition."""


class LabelledRep(Frozen):
    """One repetition as a person judged it. Seconds from the first frame; faults: ids of the exercise's faults."""

    start_s: float = Field(ge=0, allow_inf_nan=False)
    end_s: float = Field(ge=0, allow_inf_nan=False)
    side: Side = "both"
    good: bool
    faults: tuple[Identifier, ...] = ()


class LabelledClip(Frozen):
    """The labels of one clip; sha256, where it is given, is the clip's content when it was labelled."""

    file: str = Field(min_length=1, max_length=1000)
    exercise: Identifier
    reps: tuple[LabelledRep, ...] = ()
    sha256: str | None = None


class Labels(Frozen):
    """A label file; labelled_by, where it is given, is the person."""

    schema_: Literal["posecheck.labels/1"] = Field(default=LABELS_SCHEMA, alias="schema")
    clips: tuple[LabelledClip, ...] = ()
    labelled_by: str | None = None


class Span(Protocol):
    """Anything with a beginning and an end."""

    @property
    def start_s(self) -> float:
        """Seconds from the first frame."""
        ...

    @property
    def end_s(self) -> float:
        """Seconds from the first frame."""
        ...


def overlap(one: Span, other: Span) -> float:
    """Shared time over joint time, 0..1."""
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    joint = max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
    return shared / joint if shared > 0 and joint > 0 else 0.0


def paired(ones: Sequence[Span], others: Sequence[Span], least: float = MIN_OVERLAP) -> list[tuple[int, int]]:
    """Index pairs of spans that are the same movement, the best overlaps first, every span in one pair at most."""
    found = [(overlap(a, b), i, j) for i, a in enumerate(ones) for j, b in enumerate(others)]
    pairs: list[tuple[int, int]] = []
    for share, i, j in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if share >= least and all(i != p and j != q for p, q in pairs):
            pairs.append((i, j))
    return sorted(pairs)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two judges' words about the same repetitions compare, as word pairs ("good", "faulty", "missing").

    exact: of these pairs, how many name the very same faults as well; disputed: faults that only one of the two names,
    of repetitions that both saw and of which both say what is wrong, if anything is.
    """

    words: tuple[tuple[str, str], ...] = ()
    exact: int = 0
    disputed: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.words + other.words, self.exact + other.exact, self.disputed + other.disputed)

    @property
    def total(self) -> int:
        """Repetitions that at least one of the two saw."""
        return len(self.words)

    @property
    def agreed(self) -> int:
        """Repetitions of which both say the same."""
        return sum(a == b for a, b in self.words)

    @property
    def percent(self) -> float:
        """Share of agreement in percent; NaN without repetitions."""
        return 100.0 * self.agreed / self.total if self.total else float("nan")

    @property
    def kappa(self) -> float:
        """Cohen's kappa (1960): agreement beyond what the two would have by chance; NaN where chance alone agrees."""
        if not self.total:
            return float("nan")
        n = self.total
        kinds = {word for pair in self.words for word in pair}
        shares = [(sum(a == k for a, _ in self.words) / n, sum(b == k for _, b in self.words) / n) for k in kinds]
        chance = sum(a * b for a, b in shares)
        return (self.agreed / n - chance) / (1.0 - chance) if chance < 1.0 - 1e-12 else float("nan")


def agreement(labels: Sequence[LabelledRep], judged: Sequence[LabelledRep]) -> Agreement:
    """Compare two judges' repetitions of one clip."""
    pairs = paired(labels, judged)
    words = [(word(labels[i]), word(judged[j])) for i, j in pairs]
    words += [(word(r), "missing") for i, r in enumerate(labels) if all(i != p for p, _ in pairs)]
    words += [("missing", word(r)) for j, r in enumerate(judged) if all(j != q for _, q in pairs)]
    exact = sum(set(labels[i].faults) == set(judged[j].faults) and labels[i].good == judged[j].good for i, j in pairs)
    disputed = sum(_disputed(labels[i], judged[j]) for i, j in pairs)
    return Agreement(tuple(words), exact, disputed)


def _disputed(one: LabelledRep, other: LabelledRep) -> int:
    unnamed = any(not rep.good and not rep.faults for rep in (one, other))
    return 0 if unnamed else len(set(one.faults) ^ set(other.faults))


def word(rep: LabelledRep | Rep) -> str:
    """good or faulty."""
    return "good" if rep.good else "faulty"


def as_labels(reps: Sequence[Rep]) -> tuple[LabelledRep, ...]:
    """posecheck's repetitions in the form of labels."""
    return tuple(
        LabelledRep(start_s=max(0.0, r.start_s), end_s=max(0.0, r.end_s), side=r.side, good=r.good, faults=r.faults)
        for r in reps
    )


def verdict_words(movement: Rep | Attempt | None) -> str:
    """What was said of a movement, in ids: "good", "hips_low, hold_short", "attempt: hips_low", "nothing"."""
    if movement is None:
        return "nothing"
    if isinstance(movement, Attempt):
        return f"attempt: {movement.reason}"
    return "good" if movement.good else ", ".join(movement.faults)
