"""A camera that gives way: to sessions of posecheck, to any program that opens the device, and to a broken cable."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from posecheck.coach import phrases
from posecheck.coach.desk import GIVEN_UP
from posecheck.io import camera_reader, camera_sharing
from posecheck.io.camera import CameraSource
from posecheck.io.camera_sharing import Claim, OpenedByOthers
from posecheck.io.quiet_camera import AGAIN_S, QuietCamera

PICTURE = np.full((48, 64, 3), 90, np.uint8)
NUMBERS = itertools.count()
WAIT_S = 40.0


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
        return (True, PICTURE + np.uint8(next(NUMBERS) % 100)) if self.gives else (False, None)

    def release(self) -> None:
        self.released = True


class FrozenDevice(Device):
    """A virtual camera whose program has died."""

    def read(self) -> tuple[bool, np.ndarray | None]:
        return True, PICTURE


def wait_until(done: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + WAIT_S
    while not done() and time.monotonic() < end_s:
        time.sleep(0.005)
    return done()


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for desk in Desk.made:
        desk.camera.close()
    Desk.made.clear()
    assert wait_until(lambda: set(threading.enumerate()) <= before), "a camera left a thread behind"


class Desk:
    """A quiet camera with a clock that the test moves, and the devices it opened."""

    made: ClassVar[list[Desk]] = []

    def __init__(self, folder: Path, *devices: Device) -> None:
        self.made.append(self)
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
        return self.camera.read(WAIT_S) is not None, self.camera.state, self.camera.message


def test_pictures_are_of_now_small_in_number_and_their_times_rise(tmp_path: Path) -> None:
    device = Device()
    desk = Desk(tmp_path, device)
    frames = []
    for _ in range(3):
        desk.now_s += 0.5
        frames.append(desk.camera.read(WAIT_S))
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
        pytest.param(FrozenDevice(), 4, phrases.CAMERA_FROZEN, id="the same picture again and again"),
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
    ("call", "looks", "message"),
    [
        ("set", 1, phrases.CAMERA_SHUT),
        ("grab", 3, phrases.CAMERA_LOST),
        ("read", 3, phrases.CAMERA_LOST),
        ("release", 3, phrases.CAMERA_LOST),
    ],
)
def test_a_driver_that_raises_is_a_lost_camera_and_tried_again_later(
    tmp_path: Path, call: str, looks: int, message: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the backend is gone")

    bad = Device()
    bad.read = fail  # type: ignore[assignment,method-assign]
    setattr(bad, call, fail)
    desk = Desk(tmp_path, bad, Device())
    assert [desk.look() for _ in range(looks)][-1] == (False, "lost", message)
    assert not desk.camera.holds_device
    assert desk.look(AGAIN_S + 1) == (True, "running", "")


class Hanging(Device):
    """A driver that hangs in one of its calls until the test lets it go."""

    def __init__(self, where: str, go_on: threading.Event) -> None:
        super().__init__(gives=where != "release")
        self.inside = False
        call = {"open": "isOpened"}.get(where, where)
        done = getattr(self, call)

        def hang(*arguments: object) -> object:
            self.inside = True
            go_on.wait(WAIT_S)
            return done(*arguments)

        setattr(self, call, hang)


@pytest.mark.parametrize("where", ["open", "grab", "read", "release"])
def test_a_driver_that_hangs_holds_up_nobody_and_its_camera_comes_back(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("STUCK_READING_S", "STUCK_OPENING_S"):
        monkeypatch.setattr(camera_reader, limit, 0.1)
    go_on = threading.Event()
    bad, good = Hanging(where, go_on), Device()
    desk = Desk(tmp_path, bad, good)
    try:
        longest_s = 0.0
        while desk.camera.state != "lost":
            began_s = time.monotonic()
            assert desk.camera.read(0.02) is None
            longest_s = max(longest_s, time.monotonic() - began_s)
        assert bad.inside
        assert longest_s < 0.5
        assert desk.camera.message == phrases.CAMERA_LOST
        assert desk.look(AGAIN_S / 2)[:2] == (False, "lost"), "it is let alone for as long as a lost camera"
        assert desk.look(AGAIN_S) == (True, "running", "")
        assert not bad.released
    finally:
        go_on.set()
        desk.camera.close()
    assert wait_until(lambda: bad.released and good.released), "let go as soon as the driver returns"


@pytest.mark.parametrize(
    ("where", "message"),
    [("open", phrases.CAMERA_SLOW), ("grab", phrases.CAMERA_SLOW), ("later", phrases.CAMERA_LOST)],
)
def test_silence_is_told_long_before_the_driver_is_given_up(tmp_path: Path, where: str, message: str) -> None:
    go_on = threading.Event()
    bad = Device() if where == "later" else Hanging(where, go_on)
    desk = Desk(tmp_path, bad)
    try:
        if where == "later":
            assert desk.look() == (True, "running", "")
            grab = bad.grab
            bad.grab = lambda: go_on.wait(WAIT_S) and grab()  # type: ignore[method-assign]
        began_s = time.monotonic()
        while desk.camera.state != "lost" and time.monotonic() - began_s < WAIT_S:
            assert desk.camera.read(0.1) is None
        assert camera_reader.SILENT_S <= time.monotonic() - began_s < camera_reader.SILENT_S + 1.0
        assert desk.camera.message == message
        go_on.set()
        assert wait_until(lambda: desk.camera.read(0.1) is not None and desk.camera.state == "running")
    finally:
        go_on.set()


def test_a_reader_that_fails_lets_the_device_go_and_another_one_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_reader, "ENDED_S", 0.1, raising=False)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    first = Device()
    desk = Desk(tmp_path, first, Device())
    assert desk.look()[0]
    with monkeypatch.context() as patched:
        patched.setattr(desk.camera._readers.now, "_look_at", None)
        assert wait_until(lambda: desk.camera.read(0.05) is None and desk.camera.state == "lost")
    assert first.released
    assert desk.look(AGAIN_S + 1) == (True, "running", "")


@pytest.mark.parametrize("where", ["open", "grab", "read", "release"])
def test_closing_waits_for_no_driver(tmp_path: Path, where: str) -> None:
    go_on = threading.Event()
    bad = Hanging(where, go_on)
    desk = Desk(tmp_path, bad)
    while not bad.inside:
        desk.camera.read(0.01)
    began_s = time.monotonic()
    desk.camera.close()
    took_s = time.monotonic() - began_s
    go_on.set()
    assert took_s < camera_reader.CLOSE_S + 0.1
    assert desk.camera.state == "ended"
    assert wait_until(lambda: bad.released)


class Stream(Device):
    """A phone that sends a picture every 5 ms, which wait in the network until they are fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.began_s, self.fetched = time.monotonic(), 0

    @property
    def sent(self) -> int:
        return int((time.monotonic() - self.began_s) / 0.005)

    def grab(self) -> bool:
        while self.fetched >= self.sent:
            time.sleep(0.001)
        self.fetched += 1
        return True

    def read(self) -> tuple[bool, np.ndarray | None]:
        self.grab()
        return True, np.full((48, 64, 3), self.fetched % 250, np.uint8)


def test_of_a_phones_pictures_only_the_newest_is_seen(tmp_path: Path) -> None:
    stream = Stream()
    camera = QuietCamera("http://phone/video", capture=lambda _address: stream, claim=Claim(tmp_path))
    camera.open()
    assert camera.read(WAIT_S) is not None
    for _ in range(3):
        time.sleep(0.3)
        frame = camera.read(WAIT_S)
        assert frame is not None
        assert abs(int(frame.bgr[0, 0, 0]) - stream.sent % 250) % 250 <= 20, "no more than 100 ms behind"
    camera.close()
    assert camera.frames_in == 4
    assert wait_until(lambda: stream.released)


def test_where_claims_cant_be_written_a_session_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    claim = Claim(tmp_path / "none")
    claim.renew()
    assert "can't be claimed" in caplog.text
    assert not claim.others()
    claim.give_up()
