"""H.264 with each frame's own time and the clip's sound."""

from __future__ import annotations

import os
from pathlib import Path

import av
import pytest
from clipmaker import card, dominant, steady, write_clip

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.video_writer import VideoWriter

TIMES_S = [0.0, 0.03, 0.1, 0.5, 0.54, 1.0]


def written(path: Path, source: Path | None = None, size: tuple[int, int] = (64, 48)) -> Path:
    with VideoWriter(path, size, source) as writer:
        for i, t_s in enumerate(TIMES_S):
            writer.write(card(i, *size), t_s)
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_every_frame_comes_back_with_its_time(tmp_path: Path, suffix: str) -> None:
    with ClipSource(written(tmp_path / f"out{suffix}")) as clip:
        frames = list(clip)
    assert [f.t_s for f in frames] == pytest.approx(TIMES_S, abs=2e-3)
    assert dominant(frames[0].bgr) == "upper left"


def test_it_is_h264_in_the_colours_every_player_knows(tmp_path: Path) -> None:
    with av.open(str(written(tmp_path / "out.mp4"))) as out:
        context = out.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")


def test_odd_sizes_lose_a_row_and_a_column(tmp_path: Path) -> None:
    with ClipSource(written(tmp_path / "out.mp4", size=(65, 49))) as clip:
        assert {f.bgr.shape for f in clip} == {(48, 64, 3)}


@pytest.mark.parametrize(
    ("name", "codec"), [("clip.mp4", "aac"), ("clip.mkv", "libopus"), ("clip.mkv", "pcm_s16le")], ids=str
)
def test_the_sound_is_kept(tmp_path: Path, name: str, codec: str) -> None:
    path = tmp_path / name
    if codec == "libopus":
        pytest.importorskip("av.codec").Codec("libopus", "w")
    source = write_clip(path, steady(31), sound=codec) if codec == "aac" else with_sound(path, codec)
    with av.open(str(written(tmp_path / "out.mp4", source))) as out:
        seconds = sum(f.samples / f.sample_rate for f in out.decode(out.streams.audio[0]))
    assert seconds == pytest.approx(1.0, abs=0.1)


def with_sound(path: Path, codec: str) -> Path:
    """A clip whose sound is in `codec`, made from one with AAC."""
    plain = write_clip(path.with_name("plain.mp4"), steady(31), sound="aac")
    with av.open(str(plain)) as source, av.open(str(path), "w") as out:
        rate = 48_000 if codec == "libopus" else 44_100
        video = out.add_stream_from_template(source.streams.video[0])
        track = out.add_stream(codec, rate=rate)
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                out.mux(packet)
        source.seek(0)
        layout = "stereo"
        resampler = av.AudioResampler(format="s16", layout=layout, rate=rate)
        for frame in source.decode(source.streams.audio[0]):
            for part in resampler.resample(frame):
                out.mux(track.encode(part))
        out.mux(track.encode(None))
    return path


def test_a_clip_without_sound_gives_a_video_without(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "mute.mp4", steady(31))
    with av.open(str(written(tmp_path / "out.mp4", source))) as out:
        assert len(out.streams.audio) == 0


def test_a_name_of_no_video_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"not a kind of video.*\.mp4"):
        VideoWriter(tmp_path / "out.txt", (64, 48))


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="cannot write the file"):
        written(tmp_path / "gone" / "out.mp4")


def test_a_failure_leaves_no_half_written_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        fail_after_a_frame(tmp_path / "out.mp4")
    assert os.listdir(tmp_path) == []


def fail_after_a_frame(path: Path) -> None:
    with VideoWriter(path, (64, 48)) as writer:
        writer.write(card(0), 0.0)
        raise KeyError("stop")
