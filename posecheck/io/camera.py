"""Live pictures: a camera, or clips played at their own pace as if they were one. Only the newest frame is kept."""

from __future__ import annotations

import logging
import math
import os
import sys
import threading
import time
from abc import ABC, abstractmethod
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
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)
RETRY_S = (0.5, 1.0, 2.0, 4.0)
"""Waits between attempts to open a camera that isn't there; the last one is repeated."""
SILENT_S = 1.5
"""A camera that gives no picture for this long is lost."""
CATCH_UP_S = 3.0
"""How long the next of several clips waits at most for the one before to be looked at."""

VIDEO_DEVICES = Path("/sys/class/video4linux")
Capture = Any
OpenCapture = Callable[[int], Capture]


class _Newest:
    """A place for one frame: a newer one takes the place of one nobody took."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._awaited = False
        self.frames_in = self.dropped = 0

    def put(self, frame: Frame) -> None:
        with self._changed:
            self.frames_in += 1
            self.dropped += self._frame is not None
            self._frame, self._awaited = frame, False
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Frame | None:
        with self._changed:
            if self._frame is None:
                self._awaited = True
                self._changed.notify_all()
                self._changed.wait(timeout_s)
                self._awaited = False
            frame, self._frame = self._frame, None
            return frame

    def wait_until_awaited(self, timeout_s: float) -> bool:
        """Whether, within that time, somebody waits for a frame, and so is done with all before it."""
        with self._changed:
            return self._awaited or self._changed.wait_for(lambda: self._awaited, timeout_s)

    @property
    def waiting(self) -> bool:
        return self._frame is not None


class _Threaded(ABC):
    """What both sources share: a thread that fills the place of the newest frame, a state and a message."""

    def __init__(self, name: str) -> None:
        self._newest, self._stop = _Newest(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._state, self.message = "opening", ""

    @property
    def state(self) -> str:
        """opening, running, lost or ended; ended only after the last frame has been taken."""
        return "running" if self._state == "ended" and self._newest.waiting else self._state

    @property
    def frames_in(self) -> int:
        """Frames that came from the device."""
        return self._newest.frames_in

    @property
    def dropped(self) -> int:
        """Frames replaced by a newer one before anybody took them."""
        return self._newest.dropped

    def open(self) -> None:
        """Start capturing."""
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not yet taken, or None when none comes in time."""
        return self._newest.take(timeout_s)

    def close(self) -> None:
        """Stop capturing; returns when the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """What the thread does: put frames, until it is stopped or there are no more."""


class CameraSource(_Threaded):
    """A camera by number. When it is missing, taken or unplugged it says so and keeps trying; times go on rising."""

    def __init__(
        self, index: int, *, width: int = 1280, height: int = 720, fps: int = 30, capture: OpenCapture | None = None
    ) -> None:
        super().__init__(f"camera-{index}")
        self._index, self._wanted = index, (width, height, fps)
        self._capture, self._claim = capture or open_device, Claim()

    def _run(self) -> None:
        started_s, count, tries = time.monotonic(), 0, 0
        while not self._stop.is_set():
            if (device := self._opened()) is None:
                self._lose(phrases.CAMERA_SHUT)
                self._wait(tries)
                tries += 1
                continue
            before = count
            count = self._capture_until_lost(device, started_s, count)
            device.release()
            tries = 0 if count > before else tries + 1
            if not self._stop.is_set():
                self._lose(phrases.CAMERA_LOST)
                self._wait(tries)
        self._claim.give_up()
        self._state = "ended"

    def _opened(self) -> Capture | None:
        """The device, ready to be read; None when it can't be had."""
        self._claim.renew()
        try:
            device = self._capture(self._index)
            ready = device is not None and device.isOpened()
            if ready:
                self._set_up(device)
        except cv2.error as error:
            log.warning("the camera can't be opened: %s", error)
            return None
        return device if ready else None

    def _wait(self, tries: int) -> None:
        """Wait before the next attempt."""
        self._stop.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])

    def _lose(self, message: str) -> None:
        self._state, self.message = "lost", message

    def _set_up(self, device: Capture) -> None:
        width, height, fps = self._wanted
        device.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        device.set(cv2.CAP_PROP_FPS, fps)

    def _capture_until_lost(self, device: Capture, started_s: float, count: int) -> int:
        last_s = time.monotonic()
        while not self._stop.is_set() and time.monotonic() - last_s < SILENT_S:
            good, bgr = _read(device)
            now_s = time.monotonic()
            self._claim.renew()
            if not good or bgr is None:
                self._stop.wait(0.02)
                continue
            self._newest.put(Frame(count, now_s - started_s, bgr, now_s))
            self._state, self.message = "running", ""
            count, last_s = count + 1, now_s
        return count


def _read(device: Capture) -> tuple[bool, Any]:
    """Whether there was a picture, and the picture; a driver that fails gives none, and the camera counts as lost."""
    try:
        good, bgr = device.read()
    except cv2.error as error:
        log.debug("the camera gave no picture: %s", error)
        return False, None
    return bool(good), bgr


class PacedClips(_Threaded):
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
