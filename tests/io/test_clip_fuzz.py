"""Spoilt clips: whatever the bytes are, frames come out or one clear line, soon and without much memory."""

from __future__ import annotations

import random
import resource
import threading
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
import pytest
from clipmaker import steady, write_clip

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.frame_reader import FrameReader
from posecheck.io.tracks import MOST_PIXELS

SLOWEST_S = 20.0
MOST_MB = 1000
KINDS = {"mp4": "libx264", "mkv": "libx264", "vp8.webm": "libvpx", "vp9.webm": "libvpx-vp9"}
HEADER_BYTES = 1500
FRAMES, UNTOLD = 30, 15
"""Half a second of the second may be lost without a word."""


@cache
def whole(kind: str) -> bytes:
    """Return a second of a small clip."""
    pictures = [np.full((90, 160, 3), 40 + 6 * i, np.uint8) for i in range(FRAMES)]
    for i, picture in enumerate(pictures):
        picture[20:60, 4 * i : 4 * i + 30] = (220, 120, 60)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"clip.{kind}")
        return write_clip(path, steady(FRAMES), size=(160, 90), pictures=pictures, codec=KINDS[kind]).read_bytes()


def mutants(kind: str, count: int, seed: int) -> Iterator[bytes]:
    """Give clips with bits turned, cut off, or with other bytes in the header (an mp4 has it at its end)."""
    drawn = random.Random(f"{kind} {seed}")
    for number in range(count):
        data = bytearray(whole(kind))
        if number % 4 == 0:
            for _ in range(drawn.choice((1, 5, 50))):
                data[drawn.randrange(len(data))] ^= 1 << drawn.randrange(8)
        elif number % 4 == 1:
            del data[drawn.randrange(1, len(data)) :]
        else:
            for _ in range(drawn.choice((1, 4, 16))):
                place = drawn.randrange(min(HEADER_BYTES, len(data)))
                data[place if number % 4 == 2 else -1 - place] = drawn.choice((0, 1, 127, 128, 255))
        yield bytes(data)


def read_whole(path: Path) -> None:
    """Go through a clip and look at some of its frames; ClipError is an answer too, a loss without a word is none."""
    frames, told = None, list[str]()
    try:
        with ClipSource(path) as clip:
            promised = min(FRAMES, clip.info.frames)  # a spoilt header may know nothing of them, or hide them
            times = [frame.t_s for frame in clip]
        frames = len(times)
        # packets that Matroska passes over are a gap in time, which is told from 2 s on: cameras have short ones too
        passed_over = sum(round(30 * (b - a)) - 1 for a, b in pairwise(times)) if path.suffix != ".mp4" else 0
        lost = promised - clip._decoding.hidden - frames - max(0, passed_over)
        told.extend(clip.info.problems)
        assert told or frames == 0 or lost <= UNTOLD, f"{lost} frames lost, and nothing told"
    except ClipError as error:
        told.append(str(error))
    try:
        with FrameReader(path, frames) as reader:
            for index in {0, len(reader) // 2, len(reader) - 1} - {-1}:
                if len(reader):
                    reader.read(index)
    except ClipError as error:
        told.append(str(error))
    assert all("\n" not in line for line in told)


def answered(path: Path) -> BaseException | None:
    """Return what came out besides ClipError, None when all is well; a reading that hangs fails the test."""
    came: list[BaseException] = []

    def look() -> None:
        try:
            read_whole(path)
        except BaseException as error:  # noqa: BLE001  it is the test's result
            came.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(SLOWEST_S)
    if thread.is_alive():
        return TimeoutError(f"no answer within {SLOWEST_S:g} s")
    return came[0] if came else None


def check(tmp_path: Path, kind: str, count: int, seed: int) -> None:
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wrong = []
    for number, data in enumerate(mutants(kind, count, seed)):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(data)
        if (error := answered(path)) is not None:
            wrong.append(f"{number}: {type(error).__name__}: {error}")
        path.unlink()
    assert wrong == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb < MOST_MB


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_clips_give_frames_or_one_line(tmp_path: Path, kind: str) -> None:
    check(tmp_path, kind, 16, 1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_spoilt_clips_give_frames_or_one_line(tmp_path: Path, kind: str) -> None:
    check(tmp_path, kind, 250, 2)


@pytest.mark.parametrize("reading", [ClipSource, FrameReader])
def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded(
    tmp_path: Path, reading: type[ClipSource | FrameReader]
) -> None:
    path = tmp_path / "huge.mkv"
    with av.open(str(path), "w") as out:
        track = out.add_stream("ffv1", rate=30)
        track.width, track.height, track.pix_fmt = 256, 256, "yuv420p"
        out.mux(track.encode(av.VideoFrame(256, 256, "yuv420p")))
        out.mux(track.encode(None))
    data = path.read_bytes()
    for sign in (b"\xb0\x82", b"\xba\x82"):  # Matroska's width and height
        assert data.count(sign + b"\x01\x00") == 1
        data = data.replace(sign + b"\x01\x00", sign + b"\x30\x00")
    path.write_bytes(data)
    with pytest.raises(ClipError, match="12288 by 12288 px is too large") as told:
        reading(path)
    assert "\n" not in str(told.value)
    assert MOST_PIXELS > 7680 * 4320


def test_a_huge_track_is_refused_before_any_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.mkv"
    with av.open(str(path), "w") as out:
        tracks = [out.add_stream("mjpeg", rate=1) for _ in range(2)]
        for track in tracks:
            track.width, track.height, track.pix_fmt = 12_000, 12_000, "yuvj420p"
        for track in tracks:  # what the header says is enough
            packet = av.Packet(b"no picture")
            packet.stream, packet.pts, packet.dts, packet.time_base = track, 0, 0, Fraction(1)
            out.mux(packet)
    monkeypatch.setattr("posecheck.io.tracks._shows_something", lambda *_: pytest.fail("decoded"))
    with pytest.raises(ClipError, match="12000 by 12000 px is too large"):
        ClipSource(path)
