"""Live pictures: a camera, or clips played at their own pace as if they were one. Only the newest frame is kept."""

from __future__ import annotations

import logging
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# On Windows the default capture otherwise takes many seconds to open; must be set before cv2 is imported.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")

import cv2

from posecheck.coach import phrases
from posecheck.errors import PosecheckError
from posecheck.io.camera_sharing import Claim
from posecheck.io.clip import ClipSource
from posecheck.io.native_log import native_log_silenced
from posecheck.io.newest import Threaded
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)
RETRY_S = (0.5, 1.0, 2.0, 4.0)
"""Waits between attempts to open a camera that isn't there; the last one is repeated."""
SILENT_S = 1.5
"""A camera that gives no picture for this long is lost."""
FROZEN_S = 1.0
"""A camera that gives the very same picture for this long is lost."""
CLOSE_S = 0.05
"""Closing waits for the driver no longer than this."""
LET_GO_S = 2.0
"""How long opening waits for an earlier use of the same camera to end."""
FEWEST_HZ, COUNTED_OVER_S = 12.0, 5.0
"""Fewer pictures a second than this, over so long, are told."""
SAMPLED_PX = 16
"""Every so many pixels one is looked at to tell whether a picture is another one."""
MJPG = float(cv2.VideoWriter.fourcc(*"MJPG"))
CATCH_UP_S = 3.0
"""How long the next of several clips waits at most for the one before to be looked at."""

VIDEO_DEVICES = Path("/sys/class/video4linux")
Capture = Any
OpenCapture = Callable[[int], Capture]
_holders: dict[int, threading.Thread] = {}
_holders_lock = threading.Lock()
"""Who reads each camera, or did last."""


class CameraSource(Threaded):
    """A camera by number. When it is missing, taken or unplugged it says so and keeps trying; times go on rising.

    Its driver may never return: the silence is noticed by who asks for pictures, and closing doesn't wait for it.
    """

    def __init__(
        self, index: int, *, width: int = 1280, height: int = 720, fps: int = 30, capture: OpenCapture | None = None
    ) -> None:
        super().__init__(f"camera-{index}")
        self._index, self._wanted = index, (width, height, fps)
        self._capture, self._claim = capture or open_device, Claim()
        self._quiet_since_s = self._counting_since_s = time.monotonic()
        self._sample, self._counted, self._few = b"", 0, ""

    @property
    def state(self) -> str:
        """opening, running, lost or ended; lost also when the driver itself no longer returns."""
        self._watch()
        return super().state

    def open(self) -> None:
        """Start capturing."""
        self._quiet_since_s = time.monotonic()
        super().open()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not yet taken, or None when none comes in time."""
        frame = super().read(timeout_s)
        self._watch()
        return frame

    def close(self) -> None:
        """Stop capturing; a driver that doesn't return at once is left to end by itself."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)
        self._claim.give_up()

    def _watch(self) -> None:
        """Notice, outside the thread that may hang in the driver, that no picture has come for too long."""
        if self._stop.is_set() or time.monotonic() - self._quiet_since_s < SILENT_S:
            return
        if self._state == "running":
            self._lose(phrases.CAMERA_LOST)
        elif self._state == "opening":
            self._lose(phrases.CAMERA_SLOW)

    def _run(self) -> None:
        with _holders_lock:
            before, _holders[self._index] = _holders.get(self._index), self._thread
        if before is not None:
            before.join(LET_GO_S)  # a camera that was closed a moment ago may not be free yet
        started_s, count, tries = time.monotonic(), 0, 0
        while not self._stop.is_set():
            if (device := self._opened()) is None:
                self._lose(phrases.CAMERA_SHUT)
                self._wait(tries)
                tries += 1
                continue
            had = count
            count = self._capture_until_lost(device, started_s, count)
            _release(device)
            tries = 0 if count > had else tries + 1
            if not self._stop.is_set():
                self._lose(phrases.CAMERA_FROZEN if self.message == phrases.CAMERA_FROZEN else phrases.CAMERA_LOST)
                self._wait(tries)
        self._claim.give_up()
        self._state = "ended"

    def _opened(self) -> Capture | None:
        """The device, ready to be read; None when it can't be had."""
        self._claim.renew()
        device: Capture | None = None
        try:
            device = self._capture(self._index)
            if device is not None and device.isOpened():
                self._set_up(device)
                return device
        except Exception as error:  # noqa: BLE001  whatever a driver raises: the camera can't be had
            log.warning("the camera can't be opened: %s", error)
        if device is not None:
            _release(device)
        return None

    def _wait(self, tries: int) -> None:
        """Wait before the next attempt."""
        self._stop.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])

    def _lose(self, message: str) -> None:
        self._state, self.message = "lost", message

    def _set_up(self, device: Capture) -> None:
        """Ask for what is wanted: uncompressed pictures of this size come at 10 a second from many USB cameras."""
        width, height, fps = self._wanted
        device.set(cv2.CAP_PROP_FOURCC, MJPG)
        device.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        device.set(cv2.CAP_PROP_FPS, fps)
        asked = (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS, cv2.CAP_PROP_FOURCC)
        log.info("camera %d gives width, height, fps, format: %s", self._index, [device.get(what) for what in asked])

    def _capture_until_lost(self, device: Capture, started_s: float, count: int) -> int:
        last_s = self._counting_since_s = time.monotonic()
        self._counted = 0
        while not self._stop.is_set() and time.monotonic() - last_s < SILENT_S:
            good, bgr = _read(device)
            now_s = time.monotonic()
            if self._stop.is_set():
                break
            self._claim.renew()
            if not good or bgr is None:
                self._stop.wait(0.02)
                continue
            # a camera's own noise makes every picture another one: the very same one again comes from nowhere
            sample = bgr[::SAMPLED_PX, ::SAMPLED_PX].tobytes()
            if sample == self._sample:
                if now_s - last_s >= FROZEN_S:
                    self._lose(phrases.CAMERA_FROZEN)
                self._stop.wait(0.005)
                continue
            self._sample, self._quiet_since_s = sample, now_s
            self._count_pictures(now_s)
            self._newest.put(Frame(count, now_s - started_s, bgr, now_s))
            self._state, self.message = "running", self._few
            count, last_s = count + 1, now_s
        return count

    def _count_pictures(self, now_s: float) -> None:
        """Every few seconds, see whether enough pictures come."""
        self._counted += 1
        took_s = now_s - self._counting_since_s
        if took_s >= COUNTED_OVER_S:
            self._few = phrases.CAMERA_FEW if self._counted / took_s < FEWEST_HZ else ""
            self._counted, self._counting_since_s = 0, now_s


def _read(device: Capture) -> tuple[bool, Any]:
    """Whether there was a picture, and the picture; a driver that fails gives none, and the camera counts as lost."""
    try:
        good, bgr = device.read()
    except Exception as error:  # noqa: BLE001  whatever a driver raises: there was no picture
        log.debug("the camera gave no picture: %s", error)
        return False, None
    return bool(good), bgr


def _release(device: Capture) -> None:
    """Let the device go; one that fails even at that is gone anyway."""
    try:
        device.release()
    except Exception as error:  # noqa: BLE001  whatever a driver raises
        log.warning("the camera can't be let go: %s", error)


class PacedClips(Threaded):
    """Clips at their own pace, one after another: each frame comes when its time has come, ready for it or not.

    Times go on rising from clip to clip. A clip begins only when all of the one before has been looked at and its own
    first frame has: whoever judges may take a moment to get ready for another recording without missing any of it.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ClipError for the first of the files that is no readable clip."""
        super().__init__("paced-clips")
        self._clips = [ClipSource(path, hurry=False) for path in paths]
        self._count = 0

    def _run(self) -> None:
        offset_s = 0.0
        try:
            for part, clip in enumerate(self._clips):
                try:
                    offset_s = self._play(clip, part, offset_s)
                except PosecheckError as error:
                    self.message = str(error)
                if self._stop.is_set():
                    break
        finally:  # whatever failed: who waits for the next frame is to know that none comes
            self._state = "ended"

    def _play(self, clip: ClipSource, part: int, offset_s: float) -> float:
        """Play one clip; returns when the next one's time begins."""
        started_s, last_s, step_s = math.nan, 0.0, 1.0 / 30.0
        with clip:
            for frame in clip:
                if math.isnan(started_s):
                    self._let_catch_up(part)
                elif self._stop.wait(max(0.0, started_s + frame.t_s - time.monotonic())):
                    break
                self._state = "running"
                self._newest.put(Frame(self._count, offset_s + frame.t_s, frame.bgr, time.monotonic(), part))
                if math.isnan(started_s):
                    self._let_catch_up(part)
                    started_s = time.monotonic() - frame.t_s
                step_s = frame.t_s - last_s or step_s
                self._count, last_s = self._count + 1, frame.t_s
        return offset_s + last_s + step_s

    def _let_catch_up(self, part: int) -> None:
        """Between two clips, wait for whoever looks; not for ever: there may be nobody."""
        until_s = time.monotonic() + CATCH_UP_S
        while part and not self._stop.is_set() and time.monotonic() < until_s:
            if self._newest.wait_until_awaited(0.1):
                return

    def close(self) -> None:
        """Stop playing; returns when the thread has ended and the files are let go."""
        super().close()
        for clip in self._clips:
            clip.close()


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera the system knows of."""

    index: int
    name: str


def list_cameras() -> list[CameraInfo]:
    """Cameras that the system knows of, by number, with their names."""
    if not sys.platform.startswith("linux"):
        from cv2_enumerate_cameras import enumerate_cameras

        return [CameraInfo(found.index, found.name) for found in enumerate_cameras()]
    devices = sorted(VIDEO_DEVICES.glob("video*"), key=lambda device: int(device.name[5:]))
    named = [CameraInfo(int(d.name[5:]), (d / "name").read_text().strip()) for d in devices if (d / "name").exists()]
    # a camera has a second device for its metadata, of the same name: the first one has the pictures
    return [camera for i, camera in enumerate(named) if camera.name not in [other.name for other in named[:i]]]


def open_device(index: int) -> Capture:
    """A capture device; OpenCV's own complaints about a missing one stay off the terminal."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    with native_log_silenced():
        return cv2.VideoCapture(index)
