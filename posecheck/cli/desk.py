"""`posecheck desk`: watch how somebody sits while they work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posecheck.cli.live import camera_for, network
from posecheck.cli.options import DeskOptions
from posecheck.cli.progress import model_progress
from posecheck.coach.phrases import Words, translated
from posecheck.io.camera import PacedClips
from posecheck.io.model_store import resolve
from posecheck.io.quiet_camera import QuietCamera
from posecheck.io.settings import Settings, load_settings
from posecheck.io.spec_files import beside_work
from posecheck.io.translations import words_for
from posecheck.session.desk import DeskFrame, DeskWatch
from posecheck.session.ports import LiveSource
from posecheck.ui.app import check_display, run_bench

SIZE = (480, 560)
"""It stands beside somebody's work."""

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from posecheck.ui.desk_window import DeskWindow


def run_desk(options: DeskOptions) -> int:
    """Open the window and watch; returns when it is closed."""
    settings = load_settings()
    check_display()
    with model_progress() as progress:
        resolve(options.model, progress)
    words = words_for(settings.language)
    return run_bench(lambda: desk_window(options, settings, words), SIZE, lambda window: window.finish())


def desk_window(options: DeskOptions, settings: Settings, words: Words) -> DeskWindow:
    """The window, watching. ClipError for a --source that is no clip. Qt must be running."""
    from posecheck.ui.desk_window import DeskWindow
    from posecheck.ui.presence import Presence

    spec, first = translated(beside_work(), words), _source(options, settings)
    sources = [first]

    def make_watch(told: Callable[[DeskFrame], None]) -> DeskWatch:
        source = sources.pop() if sources else _source(options, settings)
        return DeskWatch(source, lambda: network(resolve(options.model)), spec, told, words=words)

    window = DeskWindow(make_watch, words)
    window.start()
    window.follow(Presence(window))
    return window


def _source(options: DeskOptions, settings: Settings) -> LiveSource:
    if options.source is not None:
        return PacedClips([options.source])
    return QuietCamera(camera_for(options.camera, settings))
