"""Short tones: one high for a count, two low for a correction, three for trouble; without a voice, for all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PyQt6.QtWidgets import QApplication

from posecheck.coach.output import Priority

RATE_HZ = 44_100
FADE_S = 0.01
"""Tones fade in and out this long: a hard edge is heard as a click."""
GAP_S = 0.05
"""Silence after each tone."""
LOUDNESS = 0.4
SCORES: dict[Priority, tuple[tuple[float, float], ...]] = {
    Priority.SAFETY: ((440.0, 0.15),) * 4,
    Priority.UNSEEN: ((330.0, 0.18),) * 3,
    Priority.FORM: ((392.0, 0.18), (330.0, 0.25)),
    Priority.COUNT: ((880.0, 0.12),),
    Priority.PRAISE: ((659.0, 0.10), (880.0, 0.16)),
}
"""Per urgency: (frequency in Hz, seconds) of each tone."""


@lru_cache
def samples(priority: Priority) -> bytes:
    """The tones of an urgency as 16-bit mono at RATE_HZ."""
    parts = []
    for frequency_hz, seconds in SCORES[priority]:
        t_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
        edge = np.minimum(1.0, np.minimum(t_s, t_s[-1] - t_s) / FADE_S)
        parts += [np.sin(2 * np.pi * frequency_hz * t_s) * edge, np.zeros(int(GAP_S * RATE_HZ))]
    return (LOUDNESS * 32767 * np.concatenate(parts)).astype("<i2").tobytes()


class Tones(QObject):
    """Plays them through the sound card; where Qt finds none, the window system's own beep has to do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink: Any = _sink(self)
        self._buffer = QBuffer(self)

    @property
    def audible(self) -> bool:
        """Whether a sound card was found."""
        return self._sink is not None

    def play(self, priority: Priority) -> None:
        """Start the tones of an urgency, in place of any that still sound."""
        if self._sink is None:
            QApplication.beep()
            return
        self.stop()
        self._buffer.setData(QByteArray(samples(priority)))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink.start(self._buffer)

    def stop(self) -> None:
        """Fall silent."""
        if self._sink is not None:
            self._sink.stop()
        self._buffer.close()


def _sink(parent: QObject) -> Any:
    """Qt's way to the sound card, or None where the module or a card is missing."""
    try:
        from PyQt6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
    except ImportError:
        return None
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return None
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE_HZ)
    wanted.setChannelCount(1)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return QAudioSink(device, wanted, parent)
