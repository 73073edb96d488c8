"""Clips as phones, video calls and editors make them: what a player shows is what is judged."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from clipmaker import card, cut_off, dominant, set_rotation, steady, write_clip, write_sound, zero_packets

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.frame_reader import FrameReader
from posecheck.pose.frame import Frame

SAMPLES = Path(__file__).parents[2] / "samples"


def through(path: Path) -> tuple[list[Frame], tuple[str, ...]]:
    """Return a clip's frames and what was told of it."""
    with ClipSource(path) as clip:
        found = list(clip)
    return found, clip.info.problems


def lay(path: Path, entries: tuple[int, int, int, int]) -> Path:
    """Put a display matrix (a, b, c, d) into the track header of an mp4."""
    data = bytearray(path.read_bytes())
    header = data.index(b"tkhd") + 4
    a, b, c, d = entries
    for i, value in ((0, a), (1, b), (3, c), (4, d)):
        data[header + 40 + 4 * i : header + 44 + 4 * i] = (value << 16).to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(
    ("entries", "bright", "shape"),
    [
        pytest.param((-1, 0, 0, 1), "upper right", (48, 64, 3), id="mirrored"),
        pytest.param((1, 0, 0, -1), "lower left", (48, 64, 3), id="upside down in a mirror"),
        pytest.param((0, 1, 1, 0), "upper left", (64, 48, 3), id="turned and mirrored"),
        pytest.param((0, -1, -1, 0), "lower right", (64, 48, 3), id="turned and mirrored the other way"),
    ],
)
def test_a_mirrored_clip_is_shown_as_players_show_it(
    tmp_path: Path, entries: tuple[int, int, int, int], bright: str, shape: tuple[int, int, int]
) -> None:
    path = lay(write_clip(tmp_path / "front.mp4", steady(3)), entries)
    found, _ = through(path)
    assert (dominant(found[0].bgr), found[0].bgr.shape) == (bright, shape)
    with FrameReader(path) as reader:
        np.testing.assert_array_equal(reader.read(2), found[2].bgr)


def damaged(path: Path) -> Path:
    """Write a clip of 60 frames with a key frame in 20, one packet of which is nothing but zeros."""
    return zero_packets(write_clip(path, steady(60), size=(320, 240), gop=20), [30])


def trimmed(path: Path) -> Path:
    """Write a clip whose edit list begins at its twentieth of 60 frames, so that the packets before it are hidden."""
    whole = write_clip(path, steady(60), size=(320, 240))
    data = bytearray(whole.read_bytes())
    edit = data.index(b"elst") + 4
    with av.open(str(whole)) as clip:
        base_s = float(clip.streams.video[0].time_base)
    start = int.from_bytes(data[edit + 12 : edit + 16], "big", signed=True) + round(20 / 30 / base_s)
    data[edit + 12 : edit + 16] = start.to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(("make", "least", "most"), [(damaged, 40, 59), (trimmed, 38, 42)])
def test_seeking_and_going_through_give_the_same_frames(
    tmp_path: Path, make: Callable[[Path], Path], least: int, most: int
) -> None:
    path = make(tmp_path / "clip.mp4")
    found, _ = through(path)
    assert least <= len(found) <= most
    with FrameReader(path, len(found)) as reader:
        assert len(reader) == len(found)
        for i in (*range(len(found)), len(found) - 1, 25, 0, 31):
            np.testing.assert_array_equal(reader.read(i), found[i].bgr, err_msg=f"frame {i}")


def test_a_clip_that_breaks_off_is_given_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    found, problems = through(cut_off(SAMPLES / "bridge.mp4", tmp_path / "cut.mp4", 0.5))
    assert len(found) > 100
    assert any("breaks off after" in problem for problem in problems)


def test_times_that_never_move_give_way_to_the_headers_rate(tmp_path: Path) -> None:
    path = tmp_path / "still.mkv"
    source = write_clip(tmp_path / "a.mkv", steady(20, 10.0), codec="ffv1")
    with av.open(str(source)) as clip, av.open(str(path), "w") as out:
        copy = out.add_stream_from_template(clip.streams.video[0])
        for packet in clip.demux(clip.streams.video[0]):
            if packet.size:
                packet.stream, packet.pts, packet.dts = copy, 0, 0
                out.mux(packet)
    with ClipSource(path) as read:
        rate = read.info.fps
        found = list(read)
    assert found[10].t_s == pytest.approx(10 / rate, rel=0.01)


def test_a_black_first_track_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    black = np.zeros((48, 64, 3), np.uint8)
    with av.open(str(path), "w") as out:
        tracks = [out.add_stream("libx264", rate=30) for _ in range(2)]
        for track in tracks:
            track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for i in range(10):
            for track, picture in zip(tracks, (black, card(i)), strict=True):
                out.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        for track in tracks:
            out.mux(track.encode(None))
    found, _ = through(path)
    assert (len(found), dominant(found[0].bgr)) == (10, "upper left")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    with pytest.raises(ClipError, match="pipe"):
        ClipSource(pipe)


def test_sound_alone_has_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no picture in the file"):
        ClipSource(write_sound(tmp_path / "sound.mp4"))


def test_a_colon_and_letters_of_no_encoding_are_names_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_clip(tmp_path / "a.mp4", steady(5))
    monkeypatch.chdir(tmp_path)
    for name in ("a:b.mp4", os.fsdecode(b"caf\xe9.mp4")):
        Path(name).write_bytes(whole.read_bytes())
        assert len(through(Path(name))[0]) == 5


def test_a_pause_in_the_times_is_told_once_with_its_seconds(tmp_path: Path) -> None:
    times_s = [*steady(10), *(62.0 + t_s for t_s in steady(10)), 64.0]
    found, problems = through(write_clip(tmp_path / "paused.mp4", times_s))
    assert found[10].t_s == pytest.approx(62.0, abs=0.01)
    assert problems == ("nothing was recorded from 0.3 to 62.0 s",)


def animated(path: Path, codec: str, pix_fmt: str) -> Path:
    """Write an animation of six cards, ten a second."""
    with av.open(str(path), "w") as out:
        track = out.add_stream(codec, rate=10)
        track.width, track.height, track.pix_fmt = 64, 48, pix_fmt
        for i in range(6):
            picture = av.VideoFrame.from_ndarray(card(i), format="bgr24")
            out.mux(track.encode(picture.reformat(format=pix_fmt)))
        out.mux(track.encode(None))
    return path


def test_an_animated_gif_is_a_clip(tmp_path: Path) -> None:
    path = animated(tmp_path / "a.gif", "gif", "rgb8")
    found, problems = through(path)
    assert [round(frame.t_s, 2) for frame in found] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert (dominant(found[5].bgr), problems) == ("upper left", ())
    with FrameReader(path, 6) as reader:
        np.testing.assert_array_equal(reader.read(5), found[5].bgr)


@pytest.mark.parametrize("reading", [ClipSource, FrameReader])
def test_an_animated_webp_is_one_line_with_a_cure(tmp_path: Path, reading: type[ClipSource | FrameReader]) -> None:
    with pytest.raises(ClipError, match=r"animated WebP.*save it as MP4 or GIF"):
        reading(animated(tmp_path / "a.webp", "libwebp_anim", "yuv420p"))


def test_a_cover_on_a_song_is_no_picture_to_judge(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    with av.open(str(path), "w") as out:
        song, cover = out.add_stream("libmp3lame", rate=44_100), out.add_stream("png", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "rgb24"
        cover.disposition = Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(card(1), format="bgr24").reformat(format="rgb24")
        out.mux([*cover.encode(picture), *cover.encode(None)])
        silence = av.AudioFrame.from_ndarray(np.zeros((2, 1152), np.float32), format="fltp", layout="stereo")
        silence.sample_rate = 44_100
        out.mux([*song.encode(silence), *song.encode(None)])
    with pytest.raises(ClipError, match="no picture in the file"):
        ClipSource(path)


def turned(degrees: int) -> Callable[[Path], Path]:
    """Return what makes a clip with a rotation in its header."""

    def make(folder: Path) -> Path:
        path = write_clip(folder / "turned.mp4", steady(8))
        set_rotation(path, degrees)
        return path

    return make


def oblong(folder: Path) -> Path:
    """Write a clip whose pixels are four thirds as wide as high."""
    path = folder / "oblong.mp4"
    with av.open(str(path), "w") as out:
        track = out.add_stream("libx264", rate=30)
        track.width, track.height, track.pix_fmt = 48, 48, "yuv420p"
        track.codec_context.sample_aspect_ratio = Fraction(4, 3)
        for i in range(8):
            out.mux(track.encode(av.VideoFrame.from_ndarray(card(i, 48, 48), format="bgr24")))
        out.mux(track.encode(None))
    return path


def growing(folder: Path) -> Path:
    """Write a bare stream that is twice as large from its ninth frame on."""
    parts = [write_clip(folder / f"{px}.h264", steady(8), size=(px, px * 3 // 4)) for px in (64, 128)]
    path = folder / "growing.h264"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def two_tracks(folder: Path) -> Path:
    """Write a clip with a small track and a larger one."""
    path = folder / "two.mkv"
    with av.open(str(path), "w") as out:
        tracks = [out.add_stream("libx264", rate=30) for _ in range(2)]
        for track, size in zip(tracks, ((32, 24), (64, 48)), strict=True):
            track.width, track.height, track.pix_fmt, track.disposition = *size, "yuv420p", Disposition(0)
        for i in range(8):
            for track in tracks:
                picture = card(i, track.width, track.height)[:, :: 1 if track is tracks[1] else -1]
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
                out.mux(track.encode(frame))
        for track in tracks:
            out.mux(track.encode(None))
    return path


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="compared with the ffmpeg program's own pictures")
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(turned(90), id="turned by 90"),
        pytest.param(turned(180), id="turned by 180"),
        pytest.param(turned(270), id="turned by 270"),
        pytest.param(lambda folder: lay(write_clip(folder / "a.mp4", steady(8)), (-1, 0, 0, 1)), id="mirrored"),
        pytest.param(oblong, id="oblong pixels"),
        pytest.param(lambda folder: trimmed(folder / "trimmed.mp4"), id="trimmed"),
        pytest.param(two_tracks, id="two tracks"),
        pytest.param(growing, id="growing"),
    ],
)
def test_every_picture_is_the_one_that_ffmpeg_shows(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    found, _ = through(path)
    square = ["-vf", "scale=iw*sar:ih,setsar=1"] if make is oblong else []
    command = ["ffmpeg", "-v", "error", "-i", path, *square, "-vsync", "passthrough", "-f", "rawvideo"]
    shown = subprocess.run([*command, "-pix_fmt", "bgr24", "-"], capture_output=True, check=True).stdout
    theirs = np.frombuffer(shown, np.uint8).reshape(-1, *found[0].bgr.shape)
    assert len(found) == len(theirs)
    for i, frame in enumerate(found):
        assert float(np.abs(frame.bgr.astype(int) - theirs[i]).mean()) < 3.0, f"frame {i}"
