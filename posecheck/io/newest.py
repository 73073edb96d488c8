"""The newest picture of a source that a thread of its own reads."""

from __future__ import annotations

import threading

from posecheck.pose.frame import Frame


class Newest:
    """A place for one frame: a newer one takes the place of one nobody took."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._awaited = False
        self.frames_in = self.dropped = 0

    def put(self, frame: Frame) -> None:
        """Keep a newer frame."""
        with self._changed:
            self.frames_in += 1
            self.dropped += self._frame is not None
            self._frame, self._awaited = frame, False
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Frame | None:
        """Return the frame, or None when none comes in time."""
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
        """Whether there is a frame that nobody took yet."""
        return self._frame is not None


class Counted:
    """What every source of which only the newest frame is kept can say of its frames."""

    def __init__(self) -> None:
        self._newest = Newest()

    @property
    def frames_in(self) -> int:
        """Frames that came from the device."""
        return self._newest.frames_in

    @property
    def dropped(self) -> int:
        """Frames replaced by a newer one before anybody took them."""
        return self._newest.dropped
