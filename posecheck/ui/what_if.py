"""Judges recordings again in a thread of its own: always by the newest thresholds that were asked for."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import rejudge
from posecheck.ui.tune_state import TuneClip

JOIN_S = 20.0
Order = tuple[int, ExerciseSpec, tuple[TuneClip, ...]]


class WhatIf(QObject):
    """`done` is sent with (number of the order, outcomes), `failed` with words when an order could not be judged; an
    order that a newer one overtook is dropped."""

    done = pyqtSignal(int, object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._order: Order | None = None
        self._number, self._closing = 0, False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="what-if")
        self._thread.start()

    def ask(self, spec: ExerciseSpec, clips: Sequence[TuneClip]) -> int:
        """Want these thresholds' verdicts; returns the order's number."""
        with self._news:
            self._number += 1
            self._order = (self._number, spec, tuple(clips))
            self._news.notify()
            return self._number

    def close(self) -> None:
        """End the thread."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join(JOIN_S)

    def _overtaken(self) -> bool:
        with self._news:
            return self._closing or self._order is not None

    def _next(self) -> Order | None:
        with self._news:
            self._news.wait_for(lambda: self._closing or self._order is not None)
            order, self._order = self._order, None
            return None if self._closing else order

    def _work(self) -> None:
        while (order := self._next()) is not None:
            try:
                self._judge(*order)
            except Exception as error:  # noqa: BLE001  the thread goes on, and the window tells
                self.failed.emit(f"could not be judged: {type(error).__name__}: {error}")

    def _judge(self, number: int, spec: ExerciseSpec, clips: tuple[TuneClip, ...]) -> None:
        outcomes = []
        for clip in clips:
            outcomes.append(rejudge(clip.prepared, spec))
            if self._overtaken():
                return
        self.done.emit(number, outcomes)
