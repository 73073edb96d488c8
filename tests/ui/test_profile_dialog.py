"""Two profiles side by side: what differs, and what each makes of the loaded clips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from bench_parts import bridges
from made_rows import program_of
from pytestqt.qtbot import QtBot

from posecheck.exercise.profile import Profile, settings, with_values
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import prepare, rejudge
from posecheck.io.profile_files import ProfileFile
from posecheck.ui.profile_dialog import ProfileDialog
from posecheck.ui.profile_state import both_lines, difference_words, threshold_cells, verdict_cells
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import TuneClip
from posecheck.ui.tune_window import TuneWindow

SPEC = program_of("bridge").spec
SHORT, LOW = "faults.hold_short.limit", "faults.hips_low.below"
LOW_DEG = SPEC.thresholds()[LOW].value
LENIENT = with_values(SPEC, {SHORT: 1.0, LOW: 152.0})
STRICT = with_values(SPEC, {SHORT: 1.0, LOW: 175.0})


@pytest.fixture(scope="module")
def clip() -> TuneClip:
    return TuneClip("a.mp4", prepare(SPEC, bridges()))


def plan(clips: tuple[Path, ...] = ()) -> TunePlan:
    def load(path: Path, _tell: object) -> TuneClip:
        return TuneClip(path.name, prepare(SPEC, bridges()))

    return TunePlan(SPEC, SPEC, "a" * 64, clips, load)


def profile(folder: Path, name: str, spec: ExerciseSpec, exercise: str = "bridge") -> Path:
    facts = Profile(
        exercise=exercise, name=name, author="A", date=date(2026, 1, 2), reason="sore", spec_sha256="a" * 64,
        thresholds=settings(SPEC, spec),
    )  # fmt: skip
    ProfileFile.new(folder / f"{name}.toml", facts).save()
    return folder / f"{name}.toml"


Make = Callable[..., ProfileDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    made: list[ProfileDialog] = []

    def dialog(now: ExerciseSpec, *clips: TuneClip) -> ProfileDialog:
        made.append(ProfileDialog(plan(), now, clips))
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield dialog
    for shown in made:
        shown.close()


def words_of(rows: list[list[object]] | ProfileDialog, table: str = "verdicts") -> list[list[str]]:
    model = getattr(rows, table)
    return [[model.cell(i, j).words for j in range(model.columnCount())] for i in range(model.rowCount())]


def test_thresholds_that_differ_and_what_was_changed() -> None:
    cells = threshold_cells(SPEC, LENIENT, STRICT)
    assert [[cell.words for cell in row] for row in cells] == [
        ["Lift your hips higher: hip open below", "152°", "175°", f"{LOW_DEG:g}°"]
    ]
    assert [[cell.bold for cell in row] for row in threshold_cells(SPEC, LENIENT, SPEC)] == [
        [False, True, False, False]
    ] * 2
    assert threshold_cells(SPEC, STRICT, STRICT) == []


def test_verdicts_under_each(clip: TuneClip) -> None:
    ones, others = ([rejudge(clip.prepared, spec)] for spec in (LENIENT, STRICT))
    lines = both_lines([clip], ones, others)
    assert [flip.changed for _, flip in lines] == [False, True, False]
    cells = verdict_cells(SPEC, lines)
    assert (cells[1][2].words, cells[1][3].words, cells[1][3].bold) == ("good", "Lift your hips higher", True)
    assert (cells[0][2].words, cells[0][3].words) == ("good", "same")
    assert difference_words(2, lines) == "2 thresholds differ, 1 of 3 verdicts with them"
    assert difference_words(1, lines[:1]) == "1 threshold differs, none of 1 verdicts with it"
    assert difference_words(0, lines) == "The two say the same"


def test_two_files_are_compared_over_the_loaded_clips(qtbot: QtBot, make: Make, clip: TuneClip, tmp_path: Path) -> None:
    dialog = make(LENIENT, clip)
    qtbot.waitUntil(lambda: len(words_of(dialog)) == 3, timeout=20000)
    assert dialog._words.text() == "2 thresholds differ, 2 of 3 verdicts with them"
    dialog.choose(0, profile(tmp_path, "her", LENIENT))
    dialog.choose(1, profile(tmp_path, "clinic", STRICT))
    assert [name.text() for name in dialog._names] == [
        "her (her.toml, 02 January 2026)", "clinic (clinic.toml, 02 January 2026)"
    ]  # fmt: skip
    qtbot.waitUntil(lambda: dialog._words.text() == "1 threshold differs, 1 of 3 verdicts with it", timeout=20000)
    assert [row[3] for row in words_of(dialog)] == ["same", "Lift your hips higher", "same"]
    assert len(words_of(dialog, "thresholds")) == 1


def test_a_profile_that_does_not_fit_is_told_and_changes_nothing(make: Make, tmp_path: Path) -> None:
    dialog = make(LENIENT)
    before = words_of(dialog, "thresholds")
    dialog.choose(1, profile(tmp_path, "other", STRICT, exercise="cat_cow"))
    assert "this profile is for cat_cow" in dialog._trouble.text()
    assert words_of(dialog, "thresholds") == before
    assert len(before) == 2


def test_the_window_compares_what_is_set_in_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = TuneWindow(plan((Path("a.mp4"),)))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: bool(window.outcomes), timeout=20000)
    window.panel.rows[LOW].number.setValue(160)
    seen: list[list[list[str]]] = []

    def look(dialog: ProfileDialog) -> int:
        qtbot.waitUntil(lambda: dialog.verdicts.rowCount() == 3, timeout=20000)
        seen.append(words_of(dialog, "thresholds"))
        dialog.done(0)
        return 0

    monkeypatch.setattr(ProfileDialog, "exec", look)
    window.compare_button.click()
    assert seen == [[["Lift your hips higher: hip open below", "160°", f"{LOW_DEG:g}°", f"{LOW_DEG:g}°"]]]
    window.close()
