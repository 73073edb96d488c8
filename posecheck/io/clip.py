"""Recorded clips and pictures: every frame, upright, with the file's own time."""

from __future__ import annotations

import difflib
import hashlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from posecheck.errors import ClipError
from posecheck.pose.frame import Frame

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}
AHEAD = 6
"""Frames decoded ahead of the consumer, so that decoding runs beside the network."""
MIN_STEP_S = 0.001
"""Repeated or falling timestamps are moved this far past the one before."""

ODDEST_PIXEL = 4.0
"""No camera's pixels are so much wider than high, or higher than wide: a file that says so is wrong."""

WHOLE_SHARE = 0.95
"""Edit lists and damaged single frames may cost a few of the promised frames; a file cut off costs more."""

Picture = npt.NDArray[np.uint8]
_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What a clip is; frames and duration_s are estimates until every frame has been read."""

    file: str
    sha256: str
    width: int
    height: int
    fps: float
    frames: int
    duration_s: float
    has_audio: bool
    problems: tuple[str, ...] = ()


class ClipSource:
    """The frames of a clip in order; iterate it once, inside `with`.

    Decodes in a thread of its own, a few frames ahead. Raises ClipError for anything that isn't a readable clip, also
    at the end of one that holds fewer frames than it promises. A recording without such a promise (one that was cut off
    while it was written) gives the frames there are and says so in `info.problems`.
    """

    def __init__(self, path: Path, *, hurry: bool = True) -> None:
        """hurry: decode with every core; without, decoding leaves the cores to whoever works beside it."""
        check_file(path)
        self._path = path
        self._container, self._stream = opened(path)
        if hurry:
            self._stream.thread_type = "AUTO"
        else:
            self._stream.codec_context.thread_count = 1
        self._stop = threading.Event()
        self._queue: queue.Queue[Frame | Exception | None] = queue.Queue(AHEAD)
        self._thread: threading.Thread | None = None
        self._pixel_aspect = float(self._stream.sample_aspect_ratio or 1)
        self.info = self._facts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop decoding and let the file go."""
        self._stop.set()
        if self._thread is not None:
            while self._thread.is_alive():
                _drain(self._queue)
                self._thread.join(0.02)
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        self._thread = threading.Thread(target=self._decode, name="clip-decoder", daemon=True)
        self._thread.start()
        count, last_s = 0, 0.0
        while (item := self._queue.get()) is not None:
            if isinstance(item, ClipError):
                self.info = replace(self.info, problems=(*self.info.problems, item.what))
                continue
            if isinstance(item, Exception):
                what = f"the clip can't be decoded, {type(item).__name__}: {item}"
                raise ClipError(what, str(self._path), "copy or record it again") from item
            if count == 0:
                height, width = item.bgr.shape[:2]
                self.info = replace(self.info, width=width, height=height)
            count, last_s = count + 1, item.t_s
            yield item
        self._check_whole(count, last_s)
        if count:
            step_s = last_s / (count - 1) if count > 1 else 1.0 / (self.info.fps or 30.0)
            fps = round(1.0 / step_s, 3) if step_s > 0 else self.info.fps
            self.info = replace(self.info, frames=count, duration_s=round(last_s + step_s, 3), fps=fps)

    def _check_whole(self, count: int, last_s: float) -> None:
        promised = self._stream.frames
        if not self._stop.is_set() and count < WHOLE_SHARE * promised - 2:
            where, cure = f"{self._path}", "copy or record it again"
            raise ClipError(f"the clip breaks off after {last_s:.1f} s of {self.info.duration_s:.1f} s", where, cure)

    def _facts(self) -> ClipInfo:
        stream = self._stream
        fps = float(stream.average_rate or stream.guessed_rate or 30)
        duration_s = _duration_s(self._container, stream)
        return ClipInfo(
            file=self._path.name,
            sha256=file_sha256(self._path),
            width=stream.width,
            height=stream.height,
            fps=round(fps, 3),
            frames=stream.frames or round(duration_s * fps),
            duration_s=round(duration_s, 3),
            has_audio=bool(self._container.streams.audio),
        )

    def _decode(self) -> None:
        try:
            for frame in self._upright_frames():
                if not self._offer(frame):
                    return
        except av.error.FFmpegError as error:
            self._offer(ClipError(f"the clip breaks off ({error.strerror})", self._path.name, "record it again"))
        except Exception as error:  # noqa: BLE001  it is raised where the frames are waited for
            self._offer(error)
        self._offer(None)

    def _offer(self, item: Frame | Exception | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def _upright_frames(self) -> Iterator[Frame]:
        first_s, last_s, index = None, -MIN_STEP_S, 0
        rate = float(self._stream.average_rate or 30)
        for decoded in self._container.decode(self._stream):
            raw_s = float(decoded.pts * decoded.time_base) if decoded.pts is not None else None
            if first_s is None:
                first_s = raw_s or 0.0
            t_s = raw_s - first_s if raw_s is not None else last_s + 1.0 / rate
            t_s = max(t_s, last_s + MIN_STEP_S) if index else 0.0
            yield Frame(index, t_s, upright(decoded, self._pixel_aspect))
            index, last_s = index + 1, t_s


def upright(decoded: Any, pixel_aspect: float = 1.0) -> Picture:
    """The picture of a decoded frame as a viewer shows it: pixels made square, turned by its display matrix."""
    bgr: Picture = decoded.to_ndarray(format="bgr24")
    if abs(pixel_aspect - 1.0) > 0.01 and 1 / ODDEST_PIXEL < pixel_aspect < ODDEST_PIXEL:
        bgr = np.asarray(cv2.resize(bgr, (round(bgr.shape[1] * pixel_aspect), bgr.shape[0])), np.uint8)
    turn = _TURNS.get(round(decoded.rotation) % 360)
    if turn is not None:
        bgr = np.asarray(cv2.rotate(bgr, turn), np.uint8)
    return bgr


def read_image(path: Path) -> Frame:
    """A picture as a single frame, turned by its EXIF orientation; ClipError when it is none."""
    check_file(path)
    data = np.frombuffer(path.read_bytes(), np.uint8)
    bgr = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if bgr is None:
        raise ClipError("not a picture that can be read", str(path), "give a JPEG, PNG or WebP file")
    return Frame(0, 0.0, np.asarray(bgr, np.uint8))


def is_image(path: Path) -> bool:
    """Whether the name says that it is a picture."""
    return path.suffix.lower() in PICTURES


def check_file(path: Path) -> None:
    """ClipError unless `path` is a readable file; names near ones in the same folder."""
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise ClipError("cannot read the file", str(path)[:200], error.strerror or "check the name") from error
    if is_folder:
        raise ClipError("this is a folder", str(path), "name a clip in it")
    if not is_there:
        near = difflib.get_close_matches(path.name, _neighbours(path), n=1, cutoff=0.6)
        cure = f"did you mean {path.parent / near[0]}?" if near else "check the name"
        raise ClipError("no such file", str(path), cure)
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise ClipError("the file is empty", str(path), "record it again")
    except OSError as error:
        raise ClipError("cannot read the file", str(path), error.strerror or "check its permissions") from error


def file_sha256(path: Path) -> str:
    """Hex sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _neighbours(path: Path) -> list[str]:
    try:
        return [p.name for p in path.parent.iterdir()]
    except OSError:
        return []


def opened(path: Path) -> tuple[Any, Any]:
    """(PyAV's container, its first video stream); ClipError when there is none."""
    try:
        container = av.open(str(path))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        what = "not a video that can be read"
        raise ClipError(what, str(path), "it may be cut off or no video; record or copy it again") from error
    # a text file or a picture can be "opened" too: by its cover art or as subtitles
    videos = [s for s in container.streams.video if s.codec_context is not None]
    if not videos:
        container.close()
        raise ClipError("there is no picture in the file", str(path), "give a clip with video, not only sound")
    return container, videos[0]


def _duration_s(container: Any, stream: Any) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return float(container.duration) / av.time_base if container.duration else 0.0


def _drain(items: queue.Queue[Any]) -> None:
    while True:
        try:
            items.get_nowait()
        except queue.Empty:
            return
