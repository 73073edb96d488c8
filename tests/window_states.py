"""Every dialog and window there is, each in its states: to be looked at, walked through by Tab, and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
from bench_parts import bridges, opened
from made_rows import program_of
from patients import START, prescription
from PyQt6.QtWidgets import QWidget

from posecheck.cli.guide import guide_window
from posecheck.cli.home import home_parts
from posecheck.coach import safety_words
from posecheck.coach.phrases import Words
from posecheck.coach.plan import todays_plan
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import Moment, PainNote, Record
from posecheck.coach.safety import RED_FLAGS
from posecheck.coach.said import said
from posecheck.exercise.tuning import prepare
from posecheck.io.settings import Settings
from posecheck.pose.frame import Frame
from posecheck.session.desk import DeskFrame, DeskWatch
from posecheck.ui.ask_exercise import AskExercise
from posecheck.ui.break_window import BreakWindow
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.desk_window import DeskWindow
from posecheck.ui.home import HomeWindow
from posecheck.ui.look import theme_name
from posecheck.ui.page_parts import Camera, HomeParts
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.plan_dialog import PlanDialog
from posecheck.ui.profile_dialog import ProfileDialog
from posecheck.ui.progress_window import ProgressWindow
from posecheck.ui.review_window import ReviewWindow
from posecheck.ui.screen_dialog import ScreenDialog
from posecheck.ui.send_dialog import SendDialog
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import TuneClip
from posecheck.ui.tune_window import TuneWindow

Make = Callable[[], QWidget]
TODAY = date(2026, 11, 24)
MOMENTS: tuple[Moment, ...] = ("before", "after", "next_morning", "during")
ANSWERS = {
    "clear": (),
    "soon": ("leg_pain",),
    "several": ("fall", "leg_pain", "weight_loss", "severe_pain"),
    "now": ("saddle_numbness",),
}
PAGES = ("start", "practise", "settings", "people", "disclaimer", "camera", "voice", "placement")


class NoCamera:
    """A source that shows one picture."""

    state, message, frames_in, dropped = "running", "", 1, 0

    def __init__(self, index: int) -> None:
        del index
        self._bgr = np.full((360, 640, 3), (120, 110, 90), np.uint8)

    def open(self) -> None:
        """It is."""

    def read(self, timeout_s: float) -> Frame | None:
        """The picture."""
        del timeout_s
        return Frame(0, 0.0, self._bgr)

    def close(self) -> None:
        """Nothing to let go."""


def dialogs(words: Words) -> dict[str, Make]:
    """Every dialog in every state."""
    made: dict[str, Make] = {f"question_{i + 1}": partial(asked, words, i) for i in range(len(RED_FLAGS))}
    made |= {f"screen_{name}": partial(screened, words, yes) for name, yes in ANSWERS.items()}
    made |= {f"pain_{moment}": partial(PainDialog, moment, say=words) for moment in MOMENTS}
    made |= {f"pain_{level}": partial(hurting, words, level) for level in range(11)}
    made |= {f"plan_{pain}": partial(planned, words, pain) for pain in (0, 4, 8)}
    made["plan_proposal"] = partial(planned, words, 0, proposal=True)
    made["clearance"] = partial(ClearanceDialog, TODAY, TODAY, say=words)
    made["clearance_gently"] = partial(
        ClearanceDialog, TODAY, TODAY, safety_words.URGENCY_SOON, may_go_on=True, say=words
    )
    made["break"] = partial(BreakWindow, *_parts(language_of(words), theme_name()).break_card, words)
    made["which_exercise"] = partial(AskExercise, {"bridge": "Bridge", "cat_cow": "Cat-cow"}, "cat_cow", words)
    return made


def windows(words: Words) -> dict[str, Make]:
    """Every window that needs no clip and no camera."""
    made: dict[str, Make] = {f"home_{page}": partial(at_home, words, page) for page in PAGES}
    return made | {
        "home_phone_typed": partial(at_phone, words, "192.168.1.4"),
        "home_phone_tried": partial(at_phone, words, "http://192.168.1.4:8080/video"),
        "guide": partial(guide_window, words),
        "desk": partial(DeskWindow, _nothing, words),
        "progress_empty": lambda: ProgressWindow(lambda _since: Record(), list, str, TODAY),
        "review_empty": lambda: ReviewWindow(lambda *_: opened()),
        "tune_empty": lambda: TuneWindow(bench_plan()),
        "profiles": profiles,
        "send": lambda: SendDialog(opened(Path("bridge.mp4"))),
    }


def language_of(words: Words) -> str:
    """The language as settings name it."""
    return "de" if words.language == "de" else "en"


def asked(words: Words, number: int) -> ScreenDialog:
    """The screen at one of its questions."""
    dialog = ScreenDialog(say=words)
    for _ in range(number):
        dialog.no.click()
    return dialog


def screened(words: Words, yes: tuple[str, ...]) -> ScreenDialog:
    """A screen that was answered."""
    dialog = ScreenDialog(say=words)
    for flag in RED_FLAGS:
        if dialog.pages.currentIndex() == 0:
            (dialog.yes if flag.id in yes else dialog.no).click()
    return dialog


def hurting(words: Words, level: int) -> PainDialog:
    """A level that was chosen."""
    dialog = PainDialog("during", say=words)
    dialog.choose(level)
    return dialog


def planned(words: Words, pain: int, *, proposal: bool = False) -> PlanDialog:
    """The plan with this much pain today."""
    base = prescription()
    dialog = PlanDialog(lambda exercise: words(base.name(exercise)), say=words)
    more = Proposal("progress", said(safety_words.MORE_REPS, days=14, good=0.9), amount=1)
    record = Record(pains=(PainNote(START, "before", pain),))
    dialog.show_plan(todays_plan(base, record, START), more if proposal else None)
    return dialog


def at_home(words: Words, page: str) -> HomeWindow:
    """The home window at one of its pages, with two made cameras."""
    settings = Settings(language=language_of(words), welcomed=True, theme=theme_name())  # type: ignore[arg-type]
    window = HomeWindow(made_parts(settings), made_parts)  # type: ignore[arg-type]
    if page in PAGES[4:]:
        number = PAGES.index(page) - 4
        window._go_to(number) if number else window.stack.setCurrentWidget(window.steps[0])
    elif page == "people":
        window._show_people()
    elif page != "start":
        window.stack.setCurrentWidget(window.practise if page == "practise" else window._settings)
    return window


def at_phone(words: Words, typed: str) -> HomeWindow:
    """The settings with something typed for a phone as the camera, and tried where that can be."""
    window = at_home(words, "settings")
    window.settings.phone.address.setText(typed)
    window.settings.phone.try_button.click()
    return window


def made_parts(settings: Settings) -> object:
    """What the home window is made with, without a camera."""
    return replace(
        _parts(settings.language, settings.theme),
        settings=settings,
        save=lambda now, _before: now,
        cameras=lambda: [Camera(0, "Integrated Camera"), Camera(2, "USB Camera")],
        open_camera=NoCamera,
        recordings="Videos/posecheck",
        mute=True,
    )


@cache
def _parts(language: str, theme: str) -> HomeParts:
    return home_parts(Settings(language=language, theme=theme, welcomed=True))  # type: ignore[arg-type]


def bench_plan() -> TunePlan:
    """Tuning bridges, which are made."""
    spec = program_of("bridge").spec
    return TunePlan(spec, spec, "a" * 64, (), lambda path, _tell: TuneClip(path.name, prepare(spec, bridges())))


def profiles() -> ProfileDialog:
    """Two profiles, or one beside the shipped exercise, over one clip."""
    plan = bench_plan()
    return ProfileDialog(plan, plan.spec, (TuneClip("a.mp4", prepare(plan.spec, bridges())),))


def _nothing(told: Callable[[DeskFrame], None]) -> DeskWatch:
    raise AssertionError(f"nothing is watched here ({told})")
