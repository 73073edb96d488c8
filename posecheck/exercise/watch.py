"""Posture watched without repetitions: how much of the last minute was good, and the one thing to change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from posecheck.exercise.result import FaultSpan
from posecheck.exercise.rows import NAN
from posecheck.exercise.rules import Timer
from posecheck.exercise.spec_parts import Posture

MIN_SCORED_S = 5.0
"""Fewer judged seconds than this make no score."""
MAX_STEP_S = 1.0
"""A frame stands for no more than this, however long the next one takes (a camera at one frame a second)."""


@dataclass(frozen=True, slots=True)
class Second:
    """One second of watching: how much of it was judged and how much was good, and what each fault took of it, in s."""

    number: int
    judged_s: float = 0.0
    good_s: float = 0.0
    faults: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """The last seconds, oldest first; at most the spec's window of them. learned_s: how long the rest was learned."""

    seconds: tuple[Second, ...] = ()
    learned_s: float = 0.0


def watch_step(watch: Watch, t_s: float, step_s: float, faults: Sequence[str], window_s: float) -> Watch:
    """Take one judged frame: `step_s` seconds since the one before, and the faults that last now."""
    step_s = min(max(step_s, 0.0), MAX_STEP_S)
    number = math.floor(t_s)
    seconds = tuple(s for s in watch.seconds if s.number > number - window_s)
    now = seconds[-1] if seconds and seconds[-1].number == number else Second(number)
    before = seconds[:-1] if seconds and seconds[-1].number == number else seconds
    took = dict(now.faults)
    for fault in faults:
        took[fault] = took.get(fault, 0.0) + step_s
    now = replace(
        now,
        judged_s=now.judged_s + step_s,
        good_s=now.good_s + (0.0 if faults else step_s),
        faults=tuple(took.items()),
    )
    return replace(watch, seconds=(*before, now))


def is_learning(watch: Watch, posture: Posture) -> bool:
    """Whether the person's own rest is still being learned."""
    return posture.learn_s is not None and watch.learned_s < posture.learn_s.value


def learn_step(watch: Watch, step_s: float) -> Watch:
    """Take one frame of the time in which the rest is learned."""
    return replace(watch, learned_s=watch.learned_s + min(max(step_s, 0.0), MAX_STEP_S))


def active_ids(ids: Sequence[str], timers: Sequence[Timer]) -> tuple[str, ...]:
    """Faults that are violated now and have lasted, each once; `ids` are those of the timers' rules."""
    return tuple(dict.fromkeys(i for i, timer in zip(ids, timers, strict=True) if timer.active))


def lasted_spans(ids: Sequence[str], timers: Sequence[Timer]) -> tuple[FaultSpan, ...]:
    """When each fault that lasted did so; such spans belong to no repetition."""
    return tuple(FaultSpan(i, 0, t.first_s, t.end_s) for i, t in zip(ids, timers, strict=True) if t.lasted)


def rearmed(ids: Sequence[str], timers: Sequence[Timer]) -> tuple[tuple[Timer, ...], tuple[FaultSpan, ...]]:
    """Timers ready to hear of a fault again once it is over, and when those that are over were."""
    over = [timer.lasted and not timer.active for timer in timers]
    spans = lasted_spans(
        [i for i, done in zip(ids, over, strict=True) if done],
        [timer for timer, done in zip(timers, over, strict=True) if done],
    )
    return tuple(Timer() if done else timer for timer, done in zip(timers, over, strict=True)), spans


def score(watch: Watch) -> float:
    """Share of the judged time in the window without a fault, 0..100; NaN until enough was judged."""
    judged_s = sum(s.judged_s for s in watch.seconds)
    return 100.0 * sum(s.good_s for s in watch.seconds) / judged_s if judged_s >= MIN_SCORED_S else NAN


def change(watch: Watch, notable: float) -> str:
    """The fault that took the most of the window, "" when none took at least the share `notable` of it."""
    judged_s = sum(s.judged_s for s in watch.seconds)
    took: dict[str, float] = {}
    for second in watch.seconds:
        for fault, seconds in second.faults:
            took[fault] = took.get(fault, 0.0) + seconds
    worst = max(took, key=lambda fault: took[fault], default="")
    return worst if worst and judged_s >= MIN_SCORED_S and took[worst] >= notable * judged_s else ""
