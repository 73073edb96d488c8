"""A phone as the camera, chosen in the settings: judged while it is typed, tried against a real server, then used."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from phone import Phone
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from window_states import made_parts

from posecheck.cli.desk import _source
from posecheck.cli.live import source_for
from posecheck.cli.options import DeskOptions, LiveOptions
from posecheck.coach import phrases
from posecheck.io.camera import CameraSource
from posecheck.io.settings import Settings
from posecheck.ui import labels
from posecheck.ui.home import HomeWindow
from posecheck.ui.page_parts import HomeParts
from posecheck.ui.phone_camera import PhoneCamera

WAIT_MS = 30_000
LONGEST_TURN_S = 0.5
ADDRESS = "http://10.0.0.7:8080/video"


class Home:
    """A home window at its settings, and what it kept."""

    def __init__(self, qtbot: QtBot, address: str = "") -> None:
        self.saved: list[Settings] = []

        def save(now: Settings, before: Settings) -> Settings:
            if now != before:
                self.saved.append(now)
            return now

        def parts(settings: Settings) -> HomeParts:
            return replace(made_parts(settings), save=save, open_camera=CameraSource)  # type: ignore[type-var, return-value]

        self.window = HomeWindow(parts(Settings(language="en", welcomed=True, camera_address=address)), parts)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.stack.setCurrentWidget(self.window._settings)

    @property
    def phone(self) -> PhoneCamera:
        return self.window.settings.phone

    def press(self, words: str) -> None:
        page = self.window.stack.currentWidget()
        assert page is not None
        next(b for b in page.findChildren(QPushButton) if b.text() == words and b.isVisible()).click()


@pytest.fixture
def phone() -> Iterator[Phone]:
    made = Phone()
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("typed", "good"),
    [("", None), ("192.168.1.4:8080", False), ("http:/", False), ("ftp://a/b", False), (ADDRESS, True),
     ("rtsp://phone/live", True), (f"  {ADDRESS} ", True)],
)  # fmt: skip
def test_it_is_judged_while_it_is_typed(qtbot: QtBot, typed: str, good: bool | None) -> None:
    part = Home(qtbot).phone
    QTest.keyClicks(part.address, typed)
    assert part.said.text() == (labels.PHONE_FAULT if good is False else "")
    assert (part.said.isVisible(), part.try_button.isEnabled()) == (good is False, good is True)
    assert part.address.accessibleDescription() == part.said.text()


def leave_by_back(home: Home) -> None:
    home.press(labels.BACK)


def leave_by_escape(home: Home) -> None:
    QTest.keyClick(home.window, Qt.Key.Key_Escape)


def leave_by_enter(home: Home) -> None:
    QTest.keyClick(home.phone.address, Qt.Key.Key_Return)


def leave_to_first_steps(home: Home) -> None:
    home.press(labels.FIRST_STEPS)


def leave_by_closing(home: Home) -> None:
    home.window.close()


LEAVE = [leave_by_back, leave_by_escape, leave_by_enter, leave_to_first_steps, leave_by_closing]


@pytest.mark.parametrize("leave", LEAVE)
@pytest.mark.parametrize(
    ("before", "typed", "kept"), [("", ADDRESS, [ADDRESS]), (ADDRESS, "", [""]), (ADDRESS, "phone", []), ("", "", [])]
)
def test_it_is_kept_once_however_the_page_is_left(
    qtbot: QtBot, leave: Callable[[Home], None], before: str, typed: str, kept: list[str]
) -> None:
    home = Home(qtbot, before)
    home.phone.address.clear()
    QTest.keyClicks(home.phone.address, typed)
    leave(home)
    assert [settings.camera_address for settings in home.saved] == kept
    assert home.window.parts.settings.camera_address == (kept or [before])[-1]


def test_sessions_and_desk_mode_use_it() -> None:
    settings = Settings(camera=2, camera_address=ADDRESS)
    for source in (source_for(LiveOptions("bridge"), settings), _source(DeskOptions(), settings)):
        assert source._readers.now._index == ADDRESS  # type: ignore[attr-defined]
        source.close()


def test_the_first_steps_show_the_phone_first_and_another_camera_takes_its_place(qtbot: QtBot, phone: Phone) -> None:
    home = Home(qtbot, phone.url)
    home.press(labels.FIRST_STEPS)
    welcome, said = home.window.welcome, list[str]()
    assert [welcome.camera.itemText(i) for i in range(3)] == [labels.PHONE, "Integrated Camera", "USB Camera"]
    assert welcome.camera.currentIndex() == 0
    welcome.preview.told.connect(said.append)
    qtbot.waitUntil(lambda: bool({labels.CAMERA_HINT, labels.TOO_DARK} & set(said)), timeout=WAIT_MS)
    for forward in (labels.NEXT, labels.NEXT, labels.DONE):
        home.press(forward)
    assert [settings.camera_address for settings in home.saved] == [], "going through them changes nothing"
    home.window._go_to(1)
    welcome = home.window.welcome
    welcome.preview.hide()
    welcome.camera.setCurrentIndex(2)
    home.window._go_to(len(home.window.steps))
    assert (home.saved[-1].camera, home.saved[-1].camera_address) == (2, "")
    assert home.phone.address.text() == ""


class Trial:
    """Somebody who tries an address, and how long the window's thread was ever held up."""

    def __init__(self, qtbot: QtBot, url: str) -> None:
        self.qtbot, self.home, self.turns = qtbot, Home(qtbot), [time.monotonic()]
        self.heart = QTimer()
        self.heart.timeout.connect(lambda: self.turns.append(time.monotonic()))
        self.heart.start(5)
        self.part = self.home.phone
        self.part.address.setText(url)
        self.part.try_button.click()
        self.shows(labels.OPENING)

    def shows(self, *sentences: str, picture: bool = False) -> None:
        def so() -> bool:
            return self.part.said.text() in sentences and (self.part.preview._picture is not None) is picture

        self.qtbot.waitUntil(so, timeout=WAIT_MS)

    def over(self) -> None:
        self.part.try_button.click()
        assert (self.part.preview.isVisible(), self.part.try_button.text()) == (False, labels.TRY)
        self.turns.append(time.monotonic())
        self.heart.stop()
        assert max(after - before for before, after in pairwise(self.turns)) < LONGEST_TURN_S


SEEN = (labels.CAMERA_HINT, labels.TOO_DARK)


def test_a_phone_that_answers_is_seen_goes_and_comes_back(qtbot: QtBot, phone: Phone) -> None:
    trial = Trial(qtbot, phone.url)
    trial.shows(*SEEN, picture=True)
    phone.stop()
    trial.shows(phrases.PHONE_LOST, phrases.PHONE_SHUT)
    phone.start()
    trial.shows(*SEEN, picture=True)
    trial.over()


def test_a_phone_that_hangs_is_told_and_seen_when_it_goes_on(qtbot: QtBot, phone: Phone) -> None:
    phone.hang.set()
    trial = Trial(qtbot, phone.url)
    trial.shows(phrases.PHONE_SHUT, phrases.PHONE_LOST)
    phone.hang.clear()
    trial.shows(*SEEN, picture=True)
    phone.hang.set()
    trial.shows(phrases.PHONE_LOST)
    trial.over()
    phone.hang.clear()


def test_a_phone_that_is_not_there_is_told(qtbot: QtBot, phone: Phone) -> None:
    phone.stop()
    trial = Trial(qtbot, phone.url)
    trial.shows(phrases.PHONE_SHUT)
    trial.over()


def test_another_address_or_page_ends_the_trial(qtbot: QtBot, phone: Phone) -> None:
    trial = Trial(qtbot, phone.url)
    trial.shows(*SEEN, picture=True)
    QTest.keyClicks(trial.part.address, "2")
    assert not trial.part.preview.isVisible()
    trial.part.address.setText(phone.url)
    trial.part.try_button.click()
    trial.shows(*SEEN, picture=True)
    trial.home.window.show_start()
    assert (trial.part.preview._source, trial.part.try_button.text()) == (None, labels.TRY)
    trial.heart.stop()
