"""Every frame, upright, with the file's own time; bad files in one line."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from clipmaker import card, cut_off, dominant, set_rotation, steady, write_clip, write_empty, write_sound

from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource, check_file, is_image, read_image
from posecheck.io.upright import upright
from posecheck.pose.frame import Frame


def frames(path: Path) -> list[Frame]:
    with ClipSource(path) as clip:
        return list(clip)


@pytest.mark.parametrize(
    "times_s",
    [
        pytest.param(steady(20, 30.0), id="30 fps"),
        pytest.param(steady(20, 15.0), id="15 fps"),
        pytest.param(steady(40, 120.0), id="120 fps"),
        pytest.param(steady(20, 29.97), id="29.97 fps"),
        pytest.param([0.0, 0.02, 0.1, 0.13, 0.4, 0.41, 0.9], id="variable frame rate"),
    ],
)
def test_every_frame_keeps_the_files_own_time(tmp_path: Path, times_s: list[float]) -> None:
    found = frames(write_clip(tmp_path / "clip.mp4", times_s))
    assert [f.index for f in found] == list(range(len(times_s)))
    assert [f.t_s for f in found] == pytest.approx(times_s, abs=1e-3)


def test_times_start_at_zero_and_rise_whatever_the_file_says(tmp_path: Path) -> None:
    found = frames(write_clip(tmp_path / "late.mkv", [5.0, 5.1, 5.2]))
    assert [f.t_s for f in found] == pytest.approx([0.0, 0.1, 0.2], abs=2e-3)


@pytest.mark.parametrize(
    "size",
    [pytest.param((66, 50), id="small"), pytest.param((426, 240), id="240p"), pytest.param((3840, 2160), id="4K")],
)
def test_any_size_comes_as_it_is(tmp_path: Path, size: tuple[int, int]) -> None:
    path = write_clip(tmp_path / "clip.mp4", steady(3), size=size)
    with ClipSource(path) as clip:
        shapes = {f.bgr.shape for f in clip}
    assert shapes == {(size[1], size[0], 3)}
    assert (clip.info.width, clip.info.height) == size


def test_odd_sizes_are_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "odd.mkv", steady(4), size=(63, 47), codec="ffv1")
    assert {f.bgr.shape for f in frames(path)} == {(47, 63, 3)}


@pytest.mark.parametrize(
    ("turn", "bright"),
    [
        pytest.param(0, "upper left", id="upright"),
        pytest.param(90, "lower left", id="quarter turn"),
        pytest.param(180, "lower right", id="upside down"),
        pytest.param(270, "upper right", id="three quarters"),
    ],
)
def test_a_turned_phone_video_is_shown_upright(tmp_path: Path, turn: int, bright: str) -> None:
    path = write_clip(tmp_path / "phone.mp4", steady(3))
    set_rotation(path, turn)
    with ClipSource(path) as clip:
        first = next(iter(clip))
    assert dominant(first.bgr) == bright
    assert (first.bgr.shape[0] > first.bgr.shape[1]) == (turn in (90, 270))
    assert (clip.info.width, clip.info.height) == (first.bgr.shape[1], first.bgr.shape[0])


def test_facts_are_exact_once_every_frame_was_read(tmp_path: Path) -> None:
    with ClipSource(write_clip(tmp_path / "clip.mp4", steady(31), sound="aac")) as clip:
        list(clip)
        info = clip.info
    assert (info.frames, info.file, info.has_audio) == (31, "clip.mp4", True)
    assert (info.fps, info.duration_s) == (pytest.approx(30.0, abs=0.01), pytest.approx(31 / 30, abs=0.01))
    assert len(info.sha256) == 64


@pytest.mark.parametrize("name", ["übung am Morgen.mp4", "臀桥.mp4", "a'b;c&d.mp4"])
def test_names_of_any_language_are_read(tmp_path: Path, name: str) -> None:
    assert len(frames(write_clip(tmp_path / name, steady(3)))) == 3


def test_leaving_early_ends_the_decoder(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", steady(60))
    with ClipSource(path) as clip:
        first = next(iter(clip))
    assert first.index == 0
    assert [t.name for t in threading.enumerate() if t.name == "clip-decoder"] == []


def bad_files(folder: Path) -> dict[str, Path]:
    whole = write_clip(folder / "whole.mp4", steady(90), size=(320, 240))
    (folder / "text.mp4").write_text("hello, I am no film\n" * 20)
    (folder / "nothing.mp4").write_bytes(b"")
    (folder / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(50_000))
    return {
        "missing": folder / "whol.mp4",
        "folder": folder,
        "text": folder / "text.mp4",
        "empty file": folder / "nothing.mp4",
        "noise": folder / "noise.mp4",
        "cut off": cut_off(whole, folder / "cut.mp4"),
        "sound only": write_sound(folder / "sound.mp4"),
    }


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "did you mean"),
        ("folder", "this is a folder"),
        ("text", "not a video"),
        ("empty file", "the file is empty"),
        ("noise", "not a video"),
        ("cut off", "cut off"),
        ("sound only", "no picture"),
    ],
)
def test_a_bad_file_is_one_line_with_the_cure(tmp_path: Path, kind: str, words: str) -> None:
    path = bad_files(tmp_path)[kind]
    with pytest.raises(ClipError) as caught:
        frames(path)
    assert words in str(caught.value)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_clip_without_frames_gives_none(tmp_path: Path) -> None:
    assert frames(write_empty(tmp_path / "empty.mkv")) == []


def test_a_recording_that_breaks_off_without_a_promise_gives_what_there_is(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "whole.mkv", steady(90), size=(320, 240))
    with ClipSource(cut_off(whole, tmp_path / "cut.mkv", 0.7)) as clip:
        count = len(list(clip))
    assert 20 < count < 90


def test_a_picture_is_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "bild ü.png"
    path.write_bytes(cv2.imencode(".png", card(3))[1].tobytes())
    frame = read_image(path)
    assert (frame.index, frame.t_s, frame.bgr.shape, is_image(path)) == (0, 0.0, (48, 64, 3), True)


def test_what_is_no_picture_says_so(tmp_path: Path) -> None:
    path = tmp_path / "text.jpg"
    path.write_text("no picture")
    with pytest.raises(ClipError, match="not a picture"):
        read_image(path)


def test_whatever_fails_while_decoding_is_told_to_who_waits_for_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(_decoded: object, _aspect: float, _size: object) -> None:
        raise ValueError("no such pixel format")

    path = write_clip(tmp_path / "clip.mp4", steady(9))
    monkeypatch.setattr("posecheck.io.clip.upright", odd)
    with (
        ClipSource(path) as clip,
        pytest.raises(ClipError, match=r"the clip can't be decoded, ValueError: no such pixel format \(.*clip.mp4\)"),
    ):
        next(iter(clip))


@pytest.mark.parametrize(("aspect", "width"), [(1.0, 64), (2.0, 128), (0.001, 64), (900.0, 64), (0.0, 64)])
def test_pixels_that_no_camera_has_are_taken_as_square(aspect: float, width: int) -> None:
    decoded = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")
    assert upright(decoded, aspect).shape == (48, width, 3)


def test_a_name_that_no_system_takes_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"cannot read the file .*File name too long"):
        check_file(tmp_path / ("a" * 5000))
