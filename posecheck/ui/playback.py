"""Where a recording is shown and how it runs: plain values and the keys' meaning, without a window."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posecheck.pose.pose import Floats

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
FASTEST = 4.0


@dataclass(frozen=True, slots=True)
class Playback:
    """t_s: the moment shown; rate: how fast it runs (0 = stands, negative = backwards); speed: of the play button."""

    t_s: float = 0.0
    rate: float = 0.0
    speed: float = 1.0

    @property
    def running(self) -> bool:
        """Whether time goes on."""
        return self.rate != 0.0

    def toggled(self) -> Playback:
        """Play or stand still (space, K)."""
        return replace(self, rate=0.0 if self.running else self.speed)

    def stopped(self) -> Playback:
        """Stand still."""
        return replace(self, rate=0.0)

    def shuttled(self, direction: int) -> Playback:
        """J (-1) and L (+1): that way, and twice as fast with every further press."""
        if self.rate * direction > 0:
            return replace(self, rate=direction * min(2 * abs(self.rate), FASTEST))
        return replace(self, rate=direction * self.speed)

    def with_speed(self, speed: float) -> Playback:
        """Another speed for the play button, at once if it runs."""
        rate = 0.0 if not self.running else speed if self.rate > 0 else -speed
        return replace(self, speed=speed, rate=rate)

    def at(self, t_s: float) -> Playback:
        """Another moment, standing still."""
        return replace(self, t_s=t_s, rate=0.0)

    def advanced(self, dt_s: float, end_s: float) -> Playback:
        """After `dt_s` seconds of the clock on the wall; stands at either end."""
        t_s = self.t_s + self.rate * dt_s
        if 0.0 <= t_s <= end_s:
            return replace(self, t_s=t_s)
        return replace(self, t_s=min(max(t_s, 0.0), end_s), rate=0.0)


def frame_at(times_s: Floats, t_s: float) -> int:
    """Index of the frame on the screen at a moment: the last that has begun. times_s: (T,) rising, T > 0."""
    return int(np.clip(np.searchsorted(times_s, t_s + 1e-6, side="right") - 1, 0, len(times_s) - 1))


def neighbour_s(starts_s: list[float], t_s: float, direction: int) -> float | None:
    """The nearest start before (-1) or after (+1) a moment; None when there is none."""
    if direction > 0:
        return min((s for s in starts_s if s > t_s + 1e-3), default=None)
    return max((s for s in starts_s if s < t_s - 1e-3), default=None)
