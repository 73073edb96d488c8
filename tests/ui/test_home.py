"""The home window: the first start, today's routine by one key, practice, settings that are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from posecheck.cli.home import home_parts
from posecheck.errors import PosecheckError
from posecheck.io.settings import Settings, load_settings, save_settings
from posecheck.pose.frame import Frame
from posecheck.render.theme import DARK
from posecheck.ui import labels
from posecheck.ui.home import HomeWindow
from posecheck.ui.page_parts import Camera
from posecheck.ui.screen_dialog import ScreenDialog


class Lens:
    """A camera that shows one grey and knows whether it was let go."""

    opened: list[Lens] = []  # noqa: RUF012  all that were ever opened

    def __init__(self, index: int) -> None:
        self.index, self.closed, self.message = index, False, ""
        self.state, self.frames_in, self.dropped = "running", 1, 0
        Lens.opened.append(self)

    def open(self) -> None:
        """It is."""

    def read(self, timeout_s: float) -> Frame | None:
        del timeout_s
        return Frame(0, 0.0, np.full((36, 64, 3), 20 if self.index else 120, np.uint8))

    def close(self) -> None:
        self.closed = True


class Home:
    """A home window whose sessions are empty windows, and what it did."""

    def __init__(self, qtbot: QtBot, settings: Settings, cameras: Sequence[Camera] = (), **changes: object) -> None:
        self.started: list[tuple[str, Settings]] = []
        self.saved: list[Settings] = []
        self.sessions: list[QWidget] = []
        Lens.opened.clear()

        def session(exercise: str, now: Settings) -> QWidget:
            self.started.append((exercise, now))
            self.sessions.append(QWidget())
            return self.sessions[-1]

        def save(now: Settings, before: Settings) -> Settings:
            if now != before:
                self.saved.append(now)
            return now

        def parts(now: Settings):  # type: ignore[no-untyped-def]
            own = {"start": session, "save": save, "cameras": lambda: cameras, "open_camera": Lens}
            return replace(home_parts(now), mute=True, **{**own, **changes})

        self.window = HomeWindow(parts(settings), parts)
        qtbot.addWidget(self.window)
        self.window.resize(1024, 600)
        self.window.show()

    def button(self, words: str) -> QPushButton:
        page = self.window.stack.currentWidget()
        assert page is not None
        return next(b for b in page.findChildren(QPushButton) if b.text().startswith(words))

    @property
    def notes(self) -> list[str]:
        page = self.window.stack.currentWidget()
        assert page is not None
        return [label.text() for label in page.findChildren(QLabel) if label.objectName() == "quiet"]

    @property
    def title(self) -> str:
        page = self.window.stack.currentWidget()
        assert page is not None
        return next(label.text() for label in page.findChildren(QLabel) if label.objectName() == "title")


WELCOMED = Settings(welcomed=True, language="en")
TWO = (Camera(0, "Integrated Camera"), Camera(2, "USB Camera"))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_starts_todays_routine_and_the_home_comes_back_after_it(qtbot: QtBot, key: Qt.Key) -> None:
    home = Home(qtbot, WELCOMED)
    qtbot.keyClick(home.window, key)
    assert [exercise for exercise, _ in home.started] == [""]
    assert (home.window.isVisible(), home.sessions[0].isVisible()) == (False, True)
    home.sessions[0].close()
    qtbot.waitUntil(home.window.isVisible, timeout=3000)


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED)
    home.button("Settings").setFocus()
    qtbot.keyClick(home.window, Qt.Key.Key_Return)
    assert (home.title, home.started) == ("Settings", [])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_home_programme_comes_first_and_postures_last(qtbot: QtBot, language: str) -> None:
    home = Home(qtbot, WELCOMED.model_copy(update={"language": language}))
    levels = [spec.level for spec in home.window.parts.exercises]
    assert levels == sorted(levels, key=("core", "advanced", "posture").index)
    assert (levels.count("core"), levels.count("posture")) == (8, 3)
    home.window.practise.list.setCurrentRow(len(levels) - 1)
    assert home.window.practise.about.text().startswith({"en": "Posture. ", "de": "Haltung. "}[language])
    assert "desk_posture" not in {spec.id for spec in home.window.parts.exercises}, "desk mode has its own window"


def test_one_exercise_is_practised_and_remembered(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED)
    qtbot.mouseClick(home.button("Practise"), Qt.MouseButton.LeftButton)
    assert home.window.practise.list.count() == len(home_parts(WELCOMED).exercises)
    home.window.practise.list.setCurrentRow(1)
    assert home.window.practise.about.text().startswith("Home programme. Lie on your back with bent knees")
    qtbot.mouseClick(home.button("Start"), Qt.MouseButton.LeftButton)
    assert [(e, s.exercise) for e, s in home.started] == [("bridge", "bridge")]
    assert home.saved[-1].exercise == "bridge"
    home.sessions[0].close()


def test_what_is_not_here_yet_says_so_and_what_is_here_opens(qtbot: QtBot) -> None:
    opened: list[QWidget] = []

    def progress() -> QWidget:
        opened.append(QWidget())
        return opened[-1]

    home = Home(qtbot, WELCOMED, others={labels.PROGRESS: progress})
    assert [home.button(w).isEnabled() for w in ("Review", "Tune", "Progress")] == [False, False, True]
    assert labels.NOT_YET in home.button("Review").text()
    qtbot.mouseClick(home.button("Progress"), Qt.MouseButton.LeftButton)
    assert opened[0].isVisible()
    opened[0].close()


def test_the_safety_questions_are_one_click_away_and_lock_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))

    def answer(dialog: ScreenDialog) -> int:
        dialog.yes.click()
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr("posecheck.ui.safety_flow.QDialog.exec", answer)
    home = Home(qtbot, WELCOMED)
    assert "about" in home.notes[0]
    qtbot.mouseClick(home.button("Safety questions"), Qt.MouseButton.LeftButton)
    assert home.notes[0].startswith("No exercises until a clinician has cleared you")
    assert home.window.isVisible()


def test_what_cannot_start_is_told_and_the_home_stays(qtbot: QtBot) -> None:
    def broken(exercise: str, settings: Settings) -> QWidget:
        raise PosecheckError("the routine is gone", exercise, "choose another")

    home = Home(qtbot, WELCOMED, start=broken)
    qtbot.keyClick(home.window, Qt.Key.Key_Return)
    assert home.window.isVisible()
    box = next(child for child in home.window.children() if hasattr(child, "informativeText"))
    assert "the routine is gone" in box.text()  # type: ignore[attr-defined]


def test_the_first_start_asks_for_consent_camera_and_voice_and_shows_where_to_put_it(qtbot: QtBot) -> None:
    home = Home(qtbot, Settings(language="en"), TWO)
    assert "no medical device" in labels.DISCLAIMER
    titles, said = [home.title], []
    home.window.welcome.preview.told.connect(said.append)
    for forward in (labels.UNDERSTOOD, labels.NEXT):
        qtbot.mouseClick(home.button(forward), Qt.MouseButton.LeftButton)
        titles.append(home.title)
        if home.title == labels.CHOOSE_CAMERA:
            qtbot.waitUntil(lambda: labels.CAMERA_HINT in said, timeout=3000)
            home.window.welcome.camera.setCurrentIndex(1)
            home.window.welcome.camera.activated.emit(1)
            qtbot.waitUntil(lambda: labels.TOO_DARK in said, timeout=3000)
    assert all(lens.closed for lens in Lens.opened), "a camera that isn't shown is let go"
    qtbot.mouseClick(home.button(labels.VOICE_TEST), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(home.button(labels.NEXT), Qt.MouseButton.LeftButton)
    titles.append(home.title)
    qtbot.mouseClick(home.button(labels.DONE), Qt.MouseButton.LeftButton)
    assert titles == [labels.WELCOME, labels.CHOOSE_CAMERA, labels.VOICE, labels.PLACE]
    assert home.title == "posecheck"
    kept = home.saved[-1]
    assert (kept.welcomed, kept.camera, kept.camera_name) == (True, 2, "USB Camera")


def test_without_a_camera_it_is_said_and_one_can_go_on(qtbot: QtBot) -> None:
    home = Home(qtbot, Settings(language="en"))
    said: list[str] = []
    home.window.welcome.preview.told.connect(said.append)
    qtbot.mouseClick(home.button(labels.UNDERSTOOD), Qt.MouseButton.LeftButton)
    assert said[-1] == labels.NO_CAMERA
    for forward in (labels.NEXT, labels.NEXT, labels.DONE):
        qtbot.mouseClick(home.button(forward), Qt.MouseButton.LeftButton)
    assert (home.saved[-1].welcomed, home.saved[-1].camera) == (True, 0)


def change_language(home: Home) -> None:
    box = next(b for b in home.window.settings.findChildren(QComboBox) if b.accessibleName() == "Language")
    box.setCurrentIndex(2)
    box.activated.emit(2)


def change_theme(home: Home) -> None:
    box = next(b for b in home.window.settings.findChildren(QComboBox) if b.accessibleName() == "Colours")
    box.setCurrentIndex(1)
    box.activated.emit(1)


def change_countdown(home: Home) -> None:
    home.window.settings.findChildren(QSpinBox)[0].setValue(12)


def change_recording(home: Home) -> None:
    boxes = {b.text(): b for b in home.window.settings.findChildren(QCheckBox)}
    boxes[labels.RECORD].setChecked(True)


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        (change_language, "language", "de"),
        (change_theme, "theme", "light"),
        (change_countdown, "countdown_s", 12.0),
        (change_recording, "record", True),
    ],
)
def test_a_choice_is_kept_at_once(qtbot: QtBot, change: Callable[[Home], None], key: str, value: object) -> None:
    home = Home(qtbot, WELCOMED)
    qtbot.mouseClick(home.button("Settings"), Qt.MouseButton.LeftButton)
    change(home)
    assert getattr(home.saved[-1], key) == value


def test_another_camera_can_be_chosen_later(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED.model_copy(update={"camera": 2, "camera_name": "USB Camera"}), TWO)
    qtbot.mouseClick(home.button("Settings"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(home.button(labels.FIRST_STEPS), Qt.MouseButton.LeftButton)
    assert home.title == labels.CHOOSE_CAMERA
    assert home.window.welcome.camera.currentText() == "USB Camera", "the last choice is kept"


def test_another_language_and_theme_show_at_once_on_the_way_back(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED)
    qtbot.mouseClick(home.button("Settings"), Qt.MouseButton.LeftButton)
    change_language(home)
    change_theme(home)
    home.window._leave_settings()
    assert home.button("Heutiges Programm starten").isVisible()
    corner = home.window.grab().toImage().pixelColor(3, 3)
    assert corner.lightness() > 200 > DARK.ground[0]


@pytest.mark.parametrize("size", [(1024, 600), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_clipped_at_any_size_and_every_button_has_a_name(
    qtbot: QtBot, size: tuple[int, int], language: str
) -> None:
    home = Home(qtbot, Settings(welcomed=True, language=language))
    home.window.resize(*size)
    qtbot.wait(30)
    assert (home.window.width(), home.window.height()) == size
    page = home.window.stack.currentWidget()
    assert page is not None
    for button in page.findChildren(QPushButton):
        lines = button.text().split("\n")
        needed = button.sizeHint().width() - 2 * button.fontMetrics().averageCharWidth()
        assert max(button.fontMetrics().horizontalAdvance(line) for line in lines) < button.width()
        assert button.width() >= needed, f"{button.text()} is cut off"
        assert button.accessibleName() != ""
        assert page.rect().contains(button.geometry())


def test_escape_goes_back_and_then_closes(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED)
    qtbot.mouseClick(home.button("Practise"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(home.window, Qt.Key.Key_Escape)
    assert (home.title, home.window.isVisible()) == ("posecheck", True)
    qtbot.keyClick(home.window, Qt.Key.Key_Escape)
    assert not home.window.isVisible()


def test_a_consent_that_another_window_withdrew_does_not_come_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECHECK_CONFIG_DIR", str(tmp_path / "config"))
    opened = save_settings(Settings(language="en", welcomed=True, record=True))
    home = Home(qtbot, opened, save=save_settings)
    save_settings(opened.model_copy(update={"record": False}), opened)
    change_countdown(home)
    box = {b.text(): b for b in home.window.settings.findChildren(QCheckBox)}[labels.RECORD]
    assert not box.isChecked()
    change_theme(home)
    assert (load_settings().countdown_s, load_settings().theme, load_settings().record) == (12.0, "light", False)
    assert not home.window.parts.settings.record


def test_a_session_begins_with_the_consent_as_it_is_now(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECHECK_CONFIG_DIR", str(tmp_path / "config"))
    opened = save_settings(Settings(language="en", welcomed=True, record=True))
    home = Home(qtbot, opened, save=save_settings)
    save_settings(opened.model_copy(update={"record": False}), opened)
    home.window.start("")
    assert [now.record for _, now in home.started] == [False]
