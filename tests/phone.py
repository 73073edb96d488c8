"""A phone as the camera: a real MJPEG server on this computer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import numpy.typing as npt
from clipmaker import card

Picture = npt.NDArray[np.uint8]


class Phone:
    """An MJPEG server as the camera apps of phones have one."""

    def __init__(self, picture: Callable[[int], Picture] = lambda number: card(number % 50)) -> None:
        """picture: the one of a number."""
        self.hang, self.port, self._picture = threading.Event(), 0, picture
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where its pictures are."""
        return f"http://127.0.0.1:{self.port}/video"

    def start(self) -> None:
        """Answer, at the same port as before."""
        self.hang.clear()
        stop = self._stop = threading.Event()
        hang, made = self.hang, self._picture

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
                    picture = cv2.imencode(".jpg", made(number))[1].tobytes()
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
        """Be gone."""
        if self._server is not None:
            self._stop.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
