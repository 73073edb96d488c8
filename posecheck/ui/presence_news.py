"""What systems tell of a person's presence, and what every listener to them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal


@dataclass(frozen=True, slots=True)
class News:
    """What has changed; None for what is as it was."""

    locked: bool | None = None
    asleep: bool | None = None


class Listener(QObject):
    """Sends `told` with the News of its system, from `start` on for as long as its parent lives.

    A signal, so that it and its parent don't hold each other: Python's collector would end them in any thread.
    """

    told = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listening = False
        """Whether it is known how things stand, and changes are told."""

    def start(self) -> None:
        """Begin to listen, where that can be done."""


MakeListener = Callable[[QObject | None], Listener]
