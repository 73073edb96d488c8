"""Small real clips and pictures for the tests, written with PyAV."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
TIME_BASE = Fraction(1, 90_000)


def card(index: int, width: int = 64, height: int = 48) -> Picture:
    """A picture whose upper left quarter is bright, and whose lower right one tells its number by its brightness."""
    bgr = np.full((height, width, 3), 40, np.uint8)
    bgr[: height // 2, : width // 2] = 220
    bgr[height // 2 :, width // 2 :] = 10 * (index % 20)
    return bgr


def write_clip(
    path: Path,
    times_s: Sequence[float],
    *,
    size: tuple[int, int] = (64, 48),
    pictures: Sequence[Picture] | None = None,
    sound: str | None = None,
    codec: str = "libx264",
    gop: int | None = None,
) -> Path:
    """A clip with a frame at each time; sound: name of an audio codec for a tone as long as the pictures.

    gop: from key frame to key frame at most, the codec's own habit where it isn't given.
    """
    with av.open(str(path), "w") as out:
        video = out.add_stream(codec, rate=30)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.codec_context.time_base = TIME_BASE
        if gop is not None:
            video.codec_context.gop_size = gop
        track = out.add_stream(sound, rate=44_100) if sound else None
        for i, t_s in enumerate(times_s):
            shown = pictures[i] if pictures is not None else card(i, *size)
            frame = av.VideoFrame.from_ndarray(shown, format="bgr24")
            frame.pts, frame.time_base = round(t_s / TIME_BASE), TIME_BASE
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if track is not None:
            _write_tone(out, track, max(times_s))
    return path


def _write_tone(out: Any, track: Any, seconds: float) -> None:
    t_s = np.arange(int(seconds * 44_100)) / 44_100
    tone = (0.2 * np.sin(2 * np.pi * 440 * t_s)).astype(np.float32)
    for start in range(0, len(tone) - 1023, 1024):
        part = av.AudioFrame.from_ndarray(np.stack([tone[start : start + 1024]] * 2), format="fltp", layout="stereo")
        part.sample_rate, part.pts, part.time_base = 44_100, start, Fraction(1, 44_100)
        out.mux(track.encode(part))
    out.mux(track.encode(None))


def write_sound(path: Path) -> Path:
    """A file with sound and no picture."""
    with av.open(str(path), "w") as out:
        _write_tone(out, out.add_stream("aac", rate=44_100), 0.5)
    return path


def write_empty(path: Path) -> Path:
    """A video file with a picture track that holds no frame, only sound."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        _write_tone(out, out.add_stream("aac", rate=44_100), 0.5)
    return path


def cut_off(whole: Path, path: Path, share: float = 0.6) -> Path:
    """The first part of a file's bytes."""
    data = whole.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    return path


def zero_packets(path: Path, numbers: Sequence[int], kept: int = 0) -> Path:
    """Fill some of a clip's packets, counted as they are stored, with zeros but for the first `kept` bytes."""
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as clip:  # Matroska's packets have a head of its own
        found = [(data.index(bytes(p), p.pos), p.size) for p in clip.demux(clip.streams.video[0]) if p.size]
    for pos, size in (found[number] for number in numbers):
        data[pos + kept : pos + size] = bytes(max(0, size - kept))
    path.write_bytes(data)
    return path


def set_rotation(path: Path, degrees: int) -> None:
    """Put a display matrix into the track header of an mp4: counter-clockwise rotation, as players understand it."""
    data = bytearray(path.read_bytes())
    header = data.index(b"tkhd") + 4
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    # ISO 14496-12: version 0 has the 3x3 matrix 40 bytes into the box's content, as 16.16 and 2.30 fixed point
    matrix = [cos, -sin, 0, sin, cos, 0, 0, 0, 1]
    for i, value in enumerate(matrix):
        ones = 1 << (30 if i % 3 == 2 else 16)
        data[header + 40 + 4 * i : header + 44 + 4 * i] = (value * ones).to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))


def steady(count: int, fps: float = 30.0) -> list[float]:
    """Times of `count` frames at a steady rate."""
    return [i / fps for i in range(count)]


def dominant(bgr: Picture) -> str:
    """Which quarter of a `card` is the bright one: tells which way up the picture is."""
    height, width = bgr.shape[:2]
    quarters = {
        "upper left": bgr[: height // 2, : width // 2],
        "upper right": bgr[: height // 2, width // 2 :],
        "lower left": bgr[height // 2 :, : width // 2],
        "lower right": bgr[height // 2 :, width // 2 :],
    }
    return max(quarters, key=lambda name: float(quarters[name].mean()))
