"""What a finished movement was: a good repetition, one with faults, an attempt with its reason, or nothing."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecheck.exercise.cycles import ClosedCycle
from posecheck.exercise.phases import Closed, Levels, largest
from posecheck.exercise.program import SIDE_BY, Program
from posecheck.exercise.result import Attempt, FaultSpan, Range, Rep
from posecheck.exercise.result import Side as RepSide
from posecheck.exercise.rows import SIDES, Row, Side, Source
from posecheck.exercise.rules import Rule, Timer, middle
from posecheck.exercise.timing import SEEN_STEP_S, Times, read_times, unseen_s
from posecheck.pose.measures import error_of

HOLD_TOLERANCE_S = 0.5
"""A hold this much shorter than asked for is not called short: it is how exactly a hold can be timed."""

LIMBS = ("lead", "trail")
SURE_OF_LIMBS = 0.7
"""Share of a movement in which limbs must have been seen for a fault of one of them to be told. In rendered clips made
noisy or compressed, limbs that were exchanged or misplaced had been doubted in 33 to 50 % of that movement."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """rep or attempt (both None: nothing happened) and when each fault was seen."""

    rep: Rep | None = None
    attempt: Attempt | None = None
    spans: tuple[FaultSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """One finished movement as the rules see it."""

    rows: list[Row]
    top_rows: list[Row]
    times: Times
    lead: Side | None
    side: RepSide


def close_excursion(
    program: Program, closed: Closed, timers: Sequence[Timer], rest: Mapping[str, float] | None, index: int
) -> Verdict:
    """Judge an excursion; `index` is the number its repetition would get."""
    levels = program.levels
    assert levels is not None  # only specs with phases have excursions
    lead = leading_side(program, closed.trace)
    if not closed.topped and closed.peak < levels.attempt:
        return Verdict()
    movement = _movement(program, closed, levels, lead)
    if movement.times.end_s - movement.times.start_s < levels.min_rep_s:
        return Verdict()
    faults, spans, borderline = _measured_faults(program, movement, timers, rest, index)
    voiding = (r for r in program.rules if r.can_void)
    void = next((r.fault.id for r in voiding if r.voids(middle(r, movement.top_rows, lead, rest))), None)
    ranges = _ranges(program, movement)
    if void or not closed.topped:
        reason = void or (faults[0] if faults else program.spec.attempt_reason)
        times = movement.times
        return Verdict(attempt=Attempt(movement.side, times.start_s, times.end_s, reason, ranges), spans=spans)
    faults += [] if closed.lost else _timed_faults(program, movement.times)
    unjudged = _unjudged_holds(program, closed, movement.times)
    return Verdict(rep=_rep(movement, faults, borderline, ranges, index, unjudged), spans=spans)


def close_cycle(
    program: Program,
    closed: ClosedCycle,
    timers: Sequence[Timer],
    rest: Mapping[str, float] | None,
    index: int,
    after_s: float,
) -> Verdict:
    """Judge a flow through both ends; it begins no earlier than `after_s`, when the one before it had ended."""
    cycle = program.spec.cycle
    assert cycle is not None  # only specs with a cycle flow
    rows = [row for _, _, row in closed.trace]
    start_s, end_s = _cycle_bounds(closed)
    start_s = max(start_s, after_s)
    if end_s - start_s < cycle.min_rep_s.value:
        return Verdict()
    top_start_s, top_end_s = _end_stay(closed)
    whole = unseen_s(np.array([t_s for t_s, _, _ in closed.trace])) == 0.0
    timed = whole and closed.first.t_s - closed.trace[0][0] >= SEEN_STEP_S  # else its way to the first end is unknown
    times = Times(start_s, top_start_s, top_end_s, end_s, top_end_s - top_start_s, 0.0, 0.0, timed, closed.reach)
    movement = Movement(rows, rows, times, None, "both")
    faults, spans, borderline = _measured_faults(program, movement, timers, rest, index)
    ranges = _ranges(program, movement)
    if closed.reach < cycle.attempt.value:
        missed = Attempt("both", start_s, end_s, program.spec.attempt_reason, ranges)
        return Verdict(attempt=missed, spans=spans) if whole else Verdict()
    halves = {f.id: f.limit.value for f in program.spec.faults if f.kind == "half_range" and f.limit}
    # an end that lies in a gap may have been further out than what was seen
    faults += [i for i, limit in halves.items() if whole and closed.reach < limit]
    faults += _timed_faults(program, times)
    return Verdict(rep=_rep(movement, faults, borderline, ranges, index), spans=spans)


def leading_side(program: Program, trace: Sequence[tuple[float, tuple[float, ...], Row]]) -> Side | None:
    """The side whose channel was further away over the movement, None when the signal has no sides.

    The mean, not the peak: a leg that is drawn in the wrong place for a moment does not lead.
    """
    if len(program.channels) < 2 or not trace:
        return None
    known = [[c[i] for _, c, _ in trace if not math.isnan(c[i])] for i in (0, 1)]
    left, right = (sum(values) / len(values) if values else -math.inf for values in known)
    return SIDES[int(right > left)]


def leading_distance(
    program: Program, trace: Sequence[tuple[float, tuple[float, ...], Row]], distances: tuple[float, ...]
) -> float:
    """Return how far a frame's `distances` are on the side that leads in `trace`; NaN where that side is unseen."""
    lead = leading_side(program, trace)
    return largest(distances) if lead is None else distances[SIDES.index(lead)]


def _movement(program: Program, closed: Closed, levels: Levels, lead: Side | None) -> Movement:
    t_s = np.array([t for t, _, _ in closed.trace])
    d = np.array([largest(channels) for _, channels, _ in closed.trace])
    times = read_times(t_s, d, levels.rest, levels.max_gap_s)
    times = replace(times, whole=times.whole and not closed.left)
    rows = [row for _, _, row in closed.trace]
    top = [row for t, row in zip(t_s, rows, strict=True) if times.top_start_s <= t <= times.top_end_s]
    if len(top) < 3:
        top = [row for value, row in zip(d, rows, strict=True) if value >= levels.rest + 0.85 * times.plateau]
    return Movement(rows, top, times, lead, rep_side(program, rows, lead))


def rep_side(program: Program, rows: Sequence[Row], lead: Side | None) -> RepSide:
    """The repetition's side as the spec wants it named."""
    if program.spec.sides == "both":
        return "both"
    if program.spec.sides == "lead":
        return lead or "both"
    by = SIDE_BY[program.spec.sides]
    left, right = (_median([row.values.get(f"{by}_{side}", math.nan) for row in rows]) for side in SIDES)
    if math.isnan(left) or math.isnan(right):
        return "both"
    return SIDES[int(right < left)]


def _measured_faults(
    program: Program, movement: Movement, timers: Sequence[Timer], rest: Mapping[str, float] | None, index: int
) -> tuple[list[str], tuple[FaultSpan, ...], tuple[str, ...]]:
    """Faults that lasted, and those of a hold too short for them to last in, by the middle of that hold; when each was
    seen; and the faults whose margin lies inside the error, or whose limbs were doubted."""
    found: list[tuple[Rule, FaultSpan]] = []
    near_miss: list[str] = []
    times, off_axis_deg = movement.times, _off_axis(movement)
    for rule, timer in zip(program.rules, timers, strict=True):
        held = middle(rule, movement.top_rows, movement.lead, rest) if "hold" in rule.fault.during else math.nan
        shown = timer.lasted or rule.violated(held)
        if shown and is_doubted(program, rule, movement.rows, movement.lead):
            near_miss.append(rule.fault.id)
        elif timer.lasted:
            found.append((rule, FaultSpan(rule.fault.id, index, timer.first_s, timer.end_s)))
        elif rule.surely(held, off_axis_deg):
            found.append((rule, FaultSpan(rule.fault.id, index, times.top_start_s, times.top_end_s)))
        elif rule.violated(held):
            near_miss.append(rule.fault.id)
    found.sort(key=lambda pair: pair[0].fault.priority)
    ids = list(dict.fromkeys(rule.fault.id for rule, _ in found))
    return ids, tuple(span for _, span in found), tuple(i for i in dict.fromkeys(near_miss) if i not in ids)


def is_doubted(program: Program, rule: Rule, rows: Sequence[Row], lead: Side | None) -> bool:
    """Whether a fault of the leading or the other limb can't be told, since too little was seen of which limb is which.

    Where the network confuses left and right, joints jump and are doubted; what remains may belong to the other one. So
    both must be seen where an exercise asks something of both (dead bug: one arm is lowered, the other one isn't).
    """
    if rule.source.of not in LIMBS or not rows:
        return False
    asked = [r.source for r in program.rules if r.source.measure == rule.source.measure and r.source.of in LIMBS]
    leading = [Source.named(program.spec.signal.measure, "lead")] if lead is not None else []
    return min(_known_share(source.values_of(rows, lead)) for source in asked + leading) < SURE_OF_LIMBS


def _known_share(values: Sequence[float]) -> float:
    return sum(not math.isnan(v) for v in values) / len(values)


def _off_axis(movement: Movement) -> float:
    return _median([row.off_axis_deg for row in movement.rows]) if movement.rows else 0.0


def _timed_faults(program: Program, times: Times) -> list[str]:
    """hold_short, too_fast, hold_broken: read off the repetition's times. What was unseen may have been held."""
    values = {
        "hold_short": times.hold_s + times.unseen_s + HOLD_TOLERANCE_S,
        "too_fast": times.end_s - times.start_s if times.whole else math.inf,
        "hold_broken": -times.broken_s,
    }
    limits = {f.id: (values[f.kind], f.limit.value) for f in program.spec.faults if f.kind in values and f.limit}
    kinds = {f.id: f.kind for f in program.spec.faults}
    return [i for i, (v, limit) in limits.items() if v < (-limit if kinds[i] == "hold_broken" else limit)]


def _unjudged_holds(program: Program, closed: Closed, times: Times) -> tuple[str, ...]:
    """Return the faults of a short hold when what was seen of the hold is short and a gap hides the rest."""
    if not closed.in_gap and times.unseen_s == 0.0:
        return ()
    holds = (f for f in program.spec.faults if f.kind == "hold_short" and f.limit)
    return tuple(f.id for f in holds if f.limit and times.hold_s + HOLD_TOLERANCE_S < f.limit.value)


def _rep(
    movement: Movement,
    faults: list[str],
    borderline: tuple[str, ...],
    ranges: dict[str, Range],
    index: int,
    unjudged: tuple[str, ...] = (),
) -> Rep:
    t = movement.times
    return Rep(
        index=index,
        side=movement.side,
        start_s=t.start_s,
        top_start_s=t.top_start_s,
        top_end_s=t.top_end_s,
        end_s=t.end_s,
        hold_s=t.hold_s,
        good=not faults and not unjudged,
        faults=tuple(faults),
        measures=ranges,
        borderline=borderline,
        unjudged=tuple(fault for fault in unjudged if fault not in faults),
    )


def _ranges(program: Program, movement: Movement) -> dict[str, Range]:
    out, off_axis_deg = {}, _off_axis(movement)
    for name in program.measures:
        of = program.spec.signal.of if name == program.spec.signal.measure else "near"
        whole, top = (_values(rows, name, of, movement.lead) for rows in (movement.rows, movement.top_rows))
        if whole:
            middle_value = _median(top) if top else _median(whole)
            out[name] = Range(min(whole), max(whole), middle_value, round(error_of(name, off_axis_deg), 3))
    return out


def _values(rows: list[Row], name: str, of: str, lead: Side | None) -> list[float]:
    return [v for v in Source.named(name, of).values_of(rows, lead) if not math.isnan(v)]


def _median(values: Sequence[float]) -> float:
    known = [v for v in values if not math.isnan(v)]
    return statistics.median(known) if known else math.nan


def _cycle_bounds(closed: ClosedCycle) -> tuple[float, float]:
    """When the flow left its start toward the first end, and when it had come back half-way from the second."""
    first, second = closed.first, closed.second
    sign = 1.0 if first.end == "high" else -1.0
    start_s = closed.trace[0][0]
    before = [(t, sign * x) for t, x, _ in closed.trace if t <= first.t_s]
    if before:
        base = min(x for _, x in before)
        low = [t for t, x in before if x <= base + 0.1 * (sign * first.level - base)]
        start_s = low[-1] if low else start_s
    return start_s, max(closed.trace[-1][0], second.t_s)


def _end_stay(closed: ClosedCycle) -> tuple[float, float]:
    """First and last time within a tenth of the range of the first end."""
    near = [
        t for t, x, _ in closed.trace if abs(x - closed.first.level) <= 0.1 * closed.reach and t <= closed.second.t_s
    ]
    return (near[0], near[-1]) if near else (closed.first.t_s, closed.first.t_s)
