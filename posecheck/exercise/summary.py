"""What a whole recording came to: set-up, tracking, repetitions, attempts and faults, ready to be written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from posecheck.exercise.engine import EngineState
from posecheck.exercise.result import Attempt, FaultSpan, FrameResult, Phase, Rep
from posecheck.exercise.setup import BACK, refusal
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.view import View

MIN_GAP_S = 0.15
"""Shorter losses are passing frames and are not listed."""
TOLD_SHARE = 0.1
"""Share of the frames from which on what kept them from being judged is told as a problem of the set-up."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A span that could not be judged, and why."""

    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """Frames in all, with a person found, and with every joint this exercise needs trusted; the gaps between; how often
    left and right were exchanged and put back."""

    frames: int
    detected: int
    trusted: int
    gaps: tuple[Gap, ...]
    swaps: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """How the camera saw the person, over the whole recording, and what was wrong with it in words."""

    view: str
    facing: str
    near_side: str
    off_axis_deg: float
    problems: tuple[str, ...]
    stance: str = "unknown"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a posture came to by a time: its score over the minute before, and the fault to change ("" = none)."""

    end_s: float
    score: float
    change: str


WATCHED_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a recording; watched: of a posture, minute by minute."""

    setup: Setup
    tracking: Tracking
    reps: tuple[Rep, ...]
    attempts: tuple[Attempt, ...]
    faults: tuple[FaultSpan, ...]
    watched: tuple[Watched, ...] = ()

    @property
    def score(self) -> float:
        """Mean score of a posture over the recording's minutes; NaN when there is none."""
        return float(np.mean([w.score for w in self.watched])) if self.watched else float("nan")

    @property
    def good(self) -> int:
        """Repetitions without a fault."""
        return sum(rep.good for rep in self.reps)

    @property
    def unjudged(self) -> int:
        """Repetitions of which too little was seen to say."""
        return sum(not rep.judged for rep in self.reps)

    @property
    def hold_s(self) -> float:
        """Seconds in the target zone, over all repetitions."""
        return sum(rep.hold_s for rep in self.reps)

    @property
    def per_side(self) -> dict[str, int]:
        """Repetitions per side."""
        return dict(Counter(rep.side for rep in self.reps))


def summarize(
    spec: ExerciseSpec,
    state: EngineState,
    results: Sequence[FrameResult],
    views: Sequence[View],
    detected: Sequence[bool],
    notes: Sequence[str],
    people: int = 1,
    problems: tuple[str, ...] = (),
    swaps: int = 0,
) -> Summary:
    """Gather a recording's results; `detected` and `notes` (why a joint isn't trusted, "" = all are) are per frame."""
    times = [r.t_s for r in results]
    tracking = Tracking(
        frames=len(results),
        detected=sum(bool(d) for d in detected),
        trusted=sum(note == "" for note in notes),
        gaps=gaps(times, notes),
        swaps=swaps,
    )
    setup = _setup(spec, views, results, tracking, people)
    setup = replace(setup, problems=(*problems, *setup.problems))
    return Summary(setup, tracking, state.reps, state.attempts, state.spans, watched(results))


def watched(results: Sequence[FrameResult]) -> tuple[Watched, ...]:
    """The posture's last known score of every minute in which it was known."""
    scored = {r.t_s // WATCHED_EVERY_S: r for r in results if np.isfinite(r.score)}
    return tuple(Watched(r.t_s, r.score, r.change) for r in scored.values())


def gaps(times_s: Sequence[float], notes: Sequence[str]) -> tuple[Gap, ...]:
    """Spans in which something needed was not trusted, each with its first reason."""
    found: list[Gap] = []
    running: Gap | None = None
    for t_s, note in zip(times_s, notes, strict=True):
        if note and running is None:
            running = Gap(t_s, t_s, note)
        elif note and running is not None:
            running = Gap(running.start_s, t_s, running.reason)
        elif running is not None:
            found.append(running)
            running = None
    if running is not None:
        found.append(running)
    return tuple(g for g in found if g.end_s - g.start_s >= MIN_GAP_S)


def _setup(
    spec: ExerciseSpec, views: Sequence[View], results: Sequence[FrameResult], tracking: Tracking, people: int
) -> Setup:
    seen = [view for view in views if view.kind != "unknown"]
    problems = tuple(_problems(spec, views, results, tracking, people))
    if not tracking.detected or not seen:
        return Setup("unknown", "unknown", "unknown", float("nan"), problems)
    return Setup(
        view=_most(v.kind for v in seen),
        facing=_most(v.facing for v in seen),
        near_side=_most(v.near for v in seen),
        off_axis_deg=float(np.round(median(v.off_axis_deg for v in seen), 1)),
        problems=problems,
        stance=_most(v.stance for v in seen),
    )


def _problems(
    spec: ExerciseSpec, views: Sequence[View], results: Sequence[FrameResult], tracking: Tracking, people: int
) -> Iterator[str]:
    """What kept frames from being judged, each with its cure."""
    frames = tracking.frames
    refused = Counter(advice.say for view in views if (advice := refusal(spec, view)) is not None)
    for say, count in refused.most_common():
        if count > TOLD_SHARE * frames:
            yield f"not judged in {count} of {frames} frames: {say}"
    if not tracking.detected:
        yield "nobody was seen"
        return
    cut = Counter(edge for view in views for edge in view.framing.cut)
    if cut and max(cut.values()) > TOLD_SHARE * frames:
        yield f"cut off at the {_listed(sorted(cut))} of the picture: {BACK.say}"
    if tracking.detected < 0.5 * frames:
        yield f"a person was seen in only {tracking.detected} of {frames} frames"
    if people > 1:
        yield f"{people} people in the picture: the larger, nearer one was followed"
    if not refused and all(r.phase is Phase.AWAY for r in results):
        yield f"never in the position for {spec.name.lower()}: {_most(r.reason for r in results)}"


def _most(values: Iterable[str]) -> str:
    return Counter(values).most_common(1)[0][0]


def _listed(words: Sequence[str]) -> str:
    return " and the ".join(words)
