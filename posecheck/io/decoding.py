"""A clip's frames packet by packet, as a player shows them: what is damaged is left out and noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av.error


class Decoding:
    """One way through a stream. holes: (start_s, end_s) in the file's own time, between the frames beside a damage;
    broke_off: why the file ended too early, "" when it didn't; damaged: whether anything couldn't be decoded;
    hidden: packets that an edit list hides.
    """

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream = container, stream
        self._waiting: set[int] = set()
        self._last_pts: int | None = None
        self.holes: list[tuple[float, float]] = []
        self.broke_off = ""
        self.damaged = False
        self.hidden = 0

    def frames(self) -> Iterator[Any]:
        """Give the frames that can be decoded, in the order of showing."""
        for packet in self._packets():
            try:
                decoded = packet.decode()
            except av.error.FFmpegError:
                self.damaged = True  # the frames beside it tell how long the hole is
                continue
            for frame in decoded:
                if frame.is_corrupt:
                    self.damaged = True
                    continue
                self._note_hole(frame.pts)
                yield frame

    def _packets(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                self.broke_off = error.strerror or type(error).__name__
                return
            if packet is None:
                return
            self.hidden += packet.is_discard
            if packet.size and packet.pts is not None and not packet.is_discard:
                self._waiting.add(packet.pts)
            yield packet

    def _note_hole(self, pts: int | None) -> None:
        """A damage has cost frames when packets between two frames that were shown came to nothing."""
        if pts is None:
            return
        missing = [waiting for waiting in self._waiting if waiting < pts]
        if self.damaged and missing and self._last_pts is not None:
            base_s = float(self._stream.time_base)
            self.holes.append((self._last_pts * base_s, pts * base_s))
        self._waiting.difference_update(missing, (pts,))
        self._last_pts = pts
