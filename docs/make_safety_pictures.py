"""Pictures of the safety dialogs, the plan, a break, the home pages around them and the progress window.

`PYTHONPATH=.:tests:tests/benchmarks python docs/make_safety_pictures.py FOLDER` paints every state into FOLDER.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import big_history
from patients import START, prescription
from PyQt6.QtWidgets import QApplication, QWidget

from posecheck.cli.home import home_parts
from posecheck.coach import safety_words as words
from posecheck.coach.plan import todays_plan
from posecheck.coach.proposals import Proposal
from posecheck.coach.record import PainNote, Record
from posecheck.coach.safety import RED_FLAGS
from posecheck.io.history import History
from posecheck.io.settings import Settings
from posecheck.io.spec_files import load_all
from posecheck.ui.break_window import BreakWindow
from posecheck.ui.clearance_dialog import ClearanceDialog
from posecheck.ui.home import HomeWindow
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.plan_dialog import PlanDialog
from posecheck.ui.progress_app import make_window
from posecheck.ui.screen_dialog import ScreenDialog

TODAY = date(2026, 11, 24)
PROPOSAL = Proposal("progress", "A few more repetitions, because the last 14 days went well.", amount=1)


def main(folder: Path) -> None:
    """Paint everything."""
    app = QApplication([])
    data = tempfile.TemporaryDirectory()
    os.environ["POSECHECK_DATA_DIR"] = data.name
    for name, make in states().items():
        widget = make()
        widget.show()
        app.processEvents()
        widget.grab().save(str(folder / f"{name}.png"))
        widget.close()
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "history.sqlite3"
        big_history.make(path, 1, TODAY)
        names = {spec.id: spec.name for spec in load_all().values()}
        with History(path) as history:
            window = make_window(history, lambda exercise: names[exercise], TODAY)
            window.show()
            for span in ("week", "month", "all"):
                window.show_span(span)
                app.processEvents()
                window.grab().save(str(folder / f"progress_{span}.png"))
            window.close()


def states() -> dict[str, Callable[[], QWidget]]:
    """Every dialog in every state."""
    yes = {"clear": (), "soon": ("leg_pain",), "today": ("fall", "leg_pain"), "now": ("saddle_numbness",)}
    made: dict[str, Callable[[], QWidget]] = {f"screen_{n}": lambda y=y: screened(y) for n, y in yes.items()}
    made["screen_question"] = ScreenDialog
    made["clearance_locked"] = lambda: ClearanceDialog(TODAY, TODAY)
    made["clearance_ask_first"] = lambda: ClearanceDialog(TODAY, TODAY, words.URGENCY_SOON, may_go_on=True)
    made["pain_before"] = lambda: PainDialog("before")
    for level in (2, 5, 8):
        made[f"pain_{level}"] = lambda level=level: hurting(level)
    for page in ("home", "people", "settings"):
        made[page] = lambda page=page: home(page)
    made["break"] = standing_up
    made["plan"] = lambda: planned(0)
    made["plan_gentle"] = lambda: planned(4)
    made["plan_rest"] = lambda: planned(8)
    return made


def screened(yes: tuple[str, ...]) -> ScreenDialog:
    """A screen that was answered."""
    dialog = ScreenDialog()
    for flag in RED_FLAGS:
        if dialog.pages.currentIndex() == 0:
            (dialog.yes if flag.id in yes else dialog.no).click()
    return dialog


def hurting(level: int) -> PainDialog:
    """A level that was chosen."""
    dialog = PainDialog("during")
    dialog.choose(level)
    return dialog


def planned(pain: int) -> PlanDialog:
    """The plan with this much pain today."""
    dialog = PlanDialog(prescription().name)
    record = Record(pains=(PainNote(START, "before", pain),))
    dialog.show_plan(todays_plan(prescription(), record, START), None if pain else PROPOSAL)
    return dialog


def home(page: str) -> HomeWindow:
    """The home window at one of its pages."""
    window = HomeWindow(home_parts(Settings(welcomed=True, language="en")), home_parts)
    window.resize(1280, 800)
    if page == "people":
        window._show_people()
    elif page == "settings":
        window.stack.setCurrentWidget(window._settings)
    return window


def standing_up() -> BreakWindow:
    """A movement break."""
    parts = home_parts(Settings(language="en"))
    return BreakWindow(*parts.break_card, parts.words)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
