"""The live window from Start to the end, with a real session behind it."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from session_parts import PICTURE, bridge_bodies, recorded_plan
from window_parts import BRIDGE, WAIT_MS, Network, Reel, close, plan, window_of

from posecheck.cli.live import live_plan
from posecheck.cli.options import LiveOptions
from posecheck.coach import phrases
from posecheck.coach.feedback import Manner
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.coach.phrases import ENGLISH
from posecheck.coach.shown import Outcome, Question, Stage, Way
from posecheck.errors import ClipError, ModelError, PosecheckError
from posecheck.exercise.result import FrameResult, Phase
from posecheck.io.camera import CameraSource
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import NOT_SAVED, SAVED_AGAIN, HistoryWriter
from posecheck.io.recorder import Recorder
from posecheck.io.settings import Settings
from posecheck.io.spec_files import find_spec
from posecheck.io.translations import languages, words_for
from posecheck.pose.frame import Frame
from posecheck.session.coached import CoachedPipeline
from posecheck.session.event_log import EventLog
from posecheck.ui.app import build_window, check_display
from posecheck.ui.mailbox import Mailbox
from posecheck.ui.scenes import Scene, finished_scene, scene_of


def test_a_session_counts_shows_and_ends_cleanly(qtbot: QtBot, tmp_path: Path) -> None:
    bodies = bridge_bodies(2)
    stats, log = tmp_path / "stats.json", tmp_path / "log.jsonl"
    made = plan(Reel(len(bodies)), lambda: Network(bodies), stats=stats, log=log)
    window = window_of(qtbot, made)
    assert "Press Start".lower() in window.view.scene.message.lower()
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        qtbot.mouseClick(window.bar.main, Qt.MouseButton.LeftButton)
    assert (window.view.scene.count, window.bar.main.text()) == ("2", "Close")
    assert window.view.scene.message == "Done. 2 repetitions, 0 good"
    close(qtbot, window)
    assert not window.running
    assert json.loads(stats.read_text())["reps"] == 2
    assert [json.loads(line)["kind"] for line in log.read_text().splitlines()].count("rep") == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_PageDown])
def test_a_key_or_a_presenters_button_starts(qtbot: QtBot, key: Qt.Key) -> None:
    bodies = bridge_bodies(9)
    window = window_of(qtbot, plan(Reel(10**6), lambda: Network(bodies * 99)))
    qtbot.keyClick(window, key)
    qtbot.waitUntil(lambda: window.view.scene.count != "" and window.running, timeout=WAIT_MS)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not window.running, timeout=WAIT_MS)


def test_space_pauses_and_goes_on_and_the_buttons_do_the_same(qtbot: QtBot) -> None:
    bodies = bridge_bodies(9)
    window = window_of(qtbot, plan(Reel(10**6), lambda: Network(bodies * 999)))
    window.start()
    qtbot.waitUntil(lambda: window.bar.main.text() == "Pause" and window.view.scene.count != "", timeout=WAIT_MS)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.view.scene.message == "Paused", timeout=WAIT_MS)
    assert window.bar.main.text() == "Go on"
    qtbot.mouseClick(window.bar.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.view.scene.message != "Paused", timeout=WAIT_MS)
    hurts = next(button for button in window.bar.others if button.text() == "It hurts")
    qtbot.mouseClick(hurts, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.view.scene.message.startswith("How much does it hurt"), timeout=WAIT_MS)
    stop = next(button for button in window.bar.others if button.text() == "Stop")
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    close(qtbot, window)


def test_closing_in_mid_session_ends_the_worker(qtbot: QtBot) -> None:
    bodies = bridge_bodies(9)
    window = window_of(qtbot, plan(Reel(10**6), lambda: Network(bodies * 99)))
    window.start()
    qtbot.waitUntil(lambda: window.view.scene.count != "", timeout=WAIT_MS)
    close(qtbot, window)
    assert not window.running
    assert "live-session" not in [t.name for t in threading.enumerate()]


def test_a_network_that_will_not_load_is_told_in_the_window(qtbot: QtBot) -> None:
    def broken() -> object:
        raise ModelError("the pose model is missing", "full", "run posecheck models install")

    window = window_of(qtbot, plan(Reel(3), broken))
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        window.start()
    assert window.view.scene.message == "the pose model is missing (full): run posecheck models install"
    assert window.bar.main.text() == "Close"


def test_a_camera_that_is_not_there_is_told_and_the_count_is_kept(qtbot: QtBot) -> None:
    window = window_of(qtbot, plan(CameraSource(0, capture=lambda _i: None), lambda: Network([])))
    window.start()
    qtbot.waitUntil(lambda: "won't open" in window.view.scene.message, timeout=WAIT_MS)
    assert window.view.scene.tone == "unseen"
    close(qtbot, window)
    assert not window.running


def result(phase: Phase, hold_s: float = 0.0) -> FrameResult:
    judged = phase not in (Phase.UNSEEN, Phase.AWAY)
    return FrameResult(1.0, judged, "", phase, "both", 4, 3, 0, 0.5, hold_s, 10.0)


@pytest.fixture(scope="module")
def some_output() -> FrameOutput:
    return CoachedPipeline(recorded_plan(BRIDGE)).step(Frame(0, 0.0, PICTURE), bridge_bodies(1)[0])


FORM = Cue("hips_low", "Lift", Priority.FORM, 1.0)
BLIND = Cue("unseen", "I can't see", Priority.UNSEEN, 1.0)
AWAY = Cue("position", "Lie down", Priority.UNSEEN, 1.0)
PRAISE = Cue("count_3", "3. Good", Priority.COUNT, 1.0)


@pytest.mark.parametrize(
    ("phase", "hold_s", "caption", "message", "tone", "below"),
    [
        pytest.param(Phase.REST, 0.0, None, "", "plain", "of 12", id="rest"),
        pytest.param(Phase.TOP, 4.0, None, "Hold", "good", "4 s", id="hold"),
        pytest.param(Phase.TOP, 11.0, None, "", "plain", "11 s", id="held"),
        pytest.param(Phase.TOP, 4.0, FORM, "Lift", "fault", "4 s", id="correction"),
        pytest.param(Phase.UNSEEN, 0.0, BLIND, "I can't see", "unseen", "of 12", id="blind"),
        pytest.param(Phase.AWAY, 0.0, AWAY, "Lie down", "plain", "of 12", id="away"),
        pytest.param(Phase.REST, 0.0, PRAISE, "3. Good", "good", "of 12", id="praise"),
    ],
)
def test_a_frame_becomes_one_message(
    some_output: FrameOutput, phase: Phase, hold_s: float, caption: Cue | None, message: str, tone: str, below: str
) -> None:
    assert some_output.session is not None
    now = replace(some_output.session, count=4)
    output = replace(some_output, result=result(phase, hold_s), caption=caption, session=now)
    scene = scene_of(output, ENGLISH)
    assert (scene.title, scene.count, scene.below) == ("Bridge", "4", below)
    assert (scene.message, scene.tone) == (message, tone)


STAGES = [
    (Stage.SETTING_UP, {"message": "Move back", "arrow": "back"}, ("", "Move back", "bridge", False)),
    (Stage.COUNTDOWN, {"seconds_left": 3.2, "seconds_of": 5.0, "message": "Get ready"}, ("4", "Get ready", "", False)),
    (Stage.RESTING, {"seconds_left": 9.5, "seconds_of": 20.0}, ("10", "Well done", "cat_cow", False)),
    (Stage.PAUSED, {"message": "Paused"}, ("4", "Paused", "", True)),
    (Stage.LOST, {"message": "Paused. I can't see you"}, ("4", "Paused. I can't see you", "", True)),
    (Stage.ASKING, {"message": "Raise an arm"}, ("4", "Raise an arm", "", True)),
]


@pytest.mark.parametrize(("stage", "now", "shown"), STAGES, ids=[s.value for s, _, _ in STAGES])
def test_each_stage_has_its_scene(
    some_output: FrameOutput, stage: Stage, now: dict[str, object], shown: tuple[str, str, str, bool]
) -> None:
    assert some_output.session is not None
    session = replace(some_output.session, stage=stage, count=4, next_exercise="cat_cow", **now)  # type: ignore[arg-type]
    scene = scene_of(replace(some_output, session=session), ENGLISH)
    assert (scene.count, scene.message, scene.demo, scene.dimmed) == shown


def test_a_question_shows_no_number_that_could_be_taken_for_its_answer(some_output: FrameOutput) -> None:
    assert some_output.session is not None
    asked = replace(
        some_output.session, stage=Stage.ASKING, question=Question.PAIN, count=7, message="A little? Raise an arm",
        seconds_left=3.0, seconds_of=6.0,
    )  # fmt: skip
    scene = scene_of(replace(some_output, session=asked), ENGLISH)
    assert (scene.title, scene.count, scene.below) == ("How much does it hurt?", "?", "")
    assert (scene.message, scene.ring) == ("A little?\nRaise an arm", 0.5)


STANDING = find_spec("standing_posture")
NOD = Cue("head_forward", "Draw your head back", Priority.FORM, 1.0)


@pytest.mark.parametrize(
    ("changes", "caption", "shown"),
    [
        pytest.param({}, None, ("", "", "", "plain"), id="too early for a score"),
        pytest.param({"score": 97.4}, None, ("97", "of 100", "You stand well", "good"), id="well"),
        pytest.param(
            {"score": 60.0, "change": "head_forward"}, NOD, ("60", "of 100", NOD.text, "plain"), id="to change"
        ),
        pytest.param(
            {"score": 60.0, "change": "head_forward", "judged": False, "phase": Phase.UNSEEN}, BLIND,
            ("60", "of 100", BLIND.text, "unseen"), id="not seen",
        ),
    ],
)  # fmt: skip
def test_a_posture_shows_its_score_and_the_one_thing_to_change(
    some_output: FrameOutput, changes: dict[str, object], caption: Cue | None, shown: tuple[str, str, str, str]
) -> None:
    scored = replace(result(Phase.REST), hold_target_s=0.0, **changes)  # type: ignore[arg-type]
    scene = scene_of(replace(some_output, spec=STANDING, result=scored, caption=caption), ENGLISH)
    assert (scene.count, scene.below, scene.message, scene.tone) == shown


def test_a_posture_ends_with_its_score(some_output: FrameOutput) -> None:
    assert some_output.session is not None
    over = replace(
        some_output.session, stage=Stage.FINISHED, outcomes=(Outcome("standing_posture", "both", 1, 0, 0, score=83.6),)
    )
    unseen = replace(over, outcomes=(Outcome("bridge", "both", 1, 5, 3, unjudged=2),))
    assert finished_scene(unseen, ENGLISH).below == "3 good, 2 not judged"
    scene = finished_scene(over, ENGLISH)
    assert (scene.count, scene.below, scene.message) == ("84", "of 100", "84 of 100")


def test_what_is_not_judged_is_marked(some_output: FrameOutput) -> None:
    assert some_output.session is not None
    session = replace(some_output.session, way=Way.TIME, seconds_left=12.0, seconds_of=30.0)
    scene = scene_of(replace(some_output, session=session), ENGLISH)
    assert (scene.mark, scene.count, scene.ring) == ("Not judged", "12", 0.4)


def test_the_mailbox_keeps_the_newest_and_rings_once(qtbot: QtBot, some_output: FrameOutput) -> None:
    box, rings = Mailbox(), []
    box.ready.connect(lambda: rings.append(1))
    for i in range(5):
        box.take(Frame(i, i / 30, PICTURE), some_output)
    item = box.collect()
    assert item is not None
    assert (item.frame.index, len(rings), box.collect()) == (4, 1, None)
    box.take(Frame(5, 0.2, PICTURE), some_output)
    assert len(rings) == 2


def test_where_no_window_can_open_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(PosecheckError, match=r"no display.*QT_QPA_PLATFORM"):
        check_display()


def test_the_picture_is_painted_where_there_is_one(qtbot: QtBot) -> None:
    window = window_of(qtbot, plan(Reel(1), lambda: Network([])))
    window.view.show_scene(Scene("Bridge"))
    empty = window.view.grab().toImage()
    window.view.show_picture(np.full((360, 640, 3), (0, 0, 250), np.uint8))
    red = window.view.grab().toImage()
    middle = window.view._areas()[0].center().toPoint()
    assert red.pixelColor(middle).red() > 200
    assert empty.pixelColor(middle).red() < 100
    assert QApplication.instance() is not None


def test_a_session_goes_into_the_history_and_trouble_with_it_is_spoken(qtbot: QtBot, history_path: Path) -> None:
    bodies, spoken = bridge_bodies(2), []
    history_path.parent.mkdir()
    blocker = sqlite3.connect(history_path, isolation_level=None)
    blocker.execute("PRAGMA journal_mode = WAL")
    blocker.execute("BEGIN EXCLUSIVE")
    writer = HistoryWriter(history_path, retry_s=(0.05,))
    sink = SessionSink(writer, CURRENT)
    sink.follow({BRIDGE.id: "of the file"})
    window = window_of(qtbot, plan(Reel(len(bodies)), lambda: Network(bodies), history=sink))
    window._signals.notice.connect(spoken.append)
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        window.start()
    qtbot.waitUntil(lambda: NOT_SAVED in spoken, timeout=WAIT_MS)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert writer.flush(WAIT_MS / 1000)
    writer.close()
    qtbot.waitUntil(lambda: SAVED_AGAIN in spoken, timeout=WAIT_MS)
    close(qtbot, window)
    with History(history_path) as history:
        (sitting,) = history.record(history.person().uid).sittings
    assert sitting.reps == 2


def test_a_recording_is_shown_and_can_be_seen_at_a_click(qtbot: QtBot, tmp_path: Path) -> None:
    bodies, opened = bridge_bodies(1), []

    def review(path: Path, exercise: str) -> QWidget:
        opened.append((path.suffix, exercise))
        widget = QWidget()
        qtbot.addWidget(widget)
        return widget

    window = window_of(qtbot, plan(Reel(len(bodies)), lambda: Network(bodies), record=tmp_path, review=review))
    shown: list[bool] = []
    window.view.destroyed.connect(shown.clear)
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        window.start()
        qtbot.waitUntil(lambda: shown.append(window.view.scene.recording) or any(shown), timeout=WAIT_MS)
    assert window.view.scene.foot.startswith("Recorded: ")
    assert window.bar.see.isVisible()
    qtbot.mouseClick(window.bar.see, Qt.MouseButton.LeftButton)
    assert opened == [(".mkv", "bridge")]
    close(qtbot, window)
    (clip,), (events,) = tmp_path.glob("*.mkv"), tmp_path.glob("*.jsonl")
    assert clip.stem == events.stem
    assert '"kind": "rep"' in events.read_text()


def test_nothing_is_recorded_without_consent(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_RECORDINGS_DIR", str(tmp_path / "videos"))
    made = live_plan(LiveOptions(exercise="bridge"), Settings())
    assert made.record is None
    assert live_plan(LiveOptions(exercise="bridge"), Settings(record=True)).record == tmp_path / "videos"


def test_a_disk_that_fills_up_is_told_and_the_session_goes_on(qtbot: QtBot) -> None:
    bodies = bridge_bodies(9)
    window = window_of(qtbot, plan(Reel(10**6), lambda: Network(bodies * 99)))
    window.start()
    window._signals.notice.emit(phrases.DISK_FULL)
    qtbot.waitUntil(lambda: window.view.scene.foot == window.view.scene.message == phrases.DISK_FULL, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.view.scene.message != phrases.DISK_FULL, timeout=WAIT_MS)
    assert window.view.scene.foot == phrases.DISK_FULL, "small, for as long as it is so"
    assert window.running
    close(qtbot, window)


@pytest.mark.parametrize("language", languages())
def test_nothing_is_clipped_in_the_smallest_window_and_all_have_names(qtbot: QtBot, language: str) -> None:
    window = window_of(qtbot, plan(Reel(1), lambda: Network([]), manner=Manner(words_for(language))))
    for button in window.bar.others:
        button.show()
    window.resize(1920, 1080)
    window.resize(1024, 600)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1024, 600)
    for button in (window.bar.main, *window.bar.others):
        needed = button.fontMetrics().horizontalAdvance(button.text())
        assert button.width() >= needed + 8, button.text()
        assert button.accessibleName() != ""


@pytest.mark.parametrize("refused", ["log", "events"])
def test_a_window_that_cannot_be_made_records_nothing_and_leaves_no_thread(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    videos, log = tmp_path / "videos", tmp_path / "log.jsonl"
    if refused == "log":
        log.mkdir()
    else:
        monkeypatch.setattr(Recorder, "events_path", property(lambda _self: tmp_path))
    bodies = bridge_bodies(1)
    with pytest.raises(ClipError, match="cannot write the log"):
        build_window(plan(Reel(len(bodies)), lambda: Network(bodies), record=videos, log=log))
    assert not [thread for thread in threading.enumerate() if thread.name == "recorder"]
    assert not list(videos.glob("*.mkv"))


def test_the_history_hears_of_everything_before_a_log_does(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(EventLog, "take", lambda *_: heard.append("log"))
    monkeypatch.setattr(SessionSink, "take", lambda *_: heard.append("history"))
    bodies = bridge_bodies(1)[:5]
    with closing(HistoryWriter(tmp_path / "history.sqlite3")) as writer:
        sink = SessionSink(writer, "me")
        window = window_of(
            qtbot,
            plan(Reel(5), lambda: Network(bodies), history=sink, log=tmp_path / "log", record=tmp_path / "videos"),
        )
        with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
            window.start()
        close(qtbot, window)
    assert heard == ["history", "log", "log"] * 5


def test_a_network_that_is_missing_is_told_and_the_recording_ends(qtbot: QtBot, tmp_path: Path) -> None:
    def no_network() -> Network:
        raise ModelError("the pose model is damaged")

    window = window_of(qtbot, plan(Reel(20), no_network, record=tmp_path))
    with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
        window.start()
    qtbot.waitUntil(lambda: window.view.scene.message == "the pose model is damaged", timeout=WAIT_MS)
    close(qtbot, window)
    assert not [thread for thread in threading.enumerate() if thread.name == "recorder"]


def test_too_few_pictures_are_told_also_when_they_are_told_with_the_cameras_return(qtbot: QtBot) -> None:
    bodies = bridge_bodies(9)
    reel = Reel(10**6)
    reel.message = phrases.CAMERA_FEW
    window = window_of(qtbot, plan(reel, lambda: Network(bodies * 99)))
    window._signals.status.emit("lost", phrases.CAMERA_LOST)
    assert window.view.scene.message == phrases.CAMERA_LOST
    window.start()
    both = f"{phrases.GO_ON}. {phrases.CAMERA_FEW}"
    qtbot.waitUntil(lambda: window.view.scene.message == both, timeout=WAIT_MS)
    assert window.view.scene.foot == phrases.CAMERA_FEW
    close(qtbot, window)


@pytest.mark.parametrize("where", ["open", "read"])
def test_closing_waits_for_no_driver_and_the_session_is_kept(qtbot: QtBot, tmp_path: Path, where: str) -> None:
    go_on, stats = threading.Event(), tmp_path / "stats.json"

    def hang(*_: object) -> None:
        go_on.wait(60.0)

    device = SimpleNamespace(isOpened=lambda: True, set=hang, get=hang, read=hang, release=lambda: None)
    if where == "read":
        device.set = device.get = lambda *_: 0.0
    window = window_of(qtbot, plan(CameraSource(0, capture=lambda _: device), lambda: Network([]), log=stats))
    window.start()
    qtbot.waitUntil(lambda: window.view.scene.tone == "unseen", timeout=WAIT_MS)
    closing_s = time.monotonic()
    with qtbot.waitSignal(window.gone, timeout=WAIT_MS):
        window.close()
        took_s = time.monotonic() - closing_s
        assert not window.isVisible()
    go_on.set()
    assert (window.running, stats.exists(), took_s < 0.05) == (False, True, True)


def test_closing_waits_for_no_network_that_is_being_loaded(qtbot: QtBot, tmp_path: Path) -> None:
    go_on, log, loading = threading.Event(), tmp_path / "log.jsonl", threading.Event()

    def slow() -> Network:
        loading.set()
        go_on.wait(60.0)
        return Network([])

    window = window_of(qtbot, plan(Reel(10**6), slow, log=log))
    window.start()
    assert loading.wait(10.0)
    closing_s = time.monotonic()
    with qtbot.waitSignal(window.gone, timeout=WAIT_MS):
        window.close()
        assert (window.isVisible(), time.monotonic() - closing_s < 0.05) == (False, True)
        go_on.set()
    assert not window.running
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "camera-0"], timeout=WAIT_MS)
