"""What a session needs of the outside world, as protocols: session and io never import each other."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from posecheck.coach.output import FrameOutput
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection


class Detector(Protocol):
    """The pose network."""

    def detect(self, frame: Frame) -> Detection:
        """The person on one frame; frames come in order."""
        ...

    def reset(self) -> None:
        """Forget the person: the next frame begins another recording."""
        ...

    def close(self) -> None:
        """Let the network go."""
        ...


class SourceState(StrEnum):
    """What a live source is doing."""

    OPENING = "opening"
    RUNNING = "running"
    LOST = "lost"
    ENDED = "ended"


class LiveSource(Protocol):
    """A camera, or a clip played as if it were one: only the newest frame, and how many were missed."""

    @property
    def state(self) -> str:
        """One of SourceState's values."""
        ...

    @property
    def message(self) -> str:
        """What is wrong, in words for the person; "" when nothing is."""
        ...

    @property
    def frames_in(self) -> int:
        """Frames that came from the device."""
        ...

    @property
    def dropped(self) -> int:
        """Frames replaced by a newer one before anybody took them."""
        ...

    def open(self) -> None:
        """Start capturing."""
        ...

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not yet taken, or None when there is none in time."""
        ...

    def close(self) -> None:
        """Stop capturing."""
        ...


class Sink(Protocol):
    """Somebody who wants to know of every judged frame."""

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Hear of a frame; must not block."""
        ...

    def close(self) -> None:
        """No more frames will come."""
        ...
