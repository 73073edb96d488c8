"""`posecheck progress`: the progress window of the person who exercises here."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.bench import review_maker
from posecheck.cli.history import opened
from posecheck.io.spec_files import load_all
from posecheck.ui.app import check_display, run_bench

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget


def run_progress() -> int:
    """Open the window; returns when it is closed."""
    check_display()
    return run_bench(progress_window)


def progress_window() -> QWidget:
    """The window; the history is let go with it. Qt must be running."""
    from posecheck.ui.progress_app import make_window

    names, history = {spec.id: spec.name for spec in load_all().values()}, opened()
    window = make_window(history, lambda exercise: names.get(exercise, exercise), date.today(), _review)
    window.destroyed.connect(history.close)
    return window


def _review(recording: Path, exercise: str) -> QWidget:
    return review_maker((recording,), exercise)()
