"""`posecheck` without a command: the home window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posecheck.cli.bench import review_maker, tune_maker
from posecheck.cli.desk import desk_window
from posecheck.cli.guide import guide_window
from posecheck.cli.history import opened
from posecheck.cli.keeping import Keeping
from posecheck.cli.live import live_plan, ready_plan
from posecheck.cli.options import DeskOptions, LiveOptions, TuneOptions
from posecheck.cli.people import HistoryPeople
from posecheck.cli.progress_window import progress_window
from posecheck.cli.safety import past, run_safety
from posecheck.cli.today import prescribed
from posecheck.coach import safety_words
from posecheck.coach.phrases import Words, translated
from posecheck.coach.progress import today_of
from posecheck.errors import PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.camera import CameraSource, list_cameras
from posecheck.io.held import in_session
from posecheck.io.history import History
from posecheck.io.history_entries import person_now
from posecheck.io.history_file import where
from posecheck.io.places import recordings_folder
from posecheck.io.settings import Settings, load_settings, save_settings
from posecheck.io.spec_files import load_all, load_cards
from posecheck.io.translations import languages, words_for
from posecheck.ui import labels
from posecheck.ui.app import build_window, check_display, run_home_window
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.page_parts import Camera, HomeParts

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget

BREAK_CARD = "movement_break"
LEVELS = ("core", "advanced", "posture")


def run_home() -> int:
    """Open the home window; returns when it is closed."""
    settings = load_settings()
    check_display()
    return run_home_window(home_parts(settings), home_parts)


def home_parts(settings: Settings) -> HomeParts:
    """All that the home window is made with, in the language and with the choices of `settings`."""
    words = words_for(settings.language)
    line, first = todays_line(settings, words)
    card = next(card for card in load_cards() if card.id == BREAK_CARD).text("de" if words.language == "de" else "en")
    return HomeParts(
        words=words,
        settings=settings,
        save=save_settings,
        routine_line=line,
        first=first,
        exercises=to_practise(words),
        start=session_window,
        cameras=lambda: [Camera(found.index, found.name) for found in list_cameras()],
        open_camera=CameraSource,
        languages=languages(),
        recordings=str(recordings_folder()),
        others=other_windows(settings, words),
        people=HistoryPeople(),
        practised=practised_today,
        running=lambda: in_session(where()),
        break_card=(card.title, card.points[1:] + card.points[:1]),
    )


def to_practise(words: Words) -> list[ExerciseSpec]:
    """The exercises of the home programme, then harder ones, then postures; desk mode's own isn't among them."""
    specs = [translated(spec, words) for spec in load_all().values() if _is_practice(spec)]
    return sorted(specs, key=lambda spec: (LEVELS.index(spec.level), spec.name))


def _is_practice(spec: ExerciseSpec) -> bool:
    """What is watched in silence beside other work is no practice."""
    return spec.posture is None or spec.posture.speaks


def todays_line(settings: Settings, words: Words) -> tuple[str, str]:
    """What there is to say of today's routine, and the id of its first exercise; a fault is said in its place."""
    try:
        person, record = past(by_profiles=True)
        own = prescribed(settings, person)
        plan = own.plan(record)
        blocks = own.blocks(plan, words)
    except PosecheckError as error:
        return str(error), ""
    if not blocks:
        return "\n".join(words(sentence) for sentence in plan.sentences), ""
    minutes = round(sum(block.clock_s + block.rest_s for block in blocks) / 60)
    name = words(own.prescription.routine.name)
    about = words(labels.ABOUT_MINUTES, name=name, sets=len(blocks), minutes=minutes)
    why = [words(sentence) for sentence in plan.sentences if sentence != safety_words.AS_PLANNED]
    return "\n".join((about, *why[:1])), blocks[0].spec.id


def practised_today() -> bool:
    """Return whether there was a session today."""

    def today(history: History) -> bool:
        days = history.days(history.person().uid)
        return today_of(days, person_now().date()) in days

    return _asked(today)


def _asked(question: Callable[[History], bool]) -> bool:
    with opened() as history:
        return question(history)


def safety_questions() -> None:
    """The safety questions, whenever somebody wants them."""
    run_safety()


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
        labels.SAFETY: safety_questions,
        labels.GUIDE: lambda: guide_window(words),
        labels.DESK: lambda: desk_window(DeskOptions(), settings, words),
    }


def session_window(exercise: str, settings: Settings) -> LiveWindow | None:
    """The window of a session, under way: of one exercise, or of today's routine (""); None when it isn't to begin.

    PosecheckError for an exercise or profile that can't be used.
    """
    options = LiveOptions(exercise=exercise, autostart=True)
    made, kept = live_plan(options, settings), Keeping(settings)
    try:
        ready = ready_plan(kept, made, options)
        window = build_window(ready)[0] if ready is not None else None
    except PosecheckError:
        kept.end()
        raise
    if window is None:
        kept.end()
        return None
    window.destroyed.connect(kept.end)
    window.start()
    return window
