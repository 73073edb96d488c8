"""A phone as the camera: a real MJPEG server on this computer works, stops, hangs and starts again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from clipmaker import card
from hypothesis import given
from hypothesis import strategies as st
from phone import Phone

from posecheck.coach import phrases
from posecheck.errors import PosecheckError
from posecheck.io.camera import CameraSource
from posecheck.io.camera_address import address_of, in_network, told, unencrypted

WAIT_S = 30.0


@pytest.fixture
def phone() -> Iterator[Phone]:
    made = Phone()
    made.start()
    yield made
    made.stop()


def wait_until(done: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + WAIT_S
    while not done() and time.monotonic() < end_s:
        time.sleep(0.02)
    return done()


@pytest.mark.parametrize("trouble", ["stopped", "hung"])
def test_a_phones_camera_works_and_comes_back(phone: Phone, trouble: str) -> None:
    source = CameraSource(phone.url)
    source.open()
    try:
        frame = source.read(WAIT_S)
        assert frame is not None
        assert frame.bgr.shape == card(0).shape
        if trouble == "stopped":
            phone.stop()
        else:
            phone.hang.set()
        assert wait_until(lambda: source.state == "lost")
        assert "phone" in source.message
        seen = source.frames_in
        if trouble == "stopped":
            phone.start()
        else:
            phone.hang.clear()
        assert wait_until(lambda: source.state == "running" and source.frames_in > seen)
    finally:
        phone.stop()
        source.close()
    assert wait_until(lambda: not any(t.name.startswith("camera") for t in threading.enumerate()))


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("1", 1),
        ("http://10.0.0.7:8080/video", "http://10.0.0.7:8080/video"),
        ("rtsp://phone/live", "rtsp://phone/live"),
    ],
)
def test_a_camera_is_a_number_or_an_address(words: str, address: int | str) -> None:
    assert address_of(words) == address


@pytest.mark.parametrize(
    "words",
    [
        "-1", "phone", "file:///etc/passwd", "ftp://x/y", "http://", "", "http://[::1", "http://a:99999/", "http://a:x/",
        "http://a b/", "http://a/\n", " http://a/", "9" * 5000,
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line(words: str) -> None:
    with pytest.raises(PosecheckError, match="http") as raised:
        address_of(words)
    assert "\n" not in str(raised.value)


@given(st.one_of(st.text(), st.text().map("http://{}".format), st.from_regex(r"(rtsp|https)://[\[\]:@/a-z0-9 ]*")))
def test_whatever_is_typed_is_an_address_or_refused(words: str) -> None:
    try:
        address = address_of(words)
    except PosecheckError:
        assert not in_network(words)
    else:
        assert isinstance(address, int) or (in_network(words) and address == words)


@pytest.mark.parametrize(("address", "phone_said"), [(0, False), ("http://phone/video", True)])
def test_a_phone_is_told_of_in_other_words_than_a_camera_with_a_cable(address: int | str, phone_said: bool) -> None:
    for sentence, of_phone in phrases.OF_PHONE.items():
        assert told(address, sentence) == (of_phone if phone_said else sentence)
    assert told(address, "Camera in use. I wait") == "Camera in use. I wait"


def test_an_address_that_is_not_encrypted_is_told() -> None:
    told = [unencrypted(address) for address in (0, "https://a/b", "http://a/b", "rtsp://a/b")]
    assert told[:2] == ["", ""]
    assert all("not encrypted" in words for words in told[2:])
