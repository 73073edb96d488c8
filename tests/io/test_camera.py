"""Only the newest frame is kept; a camera that goes away is told of and taken up again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from clipmaker import card, steady, write_clip, write_sound

from posecheck.coach import phrases
from posecheck.errors import ClipError
from posecheck.io import camera, camera_reader
from posecheck.io.camera import CameraSource, PacedClips

WAIT_S = 40.0


class Device:
    """A capture device as OpenCV's, whose pictures come when the test says so."""

    def __init__(self, pictures: int, *, opens: bool = True, pause_s: float = 0.002) -> None:
        self.left, self.opens, self.pause_s, self.released = pictures, opens, pause_s, False

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        return self.opens

    def set(self, _what: int, _value: float) -> bool:
        return True

    def get(self, _what: int) -> float:
        return 0.0

    def read(self) -> tuple[bool, np.ndarray | None]:
        time.sleep(self.pause_s)
        self.left -= 1
        return (True, card(self.left)) if self.left >= 0 else (False, None)

    def release(self) -> None:
        self.released = True


def source_of(*devices: Device | None) -> CameraSource:
    queue = list(devices)
    return CameraSource(0, capture=lambda _index: queue.pop(0) if len(queue) > 1 else queue[0])


def wait_until(done: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + WAIT_S
    while not done() and time.monotonic() < end_s:
        time.sleep(0.005)
    return done()


@pytest.fixture(autouse=True)
def _quick_and_clean(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(camera_reader, "RETRY_S", (0.01,))
    for module in (camera, camera_reader):
        monkeypatch.setattr(module, "SILENT_S", 0.1)
    before = set(threading.enumerate())
    yield
    assert wait_until(lambda: set(threading.enumerate()) <= before), "a source left a thread behind"


def test_frames_nobody_took_are_counted_as_dropped() -> None:
    source = source_of(Device(20, pause_s=0.001))
    source.open()
    assert wait_until(lambda: source.frames_in == 20)
    frame = source.read(1.0)
    source.close()
    assert frame is not None
    assert (frame.index, source.dropped) == (19, 19)


def test_who_reads_at_once_misses_nothing() -> None:
    source = source_of(Device(10, pause_s=0.02))
    source.open()
    seen = [f.index for f in iter(lambda: source.read(1.0), None) if f.index < 10][:10]
    source.close()
    assert seen == list(range(10))
    assert source.dropped == 0


def test_times_rise_and_say_when_the_frame_was_taken() -> None:
    source = source_of(Device(5, pause_s=0.01))
    source.open()
    frames = [source.read(1.0) for _ in range(3)]
    source.close()
    assert all(f is not None for f in frames)
    times = [f.t_s for f in frames if f]
    assert times == sorted(times)
    assert all(0 <= time.monotonic() - f.captured_s < WAIT_S for f in frames if f)


@pytest.mark.parametrize("device", [None, Device(0, opens=False)], ids=["missing", "taken by another program"])
def test_a_camera_that_wont_open_says_so_and_keeps_trying(device: Device | None) -> None:
    source = source_of(device, device, Device(10_000))
    source.open()
    assert wait_until(lambda: source.state == "running")
    assert source.read(1.0) is not None
    source.close()
    assert source.message == ""


def test_a_camera_that_never_opens_stays_lost_with_the_cure() -> None:
    source = source_of(None)
    source.open()
    assert wait_until(lambda: source.state == "lost")
    assert "Plug it in" in source.message
    source.close()


def test_an_unplugged_camera_is_told_of_and_times_go_on_when_it_is_back() -> None:
    first, second = Device(5), Device(10_000)
    source = source_of(first, second)
    source.open()
    assert wait_until(lambda: source.state == "lost")
    assert "Check its cable" in source.message
    before = source.read(1.0)
    assert wait_until(lambda: source.state == "running")
    after = source.read(1.0)
    source.close()
    assert before is not None
    assert after is not None
    assert first.released
    assert (after.index > before.index, after.t_s > before.t_s) == (True, True)


def test_a_paced_clip_comes_at_its_own_pace_and_ends(tmp_path: Path) -> None:
    source = PacedClips([write_clip(tmp_path / "clip.mp4", steady(15))])
    started_s = time.monotonic()
    source.open()
    frames = []
    while source.state != "ended":
        if (frame := source.read(0.05)) is not None:
            frames.append(frame)
    took_s = time.monotonic() - started_s
    source.close()
    assert frames[-1].index == 14
    assert len(frames) + source.dropped == source.frames_in == 15
    assert took_s >= 14 / 30 - 0.05, "it must not run ahead of its own clock"


def test_clips_play_one_after_another_and_a_slow_judge_misses_nothing_between_them(tmp_path: Path) -> None:
    source = PacedClips([write_clip(tmp_path / f"{i}.mp4", steady(8)) for i in range(3)])
    source.open()
    frames = []
    while source.state != "ended":
        if (frame := source.read(0.05)) is not None:
            if frames and frame.part != frames[-1].part:
                time.sleep(0.2)  # getting ready for another recording
            frames.append(frame)
    source.close()
    assert [f.index for f in frames] == list(range(24)), source.dropped
    assert [f.part for f in frames] == [0] * 8 + [1] * 8 + [2] * 8
    assert np.diff([f.t_s for f in frames]) == pytest.approx(1 / 30, abs=0.002)


def test_the_last_frame_can_be_taken_after_the_clip_has_ended(tmp_path: Path) -> None:
    source = PacedClips([write_clip(tmp_path / "clip.mp4", steady(3))])
    source.open()
    assert wait_until(lambda: source.frames_in == 3)
    assert source.state == "running"
    frame = source.read(1.0)
    assert frame is not None
    assert frame.index == 2
    assert wait_until(lambda: source.state == "ended")
    source.close()


def test_a_paced_clip_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no picture"):
        PacedClips([write_sound(tmp_path / "sound.mp4")])


def test_cameras_are_listed_with_their_names_and_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in ((0, "Integrated Camera"), (1, "Integrated Camera"), (2, "USB Camera"), (10, "Capture Card")):
        (tmp_path / f"video{number}").mkdir()
        (tmp_path / f"video{number}" / "name").write_text(f"{name}\n")
    monkeypatch.setattr(camera, "VIDEO_DEVICES", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    assert [(c.index, c.name) for c in camera.list_cameras()] == [
        (0, "Integrated Camera"), (2, "USB Camera"), (10, "Capture Card"),
    ]  # fmt: skip


class FailingDevice(Device):
    """A driver whose calls raise what OpenCV raises, in place of saying no."""

    def read(self) -> tuple[bool, np.ndarray | None]:
        raise cv2.error("can't dequeue a buffer")


class UnsettableDevice(Device):
    """A driver that opens and then fails at being told the picture's size."""

    def set(self, _what: int, _value: float) -> bool:
        raise cv2.error("can't set the format")


class BrokenDevice(Device):
    """A driver that raises what OpenCV never does."""

    def read(self) -> tuple[bool, np.ndarray | None]:
        raise RuntimeError("the backend is gone")


class HangingDevice(Device):
    """A driver that gives some pictures, and then doesn't return until the test lets it go."""

    def __init__(self, pictures: int) -> None:
        super().__init__(pictures)
        self.go_on = threading.Event()

    def read(self) -> tuple[bool, np.ndarray | None]:
        if self.left == 0:
            self.go_on.wait(WAIT_S)
        return super().read()


class SameDevice(Device):
    """A virtual camera whose program has died: the very same picture, over and over."""

    def read(self) -> tuple[bool, np.ndarray | None]:
        time.sleep(self.pause_s)
        return True, card(1)


def test_a_driver_that_never_returns_is_told_and_holds_up_nobody() -> None:
    device = HangingDevice(3)
    source = source_of(device)
    source.open()
    assert wait_until(lambda: source.frames_in == 3)
    hung_s = time.monotonic()
    assert wait_until(lambda: source.state == "lost")
    assert time.monotonic() - hung_s < 1.0
    assert source.message == phrases.CAMERA_LOST
    closing_s = time.monotonic()
    source.close()
    assert time.monotonic() - closing_s < 0.5
    device.go_on.set()
    assert wait_until(lambda: device.released), "it is let go as soon as it returns"


def test_opening_that_takes_long_is_told_and_closing_waits_for_it_no_longer() -> None:
    let_go = threading.Event()

    def slow(_index: int) -> Device:
        let_go.wait(WAIT_S)
        return device

    device = Device(10)
    source = CameraSource(0, capture=slow)
    source.open()
    assert source.state == "opening"
    assert wait_until(lambda: source.state == "lost")
    assert source.message == phrases.CAMERA_SLOW
    closing_s = time.monotonic()
    source.close()
    assert time.monotonic() - closing_s < 0.5
    let_go.set()
    assert wait_until(lambda: device.released)


def test_the_very_same_picture_is_a_lost_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_reader, "FROZEN_S", 0.05)
    source = source_of(SameDevice(0))
    source.open()
    assert wait_until(lambda: source.state == "lost")
    assert wait_until(lambda: source.message == phrases.CAMERA_FROZEN)
    time.sleep(0.3)  # it is opened again meanwhile, and still shows the same
    assert (source.state, source.message, source.frames_in) == ("lost", phrases.CAMERA_FROZEN, 1)
    source.close()


@pytest.mark.parametrize(("pause_s", "told"), [(0.12, phrases.CAMERA_FEW), (0.01, "")], ids=["8 a second", "many"])
def test_too_few_pictures_a_second_are_told(pause_s: float, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (camera, camera_reader):
        monkeypatch.setattr(module, "SILENT_S", 1.5)
    monkeypatch.setattr(camera, "COUNTED_OVER_S", 0.5)
    source = source_of(Device(10_000, pause_s=pause_s))
    source.open()
    time.sleep(1.2)
    assert (source.state, source.message) == ("running", told)
    source.close()


@pytest.mark.parametrize("bad", [FailingDevice(0), UnsettableDevice(0), BrokenDevice(0)])
def test_a_driver_that_raises_is_a_lost_camera_and_not_the_end(bad: Device) -> None:
    devices: list[Device] = [bad]
    source = CameraSource(0, capture=lambda _index: devices[0])
    source.open()
    try:
        assert wait_until(lambda: source.state == "lost")
        devices[0] = Device(1000)
        assert source.read(WAIT_S) is not None
    finally:
        source.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_paced_clips_end_even_when_playing_fails_unforeseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = PacedClips([write_clip(tmp_path / "clip.mp4", steady(3))])

    def fail(*_args: object) -> float:
        raise MemoryError

    monkeypatch.setattr(source, "_play", fail)
    source.open()
    assert wait_until(lambda: source.state == "ended"), "who waits for a frame would wait for ever"
    source.close()
