"""Clips whose pictures say their own number, to prove that the right one is shown."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from clipmaker import TIME_BASE


def numbered(index: int) -> np.ndarray:
    """A picture that says its number in sixteen bright or dark fields."""
    bgr = np.full((48, 64, 3), 30, np.uint8)
    for bit in range(16):
        if index >> bit & 1:
            bgr[12 * (bit // 4) : 12 * (bit // 4) + 12, 16 * (bit % 4) : 16 * (bit % 4) + 16] = 225
    return bgr


def number_of(bgr: np.ndarray) -> int:
    fields = [bgr[12 * (b // 4) + 2 : 12 * (b // 4) + 10, 16 * (b % 4) + 2 : 16 * (b % 4) + 14] for b in range(16)]
    return sum(1 << b for b, field in enumerate(fields) if field.mean() > 128)


def uneven(count: int) -> list[float]:
    """A clip as a phone records it in bad light: steps between 16 and 120 ms."""
    rng = random.Random(3)
    times = [0.0]
    while len(times) < count:
        times.append(times[-1] + rng.choice([1 / 60, 1 / 30, 1 / 30, 1 / 24, 0.12]))
    return times


def write(path: Path, times_s: list[float], gop: int, b_frames: int) -> Path:
    with av.open(str(path), "w") as out:
        options = {"g": str(gop), "bf": str(b_frames), "sc_threshold": "0"}
        video = out.add_stream("libx264", rate=30, options=options)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.codec_context.time_base = TIME_BASE
        for i, t_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray(numbered(i), format="bgr24")
            frame.pts, frame.time_base = round(Fraction(t_s) / TIME_BASE), TIME_BASE
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path
