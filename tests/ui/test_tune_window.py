"""The tune window: a slider moved is a verdict changed, undone, and saved as a profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench_parts import bridges
from made_rows import program_of
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posecheck.errors import ClipError
from posecheck.exercise.spec_parts import Threshold
from posecheck.exercise.tuning import prepare
from posecheck.io.profile_files import load_profile
from posecheck.io.spec_files import find_spec, spec_ids
from posecheck.ui.opener import Tell
from posecheck.ui.threshold_panel import ThresholdPanel, ThresholdRow
from posecheck.ui.tune_plan import TunePlan, read_profile
from posecheck.ui.tune_state import TuneClip
from posecheck.ui.tune_window import NO_CLIPS, TuneWindow
from posecheck.ui.what_if import WhatIf

SPEC = program_of("bridge").spec
SHORT, LOW = "faults.hold_short.limit", "faults.hips_low.below"


def load(path: Path, _tell: Tell) -> TuneClip:
    if path.name == "bad.mp4":
        raise ClipError("not a video that can be read", "bad.mp4", "record it again")
    return TuneClip(path.name, prepare(SPEC, bridges()))


Make = Callable[..., TuneWindow]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    windows: list[TuneWindow] = []

    def made(*clips: str, profile: str | None = "her.toml") -> TuneWindow:
        path = tmp_path / profile if profile else None
        read = read_profile(path) if path is not None else None
        window = TuneWindow(TunePlan(SPEC, SPEC, "a" * 64, tuple(map(Path, clips)), load, None, path, read=read))
        windows.append(window)
        window.resize(1300, 850)
        window.show()
        if clips:
            qtbot.waitUntil(lambda: bool(window.outcomes), timeout=20000)
        return window

    yield made
    for window in windows:
        window.close()
        window.deleteLater()


def afters(window: TuneWindow) -> list[str]:
    return [window.model.cell(i, 4).words for i in range(window.model.rowCount())]


def test_a_slider_changes_verdicts_and_undo_takes_it_back(qtbot: QtBot, make: Make) -> None:
    window = make("a.mp4")
    assert afters(window) == ["same", "same", "same"]
    window.panel.rows[SHORT].slider.setValue(1)
    qtbot.waitUntil(lambda: afters(window)[0] == "→ good", timeout=10000)
    assert window._changes.text() == "2 of 3 verdicts change"
    assert window.panel.rows[SHORT].value() == 2
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: afters(window) == ["same", "same", "same"], timeout=10000)
    assert window.panel.rows[SHORT].value() == SPEC.thresholds()[SHORT].value
    window.redo_button.click()
    qtbot.waitUntil(lambda: afters(window)[0] == "→ good", timeout=10000)
    window.panel.rows[SHORT].reset_button.click()
    qtbot.waitUntil(lambda: afters(window)[0] == "same", timeout=10000)
    assert not window.reset_button.isEnabled()


def test_number_slider_and_line_are_one(qtbot: QtBot, make: Make) -> None:
    window = make("a.mp4")
    row = window.panel.rows[LOW]
    row.number.setValue(158)
    assert row.slider.value() == 158 - int(SPEC.thresholds()[LOW].min)
    qtbot.waitUntil(lambda: float(window.plot.line.value()) == 158, timeout=10000)
    assert window.plot.isVisible()
    window.plot.line.setValue(165.4)
    window.plot.line.sigDragged.emit(window.plot.line)
    assert row.value() == 165
    assert dict(window.edits.values) == {LOW: 165}


def test_crossed_limits_are_told_and_not_saved(make: Make) -> None:
    window = make("a.mp4")
    window.panel.rows["phases.reach"].number.setValue(10)
    assert window._trouble.text() == "“Target is left below” lies beyond “Target is reached at”: the limits are crossed"
    assert not window.bar.button.isEnabled()
    window.undo_button.click()
    assert window.bar.button.isEnabled()
    assert window._trouble.text() == ""


def test_saved_as_a_profile_that_is_gone_on_from(make: Make, tmp_path: Path) -> None:
    window = make("a.mp4")
    window.panel.rows[SHORT].number.setValue(3)
    window.bar.button.click()
    assert window._trouble.text() == "Please fill in whom it is for, who made it, the reason"
    for edit, words in ((window.bar.name, "Ms Ä"), (window.bar.author, "A. Physio"), (window.bar.reason, "sore")):
        edit.setText(words)
    window.bar.button.click()
    assert window._trouble.text() == "Saved: her.toml"
    window.panel.rows[LOW].number.setValue(160)
    window.bar.reason.setText("better")
    window.bar.button.click()
    profile = load_profile(tmp_path / "her.toml")
    assert {a: s.value for a, s in profile.thresholds.items()} == {LOW: 160, SHORT: 3}
    assert [(c.address, c.reason) for c in profile.history] == [(SHORT, "sore"), (LOW, "better")]
    assert (profile.name, profile.kind, profile.spec_sha256) == ("Ms Ä", "patient", "a" * 64)


def filled_in(window: TuneWindow, address: str, value: float, reason: str) -> None:
    window.panel.rows[address].number.setValue(value)
    for edit, words in ((window.bar.name, "Ms Ä"), (window.bar.author, "A. Physio"), (window.bar.reason, reason)):
        edit.setText(words)


@pytest.mark.parametrize("there", [False, True], ids=["new profile", "profile of before"])
def test_two_windows_on_one_profile_lose_nothing(make: Make, tmp_path: Path, there: bool) -> None:
    if there:
        before = make()
        filled_in(before, "phases.drop", 15, "before")
        before.bar.button.click()
    mine, theirs = make(), make()
    filled_in(theirs, SHORT, 3, "theirs")
    theirs.bar.button.click()
    assert theirs._trouble.text() == "Saved: her.toml"
    written = (tmp_path / "her.toml").read_bytes()
    filled_in(mine, LOW, 160, "mine")
    mine.bar.button.click()
    assert mine._trouble.isVisible()
    assert mine._trouble.text().startswith("somebody else changed the profile meanwhile (")
    assert mine._trouble.text().endswith("): your version is kept as her-yours.toml; compare the two")
    assert (tmp_path / "her.toml").read_bytes() == written, "theirs stays as it was"
    assert load_profile(tmp_path / "her-yours.toml").thresholds[LOW].value == 160
    filled_in(mine, SHORT, 4, "more")
    mine.bar.button.click()
    assert mine._trouble.text() == "Saved: her-yours.toml", "it goes on with its own"
    assert {a: s.value for a, s in load_profile(tmp_path / "her-yours.toml").thresholds.items()}.items() >= {
        (LOW, 160), (SHORT, 4),
    }  # fmt: skip
    assert [c.reason for c in load_profile(tmp_path / "her-yours.toml").history][-2:] == ["mine", "more"]
    filled_in(theirs, LOW, 165, "again")
    theirs.bar.button.click()
    assert theirs._trouble.text() == "Saved: her.toml"


def test_a_bad_clip_is_told_and_the_others_are_looked_at(make: Make) -> None:
    window = make("a.mp4", "bad.mp4", "c.mp4")
    assert [clip.name for clip in window.clips] == ["a.mp4", "c.mp4"]
    assert "not a video" in window._trouble.text()
    assert window.model.rowCount() == 6


def test_clips_can_be_added_later(qtbot: QtBot, make: Make) -> None:
    window = make()
    assert window._changes.text() == NO_CLIPS
    window.add_clips((Path("a.mp4"), Path("b.mp4")))
    qtbot.waitUntil(lambda: window.model.rowCount() == 6, timeout=20000)


def test_the_wheel_scrolls_and_moves_no_threshold(make: Make) -> None:
    window = make("a.mp4")
    slider = window.panel.rows[LOW].slider
    before = slider.value()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.value() == before


def test_only_the_newest_order_is_answered(qtbot: QtBot) -> None:
    clip, what_if = load(Path("a.mp4"), lambda _done, _of: None), WhatIf()
    answered: list[int] = []
    what_if.done.connect(lambda number, _outcomes: answered.append(number))
    last = [what_if.ask(SPEC, [clip] * 3) for _ in range(50)][-1]
    qtbot.waitUntil(lambda: bool(answered) and answered[-1] == last, timeout=20000)
    assert len(answered) < 50
    what_if.close()


def test_what_can_not_be_judged_is_told_and_the_next_change_is_judged(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip, what_if = load(Path("a.mp4"), lambda _done, _of: None), WhatIf()
    told: list[str] = []
    answered: list[int] = []
    what_if.failed.connect(told.append)
    what_if.done.connect(lambda number, _outcomes: answered.append(number))
    with monkeypatch.context() as patch:
        patch.setattr("posecheck.ui.what_if.rejudge", lambda *_: 1 / 0)
        what_if.ask(SPEC, [clip])
        qtbot.waitUntil(lambda: bool(told), timeout=20000)
    last = what_if.ask(SPEC, [clip])
    qtbot.waitUntil(lambda: answered == [last], timeout=20000)
    assert told == ["could not be judged: ZeroDivisionError: division by zero"]
    what_if.close()


@pytest.mark.parametrize("exercise", spec_ids())
def test_every_exercise_has_its_thresholds_as_sliders_that_show_the_very_number(qtbot: QtBot, exercise: str) -> None:
    spec = find_spec(exercise)
    panel = ThresholdPanel(spec)
    qtbot.addWidget(panel)
    shown = {address: row.value() for address, row in panel.rows.items()}
    assert shown == {address: threshold.value for address, threshold in spec.thresholds().items()}


@pytest.mark.parametrize(("value", "step"), [(0.125, 0.005), (0.0004, 0.0001), (12.0, 1.0), (0.5, 0.05)])
def test_a_number_is_not_rounded_by_being_shown(qtbot: QtBot, value: float, step: float) -> None:
    row = ThresholdRow("Reach", Threshold(value=value, unit="trunk", min=0.0, max=20.0, step=step, why="so"))
    qtbot.addWidget(row)
    assert row.value() == pytest.approx(value, abs=1e-12)
