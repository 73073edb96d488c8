"""Somebody at a desk as the network would have seen them, for the tests of desk mode and its window."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from bodies import SIZE, detection, standing, world_of

from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection, Floats

PICTURE = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
SHOULDERS_PX = 0.33 * SIZE[0]


def facing(*, head_px: float = 0.0, aside_px: float = 0.0) -> Detection:
    """Somebody from the front, shoulders as wide as a third of the picture; the head lowered and moved aside."""
    xy: Floats = standing()
    x, y, wide = SIZE[0] / 2, 0.55 * SIZE[1], SHOULDERS_PX
    for side, sign in (("left", 1.0), ("right", -1.0)):
        xy[INDEX[f"{side}_shoulder"]] = (x + sign * wide / 2, y)
        xy[INDEX[f"{side}_ear"]] = (x + sign * wide / 8 + aside_px, y + head_px - 0.68 * wide)
    xy[INDEX["nose"]] = (x + aside_px, y + head_px - 0.6 * wide)
    return replace(detection(xy), world=world_of(standing(), turn_deg=90.0))


class Lens:
    """A source that hands out a picture whenever it is asked, half a second of its own time apart.

    count: pictures until it ends, None = for ever; lost_at: before which of them it is lost for a moment.
    """

    def __init__(self, count: int | None = None, *, lost_at: int | None = None) -> None:
        self.count, self.given, self.lost_at, self.closed = count, 0, lost_at, False
        self.state, self.message, self.frames_in, self.dropped = "running", "", 0, 0

    def open(self) -> None:
        self.state = "running"

    def read(self, timeout_s: float) -> Frame | None:
        del timeout_s
        if self.given == self.lost_at and self.message == "":
            self.state, self.message = "lost", "The camera won't open. Plug it in or close other programs"
            return None
        if self.given == self.count:
            self.state = "ended"
            return None
        self.given += 1
        self.state = "running"
        return Frame(self.given - 1, 0.5 * self.given, PICTURE, time.monotonic())

    def close(self) -> None:
        self.closed = True


class Network:
    """Sees these bodies one after another, the last one for ever."""

    def __init__(self, seen: list[Detection]) -> None:
        self._seen, self._next, self.closed = seen, 0, False

    def detect(self, frame: Frame) -> Detection:
        del frame
        self._next += 1
        return self._seen[min(self._next, len(self._seen)) - 1]

    def reset(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        self.closed = True
