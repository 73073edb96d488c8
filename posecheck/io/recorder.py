"""Records a session by consent: the pictures as they came, in a thread of its own, never in the session's way.

The file is Matroska, written cluster by cluster, so that what was recorded can be played however the program ended.
"""

from __future__ import annotations

import errno
import logging
import queue
import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from posecheck.coach import phrases
from posecheck.coach.output import FrameOutput
from posecheck.errors import ClipError
from posecheck.io.atomic import OURS_ONLY, make_folder
from posecheck.pose.frame import Frame

log = logging.getLogger(__name__)
TIME_BASE = Fraction(1, 1000)
"""Matroska's own clock."""
WAITING = 20
"""Frames that may wait for the encoder, under a second and 60 MB of them; one more is left out: nobody waits."""
KEY_EVERY_S = 2
LEAST_FREE_BYTES = 200_000_000
"""A recording ends while the disk still has this much: the history and the settings need room too."""
LOOK_EVERY = 30
"""Frames between two looks at the disk."""
Free = Callable[[Path], int]
Picture = npt.NDArray[np.uint8]


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder."""
    return shutil.disk_usage(folder).free


class Recorder:
    """A sink that records every judged frame. path: the clip; events_path: where its events belong.

    on_end hears in words why a recording ended before the session did. Raises ClipError where nothing can be written.
    """

    def __init__(
        self, folder: Path, name: str, on_end: Callable[[str], None] = lambda _words: None, free: Free = free_bytes
    ) -> None:
        self.path = _new_path(folder, name)
        self._on_end, self._free = on_end, free
        self._frames: queue.Queue[Frame | None] = queue.Queue(WAITING)
        self._over = threading.Event()
        self.skipped = 0
        if free(folder) < LEAST_FREE_BYTES:
            self.path.unlink()
            raise ClipError("the disk is too full to record", str(folder), "make room or choose another folder")
        self._thread = threading.Thread(target=self._work, name="recorder")
        self._thread.start()

    @property
    def events_path(self) -> Path:
        """The file beside the clip, of the same name."""
        return self.path.with_suffix(".jsonl")

    @property
    def recording(self) -> bool:
        """Whether frames are still being kept."""
        return not self._over.is_set()

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Hear of a frame; never waits."""
        del output
        if self._over.is_set():
            return
        try:
            self._frames.put_nowait(frame)
        except queue.Full:
            self.skipped += 1

    def close(self) -> None:
        """End the recording; returns when everything is on the disk."""
        while self._thread.is_alive():
            try:
                self._frames.put(None, timeout=0.1)
                break
            except queue.Full:
                continue
        self._thread.join()
        if self.skipped:
            log.warning("%d frames were left out of %s", self.skipped, self.path.name)

    def _work(self) -> None:
        try:
            self._record()
        except Exception as error:
            log.exception("the recording failed")  # whatever it was, the session goes on
            full = getattr(error, "errno", None) == errno.ENOSPC
            self._give_up(phrases.DISK_FULL if full else phrases.RECORDING_FAILED, str(error))
        finally:
            self._over.set()

    def _record(self) -> None:
        first = self._frames.get()
        if first is None:
            self.path.unlink(missing_ok=True)  # a clip without a frame is none
            return
        with av.open(str(self.path), "w", format="matroska", options=MUXER) as out:
            video = _stream(out, first.bgr)
            frame: Frame | None = first
            count, last = 0, -1
            while frame is not None:
                last = max(round((frame.t_s - first.t_s) / TIME_BASE), last + 1)
                out.mux(video.encode(_encodable(frame.bgr, (video.width, video.height), last)))
                count += 1
                if count % LOOK_EVERY == 0 and self._free(self.path.parent) < LEAST_FREE_BYTES:
                    self._give_up(phrases.DISK_FULL)
                    break
                frame = self._frames.get()
            out.mux(video.encode(None))

    def _give_up(self, words: str, reason: str = "") -> None:
        self._over.set()
        log.warning("%s (%s) %s", words, self.path, reason)
        self._on_end(words)


MUXER = {"cluster_time_limit": "1000", "flush_packets": "1", "live": "1"}
"""A cluster each second, on the disk as soon as it is written, and no index that only a proper end would write."""


def _stream(out: Any, bgr: Picture) -> Any:
    video = out.add_stream("libx264", rate=30)
    video.height, video.width = (side // 2 * 2 for side in bgr.shape[:2])
    video.pix_fmt = "yuv420p"
    # one thread and the fastest preset: the cores belong to whoever judges
    video.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "26", "g": str(30 * KEY_EVERY_S)}
    video.codec_context.thread_count = 1
    video.codec_context.time_base = TIME_BASE
    return video


def _encodable(bgr: Picture, size: tuple[int, int], pts: int) -> Any:
    """A frame for the encoder; a camera that changed its resolution is fitted to the size the recording began with."""
    width, height = size
    if bgr.shape[1] // 2 * 2 != width or bgr.shape[0] // 2 * 2 != height:
        import cv2

        bgr = np.asarray(cv2.resize(bgr, size), np.uint8)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(bgr[:height, :width]), format="bgr24")
    frame.pts, frame.time_base = pts, TIME_BASE
    return frame


def _new_path(folder: Path, name: str) -> Path:
    """A name that says when and what, and that no other recording has."""
    try:
        make_folder(folder)
    except OSError as error:
        raise ClipError("cannot record into the folder", str(folder), error.strerror or "choose another") from error
    stem = f"{datetime.now():%Y-%m-%d_%H-%M-%S}_{name}"
    path, number = folder / f"{stem}.mkv", 2
    while path.exists():
        path, number = folder / f"{stem}_{number}.mkv", number + 1
    try:
        path.touch(OURS_ONLY, exist_ok=False)
    except OSError as error:
        raise ClipError("cannot record into the folder", str(folder), error.strerror or "choose another") from error
    return path
