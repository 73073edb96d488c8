"""A camera for watching along: a picture now and then, and it gives way to whoever else wants the device."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2

from posecheck.coach import phrases
from posecheck.coach.desk import GIVEN_UP
from posecheck.io.camera_address import Address, told
from posecheck.io.camera_reader import IDLE_S, SILENT_S, Capture, OpenCapture, Reader, Readers, open_device
from posecheck.io.camera_sharing import Claim, OpenedByOthers
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)

AGAIN_S = 60.0
"""Wait before trying again after somebody else wanted the camera, or when it won't open: a call needs it for longer."""
STALE_PICTURES = 4
"""Drivers keep this many pictures ready; after half a second they are old. They are taken without being unpacked."""
FAILURES = 3
"""So many reads in a row without a new picture: the camera is gone."""
WAKE_S = 1.0
"""How often a reader that nobody asks looks up, though it is woken when asked."""
WIDTH_PX, HEIGHT_PX = 640, 480
"""Enough for head and shoulders, and cheap to fetch."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking once: a picture and when, or none and why there is none."""

    state: str
    message: str = ""
    bgr: Any = None
    taken_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Shared:
    """A camera that others may want too: how to open it, and what tells that they do."""

    index: Address
    capture: OpenCapture
    claim: Claim
    file: Path
    again_s: float
    clock: Callable[[], float]


class QuietReader(Reader):
    """Looks when it is asked to, and lets the device go when somebody else wants it.

    A phone's pictures are fetched all the time, unlooked at: else the newest would come after all that it has sent.
    """

    def __init__(self, shared: Shared, again_at_s: float) -> None:
        """again_at_s: not to be opened before that time of the camera's clock."""
        super().__init__(shared.index, shared.capture)
        self._shared, self._again_at_s = shared, again_at_s
        self._device: Capture | None = None
        self._opened_by_others: OpenedByOthers | None = None
        self._failures, self._sample, self._last = 0, b"", Look("opening")
        self._flows = not isinstance(shared.index, int)
        self._changed, self._asked = threading.Condition(), False
        self._answer: Look | None = None

    def ask(self, timeout_s: float) -> Look | None:
        """Return what came of looking, or None when that isn't known in time; the next to ask is then told."""
        with self._changed:
            if self._answer is None:
                self._asked = True
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._answer is not None, timeout_s)
            answer, self._answer = self._answer, None
            return answer

    def stop(self) -> None:
        """Ask it to end; it lets the device go as soon as the driver returns."""
        super().stop()
        with self._changed:
            self._changed.notify_all()

    @property
    def holds_device(self) -> bool:
        """Whether the device is open."""
        return self._device is not None

    def _read(self) -> None:
        try:
            self._look_when_asked()
        finally:
            self._let_device_go()

    def _look_when_asked(self) -> None:
        while not self._stop.is_set():
            if not self._asked and self._device is not None and self._flows:
                if not self._skip(self._device):
                    self._stop.wait(IDLE_S)
                continue
            with self._changed:
                if not self._asked:
                    self._changed.wait(WAKE_S)
                    continue
            self._last = self._look()
            with self._changed:
                self._answer, self._asked = self._last, False
                self._changed.notify_all()

    def _look(self) -> Look:
        """Look once."""
        if self._device is not None and self._somebody_wants_it():
            return self._give_up(GIVEN_UP)
        if self._device is None:
            if self._shared.clock() < self._again_at_s:
                return self._last if self._last.state == "lost" else Look("lost", phrases.CAMERA_LOST)
            if self._shared.claim.others():
                return self._give_up(GIVEN_UP)
            if (device := self._opened()) is None:
                return self._give_up(phrases.CAMERA_SHUT)
            # only now: our own opening must not be taken for somebody else's
            self._device, self._failures = device, 0
            self._opened_by_others = OpenedByOthers(self._shared.file)
        return self._look_at(self._device)

    def _look_at(self, device: Capture) -> Look:
        """A picture of now."""
        if not self._flows:
            for _ in range(STALE_PICTURES):
                self._skip(device)
        bgr, sample = self._picture(device)
        if bgr is not None and sample != self._sample:
            self._sample, self._failures = sample, 0
            return Look("running", "", bgr, self._shared.clock())
        self._failures += 1
        if self._failures >= FAILURES:
            return self._give_up(phrases.CAMERA_FROZEN if bgr is not None else phrases.CAMERA_LOST)
        return replace(self._last, bgr=None)

    def _set_up(self, device: Capture) -> None:
        if isinstance(self._index, int):  # a phone sends what its own program was told
            device.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
            device.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)

    def _somebody_wants_it(self) -> bool:
        opened = self._opened_by_others is not None and self._opened_by_others.happened()
        return self._shared.claim.others() or opened

    def _give_up(self, why: str) -> Look:
        if self._device is not None:
            log.info("the camera is let go: %s", why)
        self._let_device_go()
        self._again_at_s = self._shared.clock() + self._shared.again_s
        return Look("lost", why)

    def _let_device_go(self) -> None:
        if self._opened_by_others is not None:
            self._opened_by_others.close()
            self._opened_by_others = None
        if self._device is not None:
            self._release(self._device)
            self._device = None


class QuietCamera:
    """A camera by number or address, looked at only when `read` is called, by one thread; its driver holds up nobody.

    device_file: whose opening by others tells that they want the camera; the number's own by default.
    """

    def __init__(
        self,
        index: Address,
        *,
        capture: OpenCapture | None = None,
        claim: Claim | None = None,
        device_file: Path | None = None,
        again_s: float = AGAIN_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        file = device_file or Path(f"/dev/video{index}" if isinstance(index, int) else os.devnull)
        self._shared = Shared(index, capture or open_device, claim or Claim(), file, again_s, clock)
        self._again_at_s, self._started_s = -math.inf, clock()
        self._silent_since_s = math.inf
        self._readers = Readers(lambda: QuietReader(self._shared, self._again_at_s))
        self.state, self.message, self.frames_in, self.dropped = "opening", "", 0, 0

    def open(self) -> None:
        """Begin; the device itself is opened with the first read."""
        self._started_s = self._shared.clock()
        self._readers.now.start()

    def read(self, timeout_s: float) -> Frame | None:
        """A picture of now, or None: as soon as it is known that there is none, or when none comes in time."""
        self._silent_since_s = min(self._silent_since_s, time.monotonic())
        if (look := self._readers.now.ask(timeout_s)) is None:
            self._watch()
            return None
        self._silent_since_s = math.inf
        self.state, self.message = look.state, told(self._shared.index, look.message)
        if look.bgr is None:
            return None
        self.frames_in += 1
        return Frame(self.frames_in - 1, look.taken_s - self._started_s, look.bgr, look.taken_s)

    def _watch(self) -> None:
        """Notice that the driver has not answered for too long; a reader that hangs in it is given up for a new one."""
        # a driver that hung is tried again no sooner than a camera that was lost
        self._again_at_s = self._shared.clock() + self._shared.again_s
        why = phrases.CAMERA_SLOW if self.state == "opening" else phrases.CAMERA_LOST
        if self._readers.replace_stuck():
            self.state, self.message = "lost", told(self._shared.index, phrases.CAMERA_LOST)
        elif self.state != "lost" and time.monotonic() - self._silent_since_s >= SILENT_S:
            self.state, self.message = "lost", told(self._shared.index, why)

    def close(self) -> None:
        """Let the device go; a driver that doesn't return at once lets it go when it does."""
        self._readers.close()
        self.state = "ended"

    @property
    def holds_device(self) -> bool:
        """Whether the device is open, and so not to be had by programs that need it alone."""
        return self._readers.now.holds_device
