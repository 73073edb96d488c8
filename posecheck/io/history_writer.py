"""The one writer of the history: a thread that writes entries as they come, so that nobody else waits for a disk."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from posecheck.errors import HistoryError
from posecheck.io import history_pending as pending
from posecheck.io.history_entries import Entry, ParentMissingError, new_uid, write
from posecheck.io.history_file import is_damage, open_file, which, writing

log = logging.getLogger(__name__)
BATCH = 100
"""Entries of one transaction at most: short enough that nobody waits for it."""
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Pauses between tries while the history is out of reach; the last one is repeated."""
CLOSE_S = 5.0
"""How long closing waits, for a slow disk or a repair of our own: the journal has what isn't written."""
NOT_SAVED = "Your history can't be saved at the moment. The session goes on, nothing is lost"
SAVED_AGAIN = "Your history is saved again"

Tell = Callable[[str, str], None]
"""Hears a sentence for the person and the reason in technical words ("" when there is none)."""


class HistoryWriter:
    """Takes entries from any thread without waiting for a disk and writes them in order, in short transactions.

    Each entry is in the writer's journal before `put` returns: a program killed at any moment has lost none of them.
    While the history is locked, read-only or the disk is full, entries wait there and in memory, `tell` hears of it and
    again when all is well, and the writer keeps trying. What is still pending at the end is taken over by the next
    writer. An entry written twice changes nothing.
    """

    def __init__(self, path: Path, tell: Tell = lambda _words, _why: None, retry_s: Sequence[float] = RETRY_S) -> None:
        self._path, self._listeners, self._retry_s = path, [tell], retry_s
        self._queue: deque[Entry] = deque()
        self._changed, self._closing, self._working = threading.Condition(), False, True
        self._engine: Engine | None = None
        self._keeper: Connection | None = None
        self._file = (0, 0)
        self._damaged, self._troubles = False, 0
        self._journal, self._journalling = pending.Journal(pending.places(path), new_uid()), threading.Lock()
        self._taken_over: list[pending.Left] = []
        self._thread = threading.Thread(target=self._work, name="history-writer", daemon=True)
        self._thread.start()

    def listen(self, tell: Tell) -> None:
        """Have troubles told to somebody else as well; heard in the writer's thread."""
        self._listeners.append(tell)

    def put(self, entry: Entry) -> None:
        """Have an entry written soon; returns as soon as a kill can't lose it any more, without waiting for a disk."""
        with self._journalling:
            self._journal.add(entry)
            with self._changed:
                self._queue.append(entry)
                self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything put so far is written; False when it isn't in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._working, timeout_s)

    @property
    def waiting(self) -> int:
        """Entries not written yet."""
        return len(self._queue)

    def close(self) -> None:
        """Write what can be written soon, keep the rest for next time, end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(CLOSE_S)

    def _work(self) -> None:
        self._take_over_pending()
        while True:
            with self._changed:
                self._working = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._queue or self._taken_over or self._closing)
                if not self._queue and not self._taken_over:
                    break
                batch = [self._queue[i] for i in range(min(BATCH, len(self._queue)))]
                self._working = True
            if self._try(batch):
                self._written(len(batch))
            elif self._closing:
                break
            else:
                self._pause()
        self._let_go()
        self._leave(written=False)
        self._journal.close()

    def _take_over_pending(self) -> None:
        """Put what earlier sessions could not write in front of everything else."""
        try:
            self._taken_over = pending.take_over(pending.places(self._path))
        except OSError:
            log.exception("pending entries could not be read; they stay where they are")
        entries = [entry for left in self._taken_over for entry in left.entries]
        with self._changed:
            self._queue.extendleft(reversed(entries))

    def _try(self, batch: Sequence[Entry]) -> bool:
        """Write a batch; False when the history is out of reach, which has then been told and provided for."""
        try:
            self._write(self._opened(), batch)
        except OperationalError as error:
            self._in_trouble(str(error.orig))
        except HistoryError as error:
            self._in_trouble(str(error))
        except DatabaseError as error:
            if not is_damage(error):
                return self._write_singly(batch)
            self._let_go()
            self._damaged = True
            self._in_trouble(str(error.orig))
        except Exception:
            log.exception("an entry of the history is no good; the others are written without it")
            return self._write_singly(batch)
        else:
            return True
        return False

    def _opened(self) -> Engine:
        if self._engine is not None and which(self._engine) != self._file:
            self._let_go()  # another program has repaired it
        if self._engine is None:
            self._engine, remark = open_file(self._path, damaged=self._damaged, given_up=lambda: self._closing)
            self._file, self._damaged = which(self._engine), False
            # SQLite tidies its journal away whenever nobody has the file open: not after each repetition, please
            self._keeper = self._engine.connect()
            if remark:
                self._tell(remark, "")
        return self._engine

    def _let_go(self) -> None:
        if self._keeper is not None:
            self._keeper.close()
        if self._engine is not None:
            self._engine.dispose()
        self._engine = self._keeper = None

    @staticmethod
    def _write(engine: Engine, batch: Sequence[Entry]) -> None:
        with writing(engine) as connection:
            for entry in batch:
                try:
                    write(connection, entry)
                except ParentMissingError:
                    log.warning("its session or person was deleted, so this is not written: %s", entry)

    def _write_singly(self, batch: Sequence[Entry]) -> bool:
        """Leave out the entries that can't ever be written: one bad entry must not hold up a session's others."""
        for entry in batch:
            try:
                self._write(self._opened(), [entry])
            except (OperationalError, HistoryError) as error:
                self._in_trouble(str(getattr(error, "orig", error)))
                return False
            except Exception:
                log.exception("left out of the history: %s", entry)  # whatever it is, it must not end the writer
        return True

    def _written(self, count: int) -> None:
        with self._journalling:
            with self._changed:
                for _ in range(count):
                    self._queue.popleft()
                done = not self._queue
            if done:
                self._journal.clear()
        if done:
            self._leave(written=True)
        if self._troubles:
            self._troubles = 0
            self._tell(SAVED_AGAIN, "")

    def _leave(self, *, written: bool) -> None:
        for left in self._taken_over:
            left.let_go(written=written)
        self._taken_over = []

    def _tell(self, words: str, why: str) -> None:
        for tell in self._listeners:
            try:
                tell(words, why)
            except Exception:
                log.exception("a listener of the history failed")

    def _in_trouble(self, why: str) -> None:
        if not self._troubles:
            log.info("the history can't be written: %s", why)
            self._tell(NOT_SAVED, why)
        self._troubles += 1
        with self._journalling:
            self._journal.add()
        self._journal.sync()

    def _pause(self) -> None:
        pause_s = self._retry_s[min(self._troubles, len(self._retry_s)) - 1]
        with self._changed:
            self._changed.wait_for(lambda: self._closing, pause_s)
