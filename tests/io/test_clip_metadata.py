"""A clip that is handed on says nothing of where and with what it was made."""

from __future__ import annotations

import zipfile
from pathlib import Path

import av
import numpy as np
import pytest
from clipmaker import dominant, set_rotation, steady, write_clip
from command_line import run

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.clip_metadata import strip_metadata

SECRETS = (b"+52.5200", b"TestPhone", b"secret", b"2026-03")


def tagged(path: Path, codec: str = "libx264") -> Path:
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out:
        out.metadata.update({"location": "+52.5200+013.4050/", "make": "TestPhone", "creation_time": "2026-03-04"})
        video = out.add_stream(codec, rate=30)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.codec_context.max_b_frames = 2
        video.metadata["title"] = "secret"
        for i in range(20):
            picture = np.full((48, 64, 3), i * 10, np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        out.mux(video.encode(None))
    return path


def packets(path: Path) -> list[tuple[float, bytes]]:
    with av.open(str(path)) as clip:
        return [(float(p.pts * p.time_base), bytes(p)) for p in clip.demux(video=0) if p.pts is not None]


@pytest.mark.parametrize("ending", ["mp4", "mkv"], ids=["mp4", "mkv, whose first packets have no decoding time"])
def test_tags_go_and_pictures_and_times_stay(tmp_path: Path, ending: str) -> None:
    clip, bare = tagged(tmp_path / f"clip.{ending}"), tmp_path / "bare"
    assert b"TestPhone" in clip.read_bytes()
    strip_metadata(clip, bare)
    content = bare.read_bytes()
    assert [secret for secret in SECRETS if secret in content] == []
    with av.open(str(clip)) as source:
        assert (ending == "mkv") == (None in {p.dts for p in source.demux(video=0) if p.size})
    before, after = packets(clip), packets(bare)
    assert [data for _, data in after] == [data for _, data in before]
    assert [t_s for t_s, _ in after] == pytest.approx([t_s for t_s, _ in before], abs=0.001)


def test_what_is_no_clip_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"no clip" * 100)
    with pytest.raises(ClipError, match=r"without its metadata.*--keep-metadata"):
        strip_metadata(tmp_path / "clip.mp4", tmp_path / "bare")
    assert not (tmp_path / "bare").exists()


def test_a_turned_clip_with_sound_stays_so(tmp_path: Path) -> None:
    clip, bare = write_clip(tmp_path / "phone.mp4", steady(5), sound="aac"), tmp_path / "bare.mp4"
    set_rotation(clip, 90)
    strip_metadata(clip, bare)
    with ClipSource(bare) as source:
        first = next(iter(source))
    assert dominant(first.bgr) == "lower left"
    assert source.info.has_audio
    with av.open(str(clip)) as before, av.open(str(bare)) as after:
        assert sounds(after) == sounds(before) != []


def sounds(clip: av.container.InputContainer) -> list[bytes]:
    return [bytes(packet) for packet in clip.demux(audio=0) if packet.size]


def test_a_quicktime_clip_keeps_its_pcm_sound(tmp_path: Path) -> None:
    clip, bare = tmp_path / "mac.mov", tmp_path / "bare"
    with av.open(str(clip), "w") as out:
        video, track = out.add_stream("libx264", rate=30), out.add_stream("pcm_s16le", rate=8000)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = av.AudioFrame.from_ndarray(np.arange(800, dtype=np.int16)[None], format="s16", layout="mono")
        sound.sample_rate = 8000
        out.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")))
        out.mux(video.encode(None))
        out.mux(track.encode(sound))
        out.mux(track.encode(None))
    strip_metadata(clip, bare)
    with av.open(str(clip)) as before, av.open(str(bare)) as after:
        assert b"".join(sounds(after)) == b"".join(sounds(before))


def test_an_old_avi_keeps_its_order_and_times(tmp_path: Path) -> None:
    clip, bare = tagged(tmp_path / "old.avi", "mpeg4"), tmp_path / "bare"
    strip_metadata(clip, bare)
    with ClipSource(clip) as before, ClipSource(bare) as after:
        assert [f.t_s for f in after] == [f.t_s for f in before]
    with av.open(str(clip)) as before, av.open(str(bare)) as after:
        assert [bytes(p) for p in after.demux(video=0)] == [bytes(p) for p in before.demux(video=0)]


@pytest.mark.parametrize("kept", [False, True])
def test_the_bundle_of_a_review_keeps_metadata_only_when_told_to(tmp_path: Path, kept: bool) -> None:
    clip, bundle = tagged(tmp_path / "clip.mp4"), tmp_path / "her.posecheck"
    more = ["--keep-metadata"] if kept else []
    outcome = run("review", clip, "--exercise", "bridge", "--bundle", bundle, "--with-clip", *more)
    assert outcome.code == 0, outcome
    with zipfile.ZipFile(bundle) as archive:
        inside = archive.read("clip.mp4")
    assert (b"TestPhone" in inside) is kept
    assert (inside == clip.read_bytes()) is kept
