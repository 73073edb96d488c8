"""A camera for watching along: a picture now and then, and it gives way to whoever else wants the device."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2

from posecheck.coach import phrases
from posecheck.coach.desk import GIVEN_UP
from posecheck.io.camera_reader import Address, Capture, OpenCapture, open_device
from posecheck.io.camera_sharing import Claim, OpenedByOthers
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)

AGAIN_S = 60.0
"""Wait before trying again after somebody else wanted the camera, or when it won't open: a call needs it for longer."""
STALE_PICTURES = 4
"""Drivers keep this many pictures ready; after half a second they are old. They are taken without being unpacked."""
FAILURES = 3
"""So many reads in a row without a picture: the camera is gone."""


class QuietCamera:
    """A camera by number, read only when asked. No thread: `read` belongs to one thread.

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
        self._index, self._capture, self._claim = index, capture or open_device, claim or Claim()
        self._file = device_file or Path(f"/dev/video{index}" if isinstance(index, int) else os.devnull)
        self._again_s, self._clock = again_s, clock
        self._device: Capture | None = None
        self._opened: OpenedByOthers | None = None
        self._again_at_s, self._started_s, self._failures = -1e9, clock(), 0
        self._ended = threading.Event()
        self.state, self.message, self.frames_in, self.dropped = "opening", "", 0, 0

    def open(self) -> None:
        """Begin; the device itself is opened with the first read."""
        self._started_s = self._clock()

    def read(self, timeout_s: float) -> Frame | None:
        """A picture of now, or None: at once when one can't be had, after `timeout_s` while waiting for the camera."""
        if self._device is not None and self._somebody_wants_it():
            self._let_go(GIVEN_UP)
        if self._device is None and not self._try_to_open():
            self._ended.wait(timeout_s)
            return None
        return self._picture()

    def close(self) -> None:
        """Let the device go."""
        self._ended.set()
        self._release()
        self.state = "ended"

    @property
    def holds_device(self) -> bool:
        """Whether the device is open, and so not to be had by programs that need it alone."""
        return self._device is not None

    def _somebody_wants_it(self) -> bool:
        opened = self._opened is not None and self._opened.happened()
        return self._claim.others() or opened

    def _try_to_open(self) -> bool:
        if self._clock() < self._again_at_s:
            return False
        if self._claim.others():
            self._let_go(GIVEN_UP)
            return False
        try:
            device = self._capture(self._index)
            if device is None or not device.isOpened():
                self._let_go(phrases.CAMERA_SHUT)
                return False
            self._device, self._failures = device, 0
            # a small picture is enough for head and shoulders, and costs least to fetch
            device.set(cv2.CAP_PROP_FRAME_WIDTH, 640)
            device.set(cv2.CAP_PROP_FRAME_HEIGHT, 480)
        except Exception as error:  # noqa: BLE001  whatever a driver raises: the camera can't be had
            log.warning("the camera can't be opened: %s", error)
            self._let_go(phrases.CAMERA_SHUT)
            return False
        # only now: our own opening must not be taken for somebody else's
        self._opened = OpenedByOthers(self._file)
        return True

    def _picture(self) -> Frame | None:
        assert self._device is not None
        try:
            for _ in range(STALE_PICTURES):
                self._device.grab()
            good, bgr = self._device.read()
        except Exception as error:  # noqa: BLE001  whatever a driver raises: the camera is lost
            log.warning("the camera gives no picture: %s", error)
            self._let_go(phrases.CAMERA_LOST)
            return None
        if not good or bgr is None:
            self._failures += 1
            if self._failures >= FAILURES:
                self._let_go(phrases.CAMERA_LOST)
            return None
        now_s = self._clock()
        self.state, self.message, self._failures = "running", "", 0
        self.frames_in += 1
        return Frame(self.frames_in - 1, now_s - self._started_s, bgr, now_s)

    def _let_go(self, why: str) -> None:
        if self._device is not None:
            log.info("the camera is let go: %s", why)
        self._release()
        self._again_at_s = self._clock() + self._again_s
        self.state, self.message = "lost", why

    def _release(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        if self._device is not None:
            device, self._device = self._device, None
            try:
                device.release()
            except Exception as error:  # noqa: BLE001  whatever a driver raises: it is gone anyway
                log.warning("the camera can't be let go: %s", error)
