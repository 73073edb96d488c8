"""Pain in the middle of a session, in the real window and into a real history: told, kept at once, and obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bodies import detection, lying, with_arm_at
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from session_parts import bridge_bodies
from window_parts import BRIDGE, WAIT_MS, Network, Reel, close, plan, window_of

from posecheck.coach import safety_words
from posecheck.coach.blocks import Block, Plan
from posecheck.coach.feedback import Manner
from posecheck.coach.record import PainNote, Record
from posecheck.coach.session_state import PainSaid
from posecheck.coach.shown import Stage
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.translations import words_for
from posecheck.pose.pose import Detection
from posecheck.ui.live_window import LiveWindow
from posecheck.ui.pain_dialog import PainDialog

DOWN = detection(lying())
ARM_GOES_UP = [detection(with_arm_at("left", 90 * i / 24)) for i in range(25)]
SET_UP = [DOWN] * 120
"""Until the person is known and still for long enough, and the countdown of a second has passed."""
ONE_REP = bridge_bodies(1, hold_s=1.0)


def held(body: Detection, seconds: float) -> list[Detection]:
    return [body] * round(30 * seconds)


def gesture(after_s: float) -> list[Detection]:
    """An arm goes up after some seconds of lying, and down again."""
    return [*held(DOWN, after_s), *ARM_GOES_UP, *held(ARM_GOES_UP[-1], 1.9), *reversed(ARM_GOES_UP)]


class Sitting:
    """A session in a window, its history, and what was said in it."""

    def __init__(self, qtbot: QtBot, path: Path, bodies: list[Detection], plan_: Plan, language: str = "en") -> None:
        self.qtbot, self.path, self.bodies = qtbot, path, bodies
        self.writer = HistoryWriter(path)
        sink = SessionSink(self.writer, CURRENT, routine="Daily")
        sink.follow({BRIDGE.id: "of the file"})
        after = [*bodies, *held(DOWN, 4000)]
        manner = Manner(words_for(language))
        made = plan(Reel(10**6), lambda: Network(after), history=sink, plan=plan_, manner=manner)
        self.window: LiveWindow = window_of(qtbot, made)
        self.said: list[str] = []
        self.window._relay.said.connect(lambda cue, _arose_s: self.said.append(cue.text))

    def until(self, stage: Stage, at_least: int = 0) -> None:
        """Wait until the session stands there, with so many repetitions counted."""

        def there() -> bool:
            now = self.window._last.session if self.window._last else None
            return now is not None and now.stage is stage and now.count >= at_least

        self.qtbot.waitUntil(there, timeout=WAIT_MS)

    def kept(self) -> Record:
        """What the history knows now, while the session runs."""
        assert self.writer.flush(WAIT_MS / 1000)
        with History(self.path) as history:
            return history.record(history.person().uid)


@contextmanager
def sitting(
    qtbot: QtBot, path: Path, bodies: list[Detection], *, reps: tuple[int, ...] = (9,), language: str = "en"
) -> Iterator[Sitting]:
    blocks = tuple(Block(BRIDGE, count, step=i, rest_s=4.0) for i, count in enumerate(reps))
    made = Sitting(qtbot, path, bodies, Plan("bridge", blocks, countdown_s=1.0), language)
    made.window.start()
    try:
        yield made
    finally:
        close(qtbot, made.window)
        made.writer.close()


def in_dialog(made: Sitting) -> PainDialog:
    """Say by key that it hurts; the dialog that asks how much."""
    made.qtbot.keyClick(made.window, Qt.Key.Key_H)
    made.qtbot.waitUntil(lambda: made.window.pain is not None and made.window.pain.isVisible(), timeout=WAIT_MS)
    made.until(Stage.ASKING)
    assert made.window.pain is not None
    return made.window.pain


def during(record: Record) -> list[PainNote]:
    return [note for note in record.pains if note.moment == "during"]


def test_much_pain_told_by_keys_is_kept_and_ends_the_session_kindly(qtbot: QtBot, history_path: Path) -> None:
    with sitting(qtbot, history_path, SET_UP + ONE_REP) as made:
        made.until(Stage.EXERCISING, at_least=1)
        dialog = in_dialog(made)
        leg = next(b for b in dialog.places.buttons() if b.text() == "Leg")
        with qtbot.waitSignal(made.window.finished, timeout=WAIT_MS):
            QTest.keyClick(dialog, Qt.Key.Key_7)
            qtbot.mouseClick(leg, Qt.MouseButton.LeftButton)
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert made.window.pain is None
        assert made.window.view.scene.message == safety_words.PAIN_STOP
        assert safety_words.PAIN_STOP in made.said
        record = made.kept()
    (note,) = during(record)
    assert (note.level, note.place, note.exercise) == (7, "Leg", "bridge")
    assert note.session == record.sittings[-1].id
    assert record.sittings[-1].reps == 1, "what was done is kept"


@pytest.mark.parametrize(
    ("key", "level", "said", "reps"),
    [(Qt.Key.Key_2, 2, safety_words.PAIN_GO_ON, 4), (Qt.Key.Key_4, 4, safety_words.PAIN_GENTLY, 3)],
    ids=["little: goes on", "some: goes on gently"],
)
def test_less_pain_is_kept_while_the_session_goes_on_with_its_count(
    qtbot: QtBot, history_path: Path, key: Qt.Key, level: int, said: str, reps: int
) -> None:
    with sitting(qtbot, history_path, SET_UP + ONE_REP, reps=(4,)) as made:
        made.until(Stage.EXERCISING, at_least=1)
        dialog = in_dialog(made)
        QTest.keyClick(dialog, key)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        made.until(Stage.EXERCISING, at_least=1)
        assert [note.level for note in during(made.kept())] == [level], "before the session is over"
        last = made.window._last
        assert last is not None
        assert last.session is not None
        assert (last.session.count, last.session.target) == (1, reps)
        assert said in made.said


def test_from_the_mat_three_raised_arms_tell_of_pain_and_end_the_session(qtbot: QtBot, history_path: Path) -> None:
    by_arm = gesture(2.0) + gesture(4.5) + gesture(4.5)
    with sitting(qtbot, history_path, SET_UP + ONE_REP + by_arm) as made:
        with qtbot.waitSignal(made.window.finished, timeout=WAIT_MS):
            pass
        assert made.window.pain is None, "nothing covers what is shown to somebody on the mat"
        questions = [said for said in made.said if said.endswith("?") or said.endswith("Raise an arm")]
        record = made.kept()
    assert questions == ["Does it hurt? Raise an arm", "How much does it hurt?", "Very much? Raise an arm"]
    assert [(note.level, note.exercise) for note in during(record)] == [(8, "bridge")]
    assert made.window.view.scene.message == safety_words.PAIN_STOP


def test_from_the_mat_an_arm_and_stillness_pause_and_go_on(qtbot: QtBot, history_path: Path) -> None:
    with sitting(qtbot, history_path, SET_UP + ONE_REP + gesture(2.0) + held(DOWN, 25.0) + ONE_REP) as made:
        made.until(Stage.EXERCISING, at_least=2)
        said = made.said
        assert said.index("Paused") < said.index("Skip this? Raise an arm") < len(said) - said[::-1].index("Begin") - 1
        assert during(made.kept()) == []


def test_a_question_answered_from_the_mat_is_asked_no_longer_at_the_laptop(qtbot: QtBot, history_path: Path) -> None:
    with sitting(qtbot, history_path, SET_UP + held(DOWN, 2.0)) as made:
        made.until(Stage.EXERCISING)
        dialog = in_dialog(made)
        gone: list[bool] = []
        dialog.finished.connect(lambda _code: gone.append(True))
        qtbot.keyClick(made.window, Qt.Key.Key_PageDown)
        qtbot.waitUntil(lambda: bool(gone), timeout=WAIT_MS)
        assert made.window.pain is None
        assert during(made.kept()) == [], "skipped, and nothing was said"


def test_closing_the_question_leaves_the_session_waiting(qtbot: QtBot, history_path: Path) -> None:
    with sitting(qtbot, history_path, SET_UP) as made:
        made.until(Stage.EXERCISING)
        QTest.keyClick(in_dialog(made), Qt.Key.Key_Escape)
        qtbot.wait(200)
        made.until(Stage.ASKING)
        assert made.window.pain is None
        qtbot.keyClick(made.window, Qt.Key.Key_Space)
        made.until(Stage.EXERCISING)


def test_the_button_asks_in_the_persons_language_and_keeps_one_name_for_the_place(
    qtbot: QtBot, history_path: Path
) -> None:
    with sitting(qtbot, history_path, SET_UP, language="de") as made:
        made.until(Stage.EXERCISING)
        hurts = next(b for b in made.window.bar.others if b.text() == "Es tut weh")
        qtbot.mouseClick(hurts, Qt.MouseButton.LeftButton)
        dialog = made.window.pain
        assert dialog is not None
        assert dialog.windowTitle() == "Wie sehr tut es weh?"
        dialog.choose(3)
        back = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Unterer Rücken")
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
        assert dialog.advice.text() == "Gut. Du kannst weitermachen."
        qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
        made.until(Stage.SETTING_UP)
        assert [(note.level, note.place) for note in during(made.kept())] == [(3, "Lower back")]


def test_pain_is_kept_even_where_nobody_has_exercised_yet(qtbot: QtBot, history_path: Path) -> None:
    nobody = Detection.empty((640, 360))
    with sitting(qtbot, history_path, held(nobody, 4000)) as made:
        made.until(Stage.SETTING_UP)
        dialog = in_dialog(made)
        dialog.choose(6)
        dialog.go_on.click()
        made.until(Stage.FINISHED)
        record = made.kept()
    assert ([note.level for note in during(record)], record.sittings) == ([6], ())


def test_an_answer_after_the_last_frame_is_not_lost(qtbot: QtBot, history_path: Path) -> None:
    writer = HistoryWriter(history_path)
    sink = SessionSink(writer, CURRENT)
    sink.follow({BRIDGE.id: ""})
    window = window_of(qtbot, plan(Reel(0), lambda: Network([]), history=sink))
    window._session.command(PainSaid(4, "Neck"))
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        window.start()
    close(qtbot, window)
    writer.close()
    with History(history_path) as history:
        assert [(n.level, n.place) for n in during(history.record(history.person().uid))] == [(4, "Neck")]


def test_three_bad_repetitions_are_followed_by_an_offer_that_is_said_shown_and_taken(
    qtbot: QtBot, history_path: Path
) -> None:
    bodies = SET_UP + bridge_bodies(3, hold_s=1.5, height=0.55)
    with sitting(qtbot, history_path, bodies) as made:
        made.until(Stage.EXERCISING, at_least=3)
        qtbot.waitUntil(lambda: "Not clean yet. Rest or easier? Raise an arm" in made.said, timeout=WAIT_MS)
        made.qtbot.keyClick(made.window, Qt.Key.Key_E)
        made.until(Stage.SETTING_UP, at_least=3)
        assert "Easier: hold 5 seconds" in made.said
        made.until(Stage.EXERCISING, at_least=3)
        last = made.window._last
        assert last is not None
        assert last.result.hold_target_s == 5.0
