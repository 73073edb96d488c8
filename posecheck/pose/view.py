"""From where the camera sees the body: side, front or oblique, facing, near side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class View:
    """The camera's view of the body, as known so far.

    off_axis_deg: degrees off the pure side view (0 = side-on, 90 = front or back), NaN until known;
    near: the side of the body nearer to the camera; facing: where the head (lying) or face points in the picture.
    """

    kind: Literal["side", "front", "oblique", "unknown"]
    off_axis_deg: float
    near: Literal["left", "right"]
    facing: Literal["left", "right", "unknown"]


UNKNOWN_VIEW = View("unknown", float("nan"), "left", "unknown")
