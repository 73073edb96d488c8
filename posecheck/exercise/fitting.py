"""Thresholds from labelled repetitions: the values that agree best with the labels, and which would do as well.

A threshold stays at its default where that agrees as well as any."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from posecheck.exercise.labels import Agreement, LabelledRep, agreement, as_labels
from posecheck.exercise.profile import with_values
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Threshold
from posecheck.exercise.tuning import Outcome, Prepared, rejudge

PASSES = 3
"""Rounds over all thresholds; each takes the best value while the others stay."""
FITTED_KEYS = ("below", "above", "limit", "void_below", "void_above", "reach")
"""Limits of form and of the target. Levels that only steer the counting (leave, settle) and times stay."""


@dataclass(frozen=True, slots=True)
class LabelledRecording:
    """A prepared recording and what a person says of it."""

    name: str
    prepared: Prepared
    labels: tuple[LabelledRep, ...]


@dataclass(frozen=True, slots=True)
class FitResult:
    """values: address -> fitted value where it differs; ranges: for each of them, the least and the greatest value that
    agrees with the labels just as well; unseen: agreement on clips that were left out of the fit."""

    values: Mapping[str, float]
    before: Agreement
    after: Agreement
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    unseen: Agreement = field(default_factory=Agreement)
    folds: int = 0


class _Scores:
    """Agreement per recording and set of values, worked out once: passes and folds ask for the same again and again."""

    def __init__(self, spec: ExerciseSpec) -> None:
        self.spec = spec
        self._known: dict[tuple[str, int, tuple[tuple[str, float], ...]], Agreement] = {}
        self._specs: dict[tuple[tuple[str, float], ...], ExerciseSpec | None] = {}

    def of(self, recordings: Sequence[LabelledRecording], values: Mapping[str, float]) -> Agreement | None:
        """Agreement under these values; None when they are crossed."""
        key = tuple(sorted(values.items()))
        if key not in self._specs:
            self._specs[key] = self._made(values)
        spec = self._specs[key]
        if spec is None:
            return None
        total = Agreement()
        for recording in recordings:
            place = (recording.name, id(recording), key)
            if place not in self._known:
                self._known[place] = score([recording], spec)
            total += self._known[place]
        return total

    def _made(self, values: Mapping[str, float]) -> ExerciseSpec | None:
        try:
            return with_values(self.spec, values)
        except ValueError:  # crossed limits: not a spec
            return None


def score(recordings: Sequence[LabelledRecording], spec: ExerciseSpec) -> Agreement:
    """Agreement of a spec's verdicts with the labels, over all recordings."""
    total = Agreement()
    for recording in recordings:
        total += agreement(recording.labels, _judged(rejudge(recording.prepared, spec)))
    return total


def fit(
    recordings: Sequence[LabelledRecording],
    spec: ExerciseSpec,
    addresses: Sequence[str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> FitResult:
    """Fit a spec's thresholds; with two recordings or more, also on all but one and tried on that one."""
    chosen = tuple(addresses) if addresses is not None else fitted_addresses(spec)
    tell = on_progress or (lambda _share: None)
    folds = len(recordings) if len(recordings) > 1 else 0
    scores = _Scores(spec)
    values = _best_values(recordings, scores, chosen)
    tell(1 / (folds + 1))
    unseen = Agreement()
    for k in range(folds):
        learned = _best_values([r for i, r in enumerate(recordings) if i != k], scores, chosen)
        unseen += scores.of(recordings[k : k + 1], learned) or Agreement()
        tell((k + 2) / (folds + 1))
    before, after = scores.of(recordings, {}), scores.of(recordings, values)
    ranges = {address: _equally_good(recordings, scores, values, address)[1] for address in values}
    return FitResult(values, before or Agreement(), after or Agreement(), ranges, unseen, folds)


def fitted_addresses(spec: ExerciseSpec) -> tuple[str, ...]:
    """Addresses of a spec that a fit may move.

    What must hold for a fault to be judged at all (`only_when`) stays: moved, it would silence the fault, not mend it.
    """
    return tuple(
        a
        for a in spec.thresholds()
        if a.split(".")[-1] in FITTED_KEYS and not a.startswith(("position.", "dose.")) and ".only_when." not in a
    )


def _best_values(
    recordings: Sequence[LabelledRecording], scores: _Scores, addresses: Sequence[str]
) -> dict[str, float]:
    values: dict[str, float] = {}
    for _ in range(PASSES):
        before = dict(values)
        for address in addresses:
            values = _improved(recordings, scores, values, address)
        if values == before:
            break
    return values


def _improved(
    recordings: Sequence[LabelledRecording], scores: _Scores, values: dict[str, float], address: str
) -> dict[str, float]:
    """The values with the best one for one threshold.

    Two repetitions, one called right and one wrong, leave all between them equally good. The default stays when it is
    one of those; otherwise the middle is taken, which errs least when nothing more is known. With repetitions on one
    side only there is no middle: then the nearest to the default.
    """
    default = scores.spec.thresholds()[address]
    nearest, (low, high) = _equally_good(recordings, scores, values, address)
    others, candidates = {a: v for a, v in values.items() if a != address}, grid(default)
    if nearest == default.value:
        return others
    if low > min(candidates) and high < max(candidates):
        nearest = min(candidates, key=lambda v: (abs(v - (low + high) / 2), abs(v - default.value)))
    return {**others, address: nearest}


def _equally_good(
    recordings: Sequence[LabelledRecording], scores: _Scores, values: Mapping[str, float], address: str
) -> tuple[float, tuple[float, float]]:
    """(the best value nearest to the default, ends of the run of equally good ones around it), the rest as given."""
    default = scores.spec.thresholds()[address]
    others = {a: v for a, v in values.items() if a != address}
    quality = {
        candidate: _quality(found)
        for candidate in grid(default)
        if (found := scores.of(recordings, {**others, **_moved(address, candidate, default)})) is not None
    }
    best = max(quality.values())
    nearest = next(value for value in quality if quality[value] == best)
    run = [nearest, nearest]
    for way, candidates in ((0, sorted(quality, reverse=True)), (1, sorted(quality))):
        beyond = itertools.dropwhile(lambda v: v != nearest, candidates)
        run[way] = list(itertools.takewhile(lambda v: quality[v] == best, beyond))[-1]
    return nearest, (run[0], run[1])


def _moved(address: str, value: float, default: Threshold) -> dict[str, float]:
    """Only what differs is a value: so every set of values is worked out once."""
    return {address: value} if value != default.value else {}


def grid(threshold: Threshold) -> list[float]:
    """Every value a slider can take, the nearest to the default first."""
    below = round((threshold.value - threshold.min) / threshold.step + 1e-9)
    above = round((threshold.max - threshold.value) / threshold.step + 1e-9)
    steps = sorted(range(-below, above + 1), key=lambda k: (abs(k), k))
    values = [round(threshold.value + k * threshold.step, 9) for k in steps]
    return [v for v in values if threshold.min <= v <= threshold.max]


def _quality(found: Agreement) -> tuple[float, int, int]:
    """(verdicts agreed less those that differ, repetitions with the very same faults, less faults in dispute).

    The last lets a threshold move that alone can't mend a verdict: of two faults that are one too many the first to go
    leaves the repetition as wrong as it was, and so does the one that is missing beside another that is wrong.
    """
    return 2 * found.agreed - found.total, found.exact, -found.disputed


def _judged(outcome: Outcome) -> tuple[LabelledRep, ...]:
    return as_labels(outcome.reps)
