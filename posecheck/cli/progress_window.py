"""`posecheck progress`: the progress window of the person who exercises here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.bench import review_maker
from posecheck.cli.history import opened
from posecheck.cli.today import prescribed
from posecheck.coach.progress import today_of
from posecheck.coach.safety import DEFAULTS, SafetySettings
from posecheck.errors import PosecheckError
from posecheck.io.history_entries import person_now
from posecheck.io.settings import Settings, load_settings
from posecheck.io.spec_files import load_all
from posecheck.io.translations import words_for
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

    settings = load_settings()
    say, history = words_for(settings.language), opened()
    names = {spec.id: say(spec.name) for spec in load_all().values()}
    person = history.person().uid
    window = make_window(
        history,
        lambda exercise: names.get(exercise, exercise),
        today_of(history.days(person), person_now().date()),
        _review,
        say,
        _numbers(settings, person),
    )
    window.destroyed.connect(history.close)
    return window


def _numbers(settings: Settings, person_uid: str) -> SafetySettings:
    """The person's own numbers for pain; a profile that can't be used is no reason to hide the past."""
    try:
        return prescribed(settings, person_uid).prescription.safety
    except PosecheckError as error:
        print(f"posecheck: {error}", file=sys.stderr)
        return DEFAULTS


def _review(recording: Path, exercise: str) -> QWidget:
    return review_maker((recording,), exercise)()
