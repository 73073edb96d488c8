"""A clip without what its camera wrote into it beside the pictures: where, when and with which device."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av

from posecheck.errors import ClipError
from posecheck.io.atomic import replacing
from posecheck.io.tracks import container_of, is_cover

SOI, EOI, SOS, COMMENT = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xFE
NOTES = {*range(0xE1, 0xF0), COMMENT} - {0xEE}
"""JPEG's markers of EXIF and makers' notes. APP0 tells which half of an interlaced picture it is, APP14 what its
colours mean."""


def strip_metadata(clip: Path, target: Path) -> None:
    """Write pictures and sound of a clip to `target`: packets as they are, times and rotation kept, no tags.

    Tracks of other kinds (positions, sensors, covers, subtitles) and chapters are left out, and so is what a camera
    wrote into the JPEGs of a Motion JPEG clip. ClipError when the clip can't be copied.
    """
    try:
        with replacing(target) as temporary, _copying(clip, temporary) as (source, out):
            kept = [s for s in source.streams if s.type == "audio" or (s.type == "video" and not is_cover(s))]
            made = {s.index: out.add_stream_from_template(s) for s in kept}
            for stream in made.values():
                stream.metadata.clear()
            for packet in source.demux(kept):
                if packet.size:  # the last one of each track is empty
                    copy = _without_notes(packet) if packet.stream.codec_context.name == "mjpeg" else packet
                    copy.stream = made[packet.stream.index]
                    out.mux(copy)
    except (av.FFmpegError, ValueError) as error:
        raise _not_copied(clip) from error


def _without_notes(packet: Any) -> Any:
    copy = av.Packet(bare_jpeg(bytes(packet)))
    copy.pts, copy.dts, copy.duration, copy.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    copy.is_keyframe = packet.is_keyframe
    return copy


def bare_jpeg(data: bytes) -> bytes:
    """Return the pictures in `data` (two where it is interlaced) without notes, and nothing that stands after them."""
    bare, start = bytearray(), data.find(SOI)
    while start >= 0:
        bare += SOI
        at, marker = start + 2, 0
        while marker != SOS and at + 4 <= len(data) and data[at] == 0xFF:
            marker, size = data[at + 1], 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker not in NOTES:
                bare += data[at : at + size]
            at += size
        end = data.find(EOI, at)
        end = len(data) if end < 0 else end + len(EOI)
        bare += data[at:end]
        start = data.find(SOI, end)
    return bytes(bare)


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
