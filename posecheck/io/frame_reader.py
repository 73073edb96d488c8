"""Any frame of a clip, exactly: the same numbers and pictures that `ClipSource` gives in order."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av.error
import numpy as np

from posecheck.errors import ClipError
from posecheck.io.clip import check_file, header_size
from posecheck.io.decoding import Decoding, is_passing, undecodable
from posecheck.io.tracks import opened
from posecheck.io.upright import Picture, upright

KEPT_BYTES = 200 * 2**20
"""Decoded pictures kept for stepping to and fro: about 70 of 720p, two seconds."""
KEPT_BEFORE = 4
"""Frames before the one asked for that are kept too, for stepping back. Turning a decoded frame into a picture costs
about as much as decoding it, so that doing it for all on the way would double the time of a seek."""


class FrameReader:
    """Random access to a clip's frames. Not for two threads at once; ClipError for what can't be read.

    An index of all packets is made once, without decoding. Where packets carry no usable times, frames are counted
    from the beginning instead: slower, but never another frame than the one asked for.
    """

    def __init__(self, path: Path, frames: int | None = None) -> None:
        """frames: how many `ClipSource` gave, where that is known. Fewer than packets: some of them show nothing."""
        check_file(path)
        self._path = path
        self._container, self._stream = opened(path)
        self._stream.thread_type = "AUTO"
        self._pixel_aspect = float(self._stream.sample_aspect_ratio or 1)
        self._size = header_size(self._stream)
        self._timed, self._keys = False, np.zeros(1, int)
        self._pts = self._index()
        if frames is not None and frames != len(self._pts):
            self._timed, self._pts = False, list(range(frames))
        self._place = {pts: i for i, pts in enumerate(self._pts)}
        self._decoder: Iterator[Any] | None = None
        self._next = 0
        self._kept: OrderedDict[int, Picture] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._pts)

    def pts(self, index: int) -> int:
        """The file's own time of a frame, in its stream's unit (its number where it has none)."""
        return self._pts[index]

    def close(self) -> None:
        """Let the file go."""
        self._decoder = None
        self._container.close()

    def read(self, index: int) -> Picture:
        """The picture of frame `index`, upright (IndexError when there is none)."""
        if not 0 <= index < len(self._pts):
            raise IndexError(index)
        if index in self._kept:
            self._kept.move_to_end(index)
            return self._kept[index]
        try:
            return self._decoded(index)
        except av.error.FFmpegError as error:
            self._decoder = None
            where = f"{self._path.name}, frame {index}"
            raise ClipError("the frame can't be read", where, error.strerror or "copy the clip again") from error

    def _decoded(self, index: int) -> Picture:
        if self._decoder is None or index < self._next or self._keyframe(index) > self._next:
            self._seek(index)
        assert self._decoder is not None
        for frame in self._decoder:
            place = self._place.get(frame.pts, -1) if self._timed else self._next
            if place < 0:
                continue
            self._next = place + 1
            if index - place <= KEPT_BEFORE:
                self._keep(place, upright(frame, self._pixel_aspect, self._size))
            if place == index:
                return self._kept[index]
            if place > index and self._timed:  # a seek that landed late: count from the beginning
                self._timed = False
                return self._decoded_from_start(index)
        self._decoder = None
        raise ClipError("the clip breaks off", f"{self._path.name}, frame {index}", "copy or record it again")

    def _decoded_from_start(self, index: int) -> Picture:
        self._decoder, self._next = None, 0
        return self._decoded(index)

    def _seek(self, index: int) -> None:
        if self._timed:
            self._container.seek(self._pts[self._keyframe(index)], stream=self._stream, backward=True)
        else:  # bare streams can't be sought in: begin with the file again
            self._container.close()
            self._container, self._stream = opened(self._path)
            self._stream.thread_type = "AUTO"
        self._next = 0
        self._decoder = Decoding(self._container, self._stream).frames()

    def _keyframe(self, index: int) -> int:
        """The last key frame at or before a frame; 0 where frames are counted."""
        return int(self._keys[np.searchsorted(self._keys, index, side="right") - 1]) if self._timed else 0

    def _index(self) -> list[int]:
        found, keys, untimed = [], [], 0
        for packet in self._packets():
            if packet.size == 0 or packet.is_discard:
                continue
            if packet.pts is None:
                untimed += 1
                continue
            found.append(packet.pts)
            if packet.is_keyframe:
                keys.append(packet.pts)
        pts = sorted(set(found))
        self._timed = untimed == 0 and len(pts) == len(found) and bool(keys)
        if not self._timed:
            pts = list(range(len(found) + untimed))
        place = {p: i for i, p in enumerate(pts)}
        self._keys = np.array(sorted({0, *(place[k] for k in keys)} if self._timed else {0}))
        return pts

    def _packets(self) -> Iterator[Any]:
        """Give the packets up to where the file breaks off, as going through it does."""
        try:
            yield from self._container.demux(self._stream)
        except av.error.FFmpegError as error:
            if is_passing(error):
                raise undecodable(error, self._path) from error
            return  # the frames up to there can be shown

    def _keep(self, index: int, picture: Picture) -> None:
        self._kept[index] = picture
        while len(self._kept) > 2 and len(self._kept) * picture.nbytes > KEPT_BYTES:
            self._kept.popitem(last=False)
