"""A clip without what its camera wrote into it beside the pictures: where, when and with which device."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from posecheck.errors import ClipError
from posecheck.io.atomic import replacing
from posecheck.io.tracks import container_of


def strip_metadata(clip: Path, target: Path) -> None:
    """Write pictures and sound of a clip to `target`: packets as they are, times and rotation kept, no tags.

    Tracks of other kinds (positions, sensors) are left out. ClipError when the clip can't be copied.
    """
    try:
        with replacing(target) as temporary, _copying(clip, temporary) as (source, out):
            kept = [s for s in source.streams if s.type in ("video", "audio")]
            made = {s.index: out.add_stream_from_template(s) for s in kept}
            for stream in made.values():
                stream.metadata.clear()
            for packet in source.demux(kept):
                if packet.size:  # the last one of each track is empty
                    packet.stream = made[packet.stream.index]
                    out.mux(packet)
    except (av.FFmpegError, ValueError) as error:
        raise _not_copied(clip) from error


@contextmanager
def _copying(clip: Path, target: Path) -> Iterator[tuple[av.container.InputContainer, av.container.OutputContainer]]:
    try:
        opened = container_of(clip)
    except ClipError as error:
        raise _not_copied(clip) from error
    with (
        opened as source,
        av.open(str(target), "w", format=_kind(source), options={"fflags": "+bitexact"}) as out,
    ):
        yield source, out


def _not_copied(clip: Path) -> ClipError:
    cure = "leave the clip out, or keep its metadata (--keep-metadata)"
    return ClipError("the clip can't be copied without its metadata", str(clip), cure)


def _kind(source: av.container.InputContainer) -> str:
    """Return the container that takes what is in this one: Matroska takes most, but not pictures without a time."""
    names = source.format.name.split(",")
    if "mp4" in names:
        return "mov" if source.metadata.get("major_brand", "").strip() == "qt" else "mp4"  # mp4 takes no PCM sound
    return "avi" if "avi" in names else "matroska"
