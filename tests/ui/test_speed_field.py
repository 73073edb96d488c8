"""Slow motion in the review window: told, set right by a field, and in all that is kept and sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bench_parts import FPS, bridges, opened
from bodies import lying, observation
from clipmaker import steady, write_clip
from numbered import write
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from posecheck.cli.bench import loader, sender
from posecheck.cli.profiles import chosen
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.io.bundle import read_bundle
from posecheck.io.clip import ClipSource
from posecheck.io.label_files import load_labels
from posecheck.io.model_store import ModelFile
from posecheck.io.translations import words_for
from posecheck.pose.pose import Observation
from posecheck.session.review import Review
from posecheck.ui.opener import Opened
from posecheck.ui.review_window import CLIP_PAGE, ReviewWindow
from posecheck.ui.send_dialog import AGAIN, WHAT, SendDialog

SLOWED = 8.0
TOLD = (
    "slow motion: filmed at 240 pictures a second, played at 30; times are 8 times too long: "
    "set it right with --speed 8"
)
IN_WORDS = {
    "en": "Filmed in slow motion: it plays 8 times slower than the movement was. Choose that below",
    "de": "In Zeitlupe gefilmt: Der Film läuft 8-mal langsamer, als die Bewegung war. Wähle das unten",
}


def told_of(review: Review, problems: tuple[str, ...]) -> Review:
    summary = review.summary
    return replace(review, summary=replace(summary, setup=replace(summary.setup, problems=problems)))


def slow(path: Path, speed: float = 1.0) -> Opened:
    """The bridges in a clip that plays eight times too slow, and says so."""
    usual = bridges()
    made = opened(path, replace(usual, t_s=usual.t_s * SLOWED / speed))
    review = told_of(made.review, (TOLD,) if speed == 1 else ())
    return replace(made, review=review, speed=speed, again=lambda other: slow(path, other))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    times_s = (np.arange(len(bridges())) / FPS).tolist()
    return write(tmp_path_factory.mktemp("clip") / "made.mp4", times_s, 30, 2)


def window_on(qtbot: QtBot, clip: Path, labels: Path, say: Words = ENGLISH) -> ReviewWindow:
    made = ReviewWindow(lambda path, _tell: slow(path), (clip,), labels, None, say)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: made.opened is not None, timeout=15000)
    return made


@pytest.fixture
def window(qtbot: QtBot, clip: Path, tmp_path: Path) -> Iterator[ReviewWindow]:
    made = window_on(qtbot, clip, tmp_path / "labels.json")
    yield made
    made.close()


def shown(qtbot: QtBot, window: ReviewWindow, speed: float) -> None:
    """Wait until the clip is shown as it is judged at this speed."""
    qtbot.waitUntil(
        lambda: window.opened.speed == speed and window._pages.currentIndex() == CLIP_PAGE,  # type: ignore[union-attr]
        timeout=15000,
    )


def typed(window: ReviewWindow, text: str) -> None:
    edit = window.clip.speed.box.lineEdit()
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.mark.parametrize("language", ["en", "de"])
def test_slow_motion_is_told_with_its_cure_in_the_window(
    qtbot: QtBot, clip: Path, tmp_path: Path, language: str
) -> None:
    window = window_on(qtbot, clip, tmp_path / "labels.json", words_for(language))
    assert window.clip._notes.text() == IN_WORDS[language]
    field = window.clip.speed
    assert field.isVisible()
    name = {"en": "Slow motion:", "de": "Zeitlupe:"}[language]
    assert [part.text() for part in field.findChildren(QLabel)] == [name]
    assert field.box.accessibleName() == name
    no = {"en": "No", "de": "Nein"}[language]
    assert [field.box.itemText(i) for i in range(field.box.count())] == [no, "2×", "4×", "8×", "16×"]
    assert field.box.currentText() == no
    window.close()


def test_the_speed_that_is_chosen_is_judged_by_and_the_picture_stays(qtbot: QtBot, window: ReviewWindow) -> None:
    reps = window.opened.review.summary.reps
    assert reps[0].hold_s > 10
    window.clip.transport.seek(reps[1].start_s)
    frame = window.clip.transport.frame
    window.clip.speed.box.setCurrentIndex(3)
    window.clip.speed.box.activated.emit(3)
    shown(qtbot, window, 8.0)
    judged = opened(None).review.summary
    assert [rep.faults for rep in window.opened.review.summary.reps] == [rep.faults for rep in judged.reps]
    assert window.clip.transport.frame == frame
    assert window.clip.speed.box.currentText() == "8×"
    assert window.clip._notes.text() == ""
    typed(window, "no")
    shown(qtbot, window, 1.0)
    assert window.opened.review.summary.reps[0].hold_s == pytest.approx(reps[0].hold_s)


@pytest.mark.parametrize(("text", "speed"), [("2,5", 2.5), ("7.99x", 7.99), ("16 ×", 16.0), (".5", 0.5)])
def test_any_number_can_be_typed(qtbot: QtBot, window: ReviewWindow, text: str, speed: float) -> None:
    typed(window, text)
    shown(qtbot, window, speed)
    assert window.clip.speed.box.currentText() == f"{speed:g}×"


@pytest.mark.parametrize("text", ["fast", "", "-8", "8 8", "nan"])
def test_what_is_no_number_is_put_back(window: ReviewWindow, text: str) -> None:
    before = window.opened
    typed(window, text or " ")
    assert window.clip.speed.box.currentText() == "No"
    assert window.opened is before
    assert window._pages.currentIndex() == CLIP_PAGE


def test_labels_are_kept_in_the_clips_own_seconds(qtbot: QtBot, window: ReviewWindow, tmp_path: Path) -> None:
    first = window.opened.review.summary.reps[0]
    typed(window, "8")
    shown(qtbot, window, 8.0)
    rep = window.opened.review.summary.reps[1]
    window.clip.transport.seek(rep.start_s + 0.5)
    qtbot.keyClick(window, Qt.Key.Key_G)
    kept = load_labels(tmp_path / "labels.json").clips[0].reps
    assert kept[0].start_s == pytest.approx(rep.start_s * 8, abs=0.01)
    typed(window, "1")
    shown(qtbot, window, 1.0)
    assert window.clip.labelling.edits.reps == kept
    window.clip.transport.seek(first.start_s + 0.5)
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert load_labels(tmp_path / "labels.json").clips[0].reps[1] == kept[0], (
        "not moved by being shown at another speed"
    )


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModelFile:
    """A network that sees a lying body in every frame."""

    def seen(source: ClipSource, *_: object) -> Observation:
        return Observation.stack([observation(lying(), t_s=frame.t_s) for frame in source])

    monkeypatch.setattr("posecheck.cli.review._through_network", seen)
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(tmp_path / "cache"))
    return ModelFile("full", Path("full.task"), "1" * 64)


def facts_of(bundle: Path) -> dict[str, object]:
    clip = json.loads(read_bundle(bundle).texts["review.json"])["clip"]
    return {name: clip.get(name) for name in ("file", "speed", "duration_s")}


def test_what_is_sent_carries_the_speed_and_opens_with_it(qtbot: QtBot, tmp_path: Path, model: ModelFile) -> None:
    clip = write_clip(tmp_path / "slow.mp4", steady(121))
    load, send = loader(chosen("bridge", None).spec, model), sender("bridge", None, model)
    window = ReviewWindow(load, (clip,), None, send)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    typed(window, "8")
    shown(qtbot, window, 8.0)
    send(window.opened, tmp_path / "her.posecheck", True)
    at_eight = {"file": "slow.mp4", "speed": 8, "duration_s": pytest.approx(0.504, abs=0.002)}
    assert facts_of(tmp_path / "her.posecheck") == at_eight
    assert read_bundle(tmp_path / "her.posecheck").series.t_s[-1] == pytest.approx(0.5, abs=0.002)
    window.open_clip(tmp_path / "her.posecheck")
    qtbot.waitUntil(lambda: window.opened.bundle is not None, timeout=15000)  # type: ignore[union-attr]
    shown(qtbot, window, 8.0)
    assert window.clip.speed.box.currentText() == "8×"
    assert AGAIN in [part.text() for part in SendDialog(window.opened, window).findChildren(QLabel)]
    typed(window, "4")
    shown(qtbot, window, 4.0)
    assert WHAT in [part.text() for part in SendDialog(window.opened, window).findChildren(QLabel)]
    send(window.opened, tmp_path / "again.posecheck", False)
    assert facts_of(tmp_path / "again.posecheck") == {
        **at_eight,
        "speed": 4,
        "duration_s": pytest.approx(1.008, abs=0.002),
    }
    assert read_bundle(tmp_path / "again.posecheck").series.t_s[-1] == pytest.approx(1.0, abs=0.002)
    window.open_clip(tmp_path / "again.posecheck")
    qtbot.waitUntil(lambda: window.opened.path is None, timeout=15000)  # type: ignore[union-attr]
    assert not window.clip.speed.isVisible(), "without the clip there are no other times"
    window.close()


def test_a_speed_that_cannot_be_is_told_and_the_clip_stays(qtbot: QtBot, tmp_path: Path, model: ModelFile) -> None:
    clip = write_clip(tmp_path / "slow.mp4", steady(31))
    window = ReviewWindow(loader(chosen("bridge", None).spec, model), (clip,))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    typed(window, "101")
    qtbot.waitUntil(lambda: "give more than 0 and at most 100" in window.clip._notes.text(), timeout=15000)
    assert (window._pages.currentIndex(), window.clip.speed.box.currentText()) == (CLIP_PAGE, "No")
    window.close()
