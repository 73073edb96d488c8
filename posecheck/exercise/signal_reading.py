"""The signal of one frame: its channels, how far each is toward the target, and whether they can be followed at all."""

from __future__ import annotations

import math

from posecheck.exercise import rest as resting
from posecheck.exercise.closing import leading_side
from posecheck.exercise.phases import Excursion
from posecheck.exercise.program import Program
from posecheck.exercise.rest import RestState
from posecheck.exercise.result import Phase
from posecheck.exercise.rows import NAN, SIDES, Row, mean_known, unknown_as_one

Window = tuple[tuple[float, tuple[float, ...]], ...]
"""The last raw channels with their times, while they are averaged (Signal.smooth_s)."""


def channels_of(program: Program, window: Window, row: Row) -> tuple[Window, tuple[float, ...]]:
    """The signal's channels, target upward, averaged over the spec's smooth_s."""
    raw = tuple(unknown_as_one(program.sign * source.value(row.values, row.near)) for source in program.channels)
    smooth_s = program.spec.signal.smooth_s
    if not smooth_s:
        return (), raw
    window = (*(w for w in window if row.t_s - w[0] < smooth_s), (row.t_s, raw))
    if any(math.isnan(v) for v in raw):
        return window, raw
    means = tuple(mean_known([w[1][i] for w in window]) for i in range(len(raw)))
    return window, means


def distances_of(
    program: Program, rest: RestState, channels: tuple[float, ...], off_axis_deg: float
) -> tuple[float, ...]:
    """Distance of each channel toward the target: from rest, or the value itself."""
    if not program.relative:
        return channels
    base = rest.base or resting.provisional(program.spec.signal, program.sign, channels, off_axis_deg)
    away = tuple(unknown_as_one(c - b) for c, b in zip(channels, base, strict=True))
    return tuple(a if a is NAN else abs(a) for a in away) if program.either else away


def blind(program: Program, move: Excursion, distances: tuple[float, ...]) -> bool:
    """Whether the movement can't be followed: nothing is known, or not the side that leads the running excursion."""
    unknown = [math.isnan(d) for d in distances]
    if not any(unknown) or all(unknown):
        return all(unknown)
    lead = leading_side(program, move.trace) if move.phase is not Phase.REST else None
    return lead is not None and unknown[SIDES.index(lead)]
