"""`posecheck` without a command: the home window."""

from __future__ import annotations

from posecheck.cli.live import live_plan, routine_blocks
from posecheck.cli.options import LiveOptions
from posecheck.coach.phrases import translated
from posecheck.io.camera import CameraSource, list_cameras
from posecheck.io.settings import Settings, load_settings, recordings_folder, save_settings
from posecheck.io.spec_files import load_all
from posecheck.io.translations import languages, words_for
from posecheck.ui import labels
from posecheck.ui.app import build_window, check_display, run_home_window
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.pages import Camera, HomeParts


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
    )


def session_window(exercise: str, settings: Settings) -> LiveWindow:
    """The window of a session, under way: of one exercise, or of today's routine ("")."""
    window, _ = build_window(live_plan(LiveOptions(exercise=exercise, autostart=True), settings))
    window.start()
    return window
