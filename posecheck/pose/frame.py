"""One picture and when it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture from a camera or a clip.

    index: running number from 0; t_s: seconds since the first frame; bgr: (h, w, 3) uint8.
    captured_s: monotonic clock when it left the camera (live only; 0.0 for a clip read at full speed).
    part: which recording it is from when several are played one after another.
    """

    index: int
    t_s: float
    bgr: npt.NDArray[np.uint8]
    captured_s: float = 0.0
    part: int = 0
