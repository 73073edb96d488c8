"""Exact seeking: the frame asked for, and no other, whatever the clip's times and key frames are."""

from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest
from clipmaker import cut_off, steady, write_clip
from numbered import number_of, uneven, write

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.frame_reader import FrameReader

CLIPS = {
    "uneven times, few key frames": ("a.mp4", uneven(400), 90, 2),
    "uneven times, in Matroska": ("b.mkv", uneven(300), 30, 3),
    "steady, one key frame": ("c.mp4", steady(200), 1000, 3),
    "key frames only": ("d.mp4", uneven(120), 1, 0),
}


@pytest.mark.parametrize("name", CLIPS)
def test_every_random_seek_shows_the_frame_asked_for(tmp_path: Path, name: str) -> None:
    file, times_s, gop, b_frames = CLIPS[name]
    path = write(tmp_path / file, times_s, gop, b_frames)
    rng = random.Random(5)
    with FrameReader(path) as reader:
        assert len(reader) == len(times_s)
        asked = [rng.randrange(len(times_s)) for _ in range(200)]
        assert [number_of(reader.read(i)) for i in asked] == asked


def test_to_and_fro_frame_by_frame(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", uneven(80), 25, 2)
    asked = [0, 1, 2, 1, 0, 79, 78, 77, 40, 41, 40, 24, 25, 26, 24, 79, 0]
    with FrameReader(path) as reader:
        assert [number_of(reader.read(i)) for i in asked] == asked


def test_the_pictures_are_those_of_the_way_through(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", steady(40))
    with ClipSource(path) as source:
        through = [frame.bgr for frame in source]
    with FrameReader(path) as reader:
        for i in (39, 0, 20, 21):
            np.testing.assert_array_equal(reader.read(i), through[i])


def test_streams_without_times_are_counted(tmp_path: Path) -> None:
    raw = tmp_path / "a.h264"
    with (
        av.open(str(write(tmp_path / "a.mp4", steady(60), 20, 0))) as clip,
        av.open(str(raw), "w", format="h264") as out,
    ):
        copy = out.add_stream_from_template(clip.streams.video[0])
        for packet in clip.demux(clip.streams.video[0]):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
    with FrameReader(raw) as reader:
        asked = [5, 59, 30, 31, 2]
        assert [number_of(reader.read(i)) for i in asked] == asked


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.mkv", steady(90), 30, 2)
    with FrameReader(whole) as reader, pytest.raises(IndexError):
        reader.read(90)
    with FrameReader(cut_off(whole, tmp_path / "b.mkv")) as reader:
        assert number_of(reader.read(3)) == 3
    with pytest.raises(ClipError, match="no such file"):
        FrameReader(tmp_path / "gone.mp4")
