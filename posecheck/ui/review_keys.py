"""The review window's keys, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PyQt6.QtCore import Qt

from posecheck.ui.playback import SPEEDS


@dataclass(frozen=True, slots=True)
class Act:
    """What a key asks for. value: direction (-1, +1), number of frames, or speed; for play, 1 = only stop."""

    kind: Literal["play", "shuttle", "step", "rep", "edge", "speed", "full", "good", "in", "out"]
    value: float = 0.0


KEYS: dict[tuple[Qt.Key, bool], Act] = {
    (Qt.Key.Key_Space, False): Act("play"),
    (Qt.Key.Key_K, False): Act("play", 1),
    (Qt.Key.Key_J, False): Act("shuttle", -1),
    (Qt.Key.Key_L, False): Act("shuttle", 1),
    (Qt.Key.Key_Left, False): Act("step", -1),
    (Qt.Key.Key_Right, False): Act("step", 1),
    (Qt.Key.Key_Comma, False): Act("step", -1),
    (Qt.Key.Key_Period, False): Act("step", 1),
    (Qt.Key.Key_Left, True): Act("rep", -1),
    (Qt.Key.Key_Right, True): Act("rep", 1),
    (Qt.Key.Key_Home, False): Act("edge", -1),
    (Qt.Key.Key_End, False): Act("edge", 1),
    (Qt.Key.Key_F, False): Act("full"),
    (Qt.Key.Key_G, False): Act("good"),
    (Qt.Key.Key_I, False): Act("in"),
    (Qt.Key.Key_O, False): Act("out"),
    **{(Qt.Key(Qt.Key.Key_1 + i), False): Act("speed", speed) for i, speed in enumerate(SPEEDS)},
}
"""(key, with shift) -> what it does; without an entry of its own, shift makes no difference."""
