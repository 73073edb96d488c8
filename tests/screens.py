"""`python -m tests.screens OUT`: every page and state of the windows as pictures, at several sizes, to be looked at.

Without OUT it makes the README's pictures.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from session_states import Bridge, live_states
from window_states import NoCamera, dialogs, made_parts, windows

from posecheck.cli.guide import guide_window
from posecheck.coach import desk, phrases
from posecheck.coach.blocks import Plan, practice
from posecheck.coach.desk import DeskShown, DeskStage
from posecheck.coach.feedback import Manner
from posecheck.coach.output import FrameOutput
from posecheck.coach.phrases import Words, translated
from posecheck.coach.shown import Stage
from posecheck.io.settings import Settings
from posecheck.io.spec_files import find_spec, load_cards
from posecheck.io.translations import words_for
from posecheck.session.desk import DeskFrame, DeskWatch
from posecheck.ui.app import LivePlan, build_window
from posecheck.ui.desk_window import DeskWindow
from posecheck.ui.home import HomeWindow
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.look import use_theme
from posecheck.ui.scenes import Scene

SAMPLES = Path(__file__).parents[1] / "samples"
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZES = ((1024, 600), (1920, 1080), (3840, 2160))
DESK_SIZES = ((480, 560), (420, 480))
README_SIZE = (1280, 720)
README_SHOTS = (
    "home", "live_holding", "live_fault", "live_resting", "live_asking_pain", "guide_desk_setup", "desk_change",
)  # fmt: skip


def live_window(settings: Settings, words: Words) -> LiveWindow:
    """The live window with nothing behind it."""
    plan = Plan("Bridge", practice(translated(find_spec("bridge"), words)))
    made = LivePlan(
        plan=plan, manner=Manner(words), source=NoCamera(0), make_model=lambda: None,  # type: ignore[arg-type, return-value]
        safety=lambda: None,  # type: ignore[arg-type, return-value]
        autostart=False, close_at_end=False, mute=True, stats=None, log=None, settings=settings,
    )  # fmt: skip
    return build_window(made)[0]


def home_window(settings: Settings) -> HomeWindow:
    """The home window with two made cameras."""

    return HomeWindow(made_parts(settings), made_parts)  # type: ignore[arg-type]


def home_states(window: HomeWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every page of the home window."""
    yield "home", window.show_start
    yield "practise", lambda: window.stack.setCurrentWidget(window.practise)
    yield "settings", lambda: window.stack.setCurrentWidget(window._settings)
    for i, name in enumerate(("disclaimer", "camera", "voice", "placement")):
        yield (
            f"welcome_{i + 1}_{name}",
            lambda i=i: window._go_to(i) if i else window.stack.setCurrentWidget(window.steps[0]),
        )  # type: ignore[misc]


def desk_states(window: DeskWindow, words: Words) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every state of the desk window."""
    shown = {
        "learning": DeskShown(DeskStage.LEARNING, words(desk.LEARNING)),
        "well": DeskShown(DeskStage.WATCHING, words(desk.ALL_WELL), 97.0),
        "change": DeskShown(DeskStage.WATCHING, words("Sit back from the screen"), 54.0, "too_near"),
        "away": DeskShown(DeskStage.AWAY, words(desk.AWAY)),
        "camera_gone": DeskShown(DeskStage.CAMERA_GONE, words(desk.GIVEN_UP)),
        "camera_shut": DeskShown(DeskStage.CAMERA_GONE, words(phrases.CAMERA_SHUT)),
        "paused": DeskShown(DeskStage.PAUSED, words(phrases.PAUSED)),
    }
    for name, state in shown.items():
        yield f"desk_{name}", lambda state=state: window._show(state)  # type: ignore[misc]


def _nothing(told: Callable[[DeskFrame], None]) -> DeskWatch:
    raise AssertionError(f"pictures are made without watching ({told})")


def beside_work(language: str, theme: str) -> Iterator[tuple[str, QWidget, Callable[[], None], bool]]:
    """The guidance cards and the desk window; the latter is small (True)."""
    words = words_for(language)
    use_theme(theme)
    guide = guide_window(words)
    for card in load_cards():
        yield f"guide_{card.id}", guide, lambda card=card: guide.choose(card.id), False  # type: ignore[misc]
    watching = DeskWindow(_nothing, words)
    for name, show in desk_states(watching, words):
        yield name, watching, show, True
    guide.close()
    watching.close()


def shots_of(bridge: Bridge, language: str, theme: str) -> Iterator[tuple[str, QWidget, Callable[[], None]]]:
    """Every picture to be made: its name, the window, what puts it into its state."""
    use_theme(theme)
    words, settings = words_for(language), Settings(language=language, theme=theme, welcomed=True)  # type: ignore[arg-type]
    window, home = live_window(settings, words), home_window(settings)
    yield "welcome", window, lambda: None
    for name, show in home_states(home):
        yield name, home, show
    for name, output, scene in live_states(bridge, words):
        yield f"live_{name}", window, show_live(window, bridge.picture(output), output, scene)
    window.close()
    home.close()


def every_dialog(language: str) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    """Dialogs, and windows without a clip or a camera, as large as they open and in the smallest screen."""
    words = words_for(language)
    for name, make in (dialogs(words) | windows(words)).items():
        if not name.startswith(("home", "guide", "desk")):
            widget = make()
            yield name, widget, (widget.width(), widget.height())
            widget.close()


def grab(widget: QWidget, size: tuple[int, int], show: Callable[[], None], path: Path) -> None:
    """One picture."""
    widget.resize(*size)
    widget.show()
    show()
    QTest.qWait(60)
    widget.grab().save(str(path))
    widget.hide()


def main(out: Path | None) -> None:
    """Paint everything into `out`, or what the README shows."""
    app = QApplication.instance() or QApplication([])
    assert app is not None
    bridge = Bridge()
    if out is None:
        for name, widget, show in shots_of(bridge, "en", "dark"):
            if name in README_SHOTS:
                grab(widget, README_SIZE, show, PICTURES / f"{name}.png")
        for name, widget, show, small in beside_work("en", "dark"):
            if name in README_SHOTS:
                grab(widget, DESK_SIZES[0] if small else README_SIZE, show, PICTURES / f"{name}.png")
        return
    out.mkdir(parents=True, exist_ok=True)
    for language, theme, sizes in (("en", "dark", SIZES), ("de", "light", SIZES[:2])):
        for name, widget, show in shots_of(bridge, language, theme):
            for size in sizes:
                grab(widget, size, show, out / f"{name}_{language}_{theme}_{size[0]}.png")
        for name, widget, show, small in beside_work(language, theme):
            for size in DESK_SIZES if small else sizes:
                grab(widget, size, show, out / f"{name}_{language}_{theme}_{size[0]}.png")
        use_theme(theme)
        for name, dialog, (width, height) in every_dialog(language):
            for size in ((width, height), (min(width, SIZES[0][0]), min(height, SIZES[0][1]))):
                grab(dialog, size, lambda: None, out / f"{name}_{language}_{theme}_{size[0]}x{size[1]}.png")


def show_live(window: LiveWindow, picture: np.ndarray, output: FrameOutput, scene: Scene) -> Callable[[], None]:
    """Put a state on the window."""

    def show() -> None:
        assert output.session is not None
        over = output.session.stage is Stage.FINISHED
        window.bar.begin()
        window.bar.follow(output.session)
        if over:
            window.bar.end(recorded=False)
        window.view.show_picture(picture)
        window.view.show_scene(scene)

    return show


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
