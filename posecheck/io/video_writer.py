"""Writes H.264 video with each frame's own time, and the sound of the clip it was made from."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import numpy as np
import numpy.typing as npt

from posecheck.errors import ClipError
from posecheck.io.atomic import replacing, unwritable
from posecheck.io.tracks import container_of

TIME_BASE = Fraction(1, 90_000)
CONTAINERS = {".mp4", ".mkv", ".mov"}
KEPT_SOUND = {"aac", "mp3"}
"""Sound that any of the containers can carry as it is; other sound is encoded anew."""


class VideoWriter:
    """A video file that appears, whole, when the `with` block ends well.

    size: (width, height) of the frames to come; odd sizes lose their last row or column, which H.264 can't carry.
    source: a clip whose sound is copied. Raises ClipError for a place that can't be written or a name of no video.
    """

    def __init__(self, path: Path, size: tuple[int, int], source: Path | None = None, fps: float = 30.0) -> None:
        if path.suffix.lower() not in CONTAINERS:
            raise ClipError(
                "not a kind of video to write", str(path), f"end its name in {', '.join(sorted(CONTAINERS))}"
            )
        self._path, self._source, self._fps = path, source, fps
        self._size = (size[0] // 2 * 2, size[1] // 2 * 2)
        self._last_pts = -1

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        temporary = self._stack.enter_context(replacing(self._path))
        try:
            self._out: Any = self._stack.enter_context(av.open(str(temporary), "w"))
        except (OSError, ValueError, av.error.FFmpegError) as error:  # ValueError: a folder whose name is no UTF-8
            self._stack.close()
            raise ClipError("cannot write the video", str(self._path), "choose another place") from error
        self._video = self._out.add_stream("libx264", rate=Fraction(self._fps).limit_denominator(1001))
        self._video.width, self._video.height = self._size
        self._video.pix_fmt = "yuv420p"
        self._video.options = {"preset": "veryfast", "crf": "23"}
        self._video.codec_context.time_base = TIME_BASE
        self._sound = self._sound_source()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._out.mux(self._video.encode())
                self._copy_sound()
        except OSError as failure:
            raise unwritable(self._path, failure) from failure
        finally:
            self._stack.__exit__(kind, error, trace)

    def write(self, bgr: npt.NDArray[np.uint8], t_s: float) -> None:
        """Add a frame; times must rise."""
        width, height = self._size
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(bgr[:height, :width]), format="bgr24")
        pts = max(round(t_s / TIME_BASE), self._last_pts + 1)
        frame.pts, frame.time_base, self._last_pts = pts, TIME_BASE, pts
        try:
            self._out.mux(self._video.encode(frame))
        except OSError as error:
            raise unwritable(self._path, error) from error

    def _sound_source(self) -> tuple[Any, Any, Any] | None:
        if self._source is None:
            return None
        source = self._stack.enter_context(container_of(self._source))
        track = next(iter(source.streams.audio), None)
        if track is None:
            return None
        if track.codec_context.name in KEPT_SOUND:
            return source, track, self._out.add_stream_from_template(track)
        return source, track, self._out.add_stream("aac", rate=track.codec_context.sample_rate)

    def _copy_sound(self) -> None:
        if self._sound is None:
            return
        source, track, out_track = self._sound
        # pictures are told from the first one on: the sound moves with them
        start_s = _start_s(source.streams.video[0])
        if track.codec_context.name in KEPT_SOUND:
            for packet in source.demux(track):
                if packet.dts is not None:
                    shift = round(start_s / packet.time_base)
                    packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
                    packet.stream = out_track
                    self._out.mux(packet)
            return
        resampler = av.AudioResampler(format="fltp", layout=track.codec_context.layout.name)
        for decoded in source.decode(track):
            for part in resampler.resample(decoded):
                self._out.mux(out_track.encode(part))
        self._out.mux(out_track.encode(None))


def _start_s(video: Any) -> float:
    return float(video.start_time * video.time_base) if video.start_time else 0.0
