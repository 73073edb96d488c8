"""One-Euro for verdicts (live and review alike) and zero-phase smoothing for exported series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.pose.pose import Floats

MIN_CUTOFF_HZ = 2.5
"""Cut-off for a body at rest. The network's own tracking filter already leaves only about 0.1-0.3 degrees of jitter."""
BETA = 6.0
"""How much the cut-off (Hz) rises per body-size-per-second of speed, so that fast movement isn't blunted."""
SPEED_CUTOFF_HZ = 1.5


@dataclass(frozen=True, slots=True)
class OneEuroState:
    """Last time, smoothed value and smoothed speed of a One-Euro filter (Casiez et al. 2012)."""

    t_s: float
    value: Floats
    speed: Floats


def one_euro_step(state: OneEuroState | None, t_s: float, raw: Floats, scale: float) -> tuple[OneEuroState, Floats]:
    """Filter one frame of points.

    raw: any shape, px; NaN passes through and the filter starts anew there. scale: body size in px, so that the
    filter does the same to a near and to a far person. Returns the new state and the smoothed points.
    """
    if state is None or t_s <= state.t_s or not np.isfinite(scale) or scale <= 0:
        fresh = OneEuroState(t_s, raw, np.zeros_like(raw))
        return fresh, raw
    dt = t_s - state.t_s
    known = np.isfinite(state.value)
    before = np.where(known, state.value, raw)
    a_speed = _alpha(SPEED_CUTOFF_HZ, dt)
    speed = state.speed + a_speed * ((raw - before) / (dt * scale) - state.speed)
    speed = np.where(np.isfinite(speed), speed, 0.0)
    a = _alpha(MIN_CUTOFF_HZ + BETA * np.abs(speed), dt)
    value = before + a * (raw - before)
    return OneEuroState(t_s, value, speed), value


def _alpha(cutoff_hz: Floats | float, dt_s: float) -> Floats:
    r = 2.0 * np.pi * np.asarray(cutoff_hz) * dt_s
    return np.asarray(r / (r + 1.0))


def zero_phase(t_s: Floats, values: Floats, cutoff_hz: float = 6.0) -> Floats:
    """Smooth a whole series (T,) without delay: Butterworth of 4th order run both ways, gaps left as they are.

    6 Hz is the usual cut-off for human movement recorded on video. Pieces shorter than half a second stay raw.
    """
    from scipy.signal import butter, sosfiltfilt

    out = np.array(values, float)
    if len(t_s) < 2:
        return out
    rate_hz = 1.0 / float(np.median(np.diff(t_s)))
    if rate_hz <= 2.2 * cutoff_hz:
        return out
    sos = butter(4, cutoff_hz, fs=rate_hz, output="sos")
    for start, stop in _runs(np.isfinite(out)):
        if stop - start > max(27, rate_hz / 2):
            out[start:stop] = sosfiltfilt(sos, out[start:stop])
    return out


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """(start, stop) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(int), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
