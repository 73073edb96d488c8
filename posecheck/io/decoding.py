"""A clip's frames packet by packet, as a player shows them: what is damaged or drawn upon it is left out and noted."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av.error

from posecheck.errors import ClipError

ALWAYS_SHOWN = {"h264", "hevc"}
"""Each packet of these is a picture. Others have packets that show nothing by design, and tell of a damage."""
UNSEEN_S = 0.5
"""Packets that come to nothing for longer than this are told, whatever the stream's kind."""


def lacks_memory(error: BaseException) -> bool:
    """Whether memory or threads are short: the clip may be whole all the same."""
    return isinstance(error, MemoryError) or getattr(error, "errno", None) in (errno.ENOMEM, errno.EAGAIN)


def is_passing(error: BaseException) -> bool:
    """Whether an error is the computer's and not the clip's: what was decoded till then must not be kept as all of it.

    A file that is cut off gives other errors, save while it is opened.
    """
    return lacks_memory(error) or getattr(error, "errno", None) in (errno.EIO, errno.ESTALE)


def undecodable(error: Exception, path: Path) -> ClipError:
    """What to say of a clip that can't be read to its end."""
    if lacks_memory(error):
        return ClipError("not enough memory to decode the clip", str(path), "close other programs")
    if is_passing(error):
        reason = getattr(error, "strerror", None) or type(error).__name__
        return ClipError("cannot read the file", str(path), f"{reason}; try again, or copy it to another disk")
    what = f"the clip can't be decoded, {type(error).__name__}: {error}"
    return ClipError(what, str(path), "copy or record it again")


class Decoding:
    """One way through a stream. holes: (start_s, end_s) in the file's own time, between the frames beside a damage;
    broke_off: why the file ended too early, "" when it didn't; damaged: whether anything couldn't be decoded;
    hidden: packets that an edit list hides; begin_s: when the first picture is or should be shown, None without times.

    Decoders go on after a lost picture and draw the next ones upon what they have. Measured on the bridge coded with a
    single key frame: what is wrong after six lost packets is no less 10 s later (H.264: 2 to 3 % of the picture), and
    after one it grows from 0.5 to 17 % (VP8). Nothing but a key frame ends that, so there is no time after which such
    pictures are trusted again, though a clip without further key frames loses all its rest.
    """

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream = container, stream
        self._waiting: set[int] = set()
        self._entries: set[int] = set()
        self._first_pts: int | None = None
        self._last_pts: int | None = None
        self._end_pts = 0
        self._matched = True
        self._hurt, self._gone = False, 0  # since the last frame that was given
        self._lost, self._lost_at, self._entered = False, 0, 0
        self.holes: list[tuple[float, float]] = []
        self.broke_off = ""
        self.damaged = False
        self.hidden = 0
        self.begin_s: float | None = None

    def frames(self) -> Iterator[Any]:
        """Give the frames that can be decoded and trusted, in the order of showing; raises what is passing."""
        for packet in self._packets():
            for frame in self._decoded(packet):
                if self._trusted(frame):
                    yield frame
        self._gone += len(self._waiting)
        self._hurt = self._hurt or self._always_shown()
        self._note_hole(self._end_pts)

    def _packets(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                if is_passing(error):
                    raise
                self.broke_off = error.strerror or type(error).__name__
                return
            if packet is None:
                return
            self.hidden += packet.is_discard
            if packet.size and packet.pts is not None and not packet.is_discard:
                self._await(packet)
            yield packet

    def _await(self, packet: Any) -> None:
        skipped = packet.is_keyframe and not self._entries and self._last_pts is None and not self.damaged
        if self._first_pts is None or skipped:  # a whole recording may begin between key frames, as one from the air
            self._waiting.clear()
            self._first_pts = packet.pts
        if packet.is_keyframe:
            self._entries.add(packet.pts)
        if packet.pts >= self._first_pts:  # what is shown before the first key frame needs pictures that were cut off
            self._waiting.add(packet.pts)
            self._end_pts = max(self._end_pts, packet.pts + (packet.duration or 0))

    def _decoded(self, packet: Any) -> list[Any]:
        try:
            return list(packet.decode())
        except av.error.FFmpegError as error:
            if is_passing(error):
                raise
            self._lose(packet.pts)
            return []

    def _lose(self, pts: int | None) -> None:
        """From here on pictures lack what they are drawn upon. pts: of the damage or, decoded in threads, after it."""
        self.damaged = self._hurt = self._lost = True
        self._lost_at, self._entered = max(self._lost_at, pts or 0), 0

    def _trusted(self, frame: Any) -> bool:
        """Whether a frame shows what was filmed; notes the hole that ends with it."""
        missing = self._take(frame.pts)
        if frame.is_corrupt or (missing and self._always_shown()):
            self._lose(frame.pts)
        if missing:
            self._lost_at = min(self._lost_at, frame.pts - 1)  # the damage lies before this frame
        self._gone += missing
        if self._lost and (frame.is_corrupt or not self._refreshed(frame)):
            self._gone += 1
            return False
        self._lost = False
        self._note_hole(frame.pts)
        return True

    def _take(self, pts: int | None) -> int:
        """Take a frame's packet from those that wait; how many wait that should have been shown before it."""
        if pts is None:
            return 0
        self._matched = self._matched and pts in self._waiting
        missing = [waiting for waiting in self._waiting if waiting < pts]
        self._waiting.difference_update(missing, (pts,))
        return len(missing)

    def _always_shown(self) -> bool:
        """Whether a packet that comes to nothing is a loss; packets are known only where frames carry their times."""
        return self._matched and self._stream.codec_context.name in ALWAYS_SHOWN

    def _refreshed(self, frame: Any) -> bool:
        """A key frame needs no other; where there is none, all is drawn anew between two places to begin at."""
        if frame.pts is not None and frame.pts <= self._lost_at:
            return False  # shown before the damage, but decoded in threads beside it
        self._entered += frame.pts in self._entries
        return bool(frame.key_frame) or self._entered > 1

    def _note_hole(self, pts: int | None) -> None:
        """Between the frame given last and now: a damage, or packets that came to nothing for long."""
        start, gone = self._first_pts if self._last_pts is None else self._last_pts, self._gone
        if pts is not None and start is not None:
            base_s = float(self._stream.time_base)
            if gone and (self._hurt or (gone > 1 and (pts - start) * base_s > UNSEEN_S)):
                self.holes.append((start * base_s, pts * base_s))
            else:
                start = pts
            if self.begin_s is None:
                self.begin_s = start * base_s
        self._last_pts, self._hurt, self._gone = pts, False, 0
