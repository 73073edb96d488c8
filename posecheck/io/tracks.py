"""A clip opened as a player opens it, and the one of its video tracks that is meant to be seen."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import av.error
from av.stream import Disposition

from posecheck.errors import ClipError
from posecheck.io.decoding import is_passing, lacks_memory, undecodable

PROBED_FRAMES = 30
PROBED_LEVELS = 12
"""A track whose first frames span fewer levels of brightness than this shows nothing."""
MOST_PIXELS = 64_000_000
"""Twice the largest that cameras film (8K): a file that says more is damaged, or made to fill the memory."""
SLOWED = 1.2
"""A clip filmed at so many times the rate at which it plays is slow motion."""

MATROSKA_LENGTH = re.compile(r"(\d+):(\d+):(\d+\.\d+)")


def opened(path: Path) -> tuple[Any, Any]:
    """Return PyAV's container and its video track; ClipError when there is none."""
    container = container_of(path)
    if "webp" in container.format.name and _is_animated_webp(path):
        container.close()
        raise ClipError("an animated WebP can't be decoded", str(path), "save it as MP4 or GIF")
    # a sound file's cover counts as video too, and a text file's lines may count as subtitles
    videos = [i for i, s in enumerate(container.streams.video) if s.codec_context is not None and not is_cover(s)]
    if not videos:
        container.close()
        raise ClipError("there is no picture in the file", str(path), "give a clip with video, not only sound")
    _refuse_huge(path, container, videos)
    if len(videos) > 1:
        videos.sort(key=lambda i: _rank(container.streams.video[i]), reverse=True)
        videos = [next((i for i in videos if _shows_something(path, i)), videos[0])]
    stream = container.streams.video[videos[0]]
    _limit_pixels(stream)
    return container, stream


def _refuse_huge(path: Path, container: Any, tracks: list[int]) -> None:
    """Raise ClipError for a track that is too large, before any is decoded: finding out what it shows takes as much."""
    for stream in (container.streams.video[i] for i in tracks):
        if stream.width * stream.height > MOST_PIXELS:
            container.close()
            what = f"a picture of {stream.width} by {stream.height} px is too large"
            raise ClipError(what, str(path), "make the clip smaller, or record it again if it isn't that large")


def _limit_pixels(stream: Any) -> None:
    """The pictures may claim other sizes than the header does."""
    stream.codec_context.options = {**stream.codec_context.options, "max_pixels": str(MOST_PIXELS)}


def slow_motion(container: Any, stream: Any, fps: float) -> tuple[str, ...]:
    """Return what to tell of a clip that says it was filmed at a higher rate than it plays, () of any other."""
    tags = {**container.metadata, **stream.metadata}
    try:
        captured = float(tags.get("com.android.capture.fps", "0"))
    except ValueError:
        return ()
    if not SLOWED * fps < captured < float("inf"):
        return ()
    speed = f"{captured / fps:.3g}"
    return (
        f"slow motion: filmed at {captured:g} pictures a second, played at {fps:g}; times are {speed} times too long: "
        f"set it right with --speed {speed}",
    )


def matroska_end_s(container: Any, stream: Any) -> float | None:
    """Return when a Matroska or WebM file's pictures end; None of others, and where it may mean the sound's end."""
    if "matroska" not in container.format.name:
        return None
    if said := MATROSKA_LENGTH.fullmatch(stream.metadata.get("DURATION", "")):
        return 3600 * float(said[1]) + 60 * float(said[2]) + float(said[3])
    return container.duration / av.time_base if container.duration and len(container.streams) == 1 else None


def container_of(path: Path) -> Any:
    """Return PyAV's container of a file, whatever its name is; ClipError when it is no clip."""
    # FFmpeg takes what stands before a colon for a protocol, save in an absolute name
    name = str(path.absolute())
    try:
        name.encode("utf-8")
        return av.open(name, metadata_errors="replace")
    except UnicodeEncodeError:
        return _container_of_any_name(path)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _container_of_any_name(path: Path) -> Any:
    """FFmpeg takes no name that isn't UTF-8: it gets another one for the same file, which only opening it needs."""
    with TemporaryDirectory(prefix="posecheck-") as folder:
        link = Path(folder, "clip")
        try:
            link.symlink_to(path.absolute())
            return av.open(str(link), metadata_errors="replace")
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ClipError:
    if lacks_memory(error):
        return undecodable(error, path)
    what = "not a video that can be read"
    return ClipError(what, str(path), "it may be cut off or no video; record or copy it again")


def _is_animated_webp(path: Path) -> bool:
    """The extended header (VP8X) has a bit for it; FFmpeg skips the pictures of such a file."""
    with path.open("rb") as file:
        head = file.read(21)
    return head[12:16] == b"VP8X" and len(head) == 21 and bool(head[20] & 2)


def is_cover(stream: Any) -> bool:
    """Whether a video track is a picture on a sleeve, or the pictures above a player's time line."""
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def _rank(stream: Any) -> tuple[bool, int]:
    """Players show the track that is marked as default, else the largest."""
    return bool(stream.disposition & Disposition.default), stream.width * stream.height


def _shows_something(path: Path, track: int) -> bool:
    """Whether any of a track's first frames is more than one even colour."""
    with closing(container_of(path)) as container:
        stream = container.streams.video[track]
        _limit_pixels(stream)
        try:
            for frame in islice(container.decode(stream), PROBED_FRAMES):
                grey = frame.to_ndarray(format="gray")
                if int(grey.max()) - int(grey.min()) >= PROBED_LEVELS:
                    return True
        except av.error.FFmpegError as error:
            if is_passing(error):
                raise undecodable(error, path) from error
            return False  # a track that can't be decoded shows nothing either
    return False
