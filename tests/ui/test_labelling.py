"""Labels: set on the repetition that is shown, on disk at once, undone to the beginning."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from bench_parts import FPS, bridges, opened
from hypothesis import given
from hypothesis import strategies as st
from numbered import write
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from posecheck.exercise.labels import LabelledClip, Labels
from posecheck.io.clip import file_sha256
from posecheck.io.label_files import load_labels, save_labels, update_labels
from posecheck.ui.label_state import SHORTEST_S, LabelEdits, labelled, toggled
from posecheck.ui.lanes import Lane, Mark
from posecheck.ui.opener import Opened
from posecheck.ui.review_window import ReviewWindow
from posecheck.ui.timeline import Timeline

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT = Modifier.NoModifier, Modifier.ShiftModifier


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.booleans()), max_size=30),
)
def test_labels_never_overlap_and_every_edit_can_be_undone(spans: list[tuple[int, int, bool]]) -> None:
    edits = LabelEdits()
    for start, length, good in spans:
        edits = edits.put(labelled(start, start + length, "both", () if good else ("a",)))
        ends = [(r.start_s, r.end_s) for r in edits.reps]
        assert all(one[1] <= other[0] for one, other in pairwise(ends))
    final = edits.reps
    while edits.done:
        edits = edits.undo()
    assert edits.reps == ()
    while edits.undone:
        edits = edits.redo()
    assert edits.reps == final


Spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=8)
Drags = st.lists(st.tuples(st.integers(0, 7), st.floats(-5, 50), st.floats(-5, 50)), max_size=20)


@given(Spans, Drags)
def test_dragged_edges_never_run_over_a_neighbour_and_every_drag_can_be_undone(
    spans: list[tuple[int, int]], drags: list[tuple[int, float, float]]
) -> None:
    edits = LabelEdits()
    for start, length in spans:
        edits = edits.put(labelled(start, start + length, "left", ("a",)))
    before, count = edits.reps, len(edits.done)
    for index, start_s, end_s in drags:
        rep = edits.reps[index % len(edits.reps)]
        edits = edits.shifted(rep, end_s - rep.start_s) if index % 2 else edits.stretched(rep, start_s, end_s)
        ends = [(r.start_s, r.end_s) for r in edits.reps]
        assert len(ends) == len(before)
        assert all(end - start >= SHORTEST_S - 1e-3 and start >= 0 for start, end in ends)
        assert all(one[1] <= other[0] for one, other in pairwise(ends))
        assert {(r.side, r.faults) for r in edits.reps} == {("left", ("a",))}
    while len(edits.done) > count:
        edits = edits.undo()
    assert edits.reps == before


def random_edit(rng: random.Random, edits: LabelEdits) -> LabelEdits:
    """Any of the edits that the window makes, some of which change nothing."""
    start_s, length_s = rng.uniform(0, 590), rng.uniform(0.1, 12)
    rep = rng.choice(edits.reps) if edits.reps else labelled(start_s, start_s + length_s, "both", ())
    kind = rng.choice(["span", "span", "good", "fault", "stretch", "shift", "remove"])
    if kind == "span":
        return edits.put(labelled(start_s, start_s + length_s, rng.choice(["both", "left", "right"]), ()))
    if kind == "stretch":
        return edits.stretched(rep, rep.start_s + rng.uniform(-3, 3), rep.end_s + rng.uniform(-3, 3))
    if kind == "shift":
        return edits.shifted(rep, rng.uniform(-20, 20))
    if kind == "remove":
        return edits.without(rep)
    good = labelled(rep.start_s, rep.end_s, rep.side, ())
    return edits.put(good if kind == "good" else toggled(rep, rng.choice(["hips_low", "feet_far", "hold_short"])))


def on_disk(path: Path, edits: LabelEdits) -> bytes:
    """What the label file holds once these labels are written into it, as the window does."""
    update_labels(path, LabelledClip(file="made.mp4", exercise="bridge", reps=edits.reps))
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(2))
def test_a_thousand_edits_undone_one_by_one_leave_the_first_file_byte_for_byte(tmp_path: Path, seed: int) -> None:
    """Every state on the way back is the one on the way there; each twentieth is written: that is slow."""
    rng, path = random.Random(seed), tmp_path / "labels.json"
    other = LabelledClip(file="ä other.mp4", exercise="cat_cow", reps=(labelled(1, 2, "both", ()),))
    first = (labelled(2.0, 5.0, "both", ("hips_low",)), labelled(7.5, 9.0, "left", ()))
    save_labels(path, Labels(clips=(other, LabelledClip(file="made.mp4", exercise="bridge", reps=first))))
    edits, files, states = LabelEdits(first), {0: path.read_bytes()}, [first]
    while len(states) <= 1000:
        before, edits = edits, random_edit(rng, edits)
        if edits is before:
            continue
        assert edits.reps != before.reps
        if len(states) % 20 == 0:
            files[len(states)] = on_disk(path, edits)
        states.append(edits.reps)
    last = edits
    for n in range(999, -1, -1):
        edits = edits.undo()
        assert edits.reps == states[n]
        assert n not in files or on_disk(path, edits) == files[n]
    assert edits.undo() is edits
    for _ in range(1000):
        edits = edits.redo()
    assert edits.reps == last.reps
    assert on_disk(path, edits) == files[1000]


def test_faults_are_put_on_and_taken_off() -> None:
    rep = labelled(1.0, 2.0, "left", ())
    one = toggled(rep, "a")
    two = toggled(one, "b")
    assert [(r.good, r.faults) for r in (rep, one, two, toggled(two, "a"), toggled(one, "a"))] == [
        (True, ()), (False, ("a",)), (False, ("a", "b")), (False, ("b",)), (True, ()),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("clip") / "made.mp4", (np.arange(len(bridges())) / FPS).tolist(), 30, 2)


@pytest.fixture
def window(qtbot: QtBot, clip: Path, tmp_path: Path) -> Iterator[ReviewWindow]:
    made = ReviewWindow(lambda path, _tell: opened(path), (clip,), tmp_path / "labels.json")
    qtbot.addWidget(made)
    made.resize(1200, 850)
    made.show()
    qtbot.waitUntil(lambda: made.opened is not None, timeout=15000)
    yield made
    made.close()


def test_what_is_labelled_is_on_disk_at_once(qtbot: QtBot, window: ReviewWindow, tmp_path: Path, clip: Path) -> None:
    reps = window.opened.review.summary.reps
    window.clip.transport.seek(reps[0].start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    window.clip.transport.seek(reps[1].start_s + 0.5)
    window.clip.label_bar.buttons["hips_low"].click()
    window.clip.label_bar.buttons["feet_far"].click()
    saved = load_labels(tmp_path / "labels.json").clips[0]
    assert [(r.good, r.faults) for r in saved.reps] == [(True, ()), (False, ("hips_low", "feet_far"))]
    assert (saved.file, saved.exercise, saved.sha256) == ("made.mp4", "bridge", file_sha256(clip))
    assert saved.reps[0].start_s == pytest.approx(reps[0].start_s, abs=0.01)
    assert window.clip._agreement.text() == "posecheck agrees on 1 of 2 (50 %, kappa 0.00)"
    assert window.clip.label_bar.buttons["feet_far"].isChecked()
    for _ in range(3):
        qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert load_labels(tmp_path / "labels.json").clips[0].reps == ()


def test_a_span_that_posecheck_did_not_see(qtbot: QtBot, window: ReviewWindow, tmp_path: Path) -> None:
    end_s = float(window.opened.review.series.t_s[-1])
    window.clip.transport.seek(end_s - 2.0)
    qtbot.keyClick(window, Key.Key_I)
    window.clip.transport.seek(end_s - 0.5)
    qtbot.keyClick(window, Key.Key_O)
    rep = load_labels(tmp_path / "labels.json").clips[0].reps[0]
    assert (rep.start_s, rep.end_s, rep.good) == (pytest.approx(end_s - 2.0), pytest.approx(end_s - 0.5), True)
    assert window.clip.label_bar.remove_button.isEnabled()
    window.clip.label_bar.remove_button.click()
    assert load_labels(tmp_path / "labels.json").clips[0].reps == ()
    window.clip.transport.seek(0.0)
    assert not window.clip.label_bar.buttons[""].isEnabled()


def test_earlier_labels_and_those_of_other_clips_stay(
    qtbot: QtBot, window: ReviewWindow, tmp_path: Path, clip: Path
) -> None:
    other = LabelledClip(file="other.mp4", exercise="bridge", reps=(labelled(1, 2, "both", ()),))
    update_labels(tmp_path / "labels.json", other)
    window.clip.transport.seek(window.opened.review.summary.reps[0].start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    assert [c.file for c in load_labels(tmp_path / "labels.json").clips] == ["other.mp4", "made.mp4"]
    window.show_clip(opened(clip))
    assert len(window.clip.labelling.edits.reps) == 1


def test_two_windows_on_one_clip_lose_no_label(qtbot: QtBot, window: ReviewWindow, tmp_path: Path, clip: Path) -> None:
    reps = window.opened.review.summary.reps
    other = ReviewWindow(lambda path, _tell: opened(path), (clip,), tmp_path / "labels.json")
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(lambda: other.opened is not None, timeout=15000)
    other.clip.transport.seek(reps[0].start_s + 0.5)
    qtbot.keyClick(other, Key.Key_G)
    window.clip.transport.seek(reps[1].start_s + 0.5)
    window.clip.label_bar.buttons["hips_low"].click()
    assert window.clip._notes.isVisibleTo(window)
    assert window.clip._notes.text() == (
        f"somebody else labelled made.mp4 meanwhile ({tmp_path / 'labels.json'}): "
        "your version is kept as labels-yours.json; compare the two"
    )
    window.clip.label_bar.buttons["feet_far"].click()
    other.clip.transport.seek(reps[1].start_s + 0.5)
    qtbot.keyClick(other, Key.Key_G)
    other.close()
    said = {name: load_labels(tmp_path / name).clips[0].reps for name in ("labels.json", "labels-yours.json")}
    assert [r.faults for r in said["labels.json"]] == [(), ()]
    assert [r.faults for r in said["labels-yours.json"]] == [("hips_low", "feet_far")]


def test_labels_of_a_clip_that_has_changed_are_shown_and_doubted(
    qtbot: QtBot, window: ReviewWindow, tmp_path: Path, clip: Path
) -> None:
    rep = window.opened.review.summary.reps[0]
    kept = (labelled(rep.start_s, rep.end_s, "both", ("hips_low",)),)
    said = LabelledClip(file="made.mp4", exercise="bridge", reps=kept, sha256="0" * 64)
    update_labels(tmp_path / "labels.json", said)
    window.show_clip(opened(clip))
    assert "made.mp4 has changed since it was labelled" in window.clip._notes.text()
    assert window.clip.labelling.edits.reps == kept
    assert load_labels(tmp_path / "labels.json").clips[0] == said, "looking at them changes nothing"
    window.clip.transport.seek(rep.start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    assert load_labels(tmp_path / "labels.json").clips[0].sha256 == file_sha256(clip)
    window.show_clip(opened(clip))
    assert "has changed" not in window.clip._notes.text()


def test_a_label_file_that_can_not_be_read_is_told(
    qtbot: QtBot, window: ReviewWindow, tmp_path: Path, clip: Path
) -> None:
    (tmp_path / "labels.json").write_text("{", encoding="utf-8")
    window.show_clip(opened(clip))
    assert "not JSON" in window.clip._notes.text()
    window.clip.transport.seek(window.opened.review.summary.reps[0].start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    assert (tmp_path / "labels.json").read_text(encoding="utf-8") == "{"


def test_a_session_without_its_clip_is_labelled_beside_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    sent = tmp_path / "her.posecheck"
    sent.write_bytes(b"as it was sent")
    made = opened(None)
    window = ReviewWindow(lambda path, _tell: Opened(None, path.name, made.spec, made.review, ("note",), path), (sent,))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.opened is not None, timeout=15000)
    assert window.clip.view._instead.startswith("Only the measures")
    assert window.clip._notes.text().startswith("note")
    assert not window.send_button.isVisible(), "nothing was given to write sessions with"
    window.clip.transport.seek(made.review.summary.reps[0].start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    saved = load_labels(tmp_path / "her.labels.json").clips[0]
    assert (saved.file, saved.sha256, len(saved.reps)) == ("her.posecheck", file_sha256(sent), 1)
    window.close()


def place(timeline: Timeline, row: int, t_s: float) -> QPoint:
    return QPoint(round(timeline.x_of(t_s)), 24 + row * 31 + 10)


def drag_on(qtbot: QtBot, timeline: Timeline, row: int, way_s: tuple[float, float], keys: Modifier = NONE) -> None:
    left, kind = Qt.MouseButton.LeftButton, QEvent.Type.MouseMove
    places = [place(timeline, row, t_s) for t_s in (way_s[0], sum(way_s) / 2, way_s[1])]
    qtbot.mousePress(timeline, left, keys, places[0])
    for at in places[1:]:
        moved = QMouseEvent(kind, QPointF(at), timeline.mapToGlobal(QPointF(at)), left, left, keys)
        QApplication.sendEvent(timeline, moved)
    qtbot.mouseRelease(timeline, left, keys, places[-1])


def test_a_whole_label_is_dragged_with_shift(qtbot: QtBot, window: ReviewWindow, tmp_path: Path) -> None:
    reps, timeline = window.opened.review.summary.reps, window.clip.timeline
    for rep in reps[:2]:
        window.clip.transport.seek(rep.start_s + 0.5)
        qtbot.keyClick(window, Key.Key_G)
    row = next(i for i, lane in enumerate(timeline._lanes) if lane.name == "Labels")

    def saved() -> list[tuple[float, float]]:
        return [(r.start_s, r.end_s) for r in load_labels(tmp_path / "labels.json").clips[0].reps]

    before, last_s = saved(), float(window.opened.review.series.t_s[-1])
    (start_s, end_s), (next_s, next_end_s) = before
    middle_s = (start_s + end_s) / 2
    drag_on(qtbot, timeline, row, (middle_s, middle_s - 0.5), SHIFT)
    assert saved()[0] == (pytest.approx(start_s - 0.5, abs=0.05), pytest.approx(end_s - 0.5, abs=0.05))
    assert saved()[0][1] - saved()[0][0] == pytest.approx(end_s - start_s, abs=2e-3)
    assert timeline._lanes[row].marks[0].start_s == saved()[0][0], "what is shown is what was saved"
    drag_on(qtbot, timeline, row, (middle_s, middle_s + 9.0), SHIFT)
    assert saved()[0][1] == pytest.approx(next_s, abs=2e-3), "up to its neighbour, never over it"
    assert saved()[1] == before[1]
    drag_on(qtbot, timeline, row, (next_s + 1.0, last_s), SHIFT)
    assert saved()[1][1] == pytest.approx(max(last_s, next_end_s), abs=2e-3), "nor past the recording's end"
    for _ in range(3):
        qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert saved() == before
    drag_on(qtbot, timeline, row, (middle_s, middle_s), SHIFT)
    assert saved() == before, "taken and let go again"


def test_an_edge_is_dragged_on_the_timeline(qtbot: QtBot, window: ReviewWindow, tmp_path: Path) -> None:
    rep, timeline = window.opened.review.summary.reps[0], window.clip.timeline
    window.clip.transport.seek(rep.start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    row = next(i for i, lane in enumerate(timeline._lanes) if lane.name == "Labels")

    def drag(from_s: float, to_s: float) -> None:
        drag_on(qtbot, timeline, row, (from_s, to_s))

    def saved() -> tuple[float, float]:
        kept = load_labels(tmp_path / "labels.json").clips[0].reps[0]
        return kept.start_s, kept.end_s

    start_s, end_s = saved()
    assert timeline.edge_at(QPointF(place(timeline, row, end_s))) is not None
    assert timeline.edge_at(QPointF(place(timeline, row, (start_s + end_s) / 2))) is None
    drag(end_s, end_s + 0.8)
    assert saved() == (start_s, pytest.approx(end_s + 0.8, abs=0.05))
    assert window.clip.transport.t_s == pytest.approx(end_s + 0.8, abs=0.05), "the frame at the edge is shown"
    drag(start_s, start_s - 0.4)
    assert saved()[0] == pytest.approx(start_s - 0.4, abs=0.05)
    drag(saved()[0], saved()[1] + 3.0)
    assert saved()[0] == pytest.approx(start_s - 0.4, abs=0.05), "no label may end where it begins"
    for _ in range(2):
        qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert saved() == (start_s, end_s)
    drag(rep.start_s + 1.0, rep.start_s + 2.0)
    assert saved() == (start_s, end_s), "inside a label the mouse scrubs"


def test_another_persons_labels_stand_under_ones_own(
    qtbot: QtBot, window: ReviewWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reps = window.opened.review.summary.reps
    theirs = tuple(labelled(r.start_s, r.end_s, "both", ("hips_low",)) for r in reps)
    clip = LabelledClip(file="elsewhere/made.mp4", exercise="bridge", reps=theirs)
    save_labels(tmp_path / "b.json", Labels(clips=(clip,), labelled_by="Ms B"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(tmp_path / "b.json"), ""))
    window.clip.others_button.click()
    assert window.clip._agreement.text() == "posecheck and Ms B agree on 2 of 2 (100 %)"
    assert [lane.name for lane in window.clip.timeline._lanes][-1] == "Ms B"
    assert not window.clip.timeline._lanes[-1].movable
    window.clip.transport.seek(reps[0].start_s + 0.5)
    qtbot.keyClick(window, Key.Key_G)
    assert window.clip._agreement.text().endswith("; you and Ms B on 0 of 2 (0 %, kappa 0.00)")
    save_labels(tmp_path / "b.json", Labels())
    window.clip.others_button.click()
    assert window.clip._notes.text() == "b.json says nothing of made.mp4"
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    window.clip.others_button.click()
    assert "not JSON" in window.clip._notes.text()


def test_what_is_dragged_while_the_labels_change_is_let_go(qtbot: QtBot) -> None:
    timeline, told = Timeline(), []
    qtbot.addWidget(timeline)
    timeline.resize(800, 100)
    timeline.show_lanes((Lane("Labels", (Mark(2.0, 4.0, "good"),), movable=True),), 10.0)
    timeline.stretched.connect(lambda *moved: told.append(moved))
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=place(timeline, 0, 4.0))
    timeline.show_lanes((), 10.0)  # undone by the keyboard meanwhile
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=place(timeline, 0, 5.0))
    assert told == []
