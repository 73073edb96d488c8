"""What a session needs of the outside world, as protocols: session and io never import each other."""

from __future__ import annotations

from typing import Protocol

from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection


class Detector(Protocol):
    """The pose network."""

    def detect(self, frame: Frame) -> Detection:
        """The person on one frame; frames come in order."""
        ...

    def close(self) -> None:
        """Let the network go."""
        ...
