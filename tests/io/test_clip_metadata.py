"""A clip that is handed on says nothing of where and with what it was made."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition
from clipmaker import card, dominant, set_rotation, steady, write_clip
from command_line import run

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.clip_metadata import bare_jpeg, strip_metadata

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


def noted_jpeg(number: int) -> bytes:
    """A JPEG as cameras write it: with EXIF, a maker's note and a comment."""
    jpeg = cv2.imencode(".jpg", card(number))[1].tobytes()
    segments = ((0xE1, b"Exif\0\0secret"), (0xED, b"secret"), (0xFE, b"TestPhone"))
    notes = (bytes((0xFF, kind)) + (len(text) + 2).to_bytes(2, "big") + text for kind, text in segments)
    return jpeg[:2] + b"".join(notes) + jpeg[2:]


def put_jpeg(out: av.container.OutputContainer, track: av.VideoStream, number: int) -> None:
    packet = av.Packet(noted_jpeg(number))
    packet.stream, packet.pts, packet.dts, packet.time_base = track, number, number, Fraction(1, 30)
    packet.is_keyframe = True
    out.mux(packet)


def jpegs(out: av.container.OutputContainer) -> av.VideoStream:
    track = out.add_stream("mjpeg", rate=30)
    track.width, track.height, track.pix_fmt = 64, 48, "yuvj420p"
    return track


def test_a_cover_picture_goes(tmp_path: Path) -> None:
    plain, clip, bare = tagged(tmp_path / "plain.mp4"), tmp_path / "clip.mp4", tmp_path / "bare.mp4"
    with av.open(str(plain)) as source, av.open(str(clip), "w") as out:
        track, cover = out.add_stream_from_template(source.streams.video[0]), jpegs(out)
        cover.disposition = Disposition.attached_pic
        put_jpeg(out, cover, 0)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = track
                out.mux(packet)
    assert b"secret" in clip.read_bytes()
    strip_metadata(clip, bare)
    assert [secret for secret in SECRETS if secret in bare.read_bytes()] == []
    with av.open(str(bare)) as stripped:
        assert [s.codec_context.name for s in stripped.streams] == ["h264"]


def test_captions_positions_and_chapters_go(tmp_path: Path) -> None:
    clip, bare = tmp_path / "clip.mkv", tmp_path / "bare.mkv"
    with av.open(str(clip), "w") as out:
        track, words = jpegs(out), out.add_stream("ass")
        out.set_chapters([{"id": 1, "start": 0, "end": 1, "time_base": Fraction(1), "metadata": {"title": "secret"}}])
        put_jpeg(out, track, 0)
        line = av.Packet(b"0,0,Default,,0,0,0,,+52.5200 secret")
        line.stream, line.pts, line.dts, line.duration, line.time_base = words, 0, 0, 1, Fraction(1)
        out.mux(line)
    assert clip.read_bytes().count(b"secret") >= 3
    strip_metadata(clip, bare)
    assert [secret for secret in SECRETS if secret in bare.read_bytes()] == []


@pytest.mark.parametrize("ending", ["avi", "mov", "mkv"])
def test_motion_jpeg_loses_its_notes_and_no_picture(tmp_path: Path, ending: str) -> None:
    clip, bare = tmp_path / f"clip.{ending}", tmp_path / "bare"
    with av.open(str(clip), "w") as out:
        track = jpegs(out)
        for i in range(8):
            put_jpeg(out, track, i)
    strip_metadata(clip, bare)
    assert [secret for secret in (*SECRETS, b"Exif") if secret in bare.read_bytes()] == []
    with ClipSource(clip) as before, ClipSource(bare) as after:
        pairs = [((a.t_s, a.bgr), (b.t_s, b.bgr)) for a, b in zip(before, after, strict=True)]
    assert len(pairs) == 8
    for (before_s, shown), (after_s, kept) in pairs:
        assert before_s == after_s
        np.testing.assert_array_equal(shown, kept)


def test_both_halves_of_an_interlaced_jpeg_stay_and_a_preview_after_the_end_goes() -> None:
    bare = cv2.imencode(".jpg", card(3))[1].tobytes()
    assert bare_jpeg(noted_jpeg(3) + b"\0\0" + noted_jpeg(3) + b"secret") == bare + bare
    assert bare_jpeg(b"no picture") == b""
