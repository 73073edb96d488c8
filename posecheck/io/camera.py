"""Live pictures: a camera, or a clip played at its own pace as if it were one. Only the newest frame is kept."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# On Windows the default capture otherwise takes many seconds to open; must be set before cv2 is imported.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")

import cv2

from posecheck.errors import PosecheckError
from posecheck.io.clip import ClipSource
from posecheck.io.native_log import native_log_silenced
from posecheck.pose.frame import Frame

RETRY_S = (0.5, 1.0, 2.0, 4.0)
"""Waits between attempts to open a camera that isn't there; the last one is repeated."""
SILENT_S = 1.5
"""A camera that gives no picture for this long is lost."""

Capture = Any
OpenCapture = Callable[[int], Capture]


class _Newest:
    """A place for one frame: a newer one takes the place of one nobody took."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self.frames_in = self.dropped = 0

    def put(self, frame: Frame) -> None:
        with self._changed:
            self.frames_in += 1
            self.dropped += self._frame is not None
            self._frame = frame
            self._changed.notify()

    def take(self, timeout_s: float) -> Frame | None:
        with self._changed:
            if self._frame is None:
                self._changed.wait(timeout_s)
            frame, self._frame = self._frame, None
            return frame

    @property
    def waiting(self) -> bool:
        return self._frame is not None


class _Threaded:
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

    def _run(self) -> None:
        raise NotImplementedError  # each source has its own


class CameraSource(_Threaded):
    """A camera by number. When it is missing, taken or unplugged it says so and keeps trying; times go on rising."""

    def __init__(
        self, index: int, *, width: int = 1280, height: int = 720, fps: int = 30, capture: OpenCapture | None = None
    ) -> None:
        super().__init__(f"camera-{index}")
        self._index, self._wanted = index, (width, height, fps)
        self._capture = capture or _open_device

    def _run(self) -> None:
        started_s, count, tries = time.monotonic(), 0, 0
        while not self._stop.is_set():
            device = self._capture(self._index)
            if device is None or not device.isOpened():
                self._lose(f"Camera {self._index} won't open. Plug it in or close other programs")
                self._stop.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
                continue
            self._set_up(device)
            before = count
            count = self._capture_until_lost(device, started_s, count)
            device.release()
            tries = 0 if count > before else tries + 1
            if not self._stop.is_set():
                self._lose("No picture from the camera. Check its cable")
                self._stop.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])
        self._state = "ended"

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
            good, bgr = device.read()
            now_s = time.monotonic()
            if not good or bgr is None:
                self._stop.wait(0.02)
                continue
            self._newest.put(Frame(count, now_s - started_s, bgr, now_s))
            self._state, self.message = "running", ""
            count, last_s = count + 1, now_s
        return count


class PacedClip(_Threaded):
    """A clip at its own pace: each frame comes when its time has come, whether or not anybody is ready for it."""

    def __init__(self, path: Path) -> None:
        super().__init__("paced-clip")
        self._clip = ClipSource(path, hurry=False)

    def _run(self) -> None:
        try:
            with self._clip as clip:
                started_s = time.monotonic()
                for frame in clip:
                    if self._stop.wait(max(0.0, started_s + frame.t_s - time.monotonic())):
                        break
                    self._state = "running"
                    self._newest.put(Frame(frame.index, frame.t_s, frame.bgr, time.monotonic()))
        except PosecheckError as error:
            self.message = str(error)
        self._state = "ended"

    def close(self) -> None:
        """Stop playing; returns when the thread has ended and the file is let go."""
        super().close()
        self._clip.close()


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera the system knows of."""

    index: int
    name: str


def list_cameras(most: int = 5) -> list[CameraInfo]:
    """Cameras that can be opened; with their names where the system tells them (Linux)."""
    if sys.platform.startswith("linux"):
        devices = sorted(Path("/sys/class/video4linux").glob("video*"))
        return [CameraInfo(int(d.name[5:]), (d / "name").read_text().strip()) for d in devices if (d / "name").exists()]
    found = []
    for index in range(most):
        device = _open_device(index)
        if device is not None and device.isOpened():
            found.append(CameraInfo(index, f"camera {index}"))
            device.release()
    return found


def _open_device(index: int) -> Capture:
    """A capture device; OpenCV's own complaints about a missing one stay off the terminal."""
    with native_log_silenced():
        return cv2.VideoCapture(index)
