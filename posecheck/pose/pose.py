"""What the network saw (Detection) and what we make of it (Pose)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.pose import landmarks

Floats = npt.NDArray[np.floating]
Bools = npt.NDArray[np.bool_]

OUTLINE_STATIONS = 30
"""Places along the shoulder-hip line at which the silhouette's upper edge is sampled."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One frame's answer of the pose network; NaN coordinates and zero visibility when nobody was found.

    xy: (33, 2) pixels of the picture as given, y down; world: (33, 3) metres, hip-centred;
    visibility, presence: (33,) 0..1; mask: (h, w) uint8 0..255 person mask at any reduced size, or None;
    people: how many people were seen at the last look (0, 1, 2 …); size: (width, height) of the picture.
    """

    xy: Floats
    world: Floats
    visibility: Floats
    presence: Floats
    mask: npt.NDArray[np.uint8] | None
    people: int
    size: tuple[int, int]

    @property
    def found(self) -> bool:
        """Whether a person was found."""
        return bool(np.isfinite(self.xy[landmarks.INDEX["left_hip"], 0]))

    @classmethod
    def empty(cls, size: tuple[int, int]) -> Detection:
        """Nobody in the picture."""
        n = landmarks.COUNT
        return cls(np.full((n, 2), np.nan), np.full((n, 3), np.nan), np.zeros(n), np.zeros(n), None, 0, size)


@dataclass(frozen=True, slots=True)
class Observation:
    """What is kept of a frame (or, with a leading time axis, of a clip): all that a judgement needs, no pixels.

    t_s: (…,); xy: (…, 33, 2) px; world: (…, 33, 3) m; visibility, presence: (…, 33);
    bones: (…, 8) share of each bone of landmarks.BONES that lies on the person mask (NaN without a mask);
    outline: (…, 30) heights of the silhouette's upper edge over the shoulder-hip line, in trunk lengths;
    luma: (…,) mean brightness 0..255; people: (…,) people seen; size: (width, height) px;
    covered: (…, 2) 1 for shoulders, hips behind a thing (posecheck.pose.cover), 0 where nothing tells so;
    spread: (33,) how far several looks at a still disagree, in trunk lengths; None for the frames of a clip.
    """

    t_s: Floats
    xy: Floats
    world: Floats
    visibility: Floats
    presence: Floats
    bones: Floats
    outline: Floats
    luma: Floats
    people: Floats
    size: tuple[int, int]
    spread: Floats | None = None
    covered: Floats = field(default_factory=lambda: np.zeros(2))

    def __post_init__(self) -> None:
        if self.covered.ndim <= np.ndim(self.t_s):
            object.__setattr__(self, "covered", np.zeros((*np.shape(self.t_s), 2)))

    def __len__(self) -> int:
        return len(self.t_s)

    def row(self, i: int) -> Observation:
        """Frame `i` alone, without the time axis, in double precision again."""
        arrays: dict[str, Any] = {f: np.asarray(getattr(self, f)[i], float) for f in OBSERVATION_ARRAYS}
        return replace(self, **arrays)

    @classmethod
    def stack(cls, rows: list[Observation]) -> Observation:
        """Join single frames into one series with a leading time axis.

        Kept in single precision, as every observation was rounded to it; times keep theirs.
        """
        arrays = {f: single_precision(np.stack([np.asarray(getattr(r, f)) for r in rows])) for f in OBSERVATION_ARRAYS}
        return cls(**arrays, size=rows[0].size)

    @classmethod
    def join(cls, parts: list[Observation]) -> Observation:
        """Join series, one after the other, into one."""
        arrays = {f: np.concatenate([getattr(p, f) for p in parts]) for f in OBSERVATION_ARRAYS}
        return cls(**arrays, size=parts[0].size)


def single_precision(values: Floats) -> Floats:
    """(T, …) in half the memory: a hundredth of a pixel's worth at most; (T,) as it is."""
    return values.astype(np.float32) if values.ndim > 1 else values


OBSERVATION_ARRAYS = tuple(f.name for f in fields(Observation) if f.name not in ("size", "spread"))


@dataclass(frozen=True, slots=True)
class Pose:
    """A filtered and vetted body, one frame or a series.

    xy: (…, 33, 2) smoothed px; trusted: (…, 33) may be judged; filled: (…, 33) bridged over a short gap, drawn
    hollow and never judged; doubt: (…, 33) why a joint is not trusted (posecheck.pose.trust.Doubt; 0 = trusted);
    put_back: (…,) whether left and right had been exchanged and were put back (posecheck.pose.identity);
    the rest as in Observation.
    """

    t_s: Floats
    xy: Floats
    world: Floats
    visibility: Floats
    trusted: Bools
    filled: Bools
    outline: Floats
    size: tuple[int, int]
    doubt: npt.NDArray[np.uint8] | None = None
    put_back: Bools = field(default_factory=lambda: np.asarray(False))

    @property
    def shown(self) -> Bools:
        """(…,) whether there is a body to draw: found, or remembered over a short gap."""
        return np.isfinite(self.xy[..., landmarks.INDEX["left_hip"], 0])

    @property
    def detected(self) -> Bools:
        """(…,) whether a person was found."""
        return np.asarray(self.shown & ~self.filled[..., landmarks.INDEX["left_hip"]])
