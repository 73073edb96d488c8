"""A phone as the camera: a real MJPEG server on this computer works, stops, hangs and starts again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import pytest
from clipmaker import card

from posecheck.errors import PosecheckError
from posecheck.io.camera import CameraSource
from posecheck.io.camera_address import address_of, unencrypted

WAIT_S = 30.0


class Phone:
    """An MJPEG server as the camera apps of phones have one."""

    def __init__(self) -> None:
        self.hang, self.port = threading.Event(), 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def start(self) -> None:
        self.hang.clear()
        stop = self._stop = threading.Event()
        hang = self.hang

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                for number in range(10**6):
                    while hang.is_set() and not stop.is_set():
                        time.sleep(0.02)
                    if stop.is_set():
                        return
                    picture = cv2.imencode(".jpg", card(number % 50))[1].tobytes()
                    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                    try:
                        self.wfile.write(head.encode() + picture + b"\r\n")
                    except OSError:
                        return
                    time.sleep(0.03)

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None:
            self._stop.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


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


@pytest.mark.parametrize("words", ["-1", "phone", "file:///etc/passwd", "ftp://x/y", "http://", ""])
def test_anything_else_is_refused_in_one_line(words: str) -> None:
    with pytest.raises(PosecheckError, match="http") as raised:
        address_of(words)
    assert "\n" not in str(raised.value)


def test_an_address_that_is_not_encrypted_is_told() -> None:
    told = [unencrypted(address) for address in (0, "https://a/b", "http://a/b", "rtsp://a/b")]
    assert told[:2] == ["", ""]
    assert all("not encrypted" in words for words in told[2:])
