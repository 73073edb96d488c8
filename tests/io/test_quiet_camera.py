"""A camera that gives way: to sessions of posecheck, to any program that opens the device, and to a broken cable."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from posecheck.coach import phrases
from posecheck.coach.desk import GIVEN_UP
from posecheck.io import camera_sharing
from posecheck.io.camera import CameraSource
from posecheck.io.camera_sharing import Claim, OpenedByOthers
from posecheck.io.quiet_camera import AGAIN_S, QuietCamera

PICTURE = np.full((48, 64, 3), 90, np.uint8)


class Device:
    """A capture device with a queue of old pictures, as drivers keep one."""

    def __init__(self, *, opens: bool = True, gives: bool = True) -> None:
        self.opens, self.gives, self.released, self.old, self.unpacked = opens, gives, False, 4, 0

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        return self.opens

    def set(self, _what: int, _value: float) -> bool:
        return True

    def get(self, _what: int) -> float:
        return 0.0

    def grab(self) -> bool:
        self.old = max(self.old - 1, 0)
        return self.gives

    def read(self) -> tuple[bool, np.ndarray | None]:
        self.unpacked += 1
        assert self.old == 0, "an old picture was taken for one of now"
        self.old = 4
        return (True, PICTURE) if self.gives else (False, None)

    def release(self) -> None:
        self.released = True


class Desk:
    """A quiet camera with a clock that the test moves, and the devices it opened."""

    def __init__(self, folder: Path, *devices: Device) -> None:
        self.now_s, self.opened, self.file = 0.0, 0, folder / "video0"
        self.file.touch()
        self._devices = devices
        self.camera = QuietCamera(
            0, capture=self._open, claim=Claim(folder), device_file=self.file, clock=lambda: self.now_s
        )
        self.camera.open()

    def _open(self, _index: int) -> Device:
        self.opened += 1
        with self.file.open():  # opening it ourselves must not look like somebody else
            return self._devices[min(self.opened, len(self._devices)) - 1]

    def look(self, after_s: float = 0.5) -> tuple[bool, str, str]:
        """Whether a picture came, state and message, so many seconds later."""
        self.now_s += after_s
        return self.camera.read(0.001) is not None, self.camera.state, self.camera.message


def test_pictures_are_of_now_small_in_number_and_their_times_rise(tmp_path: Path) -> None:
    device = Device()
    desk = Desk(tmp_path, device)
    frames = []
    for _ in range(3):
        desk.now_s += 0.5
        frames.append(desk.camera.read(0.1))
    assert [(f.index, f.t_s) for f in frames if f] == [(0, 0.5), (1, 1.0), (2, 1.5)]
    assert (device.unpacked, desk.camera.frames_in, desk.camera.dropped) == (3, 3, 0)
    desk.camera.close()
    assert (device.released, desk.camera.state, desk.camera.holds_device) == (True, "ended", False)


def test_a_session_of_posecheck_gets_the_camera_and_desk_mode_comes_back_after_it(tmp_path: Path) -> None:
    first, second = Device(), Device()
    desk, session = Desk(tmp_path, first, second), Claim(tmp_path)
    assert desk.look() == (True, "running", "")
    session.renew()
    assert desk.look() == (False, "lost", GIVEN_UP)
    assert first.released
    assert desk.look(AGAIN_S + 1) == (False, "lost", GIVEN_UP), "the session still runs"
    session.give_up()
    assert desk.look() == (False, "lost", GIVEN_UP), "it must not grab it in the first moment"
    assert desk.look(AGAIN_S + 1) == (True, "running", "")
    assert desk.opened == 2


def test_a_session_that_died_keeps_the_camera_from_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, session = Desk(tmp_path, Device()), Claim(tmp_path)
    session.renew()
    later_s = time.time() + 60.0
    monkeypatch.setattr(camera_sharing.time, "time", lambda: later_s)
    assert desk.look()[0]


def test_a_sessions_camera_claims_it_as_long_as_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_sharing.tempfile, "gettempdir", lambda: str(tmp_path))
    desk_claim, device = Claim(), Device()
    device.read = lambda: (time.sleep(0.002), (True, PICTURE))[1]  # type: ignore[method-assign]
    source = CameraSource(0, capture=lambda _index: device)
    assert not desk_claim.others()
    source.open()
    assert source.read(5.0) is not None
    assert desk_claim.others()
    source.close()
    assert not desk_claim.others()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who opens a device")
def test_any_program_that_opens_the_device_gets_it(tmp_path: Path) -> None:
    first = Device()
    desk = Desk(tmp_path, first, Device())
    assert desk.look()[0]
    assert desk.look()[0]
    with desk.file.open():
        pass  # it was refused, say, because we hold the camera
    assert desk.look() == (False, "lost", GIVEN_UP)
    assert first.released
    assert desk.look(AGAIN_S - 2) == (False, "lost", GIVEN_UP)
    assert desk.look(AGAIN_S) == (True, "running", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who opens a device")
def test_an_opening_is_told_once_and_of_a_missing_device_nothing(tmp_path: Path) -> None:
    file = tmp_path / "device"
    file.touch()
    watch, missing = OpenedByOthers(file), OpenedByOthers(tmp_path / "none")
    assert (watch.happened(), missing.happened()) == (False, False)
    file.read_bytes()
    assert (watch.happened(), watch.happened()) == (True, False)
    watch.close()
    watch.close()
    assert not watch.happened()


@pytest.mark.parametrize(
    ("device", "looks", "message"),
    [
        pytest.param(Device(opens=False), 1, phrases.CAMERA_SHUT, id="taken by another program"),
        pytest.param(Device(gives=False), 3, phrases.CAMERA_LOST, id="unplugged"),
    ],
)
def test_a_camera_that_cant_be_had_is_let_go_and_tried_again_later(
    tmp_path: Path, device: Device, looks: int, message: str
) -> None:
    desk = Desk(tmp_path, device, Device())
    told = [desk.look() for _ in range(looks)]
    assert told[-1] == (False, "lost", message)
    assert not desk.camera.holds_device
    assert desk.look(AGAIN_S / 2)[0] is False
    assert desk.opened == 1
    assert desk.look(AGAIN_S) == (True, "running", "")


@pytest.mark.parametrize(
    ("call", "message"), [("set", phrases.CAMERA_SHUT), ("read", phrases.CAMERA_LOST), ("release", phrases.CAMERA_LOST)]
)
def test_a_driver_that_raises_is_a_lost_camera_and_tried_again_later(tmp_path: Path, call: str, message: str) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the backend is gone")

    bad = Device()
    bad.read = fail  # type: ignore[assignment,method-assign]
    setattr(bad, call, fail)
    desk = Desk(tmp_path, bad, Device())
    assert desk.look() == (False, "lost", message)
    assert not desk.camera.holds_device
    assert desk.look(AGAIN_S + 1) == (True, "running", "")


def test_where_claims_cant_be_written_a_session_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    claim = Claim(tmp_path / "none")
    claim.renew()
    assert "can't be claimed" in caplog.text
    assert not claim.others()
    claim.give_up()
