"""What other thresholds would have made of recorded measures: the same engine again, where they can make a difference.

`prepare` runs the engine once over a recording with watched thresholds and keeps, frame by frame, how far each of
them may move before that frame comes out differently, and the engine's state every few frames. `rejudge` then steps
through the frames that a change reaches, from the state before them until the state is again what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, cast

import numpy as np

from posecheck.exercise import engine
from posecheck.exercise.clocks import Reading, Stretch, only_clocks, readings_of, run_clocks
from posecheck.exercise.engine import EngineState
from posecheck.exercise.labels import paired, verdict_words
from posecheck.exercise.likeness import (
    Likeness,
    left_to_clocks,
    likeness,
    looks_back,
    may_begin_again,
    with_past,
    with_top,
)
from posecheck.exercise.program import Program, compile_spec
from posecheck.exercise.result import Attempt, FaultSpan, Rep
from posecheck.exercise.rows import Row, Series
from posecheck.exercise.rules import Rule
from posecheck.exercise.spec import ExerciseSpec, with_thresholds
from posecheck.exercise.watched import Bounds, Ratio, Watched
from posecheck.pose.pose import Bools, Floats

KEEP_EVERY = 2
"""Frames from one kept state to the next: what is stepped in vain before a change and after it has died away."""
COUNTED = ("reps", "attempts", "spans")
_BULK = ("trace", "opening", "recent", "window", "columns")
"""Parts of a state that hold measures only, in which no threshold can hide."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a recording came to under one set of thresholds."""

    reps: tuple[Rep, ...]
    attempts: tuple[Attempt, ...]
    spans: tuple[FaultSpan, ...]

    @property
    def movements(self) -> list[Rep | Attempt]:
        """Repetitions and attempts by time."""
        return sorted([*self.reps, *self.attempts], key=lambda m: m.start_s)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A recording ready to be judged again.

    low, high: (A, T) per address and frame, the open interval in which a threshold changes nothing; states: frame ->
    state after it, for every few frames; looks_back: (T,) whether a frame asks for more than the last moments of the
    running movement; rules, readings: the faults' rules, and what their clocks were given frame by frame; base: outcome
    under the spec it was prepared with.
    """

    spec: ExerciseSpec
    rows: tuple[Row, ...]
    addresses: tuple[str, ...]
    low: Floats
    high: Floats
    looks_back: Bools
    states: Mapping[int, EngineState]
    rules: tuple[Rule, ...]
    readings: tuple[tuple[Reading, ...], ...]
    base: Outcome


def rows_of(program: Program, series: Series) -> tuple[Row, ...]:
    """A recording's rows with only the columns this program can read."""
    wanted = {c for m in program.measures for c in (m, f"{m}_left", f"{m}_right")}
    names = [name for name in series.columns if name in wanted]
    values = zip(*(series.columns[name].tolist() for name in names), strict=True)
    off_axis_deg = series.off_axis_deg or (0.0,) * len(series)
    facts = zip(series.t_s.tolist(), values, series.near, series.notes, off_axis_deg, strict=True)
    return tuple(
        Row(t_s, dict(zip(names, row, strict=True)), near, note, angle) for t_s, row, near, note, angle in facts
    )


def prepare(spec: ExerciseSpec, series: Series) -> Prepared:
    """Judge a recording and find out where each threshold matters."""
    plain = compile_spec(spec)
    rows, addresses = rows_of(plain, series), tuple(spec.thresholds())
    bounds = Bounds([t.value for t in spec.thresholds().values()])
    watched = compile_spec(_watched_spec(spec, bounds))
    compiled = (bounds.low, bounds.high)
    low, high = np.empty((2, len(rows), len(addresses)))
    states: dict[int, EngineState] = {}
    state = engine.start(plain)
    back, readings = np.empty(len(rows), bool), []
    for i, row in enumerate(rows):
        bounds.reset()
        after, _ = engine.advance(watched, state, row)
        after = _settled(state, after)
        back[i] = looks_back(state, after, row, flows=plain.levels is None)
        readings.append(readings_of(plain, after, row))
        state = after
        low[i], high[i] = bounds.low, bounds.high
        if i % KEEP_EVERY == 0 or i == len(rows) - 1:
            states[i] = state
    low, high = np.maximum(low, compiled[0]), np.minimum(high, compiled[1])
    final, _ = engine.finish(plain, state)
    return Prepared(spec, rows, addresses, low.T, high.T, back, states, plain.rules, tuple(readings), _outcome(final))


def rejudge(prepared: Prepared, spec: ExerciseSpec) -> Outcome:
    """What the recording comes to under the same spec with other thresholds: exactly what `engine.run` would say."""
    reached = _reached(prepared, spec)
    if reached is None:
        return prepared.base
    program, last = compile_spec(spec), len(prepared.rows) - 1
    changed, looks_back = np.flatnonzero(reached), np.flatnonzero(prepared.looks_back)
    clocked = only_clocks(_changed(prepared, spec))
    state, at, like = engine.start(program), -1, Likeness.SAME
    while (begin := _next(*_wakes(like, changed, looks_back, clocked), at)) is not None:
        kept = _kept_before(begin, at)
        state, at, like = _carried(prepared, program, state, (at, kept), like), kept, Likeness.OTHER
        while at < last and like is Likeness.OTHER:
            at += 1
            state, _ = engine.advance(program, state, prepared.rows[at])
            if at >= begin and at in prepared.states and (clocked or not reached[at]):
                like = likeness(state, prepared.states[at], flows=program.levels is None)
                if clocked and _comes_first(changed, looks_back, at):
                    like = left_to_clocks(like, state)
        if like is Likeness.OTHER:
            break
    if at < last:
        state = _carried(prepared, program, state, (at, last), like)
    final, _ = engine.finish(program, state)
    return _outcome(final)


def _wakes(like: Likeness, changed: Any, looks_back: Any, clocked: bool) -> tuple[Any, Any]:
    """Frames that can't be passed over: those a change reaches, and those that look back at a past that differs."""
    runs_clocks = like is Likeness.CLOCKS and clocked  # then every frame that is reached is run with them
    return None if runs_clocks else changed, None if like is Likeness.SAME else looks_back


def _comes_first(changed: Any, looks_back: Any, at: int) -> bool:
    """Whether the change reaches a frame before the next one looks back: then running the clocks is worth it."""
    reached, asking = _next(changed, None, at), _next(None, looks_back, at)
    return reached is not None and (asking is None or reached < asking)


def _next(changed: Any, looks_back: Any, at: int) -> int | None:
    """The next frame to be stepped: one that the change reaches, or one that looks back at a past that differs."""
    found = [
        int(frames[k])
        for frames in (changed, looks_back)
        if frames is not None and (k := int(np.searchsorted(frames, at, side="right"))) < len(frames)
    ]
    return min(found, default=None)


def reached_share(prepared: Prepared, spec: ExerciseSpec) -> float:
    """Share of the frames that a change of thresholds reaches."""
    reached = _reached(prepared, spec)
    return 0.0 if reached is None else float(reached.mean())


def _reached(prepared: Prepared, spec: ExerciseSpec) -> Any:
    """(T,) whether a changed threshold lies outside what leaves the frame as it was; None when nothing changed."""
    changed = [prepared.addresses.index(address) for address in _changed(prepared, spec)]
    if not changed or not prepared.rows:
        return None
    now = spec.thresholds()
    values = np.array([now[prepared.addresses[i]].value for i in changed])[:, None]
    inside = (prepared.low[changed] < values) & (values < prepared.high[changed])
    return ~inside.all(axis=0)


def _changed(prepared: Prepared, spec: ExerciseSpec) -> list[str]:
    now, was = spec.thresholds(), prepared.spec.thresholds()
    return [address for address in prepared.addresses if now[address].value != was[address].value]


def _kept_before(begin: int, at: int) -> int:
    """Last frame before `begin` whose state is kept, `at` itself when there is none since."""
    kept = (begin - 1) // KEEP_EVERY * KEEP_EVERY if begin > 0 else -1
    return max(kept, at)


def _carried(
    prepared: Prepared, program: Program, state: EngineState, frames: tuple[int, int], like: Likeness
) -> EngineState:
    """The state after the second of two frames, when from the first on all went as it did; what was counted since is
    added."""
    at, to = frames
    if to == at:
        return state
    goal = prepared.states[to]
    if at < 0:
        return goal
    since = prepared.states[at]
    more = len(state.reps) - len(since.reps)
    reps = tuple(replace(r, index=r.index + more) for r in goal.reps[len(since.reps) :])
    spans = tuple(replace(s, rep=s.rep + more) for s in goal.spans[len(since.spans) :])
    attempts = goal.attempts[len(since.attempts) :]
    goal = with_past(goal, since, state) if like is Likeness.PAST else with_top(goal, state)
    if like is Likeness.CLOCKS:
        stretch = Stretch(at, to, since.timers, goal.timers)
        timers = run_clocks(program.rules, prepared.rules, state.timers, stretch, prepared.readings, prepared.rows)
        goal = replace(goal, timers=timers)
    if like is Likeness.SAME and may_begin_again(state):  # then what was counted until `at` is the same as well
        return goal
    return replace(goal, reps=state.reps + reps, attempts=state.attempts + attempts, spans=state.spans + spans)


def _watched_spec(spec: ExerciseSpec, bounds: Bounds) -> ExerciseSpec:
    changed = {}
    for i, (address, threshold) in enumerate(spec.thresholds().items()):
        number = Watched(bounds, {i: 1.0}, threshold.value)
        changed[address] = threshold.model_copy(update={"value": number})
    return with_thresholds(spec, changed)


def _settled(before: EngineState, after: EngineState) -> EngineState:
    """The state with plain numbers where a threshold has got into it: such a frame is reached by every change."""
    found: dict[str, Any] = {}
    for field in fields(EngineState):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if new is old or field.name in _BULK:
            continue
        known = len(old) if field.name in COUNTED and new[: len(old)] == old else 0
        part = new[known:] if known else new
        if _holds_watched(part):
            found[field.name] = (*new[:known], *_plain(part)) if known else _plain(part)
    return replace(after, **found) if found else after


def _holds_watched(value: Any) -> bool:
    if isinstance(value, Watched | Ratio):
        return True
    if isinstance(value, tuple):
        return any(_holds_watched(v) for v in value)
    if isinstance(value, dict):
        return any(_holds_watched(v) for v in value.values())
    if is_dataclass(value) and not isinstance(value, Row):
        return any(_holds_watched(getattr(value, f.name)) for f in fields(value) if f.name not in _BULK)
    return False


def _plain(value: Any) -> Any:
    if isinstance(value, Watched | Ratio):
        return float(value)
    if isinstance(value, tuple):
        return tuple(_plain(v) for v in value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type | Row):
        changed = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in _BULK}
        return replace(cast(Any, value), **changed)
    return value


@dataclass(frozen=True, slots=True)
class Flip:
    """One movement before and after a change; None = it wasn't there (or wasn't counted as anything)."""

    before: Rep | Attempt | None
    after: Rep | Attempt | None

    @property
    def start_s(self) -> float:
        """When the movement began."""
        return (self.before or self.after).start_s  # type: ignore[union-attr]  # one of the two is there

    @property
    def changed(self) -> bool:
        """Whether it is called something else now."""
        return verdict_words(self.before) != verdict_words(self.after)


def compared(before: Outcome, after: Outcome) -> list[Flip]:
    """All movements of two outcomes of one recording side by side, by time."""
    ones, others = before.movements, after.movements
    pairs = paired(ones, others)
    flips = [Flip(ones[i], others[j]) for i, j in pairs]
    flips += [Flip(m, None) for i, m in enumerate(ones) if all(i != p for p, _ in pairs)]
    flips += [Flip(None, m) for j, m in enumerate(others) if all(j != q for _, q in pairs)]
    return sorted(flips, key=lambda f: f.start_s)


def _outcome(state: EngineState) -> Outcome:
    return Outcome(state.reps, state.attempts, state.spans)
