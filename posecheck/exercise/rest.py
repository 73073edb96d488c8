"""The person's own rest: where the signal and the other measures lie between repetitions, followed as it drifts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.exercise.changed import changed
from posecheck.exercise.rows import Row
from posecheck.exercise.spec_parts import Signal

FOLLOW_S = 1.5
"""Time constant with which the rest follows a still body."""
STILL_WINDOW_S = 0.5
OPENING_S = 30.0
"""How long the beginning is kept, to be judged again should it turn out that it wasn't rest (about 900 frames)."""

Channels = tuple[float, ...]


@dataclass(frozen=True)
class RestState:
    """base: rest level per channel (NaN unknown); columns: rest value of every measure; recent: last half second;
    settled: a still body was seen at rest, so that this is no guess from the middle of a movement."""

    base: Channels = ()
    columns: Mapping[str, float] | None = None
    recent: tuple[tuple[float, Channels], ...] = ()
    settled: bool = False

    @property
    def known(self) -> Mapping[str, float] | None:
        """Rest value of every measure, None while it is only guessed: nobody is blamed for leaving a guess."""
        return self.columns if self.settled else None


def remember(state: RestState, t_s: float, channels: Channels) -> RestState:
    """Keep the last half second of the signal, by which stillness is known."""
    kept = tuple(r for r in state.recent if t_s - r[0] <= STILL_WINDOW_S)
    return changed(state, recent=(*kept, (t_s, channels)))


def is_still(state: RestState, limit: float) -> bool:
    """Whether every known channel moved less than `limit` within the last half second."""
    if len(state.recent) < 4 or state.recent[-1][0] - state.recent[0][0] < 0.7 * STILL_WINDOW_S:
        return False
    for values in zip(*(channels for _, channels in state.recent), strict=True):
        known = [v for v in values if not math.isnan(v)]
        if known and max(known) - min(known) > limit:
            return False
    return True


def provisional(signal: Signal, sign: float, channels: Channels, off_axis_deg: float) -> Channels:
    """A first guess of the rest from the first frame: the value itself where a rest can lie, else the typical one.

    `channels` are already multiplied by `sign`; so is the answer. A side that is hidden takes the other side's rest.
    off_axis_deg: how far the camera is off the side.
    """
    guesses = tuple(_guess(signal, sign, value, off_axis_deg) for value in channels)
    return _from_each_other(guesses)


def _guess(signal: Signal, sign: float, value: float, off_axis_deg: float) -> float:
    low = -math.inf if signal.rest_low is None else signal.rest_low
    high = math.inf if signal.rest_high is None else signal.rest_high
    typical = signal.rest_typical
    if typical is None or math.isnan(value) or low <= sign * value <= high:
        return value
    if signal.rest_turns_within is not None and abs(abs(value) - off_axis_deg) <= signal.rest_turns_within:
        return value
    within = math.inf if signal.rest_within is None else signal.rest_within
    return sign * typical if abs(sign * value - typical) <= within else value


def _from_each_other(levels: Channels) -> Channels:
    """Fill the level of an unseen side from the seen one: a body at rest is about the same on both."""
    known = [v for v in levels if not math.isnan(v)]
    return tuple((known[0] if math.isnan(v) else v) for v in levels) if known else levels


def follow(state: RestState, channels: Channels, values: Mapping[str, float], dt_s: float, still: bool) -> RestState:
    """Let the rest follow the body between repetitions; a restless body moves it only where nothing is known yet."""
    share = 1.0 - math.exp(-dt_s / FOLLOW_S) if still else 0.0
    base = _from_each_other(tuple(_toward(b, c, share) for b, c in zip(state.base, channels, strict=True)))
    if state.columns is None:
        columns: Mapping[str, float] = dict(values)
    elif still:
        columns = {k: _toward(state.columns.get(k, math.nan), v, share) for k, v in values.items()}
    else:
        columns = state.columns
    return changed(state, base=base, columns=columns, settled=state.settled or still)


def kept_opening(opening: tuple[Row, ...] | None, row: Row) -> tuple[Row, ...] | None:
    """The rows since the position was taken and this one; None once they are too many to be judged again."""
    if opening is None or (opening and row.t_s - opening[0].t_s > OPENING_S):
        return None
    return (*opening, row)


def rebase(state: RestState, channels: Channels, values: Mapping[str, float]) -> RestState:
    """Take the present as the rest."""
    base = tuple(b if math.isnan(c) else c for b, c in zip(state.base, channels, strict=True))
    return changed(state, base=base, columns=dict(values), settled=True)


def is_likelier(signal: Signal, sign: float, base: Channels, channels: Channels, off_axis_deg: float) -> bool:
    """Whether the present lies clearly nearer to where such a signal rests than what is taken for the rest."""
    if signal.rest_typical is None:
        return False
    within = math.inf if signal.rest_within is None else signal.rest_within

    def away(value: float) -> float:
        turns = signal.rest_turns_within is not None
        return abs(abs(value) - off_axis_deg) if turns else abs(value - sign * (signal.rest_typical or 0.0))

    pairs = [(away(b), away(c)) for b, c in zip(base, channels, strict=True) if not math.isnan(c)]
    return bool(pairs) and all(now + signal.still < taken <= within for taken, now in pairs)


def _toward(old: float, new: float, share: float) -> float:
    if math.isnan(new):
        return old
    return new if math.isnan(old) else old + share * (new - old)
