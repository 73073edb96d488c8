"""What holds of a camera whatever its driver does, in any order: on a made clock, one of its calls after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.io import camera, camera_reader
from posecheck.io.camera import CameraSource
from posecheck.io.camera_reader import MOST_GIVEN_UP, SILENT_S, STUCK_OPENING_S, STUCK_READING_S

REAL_WAIT_S, AT_ONCE_S = 10.0, 2.0
BEHAVIOURS = ("picture", "none", "raises", "same", "hangs", "returns")
STEPS = st.lists(st.tuples(st.sampled_from(BEHAVIOURS), st.sampled_from((0.01, 0.4, 1.1, 1.6, 3.0))), max_size=20)
"""What the driver does next, and how long it takes; "returns": of those calls that hang, the first one ends."""
LATE = 255
"""Brightness of a picture that comes when its reader was given up long ago."""
COMES_BACK_IN = 12
"""Calls of a driver that works again: a look at what is there, being opened, read."""
numbers = count(1000)
"""A camera of its own for each run: nobody waits for the one before."""


@dataclass(eq=False)
class Call:
    """A call of the driver, which returns when it is answered."""

    where: str
    thread: threading.Thread = field(default_factory=threading.current_thread)
    answered: threading.Event = field(default_factory=threading.Event)
    answer: str = ""


class Driver:
    """A driver whose every call waits for what the test lets it do."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.changed = threading.Condition()
        self.shown = 0

    def open(self, _index: int) -> Device:
        return Device(self, works=self._ask("open") != "none")

    def read(self) -> tuple[bool, np.ndarray | None]:
        answer = self._ask("read")
        if answer == "none":
            return False, None
        with self.changed:
            self.shown += answer == "picture"
            return True, np.full((32, 32, 3), LATE if answer == "late" else self.shown % LATE, np.uint8)

    def _ask(self, where: str) -> str:
        call = Call(where)
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()
        assert call.answered.wait(REAL_WAIT_S)
        if call.answer == "raises":
            raise RuntimeError("the driver fails")
        return call.answer

    def answer(self, call: Call, answer: str) -> None:
        with self.changed:
            self.calls.remove(call)
        call.answer = answer
        call.answered.set()


class Device:
    """What a driver opened."""

    def __init__(self, driver: Driver, *, works: bool) -> None:
        self.read, self._works = driver.read, works

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        return self._works

    def set(self, _what: int, _value: float) -> bool:
        return True

    def get(self, _what: int) -> float:
        return 0.0

    def release(self) -> None:
        """It is let go."""


class Watched:
    """A camera on a made clock, the calls of its driver that hang, and when its last new picture came."""

    def __init__(self) -> None:
        self.now_s, self.driver, self.hanging = 0.0, Driver(), list[Call]()
        self.source = CameraSource(next(numbers), capture=self.driver.open)
        self.source.open()
        self.last_s, self.seen = 0.0, set[threading.Thread]()
        """seen: readers that had a picture; to another one the same picture is its first."""

    def at_once(self, ask: Callable[[], object]) -> object:
        """What is asked of the source never takes time."""
        began_s = time.perf_counter()
        answer = ask()
        assert time.perf_counter() - began_s < AT_ONCE_S, "the consumer is held up"
        return answer

    def state(self) -> str:
        return str(self.at_once(lambda: self.source.state))

    def next_call(self) -> Call | None:
        """The call that waits for an answer; None where as many readers hang as there may be."""
        if len(self.hanging) > MOST_GIVEN_UP:
            return None
        end_s = time.monotonic() + REAL_WAIT_S
        while time.monotonic() < end_s:
            self.state()  # who hangs is only replaced when somebody asks
            with self.driver.changed:
                waiting = [call for call in self.driver.calls if call not in self.hanging]
                if waiting:
                    return waiting[0]
                self.driver.changed.wait(0.01)
        raise AssertionError("nobody asks the driver any more")

    def step(self, behaviour: str, took_s: float) -> None:
        call = self.next_call()
        if behaviour == "returns":
            self.return_one()
            return
        self.now_s += took_s
        self.check()
        if call is not None and behaviour == "hangs":
            self.hanging.append(call)
            self.now_s += 0.1 + (STUCK_OPENING_S if call.where == "open" else STUCK_READING_S)
        elif call is not None:
            self.driver.answer(call, behaviour)
            self.next_call()  # it is done with this one
            another = behaviour == "picture" or (behaviour == "same" and call.thread not in self.seen)
            if call.where == "read" and another:
                self.last_s = self.now_s
                self.seen.add(call.thread)
                assert self.state() == "running"
                assert self.at_once(lambda: self.source.read(0.0)) is not None
        self.check()

    def return_one(self) -> None:
        """A driver that was given up returns with a picture of long ago: it isn't shown."""
        if self.hanging and len(self.hanging) <= MOST_GIVEN_UP:
            seen, call = self.source.frames_in, self.hanging.pop(0)
            self.driver.answer(call, "late")
            call.thread.join(REAL_WAIT_S)
            assert not call.thread.is_alive()
            assert self.source.frames_in == seen

    def check(self) -> None:
        if self.now_s - self.last_s >= SILENT_S:
            assert self.state() == "lost"
            assert self.source.message != ""
        else:
            assert self.state() in ("opening", "running", "lost")
        self.at_once(lambda: self.source.read(0.0))

    def comes_back(self) -> bool:
        """From now on every call of the driver does what it should, those that hang too."""
        self.hanging.clear()
        for _ in range(COMES_BACK_IN + MOST_GIVEN_UP):
            call = self.next_call()
            assert call is not None
            self.now_s += 0.03
            self.driver.answer(call, "picture")
            self.next_call()
            if self.at_once(lambda: self.source.read(0.0)) is not None:
                return self.state() == "running"
        return False

    def end(self) -> None:
        """Closing waits for no driver, and nothing is left of it when the driver returns."""
        self.at_once(self.source.close)
        assert self.state() == "ended"
        name, end_s = self.source._readers.now._thread.name, time.monotonic() + REAL_WAIT_S
        while any(thread.name == name for thread in threading.enumerate()):
            assert time.monotonic() < end_s, "a reader is left behind"
            for call in [*self.driver.calls]:
                self.driver.answer(call, "picture")
            time.sleep(0.001)
        assert self.state() == "ended"


@given(STEPS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_a_driver_does_nobody_waits_silence_is_told_and_the_camera_comes_back(
    steps: list[tuple[str, float]],
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        watched: list[Watched] = []
        clock = SimpleNamespace(monotonic=lambda: watched[0].now_s if watched else 0.0)
        for module in (camera, camera_reader):
            patched.setattr(module, "time", clock)
        patched.setattr(camera_reader, "RETRY_S", (0.001,))
        patched.setattr(camera_reader, "IDLE_S", 0.001)
        watched.append(Watched())
        try:
            for behaviour, took_s in steps:
                watched[0].step(behaviour, took_s)
            assert watched[0].comes_back()
        finally:
            watched[0].end()
