"""A new exercise's file: commented TOML to be finished by hand, empty or filled from a recording."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from string import Template

from posecheck.exercise.proposal import Proposal, Span
from posecheck.pose.measures import MEASURES

MARGIN_ERRORS = 4.0
"""A position's limits lie this many errors of the measure outside of what the recording showed."""
EXAMPLE = Proposal(
    measure="knee",
    of="near",
    direction="down",
    rest=170.0,
    reach=80.0,
    repetitions=0,
    hold_s=0.0,
    rep_s=4.0,
    stance="standing",
    position=(Span("trunk", "mean", 60.0, 90.0),),
)
"""What an empty file shows: a knee that bends and stretches again."""

_FILE = Template(
    """\
# $title. $origin
# Check it as you go:   posecheck exercises check $id.toml
# Try it on a clip:     posecheck review CLIP --exercise $id.toml
# What may be measured: posecheck exercises schema; posecheck/pose/measures.py. Lines with CHANGE are yours to finish.
format_version = 1
id = "$id"
name = "$title"
summary = "CHANGE: what to do, in one or two sentences, from the start to the end of a repetition."
# side, oblique, front: from where it can be judged$filmed
views = ["$view"]
# both: no side; lead: the side that moves is the repetition's
sides = "$sides"
# said of a movement that turned back early, when nothing else was wrong: the id of a fault below
attempt_reason = "too_small"
praise = ["Good", "Well done"]

# How the position is known. Wide limits: they keep out other poses, they don't judge form.
[position]
stance = "$stance"
say = "CHANGE: how to get ready"
$needs
# What repetitions are counted by$found
[signal]
measure = "$measure"
of = "$of"
against = "rest"
direction = "$direction"
rest_low = $rest_low
rest_high = $rest_high
rest_typical = $rest_typical
still = $still

# Distances from the own rest toward the target, in the signal's unit
[phases]
$phases
min_top_s = { value = 0.1, unit = "s", min = 0.0, max = 2.0, step = 0.1, why = "shorter is a passing frame" }
min_rep_s = { value = $min_rep_s, unit = "s", min = 0.1, max = 10.0, step = 0.1, why = "nobody is faster" }
max_gap_s = { value = 1.0, unit = "s", min = 0.2, max = 3.0, step = 0.1, why = "grace for a joint hidden for a moment" }

[dose]
reps = { value = 10, unit = "1", min = 1, max = 60, step = 1, why = "CHANGE: the programme's dose" }
$hold
# What to correct, the most important first (priority 1). At most six words each.
[[faults]]
id = "too_small"
say = "CHANGE: Go a little further"
priority = 2
measure = "$measure"
of = "$of"
against = "rest"
during = ["hold"]
$small
for_s = { value = 0.5, unit = "s", min = 0.2, max = 3.0, step = 0.1, why = "time to finish the movement" }
$held_faults
[[faults]]
id = "too_fast"
kind = "too_fast"
say = "Slow down"
priority = 4
limit = { value = $too_fast, unit = "s", min = 0.2, max = 30, step = 0.1, why = "$fast_why" }
"""
)
_NEED = Template("""
[[position.needs]]
measure = "$measure"
of = "$of"
$limits
cure = "CHANGE: what to do when this does not hold"
""")
_HELD = Template("""
[[faults]]
id = "hold_short"
kind = "hold_short"
say = "Hold it longer"
priority = 5
limit = { value = $hold_s, unit = "s", min = 0.5, max = 180, step = 0.5, why = "the dose's hold" }
""")
_LEVELS = (
    ("leave", 0.15, "CHANGE: beyond the jitter of a resting body"),
    ("settle", 0.10, "back below the level that counts as leaving"),
    ("attempt", 0.25, "an effort that can be seen"),
    ("drop", 0.35, "left the target zone: below the level that enters it"),
    ("reach", 0.45, "nearly half of the way: from here on it is a repetition"),
)
_SMALL = 0.75
"""Share of the recorded movement below which a repetition is called too small."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How numbers of a unit are written: in steps that are fine against the movement."""

    unit: str
    step: float

    @classmethod
    def of(cls, unit: str, reach: float) -> _Scale:
        step = 10.0 ** math.floor(math.log10(reach / 20)) if reach > 0 else 1.0
        return cls(unit, min(step, 1.0))

    def number(self, value: float) -> str:
        return f"{round(value / self.step) * self.step:.6g}"

    def threshold(self, key: str, value: float, low: float, high: float, why: str) -> str:
        v, a, b, s = (self.number(x) for x in (value, low, high, self.step))
        return f'{key} = {{ value = {v}, unit = "{self.unit}", min = {a}, max = {b}, step = {s}, why = "{why}" }}'


def new_spec(exercise: str) -> str:
    """TOML of an exercise that nothing is known of yet: valid, every part there, what to change marked."""
    return _text(exercise, EXAMPLE, "A new exercise: nothing in here is measured yet.", "")


def recorded_spec(exercise: str, found: Proposal, clip: str) -> str:
    """TOML of an exercise as far as a recording of it tells."""
    unit = MEASURES[found.measure].unit
    told = (
        f": {found.repetitions} repetitions in {clip}, each about {found.reach:.3g} {unit} and {found.rep_s:.1f} s long"
    )
    return _text(exercise, found, f"Proposed from {clip}; one good performance is no norm.", told)


def _text(exercise: str, found: Proposal, origin: str, told: str) -> str:
    measure = MEASURES[found.measure]
    scale = _Scale.of(measure.unit, found.reach)
    sign = 1.0 if found.direction == "up" else -1.0
    rest_room = max(MARGIN_ERRORS * measure.error, 0.15 * found.reach)
    recorded = found.repetitions > 0
    return _FILE.substitute(
        id=exercise,
        title=exercise.replace("_", " ").capitalize(),
        origin=origin,
        view=found.view,
        filmed="; this is where it was filmed from, CHANGE it if others will do" if recorded else "",
        sides="lead" if found.of == "lead" else "both",
        stance=found.stance,
        needs="".join(_need(span) for span in found.position),
        found=told,
        measure=found.measure,
        of=found.of,
        direction=found.direction,
        rest_low=scale.number(found.rest - (rest_room if sign > 0 else 0.35 * found.reach)),
        rest_high=scale.number(found.rest + (0.35 * found.reach if sign > 0 else rest_room)),
        rest_typical=scale.number(found.rest),
        still=f"{max(0.06 * found.reach, 0.3 * measure.error):.3g}",
        phases="\n".join(_level(scale, found.reach, *level) for level in _LEVELS),
        min_rep_s=f"{max(0.3 * found.rep_s, 0.3):.1f}",
        hold=_dose_hold(found),
        small=_small(scale, found.reach, sign),
        held_faults=_HELD.substitute(hold_s=_hold(found)) if found.hold_s >= 1.5 else "",
        too_fast=f"{0.5 * found.rep_s:.1f}",
        fast_why="half of the recorded repetition's time" if recorded else "CHANGE: the shortest safe repetition",
    )


def _level(scale: _Scale, reach: float, key: str, share: float, why: str) -> str:
    return scale.threshold(key, share * reach, 0.4 * share * reach, min(2.5 * share, 1.2) * reach, why)


def _small(scale: _Scale, reach: float, sign: float) -> str:
    key = "below" if sign > 0 else "above"
    low, high = sorted((sign * 0.4 * reach, sign * reach))
    return scale.threshold(key, sign * _SMALL * reach, low, high, "CHANGE: three quarters of the movement shown")


def _need(span: Span) -> str:
    measure = MEASURES[span.measure]
    scale = replace(_Scale.of(measure.unit, 10 * measure.error), unit=measure.unit)
    room = max(MARGIN_ERRORS * measure.error, 0.5 * (span.high - span.low))
    ends = [("above", span.low - room), ("below", span.high + room)]
    within = 90.0 if measure.unit == "deg" else math.inf  # an inclination has no value beyond upright
    limits = [
        scale.threshold(key, value, value - room, value + room, "CHANGE: beyond this it is another position")
        for key, value in ends
        if abs(value) < within
    ]
    if not limits:
        return ""
    return _NEED.substitute(measure=span.measure, of=span.of, limits="\n".join(limits))


def _hold(found: Proposal) -> str:
    return f"{round(2 * found.hold_s) / 2:g}"


def _dose_hold(found: Proposal) -> str:
    if found.hold_s < 1.5:
        return ""
    value = _hold(found)
    return f'hold_s = {{ value = {value}, unit = "s", min = 0.5, max = 180, step = 0.5, why = "as recorded" }}\n'
