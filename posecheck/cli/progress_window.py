"""`posecheck progress`: the progress window of the person who exercises here."""

from __future__ import annotations

from datetime import date

from posecheck.cli.history import opened
from posecheck.io.spec_files import load_all
from posecheck.ui.app import check_display


def run_progress() -> int:
    """Open the window; returns when it is closed."""
    check_display()
    from posecheck.ui.progress_app import run_window

    names = {spec.id: spec.name for spec in load_all().values()}
    with opened() as history:
        return run_window(history, lambda exercise: names.get(exercise, exercise), date.today())
