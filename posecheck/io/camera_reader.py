"""Threads that open a camera and read it; their driver may never return, so they can be given up for new ones."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

# On Windows the default capture otherwise takes many seconds to open; must be set before cv2 is imported.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
# Else the terminal hears, with its address, of every try to reach a phone that isn't there.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2

from posecheck.coach import phrases
from posecheck.io.camera_address import Address, named
from posecheck.io.camera_sharing import Claim
from posecheck.io.native_log import native_log_silenced

log = logging.getLogger(__name__)
RETRY_S = (0.5, 1.0, 2.0, 4.0)
"""Waits between attempts to open a camera that isn't there; the last one is repeated."""
SILENT_S = 1.5
"""A camera that gives no picture for this long is lost."""
FROZEN_S = 1.0
"""A camera that gives the very same picture for this long is lost."""
LET_GO_S = 2.0
"""How long opening waits for an earlier use of the same camera to end."""
STUCK_READING_S, STUCK_OPENING_S = 4.0, 12.0
"""A driver that doesn't return for so long is given up; some cameras take ten seconds to open."""
ENDED_S = 1.0
"""A reader that ended by itself, whatever failed, is replaced after so long."""
CLOSE_S = 0.05
"""Closing waits for the driver no longer than this."""
MOST_GIVEN_UP = 3
"""So many readers at most are left behind in a driver that doesn't return."""
IDLE_S = 0.02
"""Wait after a camera gave no picture."""
SAMPLED_PX = 16
"""Every so many pixels one is looked at to tell whether a picture is another one."""
MJPG = float(cv2.VideoWriter.fourcc(*"MJPG"))

Capture = Any
T = TypeVar("T")
OpenCapture = Callable[[Any], Capture]
NETWORK_OPEN_MS, NETWORK_READ_MS = 6000, 3000
"""A camera in the network that doesn't answer for so long is tried anew."""
_holders: dict[Address, threading.Thread] = {}
_holders_lock = threading.Lock()
"""Who reads each camera, or did last."""


class Reader(ABC):
    """A thread that calls a camera's driver, and whose driver may never return: who asks `stuck` learns of it."""

    def __init__(self, index: Address, capture: OpenCapture) -> None:
        self._index, self._capture = index, capture
        self._stop, self._stuck_at_s = threading.Event(), math.inf
        self._thread = threading.Thread(target=self._run, name=named(index), daemon=True)
        self._patient = True

    def start(self, *, patient: bool = True) -> None:
        """Begin. patient: wait a moment for who held this camera before, if they still do."""
        self._patient = patient
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; a driver that doesn't return holds up nobody but its own thread."""
        self._stop.set()

    def join(self, timeout_s: float) -> None:
        """Wait for its end, no longer than this."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    @property
    def alive(self) -> bool:
        """Whether its thread is still there, if only inside its driver."""
        return self._thread.is_alive()

    def stuck(self, now_s: float) -> bool:
        """Whether the driver should have returned long ago, or the thread has ended though nobody stopped it."""
        return now_s > self._stuck_at_s

    def _run(self) -> None:
        with _holders_lock:
            before, _holders[self._index] = _holders.get(self._index), self._thread
        if before is not None and self._patient:
            before.join(LET_GO_S)  # a camera that was closed a moment ago may not be free yet
        try:
            self._read()
        finally:
            self._stuck_at_s = time.monotonic() + ENDED_S

    @abstractmethod
    def _read(self) -> None:
        """Open the camera and read it until the reader is stopped; it is let go, however this ends."""

    @abstractmethod
    def _set_up(self, device: Capture) -> None:
        """Ask a device that was just opened for the pictures that are wanted."""

    @contextmanager
    def _driver(self, limit_s: float) -> Iterator[None]:
        """Around every call of the driver, so that one that never returns is noticed."""
        self._stuck_at_s = time.monotonic() + limit_s
        try:
            yield
        finally:
            self._stuck_at_s = math.inf

    def _opened(self) -> Capture | None:
        """The device, ready to be read; None when it can't be had."""
        device: Capture | None = None
        try:
            with self._driver(STUCK_OPENING_S):
                device = self._capture(self._index)
                if device is not None and device.isOpened():
                    self._set_up(device)
                    return device
        except Exception as error:  # noqa: BLE001  whatever a driver raises: the camera can't be had
            log.warning("the camera can't be opened: %s", error)
        if device is not None:
            self._release(device)
        return None

    def _picture(self, device: Capture) -> tuple[Any, bytes]:
        """A picture and its sample; None of a driver that fails: the camera counts as lost."""

        def read() -> tuple[Any, bytes]:
            good, bgr = device.read()  # taken apart where a driver that returns nonsense counts as one that fails
            return (bgr, sample_of(bgr)) if good and bgr is not None else (None, b"")

        return self._from_driver(read, (None, b""))

    def _skip(self, device: Capture) -> bool:
        """Fetch a picture without unpacking it; returns whether there was one."""
        return bool(self._from_driver(device.grab, False))

    def _from_driver(self, call: Callable[[], T], none: T) -> T:
        try:
            with self._driver(STUCK_READING_S):
                return call()
        except Exception as error:  # noqa: BLE001  whatever a driver raises: there was no picture
            log.debug("the camera gave no picture: %s", error)
            return none

    def _release(self, device: Capture) -> None:
        """Let the device go; one that fails even at that is gone anyway."""
        try:
            with self._driver(STUCK_READING_S):
                device.release()
        except Exception as error:  # noqa: BLE001  whatever a driver raises
            log.warning("the camera can't be let go: %s", error)


R = TypeVar("R", bound=Reader)


class Readers(Generic[R]):
    """The reader that is at work, and those that were given up because they hang in a driver."""

    def __init__(self, make: Callable[[], R]) -> None:
        self._make, self.now = make, make()
        self._given_up: list[R] = []

    def replace_stuck(self) -> bool:
        """Return whether the reader hangs; a new one then tries beside it, unless too many hang already."""
        if not self.now.stuck(time.monotonic()):
            return False
        self._given_up = [reader for reader in self._given_up if reader.alive]
        if len(self._given_up) < MOST_GIVEN_UP:
            self.now.stop()
            self._given_up.append(self.now)
            self.now = self._make()
            self.now.start(patient=False)
        return True

    def close(self) -> None:
        """Stop the reader; a driver that doesn't return at once is left to end by itself."""
        self.now.stop()
        self.now.join(CLOSE_S)


class CameraReader(Reader):
    """Reads one camera as fast as it gives pictures, and opens it again when it is lost.

    on_picture(reader, picture, when) and on_lost(reader, message) are called in its own thread.
    """

    def __init__(
        self,
        index: Address,
        wanted: tuple[int, int, int],
        capture: OpenCapture,
        claim: Claim,
        on_picture: Callable[[CameraReader, Any, float], None],
        on_lost: Callable[[CameraReader, str], None],
    ) -> None:
        """wanted: width and height in px, pictures a second."""
        super().__init__(index, capture)
        self._wanted, self._claim, self._sample = wanted, claim, b""
        self._on_picture, self._on_lost = on_picture, on_lost

    def _read(self) -> None:
        tries = 0
        while not self._stop.is_set():
            self._claim.renew()
            if (device := self._opened()) is None:
                self._on_lost(self, phrases.CAMERA_SHUT)
            else:
                try:
                    seen, why = self._read_until_lost(device)
                    if not self._stop.is_set():
                        self._on_lost(self, why)
                finally:
                    self._release(device)
                tries = -1 if seen else tries
            self._stop.wait(RETRY_S[min(max(tries, 0), len(RETRY_S) - 1)])
            tries += 1

    def _set_up(self, device: Capture) -> None:
        """Ask for what is wanted: uncompressed pictures of this size come at 10 a second from many USB cameras."""
        if not isinstance(self._index, int):
            return  # a phone sends what its own program was told
        width, height, fps = self._wanted
        device.set(cv2.CAP_PROP_FOURCC, MJPG)
        device.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        device.set(cv2.CAP_PROP_FPS, fps)
        asked = (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS, cv2.CAP_PROP_FOURCC)
        log.info("%s gives width, height, fps, format: %s", named(self._index), [device.get(what) for what in asked])

    def _read_until_lost(self, device: Capture) -> tuple[bool, str]:
        """Hand pictures on; returns whether there were any, and why there are none any more."""
        last_s, seen, why = time.monotonic(), False, phrases.CAMERA_LOST
        while not self._stop.is_set() and time.monotonic() - last_s < SILENT_S:
            bgr, sample = self._picture(device)
            now_s = time.monotonic()
            if self._stop.is_set():
                break
            self._claim.renew()
            if bgr is None:
                self._stop.wait(IDLE_S)
                continue
            if sample == self._sample:
                if now_s - last_s >= FROZEN_S:
                    why = phrases.CAMERA_FROZEN
                    self._on_lost(self, why)
                self._stop.wait(0.005)
                continue
            self._sample, last_s, seen, why = sample, now_s, True, phrases.CAMERA_LOST
            self._on_picture(self, bgr, now_s)
        return seen, why


def sample_of(bgr: Any) -> bytes:
    """Return enough of a picture to tell it from another one.

    A camera's own noise makes every picture another one: the very same one again comes from nowhere.
    """
    return bytes(bgr[::SAMPLED_PX, ::SAMPLED_PX].tobytes())


def open_device(address: Address) -> Capture:
    """A capture device; OpenCV's own complaints about a missing one stay off the terminal."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    with native_log_silenced():
        if isinstance(address, int):
            return cv2.VideoCapture(address)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, NETWORK_OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, NETWORK_READ_MS]
        return cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
