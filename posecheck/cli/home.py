"""`posecheck` without a command: the home window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posecheck.cli.bench import review_maker, tune_maker
from posecheck.cli.desk import desk_window
from posecheck.cli.guide import guide_window
from posecheck.cli.keeping import Keeping
from posecheck.cli.live import live_plan, routine_blocks
from posecheck.cli.options import DeskOptions, LiveOptions, TuneOptions
from posecheck.cli.progress_window import progress_window
from posecheck.coach.phrases import Words, translated
from posecheck.errors import PosecheckError
from posecheck.io.camera import CameraSource, list_cameras
from posecheck.io.settings import Settings, load_settings, recordings_folder, save_settings
from posecheck.io.spec_files import load_all
from posecheck.io.translations import languages, words_for
from posecheck.ui import labels
from posecheck.ui.app import build_window, check_display, run_home_window
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.pages import Camera, HomeParts

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget


def run_home() -> int:
    """Open the home window; returns when it is closed."""
    settings = load_settings()
    check_display()
    return run_home_window(home_parts(settings), home_parts)


def home_parts(settings: Settings) -> HomeParts:
    """All that the home window is made with, in the language and with the choices of `settings`."""
    words = words_for(settings.language)
    blocks, name = routine_blocks(settings.routine, words)
    minutes = round(sum(block.clock_s + block.rest_s for block in blocks) / 60)
    return HomeParts(
        words=words,
        settings=settings,
        save=save_settings,
        routine_line=words(labels.ABOUT_MINUTES, name=name, sets=len(blocks), minutes=minutes),
        first=blocks[0].spec.id,
        exercises=[translated(spec, words) for spec in load_all().values() if spec.posture is None],
        start=session_window,
        cameras=lambda: [Camera(found.index, found.name) for found in list_cameras()],
        open_camera=CameraSource,
        languages=languages(),
        recordings=str(recordings_folder()),
        others=other_windows(settings, words),
    )


def other_windows(settings: Settings, words: Words) -> dict[str, Callable[[], QWidget | None]]:
    """What opens the windows for review, tune and progress, by the label of their button."""
    from posecheck.ui.ask_exercise import ask_exercise

    def ask() -> str | None:
        return ask_exercise({spec.id: words(spec.name) for spec in load_all().values()}, settings.exercise, words)

    def review() -> QWidget | None:
        exercise = ask()
        return review_maker((), exercise)() if exercise else None

    def tune() -> QWidget | None:
        exercise = ask()
        return tune_maker(TuneOptions(exercise))() if exercise else None

    return {
        labels.REVIEW: review,
        labels.TUNE: tune,
        labels.PROGRESS: progress_window,
        labels.GUIDE: lambda: guide_window(words, settings.theme),
        labels.DESK: lambda: desk_window(DeskOptions(), settings, words),
    }


def session_window(exercise: str, settings: Settings) -> LiveWindow:
    """The window of a session, under way: of one exercise, or of today's routine ("").

    PosecheckError when the safety questions say that it must not begin now.
    """
    kept = Keeping(live_plan(LiveOptions(exercise=exercise, autostart=True), settings), exercise=exercise)
    if not kept.may_begin():
        kept.end()
        raise PosecheckError("not started", "safety questions", "come back when you have been cleared or feel ready")
    window, _ = build_window(kept.plan)
    window.destroyed.connect(kept.end)
    window.start()
    return window
