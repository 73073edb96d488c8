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
import cv2
import numpy as np

from posecheck.errors import ClipError, printable
from posecheck.io.decoding import UNSEEN_S, Decoding, undecodable
from posecheck.io.tracks import matroska_end_s, opened, slow_motion
from posecheck.io.upright import upright
from posecheck.pose.frame import Frame

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}
AHEAD = 6
"""Frames decoded ahead of the consumer, so that decoding runs beside the network."""
MIN_STEP_S = 0.001
"""Repeated or falling timestamps are moved this far past the one before."""

WHOLE_SHARE = 0.95
"""Damaged single frames may cost a few of the promised frames; a file cut off costs more."""
MAX_TOLD = 5
"""So many holes are told one by one."""
GAP_S = 2.0
"""No camera waits so long between two pictures: the recording was paused, or its times are wrong."""


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

    Decodes in a thread of its own, a few frames ahead. Raises ClipError for anything that isn't a readable clip. One
    that is damaged or breaks off gives the frames there are, and says in `info.problems` what is missing.
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
        self._size = header_size(self._stream)
        self._decoding = Decoding(self._container, self._stream)
        self._gaps: list[tuple[float, float]] = []
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
            if isinstance(item, Exception):
                raise undecodable(item, self._path) from item
            if count == 0:
                height, width = item.bgr.shape[:2]
                self.info = replace(self.info, width=width, height=height)
            if count and item.t_s - last_s > GAP_S:
                self._gaps.append((last_s, item.t_s))
            count, last_s = count + 1, item.t_s
            yield item
        if not self._stop.is_set():
            self.info = replace(self.info, problems=(*self.info.problems, *self._missing(count, last_s)))
        if count:
            self._correct(count, last_s)

    def _correct(self, count: int, last_s: float) -> None:
        """Set length and rate right, now that all frames are known. A hole counts as length, but not as a long step."""
        within = [(start_s, end_s) for start_s, end_s in self._holes() if end_s <= last_s + MIN_STEP_S]
        steps = count - 1 - sum(start_s > 0 for start_s, _ in within)
        seen_s = last_s - sum(end_s - start_s for start_s, end_s in within)
        step_s = seen_s / steps if steps > 0 else 1.0 / (self.info.fps or 30.0)
        fps = round(1.0 / step_s, 3) if step_s > 0 else self.info.fps
        end_s = max([last_s + step_s, *(end_s for _, end_s in self._holes())])
        self.info = replace(self.info, frames=count, duration_s=round(end_s, 3), fps=fps)

    def _holes(self) -> list[tuple[float, float]]:
        first_s = self._decoding.begin_s or 0.0
        return [(start_s - first_s, end_s - first_s) for start_s, end_s in self._decoding.holes]

    def _missing(self, count: int, last_s: float) -> tuple[str, ...]:
        """What of the clip can't be shown, in words; ClipError when that is all of it."""
        decoding, promised = self._decoding, self._stream.frames - self._decoding.hidden
        if not count and (decoding.broke_off or decoding.damaged or promised > 2):
            raise ClipError("no frame of the clip can be decoded", str(self._path), "copy or record it again")
        holes = self._holes()
        lost = sum(end_s - start_s for start_s, end_s in holes) * self.info.fps
        breaks_off = bool(decoding.broke_off) or count + lost < WHOLE_SHARE * promised - 2 or self._ends_early(last_s)
        if breaks_off:  # the hole at the end is what broke off
            holes = [hole for hole in holes if hole[0] < last_s - MIN_STEP_S]
        told = [
            f"the clip is damaged from {start_s:.1f} to {end_s:.1f} s: nothing is seen"
            for start_s, end_s in holes[:MAX_TOLD]
        ]
        if (more := len(holes) - MAX_TOLD) > 0:
            told.append(f"the clip is damaged in {more} more places")
        damaged = {round(start_s, 3) for start_s, _ in holes}
        gaps = [gap for gap in self._gaps if round(gap[0], 3) not in damaged]
        told += [f"nothing was recorded from {start_s:.1f} to {end_s:.1f} s" for start_s, end_s in gaps[:MAX_TOLD]]
        if (more := len(gaps) - MAX_TOLD) > 0:
            told.append(f"nothing was recorded in {more} more places")
        if breaks_off:
            told.append(f"the clip breaks off after {last_s:.1f} s of {self.info.duration_s:.1f} s")
        return tuple(told)

    def _ends_early(self, last_s: float) -> bool:
        """Whether a container that counts no frames says that they last longer than they do."""
        said_s = matroska_end_s(self._container, self._stream)
        shown_s = max([(self._decoding.begin_s or 0.0) + last_s, *(end_s for _, end_s in self._decoding.holes)])
        return said_s is not None and said_s - shown_s > UNSEEN_S + 2.0 / (self.info.fps or 30.0)

    def _facts(self) -> ClipInfo:
        stream = self._stream
        fps = float(stream.average_rate or stream.guessed_rate or 30)
        duration_s = _duration_s(self._container, stream)
        return ClipInfo(
            file=shown_name(self._path),
            sha256=file_sha256(self._path),
            width=stream.width,
            height=stream.height,
            fps=round(fps, 3),
            frames=stream.frames or round(duration_s * fps),
            duration_s=round(duration_s, 3),
            has_audio=bool(self._container.streams.audio),
            problems=slow_motion(self._container, stream, fps),
        )

    def _decode(self) -> None:
        try:
            for frame in self._upright_frames():
                if not self._offer(frame):
                    return
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
        first_s, last_s, moved = None, -MIN_STEP_S, False
        rate = float(self._stream.average_rate or self._stream.guessed_rate or 30)
        for index, decoded in enumerate(self._decoding.frames()):
            raw_s = float(decoded.pts * decoded.time_base) if decoded.pts is not None else None
            if first_s is None:  # later than 0 s where the first picture is lost
                first_s = self._decoding.begin_s or 0.0
            moved = moved or (raw_s is not None and raw_s != first_s)
            # a file whose times never move has none: its frames follow each other at the header's rate
            t_s = raw_s - first_s if raw_s is not None and moved else (last_s + 1.0 / rate) * bool(index)
            t_s = max(t_s, last_s + MIN_STEP_S if index else 0.0)
            yield Frame(index, t_s, upright(decoded, self._pixel_aspect, self._size))
            last_s = t_s


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
    if not is_there and path.is_symlink():
        raise ClipError("the link leads to no file", str(path), "name the clip itself")
    if not is_there:
        near = difflib.get_close_matches(path.name, _neighbours(path), n=1, cutoff=0.6)
        cure = f"did you mean {path.parent / near[0]}?" if near else "check the name"
        raise ClipError("no such file", str(path), cure)
    if not path.is_file():  # a pipe would be waited for without end
        raise ClipError("this is no file but a pipe or a device", str(path), "save the clip as a file first")
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise ClipError("the file is empty", str(path), "record it again")
    except OSError as error:
        raise ClipError("cannot read the file", str(path), error.strerror or "check its permissions") from error


def file_sha256(path: Path) -> str:
    """Return the hex sha256 of a file, read in pieces; ClipError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ClipError("cannot read the file", str(path), error.strerror or "check its permissions") from error


def shown_name(path: Path) -> str:
    """Return the file's name with a mark for what is no letter, so that it can be written everywhere."""
    return printable(path.name)


def header_size(stream: Any) -> tuple[int, int] | None:
    """Return the (width, height) in px that a stream begins with, None where it doesn't say."""
    return (stream.width, stream.height) if stream.width and stream.height else None


def _neighbours(path: Path) -> list[str]:
    try:
        return [p.name for p in path.parent.iterdir()]
    except OSError:
        return []


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
