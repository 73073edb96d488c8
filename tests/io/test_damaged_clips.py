"""Damaged clips: what is wrong is left out up to where it can be trusted again, and told with its seconds."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from clipmaker import Picture, cut_off, zero_packets

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.decoding import Decoding
from posecheck.pose.frame import Frame

COUNT, GOP, FPS = 90, 30, 30


def walking() -> list[Picture]:
    """Pictures of a bright box that walks: what is drawn upon a wrong picture stays wrong."""
    pictures = [np.full((120, 160, 3), 60, np.uint8) for _ in range(COUNT)]
    for i, picture in enumerate(pictures):
        picture[30:90, i : i + 40] = (40, 80, 220)
    return pictures


def clip_of(path: Path, codec: str, gop: int = GOP, parameters: str = "") -> Path:
    with av.open(str(path), "w") as out:
        track = out.add_stream(codec, rate=FPS)
        track.width, track.height, track.pix_fmt, track.codec_context.gop_size = 160, 120, "yuv420p", gop
        if codec.startswith("libx26"):
            track.options = {f"{codec[3:]}-params": f"log-level=none:keyint={gop}:{parameters}".rstrip(":")}
        for picture in walking():
            out.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        out.mux(track.encode(None))
    return path


def through(path: Path) -> tuple[list[Frame], tuple[str, ...], float]:
    """Return a clip's frames, what was told of it and its length in s."""
    with ClipSource(path) as clip:
        found = list(clip)
    return found, clip.info.problems, clip.info.duration_s


def wrong(found: list[Frame], whole: list[Frame]) -> list[float]:
    """Times of frames that look different in the whole clip."""
    pictures = {round(f.t_s, 2): f.bgr.astype(int) for f in whole}
    far = ((f.t_s, np.abs(f.bgr - pictures[round(f.t_s, 2)]).max(-1) > 40) for f in found)
    return [t_s for t_s, there in far if there.sum() > 20]


def key_packets(path: Path) -> list[int]:
    with av.open(str(path)) as clip:
        return [i for i, packet in enumerate(clip.demux(video=0)) if packet.is_keyframe]


@pytest.mark.parametrize("after", [(0,), (10, 11, 12)], ids=["a key frame", "frames between"])
@pytest.mark.parametrize("codec", ["libx264", "libx265", "mpeg4", "libvpx", "libvpx-vp9"])
def test_no_picture_drawn_upon_a_lost_one_is_given(tmp_path: Path, codec: str, after: tuple[int, ...]) -> None:
    path = clip_of(tmp_path / ("clip.mkv" if codec == "libvpx" else "clip.mp4"), codec)
    whole, problems, _ = through(path)
    assert (len(whole), problems) == (COUNT, ())
    zero_packets(path, [key_packets(path)[1] + i for i in after], kept=0 if codec == "libvpx" else 8)
    found, problems, duration_s = through(path)
    assert wrong(found, whole) == []
    assert len(found) >= COUNT - GOP - 6
    assert duration_s == pytest.approx(COUNT / FPS, abs=0.05)
    assert len(problems) == 1
    assert problems[0].startswith("the clip is damaged from ")
    assert problems[0].endswith(" to 2.0 s: nothing is seen")


def test_without_a_later_key_frame_the_rest_is_lost(tmp_path: Path) -> None:
    path = zero_packets(clip_of(tmp_path / "clip.mp4", "mpeg4", gop=300), [30])
    found, problems, duration_s = through(path)
    assert len(found) == 30
    assert problems == ("the clip is damaged from 1.0 to 3.0 s: nothing is seen",)
    assert duration_s == pytest.approx(3.0, abs=0.01)


def test_a_stream_that_is_drawn_anew_bit_by_bit_is_trusted_after_a_whole_round(tmp_path: Path) -> None:
    path = clip_of(tmp_path / "clip.mp4", "libx264", 20, "intra-refresh=1")
    whole, _, _ = through(path)
    found, problems, _ = through(zero_packets(path, [25]))
    assert wrong(found, whole) == []
    assert COUNT - 60 < len(found) < COUNT - 20
    assert len(problems) == 1


@pytest.mark.parametrize("codec", ["libx264", "libx265", "mpeg4"])
@pytest.mark.parametrize(
    ("packets", "told"),
    [
        pytest.param(range(1), "from 0.0 to 1.0 s", id="the first"),
        pytest.param(range(20), "from 0.0 to 1.0 s", id="the beginning"),
        pytest.param(range(60, COUNT), "to 3.0 s", id="the end"),
    ],
)
def test_a_damage_at_the_beginning_or_the_end_is_told_and_moves_no_times(
    tmp_path: Path, codec: str, packets: range, told: str
) -> None:
    path = clip_of(tmp_path / "clip.mp4", codec)
    whole, _, _ = through(path)
    found, problems, duration_s = through(zero_packets(path, packets, kept=8))
    assert wrong(found, whole) == []
    assert told in problems[-1]
    assert duration_s == pytest.approx(COUNT / FPS, abs=0.05)
    if packets.start == 0:
        assert found[0].t_s == pytest.approx(1.0, abs=0.01)


def test_the_rate_of_a_clip_with_a_hole_is_that_of_its_pictures(tmp_path: Path) -> None:
    path = zero_packets(clip_of(tmp_path / "clip.mp4", "mpeg4"), [30])
    with ClipSource(path) as clip:
        assert len(list(clip)) == 60
    assert clip.info.fps == pytest.approx(FPS, abs=0.1)


@pytest.mark.parametrize("codec", ["libvpx-vp9", "libx264"])
def test_a_matroska_file_that_is_cut_off_says_so(tmp_path: Path, codec: str) -> None:
    whole = clip_of(tmp_path / "whole.mkv", codec)
    found, problems, _ = through(cut_off(whole, tmp_path / "cut.mkv", 0.5))
    assert 20 < len(found) < 70
    assert [problem for problem in problems if problem.startswith("the clip breaks off after")] != []


def test_sound_that_lasts_longer_is_no_lost_picture(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as out:
        track, sound = out.add_stream("libx264", rate=FPS), out.add_stream("pcm_s16le", rate=8000)
        track.width, track.height, track.pix_fmt = 160, 120, "yuv420p"
        for picture in walking():
            out.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        out.mux(track.encode(None))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8 * 8000), np.int16), format="s16", layout="mono")
        silence.sample_rate = 8000
        out.mux([*sound.encode(silence), *sound.encode(None)])
    assert through(path)[1] == ()


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, *, reading: bool) -> None:
    """Let reading or decoding a clip's twentieth packet fail."""
    packets = Decoding._packets
    demux = av.container.InputContainer.demux

    class Packet:
        def __init__(self, packet: Any) -> None:
            self._packet = packet
            self.pts = packet.pts

        def decode(self) -> list[Any]:
            raise error

    def some(self: Decoding) -> Iterator[Any]:
        for number, packet in enumerate(packets(self)):
            yield Packet(packet) if number == 20 else packet

    class Container:
        def __init__(self, container: Any) -> None:
            self._container = container

        def demux(self, stream: Any) -> Iterator[Any]:
            for number, packet in enumerate(demux(self._container, stream)):
                if number == 20:
                    raise error
                yield packet

    def opened_so(self: Decoding, container: Any, stream: Any, begin: Any = Decoding.__init__) -> None:
        begin(self, Container(container), stream)

    monkeypatch.setattr(Decoding, *(("__init__", opened_so) if reading else ("_packets", some)))


@pytest.mark.parametrize("reading", [True, False], ids=["reading", "decoding"])
@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOMEM, "not enough memory to decode the clip"),
        (errno.EAGAIN, "not enough memory to decode the clip"),
        (errno.EIO, r"cannot read the file .*Input/output error; try again"),
    ],
)
def test_a_trouble_of_the_computer_is_no_damage_of_the_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, told: str, reading: bool
) -> None:
    path = clip_of(tmp_path / "clip.mp4", "mpeg4")
    with pytest.raises(av.error.FFmpegError) as raised:
        av.error.err_check(-code)
    failing(monkeypatch, raised.value, reading=reading)
    with pytest.raises(ClipError, match=told):
        through(path)
