"""A driver that doesn't return is given up for a new reader, so that its camera can come back; nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from clipmaker import card

from posecheck.coach import phrases
from posecheck.io import camera, camera_reader
from posecheck.io.camera import CameraSource
from posecheck.io.camera_reader import MOST_GIVEN_UP

WAIT_S = 40.0
STUCK_S = 0.15


class Drivers:
    """A camera whose driver hangs in one of its calls, as long as the test wants, and works otherwise."""

    def __init__(self, hangs_in: str = "", *, pictures: int = 10**9) -> None:
        self.hangs_in, self.pictures, self.go_on = hangs_in, pictures, threading.Event()
        self.opened = self.released = self.given = 0
        self.hanging = 0

    def open(self, _index: int) -> Drivers:
        self.opened += 1
        self._perhaps_hang("open")
        return self

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        return True

    def set(self, _what: int, _value: float) -> bool:
        return True

    def get(self, _what: int) -> float:
        return 0.0

    def read(self) -> tuple[bool, np.ndarray | None]:
        time.sleep(0.002)
        self._perhaps_hang("read")
        if self.pictures <= 0:
            return False, None
        self.pictures -= 1
        self.given += 1
        return True, card(self.given % 50)

    def release(self) -> None:
        self._perhaps_hang("release")
        self.released += 1

    def _perhaps_hang(self, where: str) -> None:
        if where == self.hangs_in:
            self.hanging += 1
            self.go_on.wait(WAIT_S)


def wait_until(done: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + WAIT_S
    while not done() and time.monotonic() < end_s:
        time.sleep(0.005)
    return done()


@pytest.fixture(autouse=True)
def _quick_and_clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(camera_reader, "RETRY_S", (0.01,))
    monkeypatch.setattr(camera_reader, "STUCK_READING_S", STUCK_S)
    monkeypatch.setattr(camera_reader, "STUCK_OPENING_S", STUCK_S)
    for module in (camera, camera_reader):
        monkeypatch.setattr(module, "SILENT_S", 0.1)
    before = set(threading.enumerate())
    yield
    assert wait_until(lambda: set(threading.enumerate()) <= before), "a source left a thread behind"


@pytest.mark.parametrize("where", ["open", "read", "release"])
def test_a_camera_whose_driver_hangs_is_told_and_comes_back_by_itself(where: str) -> None:
    drivers = Drivers(where, pictures=0 if where == "release" else 10**9)
    source = CameraSource(0, capture=drivers.open)
    source.open()
    try:
        assert wait_until(lambda: source.state == "lost")
        assert wait_until(lambda: drivers.hanging == 1)
        assert source.message in (phrases.CAMERA_LOST, phrases.CAMERA_SLOW)
        drivers.hangs_in, drivers.pictures = "", 10**9
        assert wait_until(lambda: source.state == "running"), "another reader takes the place of the one that hangs"
        assert source.read(WAIT_S) is not None
    finally:
        drivers.go_on.set()
        source.close()


def test_a_picture_that_is_none_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    drivers, oddities = Drivers(), [np.float64(3), "text", 3, np.zeros(0)]
    real = drivers.read
    monkeypatch.setattr(drivers, "read", lambda: (True, oddities.pop()) if oddities else real())
    source = CameraSource(0, capture=drivers.open)
    source.open()
    try:
        assert source.read(WAIT_S) is not None
    finally:
        source.close()


def test_a_reader_that_fails_lets_the_device_go_and_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    died, failing = threading.Event(), [True]
    monkeypatch.setattr(camera_reader, "ENDED_S", 0.1, raising=False)
    monkeypatch.setattr(threading, "excepthook", lambda _: died.set())
    drivers = Drivers()
    source = CameraSource(0, capture=drivers.open)
    put = source._newest.put
    monkeypatch.setattr(source._newest, "put", lambda frame: put(frame) if not failing else failing.remove(False))
    source.open()
    try:
        assert died.wait(WAIT_S)
        failing.clear()
        assert wait_until(lambda: drivers.released == 1)
        assert wait_until(lambda: source.state == "running")
        assert source.read(WAIT_S) is not None
    finally:
        source.close()


@pytest.mark.parametrize("where", ["open", "read"])
def test_no_more_than_a_few_readers_hang_and_closing_waits_for_none(where: str) -> None:
    drivers = Drivers(where)
    source = CameraSource(0, capture=drivers.open)
    source.open()
    assert wait_until(lambda: source.state == "lost" and drivers.hanging == MOST_GIVEN_UP + 1)
    time.sleep(3 * STUCK_S)
    assert (source.state, drivers.hanging) == ("lost", MOST_GIVEN_UP + 1)
    closing_s = time.monotonic()
    source.close()
    assert time.monotonic() - closing_s < 1.0
    drivers.go_on.set()


def test_a_reader_that_was_given_up_shows_nothing_more_and_lets_the_device_go() -> None:
    drivers = Drivers("read")
    source = CameraSource(0, capture=drivers.open)
    source.open()
    assert wait_until(lambda: source.state == "lost" and drivers.hanging >= 2)
    drivers.hangs_in = ""
    drivers.go_on.set()
    assert wait_until(lambda: source.state == "running")
    seen = [frame for _ in range(20) if (frame := source.read(1.0)) is not None]
    assert wait_until(lambda: drivers.released == drivers.opened - 1), "all but the newest have let go"
    source.close()
    times = [frame.t_s for frame in seen]
    assert times == sorted(times)
    assert len({frame.index for frame in seen}) == len(seen)


def test_a_camera_may_vanish_and_come_back_a_hundred_times() -> None:
    drivers = Drivers(pictures=3)
    source = CameraSource(0, capture=drivers.open)
    source.open()
    threads = set()
    for time_back in range(1, 101):
        assert wait_until(lambda: source.state == "lost"), time_back
        # only then: pictures for the device that was lost would be read as its own
        assert wait_until(lambda seen=time_back: drivers.opened > seen), time_back  # type: ignore[misc]
        threads.add(threading.active_count())
        drivers.pictures = 3
        assert wait_until(lambda seen=3 * (time_back + 1): source.frames_in == seen), time_back  # type: ignore[misc]
    source.close()
    assert len(threads) == 1
    assert drivers.opened > 100


@pytest.mark.parametrize("where", ["open", "read", "release"])
def test_a_program_ends_though_its_driver_never_returns(where: str) -> None:
    code = f"""
import threading, time
from posecheck.io.camera import CameraSource
class Device:
    isOpened = lambda self: True
    set = get = lambda self, *_: 0.0
    read = lambda self: time.sleep(1e6) if {where!r} == "read" else (False, None)
    release = lambda self: time.sleep(1e6) if {where!r} == "release" else None
source = CameraSource(0, capture=lambda _: time.sleep(1e6) if {where!r} == "open" else Device())
source.open()
while source.state != "lost":
    source.read(0.1)
source.close()
print("closed")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "closed\n", "")
