"""What the home window's pages are made with: the parts they show, and headings, notes and buttons alike on all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from posecheck.coach.phrases import Words
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.camera_address import Address
from posecheck.io.settings import Settings
from posecheck.session.ports import LiveSource

Opener = Callable[[], QWidget | None]
"""Opens a window; None where it needs no window of its own, and when the person thought better of it."""


class People(Protocol):
    """Everybody who has a history here, and what can be done about them. Everything may raise PosecheckError."""

    def names(self) -> Sequence[str]:
        """All names, in the order they came."""
        ...

    def current(self) -> str:
        """Who exercises now."""
        ...

    def sessions(self, name: str) -> int:
        """How many sessions of theirs are kept."""
        ...

    def use(self, name: str) -> None:
        """From now on this person exercises."""
        ...

    def add(self, name: str) -> None:
        """Somebody new."""
        ...

    def erase(self, name: str, *, recordings: bool) -> None:
        """Forget a person for good."""
        ...

    def recordings(self, name: str) -> Sequence[Path]:
        """Files of their recorded sessions that are still there."""
        ...

    def profiles(self) -> Sequence[str]:
        """Names of the profiles that the present person exercises by."""
        ...

    def take_profile(self, path: Path) -> str:
        """Have the present person exercise by a profile; its name."""
        ...

    def drop_profile(self, name: str) -> None:
        """Have the present person exercise without a profile."""
        ...


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera by number or address, with its name."""

    index: Address
    name: str


@dataclass(frozen=True, slots=True)
class HomeParts:
    """What the home window is made with.

    routine_line: what there is to say of today's routine; first: id of its first exercise; start: opens a session, of
    an exercise's id or of the routine (""), and may raise PosecheckError; others: what the other buttons open, by
    label, those that there are; people: who exercises here, None where that can't be changed; practised: whether there
    was a session today; running: whether one is going on anywhere; break_card: title and points of a movement break.
    """

    words: Words
    settings: Settings
    save: Callable[[Settings, Settings], Settings]
    """Takes the choices as they are now and as they were before, and gives all that is kept."""
    routine_line: str
    first: str
    exercises: Sequence[ExerciseSpec]
    start: Callable[[str, Settings], QWidget | None]
    cameras: Callable[[], Sequence[Camera]]
    open_camera: Callable[[Address], LiveSource]
    languages: Sequence[str]
    recordings: str
    mute: bool = False
    others: Mapping[str, Opener] = field(default_factory=dict)
    people: People | None = None
    practised: Callable[[], bool] = lambda: True
    running: Callable[[], bool] = lambda: False
    break_card: tuple[str, Sequence[str]] = ("", ("",))


def title(words: str) -> QLabel:
    """A page's heading."""
    label = QLabel(words)
    label.setObjectName("title")
    label.setWordWrap(True)
    return label


def note(words: str) -> QLabel:
    """A line of quieter words."""
    label = QLabel(words)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label


def button(words: str, press: Callable[[], Any], *, main: bool = False) -> QPushButton:
    """A large button; the main one of a page stands out."""
    made = QPushButton(words)
    made.setAccessibleName(words)
    made.setAutoDefault(True)
    if main:
        made.setObjectName("main")
    made.clicked.connect(lambda _checked: press())
    return made


def page() -> tuple[QWidget, QVBoxLayout]:
    """An empty page with its column."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(48, 28, 48, 28)
    column.setSpacing(14)
    return made, column


def foot(*buttons: QPushButton) -> QHBoxLayout:
    """The row at the end of a page: the first button to the left, the others to the right."""
    row = QHBoxLayout()
    row.addWidget(buttons[0])
    row.addStretch(1)
    for made in buttons[1:]:
        row.addWidget(made)
    return row
