"""Live pictures: a camera, or clips played at their own pace as if they were one. Only the newest frame is kept."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.coach import phrases
from posecheck.errors import PosecheckError
from posecheck.io.camera_address import Address, told
from posecheck.io.camera_reader import SILENT_S, CameraReader, OpenCapture, Readers, open_device
from posecheck.io.camera_sharing import Claim
from posecheck.io.clip import ClipSource
from posecheck.io.newest import Counted
from posecheck.pose.frame import Frame

FEWEST_HZ, COUNTED_OVER_S = 12.0, 5.0
"""Fewer pictures a second than this, over so long, are told."""
CATCH_UP_S = 3.0
"""How long the next of several clips waits at most for the one before to be looked at."""
VIDEO_DEVICES = Path("/sys/class/video4linux")


class CameraSource(Counted):
    """A camera by number, or a phone's by its address. Missing, taken or unplugged: it says so and keeps trying.

    Times go on rising. Its driver may never return: the silence is noticed by who asks for pictures, closing doesn't
    wait for it, and the reader that hangs in it is given up for a new one, so that the camera can come back.
    """

    def __init__(
        self, index: Address, *, width: int = 1280, height: int = 720, fps: int = 30, capture: OpenCapture | None = None
    ) -> None:
        super().__init__()
        self._index, self._wanted, self._capture = index, (width, height, fps), capture or open_device
        self._claim, self._lock = Claim(), threading.Lock()
        self._readers = Readers(self._made_reader)
        self._state, self._message = "opening", ""
        self._started_s = self._quiet_since_s = self._counting_since_s = time.monotonic()
        self._count, self._counted, self._few = 0, 0, ""

    @property
    def state(self) -> str:
        """opening, running, lost or ended; lost also when the driver itself no longer returns."""
        self._watch()
        return self._state

    @property
    def message(self) -> str:
        """What is wrong, in words for the person; "" when nothing is."""
        return told(self._index, self._message)

    def open(self) -> None:
        """Start capturing."""
        self._started_s = self._quiet_since_s = self._counting_since_s = time.monotonic()
        self._readers.now.start()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not yet taken, or None when none comes in time."""
        frame = self._newest.take(timeout_s)
        self._watch()
        return frame

    def close(self) -> None:
        """Stop capturing; a driver that doesn't return at once is left to end by itself."""
        with self._lock:
            self._state = "ended"
        self._readers.close()
        self._claim.give_up()

    def _made_reader(self) -> CameraReader:
        return CameraReader(self._index, self._wanted, self._capture, self._claim, self._take, self._lose)

    def _watch(self) -> None:
        """Notice, outside the thread that may hang in the driver, that no picture has come for too long."""
        now_s = time.monotonic()
        with self._lock:
            if self._state == "ended":
                return
            if now_s - self._quiet_since_s >= SILENT_S:
                if self._state == "running":
                    self._state, self._message = "lost", phrases.CAMERA_LOST
                elif self._state == "opening":
                    self._state, self._message = "lost", phrases.CAMERA_SLOW
            self._readers.replace_stuck()

    def _take(self, reader: CameraReader, bgr: Any, now_s: float) -> None:
        """A picture; none of a reader that was given up and has come to itself meanwhile."""
        with self._lock:
            if reader is not self._readers.now or self._state == "ended":
                return
            if self._state != "running":
                self._counted, self._counting_since_s = 0, now_s
            self._quiet_since_s = now_s
            self._count_pictures(now_s)
            self._newest.put(Frame(self._count, now_s - self._started_s, bgr, now_s))
            self._count += 1
            self._state, self._message = "running", self._few

    def _lose(self, reader: CameraReader, message: str) -> None:
        with self._lock:
            if reader is self._readers.now and self._state != "ended":
                self._state, self._message = "lost", message

    def _count_pictures(self, now_s: float) -> None:
        """Every few seconds, see whether enough pictures come."""
        self._counted += 1
        took_s = now_s - self._counting_since_s
        if took_s >= COUNTED_OVER_S:
            self._few = phrases.CAMERA_FEW if self._counted / took_s < FEWEST_HZ else ""
            self._counted, self._counting_since_s = 0, now_s


class PacedClips(Counted):
    """Clips at their own pace, one after another: each frame comes when its time has come, ready for it or not.

    Times go on rising from clip to clip. A clip begins only when all of the one before has been looked at and its own
    first frame has: whoever judges may take a moment to get ready for another recording without missing any of it.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ClipError for the first of the files that is no readable clip."""
        super().__init__()
        self._stop, self._thread = (
            threading.Event(),
            threading.Thread(target=self._run, name="paced-clips", daemon=True),
        )
        self._state, self.message = "opening", ""
        self._clips = [ClipSource(path, hurry=False) for path in paths]
        self._count = 0

    @property
    def state(self) -> str:
        """opening, running or ended; ended only after the last frame has been taken."""
        return "running" if self._state == "ended" and self._newest.waiting else self._state

    def open(self) -> None:
        """Start playing."""
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not yet taken, or None when none comes in time."""
        return self._newest.take(timeout_s)

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
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
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
