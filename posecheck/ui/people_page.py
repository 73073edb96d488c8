"""Who exercises on this computer, whose profiles they exercise by, and how one of them is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from posecheck.coach.phrases import Words
from posecheck.errors import PosecheckError
from posecheck.ui import labels
from posecheck.ui.ask_twice import AskTwice
from posecheck.ui.page_parts import People, button, foot, note, title


class PeoplePage(QWidget):
    """A list of people with what can be done for the one who is marked; at the right the present one's profiles."""

    def __init__(self, people: People, words: Words, back: Callable[[], Any]) -> None:
        super().__init__()
        self._people, self._words = people, words
        self.list, self.profiles = QListWidget(), QListWidget()
        self.name = QLineEdit()
        self.said = note("")
        self.use = button(words(labels.USE_PERSON), self._use, main=True)
        self.erase = button(words(labels.ERASE_PERSON), self._ask_to_erase)
        self.add = button(words(labels.ADD_PERSON), self._add)
        self.take = button(words(labels.TAKE_PROFILE), self._choose_profile)
        self.drop = button(words(labels.DROP_PROFILE), self._drop)
        self.name.setPlaceholderText(words(labels.NEW_NAME))
        self.name.setAccessibleName(words(labels.NEW_NAME))
        self.name.returnPressed.connect(self._add)
        self.list.setAccessibleName(words(labels.PEOPLE))
        self.profiles.setAccessibleName(words(labels.PROFILES))
        self._lay_out(back)
        self.refresh()

    @property
    def marked(self) -> str:
        """Name of the person who is marked; "" for nobody."""
        return self._names[self.list.currentRow()] if 0 <= self.list.currentRow() < len(self._names) else ""

    def refresh(self) -> None:
        """Show what there is now."""
        self._names: list[str] = []
        self._profile_names: list[str] = []
        self._do(self._fill)
        self.use.setEnabled(bool(self._names))
        self.erase.setEnabled(bool(self._names))
        self.profiles.setEnabled(bool(self._profile_names))
        self.drop.setEnabled(bool(self._profile_names))

    def _fill(self) -> None:
        self._names, current = list(self._people.names()), self._people.current()
        self.list.clear()
        for name in self._names:
            count = self._people.sessions(name)
            self.list.addItem(self._words(labels.PERSON_LINE, name=name, sessions=count))
        self.list.setCurrentRow(self._names.index(current) if current in self._names else 0)
        self._profile_names = list(self._people.profiles())
        self.profiles.clear()
        self.profiles.addItems([name.replace("_", " ").capitalize() for name in self._profile_names])
        self.profiles.setCurrentRow(0)
        self._whose.setText(self._words(labels.PROFILES_OF, name=current))

    def _do(self, act: Callable[[], object], said: str = "") -> bool:
        """Do something and show what came of it, or why it can't be done."""
        try:
            act()
        except PosecheckError as error:
            self.said.setText(str(error))
            return False
        if said:
            self.said.setText(said)
        return True

    def _use(self) -> None:
        name = self.marked
        if self._do(lambda: self._people.use(name), self._words(labels.NOW_EXERCISES, name=name)):
            self.refresh()

    def _add(self) -> None:
        name = self.name.text()
        if self._do(lambda: self._people.add(name), self._words(labels.PERSON_ADDED, name=name.strip())):
            self.name.clear()
            self.refresh()

    def _ask_to_erase(self) -> None:
        """Two questions: with what is lost, and the recordings as a choice of their own."""
        self._do(lambda: self._open_question(self.marked))

    def _open_question(self, name: str) -> None:
        count = self._people.sessions(name)
        first = self._words(labels.ERASE_FIRST, name=name, sessions=count)
        files = self._people.recordings(name)
        self.question = AskTwice(self, self._words, first, files, lambda recordings: self._erase(name, recordings))

    def _erase(self, name: str, recordings: bool) -> None:
        if self._do(
            lambda: self._people.erase(name, recordings=recordings), self._words(labels.PERSON_ERASED, name=name)
        ):
            self.refresh()

    def _choose_profile(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._words(labels.TAKE_PROFILE), "", "TOML (*.toml)")
        if path:
            self.take_profile(Path(path))

    def take_profile(self, path: Path) -> None:
        """Have the present person exercise by this file."""
        if self._do(lambda: self._people.take_profile(path), self._words(labels.PROFILE_TAKEN)):
            self.refresh()

    def _drop(self) -> None:
        name = self._profile_names[self.profiles.currentRow()]
        if self._do(lambda: self._people.drop_profile(name), self._words(labels.PROFILE_DROPPED)):
            self.refresh()

    def _lay_out(self, back: Callable[[], Any]) -> None:
        words = self._words
        left, right, both, new = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._whose = note("")
        left.addWidget(note(words(labels.WHO)))
        left.addWidget(self.list, 1)
        left.addWidget(self.use)
        new.addWidget(self.name, 1)
        new.addWidget(self.add)
        left.addLayout(new)
        left.addWidget(self.erase)
        right.addWidget(self._whose)
        right.addWidget(self.profiles, 1)
        right.addWidget(self.take)
        right.addWidget(self.drop)
        right.addWidget(note(words(labels.PROFILES_HINT)))
        both.setSpacing(32)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 28, 48, 28)
        column.setSpacing(14)
        column.addWidget(title(words(labels.PEOPLE_AND_PROFILES)))
        column.addLayout(both, 1)
        column.addWidget(self.said)
        column.addLayout(foot(button(words(labels.BACK), back)))
