"""Asks which exercise a window is to be opened for."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtWidgets import QInputDialog

from posecheck.coach.phrases import Words
from posecheck.ui import labels


def ask_exercise(names: Mapping[str, str], usual: str, words: Words) -> str | None:
    """Id of the chosen exercise, None when the question was closed; names by id, `usual` is offered first."""
    ids = list(names)
    first = ids.index(usual) if usual in ids else 0
    title = words(labels.WHICH_EXERCISE)
    name, chosen = QInputDialog.getItem(None, title, title, [names[i] for i in ids], first, editable=False)
    return next((i for i in ids if names[i] == name), None) if chosen else None
