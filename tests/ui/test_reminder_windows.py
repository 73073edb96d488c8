"""Reminders in the window: what is told, what comes of it, and that the program stays only while it is wanted."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QSystemTrayIcon, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot
from test_home import WELCOMED, Home

from posecheck.coach.phrases import ENGLISH
from posecheck.coach.reminders import Reminder, Wishes
from posecheck.errors import HistoryError
from posecheck.io.settings import Settings
from posecheck.ui.break_window import BreakWindow
from posecheck.ui.reminder_settings import ReminderSettings
from posecheck.ui.reminders import Reminders, icon

NOON = datetime(2026, 6, 1, 12)
BOTH = Wishes(session_at=time(12, 5), break_every_min=30)


class Clock:
    """A clock that is set by hand, and what there is to be known of the day."""

    def __init__(self) -> None:
        self.now, self.practised, self.in_session = NOON, False, False

    def reminders(self) -> Reminders:
        return Reminders(ENGLISH, lambda: self.practised, lambda: self.in_session, clock=lambda: self.now)


@pytest.fixture
def _tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _tray, title, *_more: heard.append(title))
    return heard


@pytest.mark.usefixtures("_tray")
def test_what_is_due_is_told_once_and_taken_up_by_a_press(qtbot: QtBot, told: list[str]) -> None:
    clock, chosen = Clock(), list[Reminder]()
    reminders = clock.reminders()
    reminders.chosen.connect(chosen.append)
    reminders.set_wishes(BOTH, ENGLISH)
    for minute in range(1, 40):
        clock.now = NOON + timedelta(minutes=minute)
        reminders.look()
    assert told == ["Time for your back", "Stand up for a minute"]
    assert reminders.tray is not None
    reminders.tray.messageClicked.emit()
    assert chosen == [Reminder.BREAK]
    reminders.stop()


@pytest.mark.usefixtures("_tray")
def test_in_a_session_and_where_nothing_is_known_there_is_silence(
    qtbot: QtBot, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    reminders = clock.reminders()
    reminders.set_wishes(BOTH, ENGLISH)
    clock.in_session, clock.now = True, NOON + timedelta(minutes=40)
    reminders.look()

    def unknown() -> bool:
        raise HistoryError("the history cannot be used")

    reminders._practised = unknown
    clock.in_session = False
    reminders.look()
    assert told == []
    assert "no reminder" in caplog.text
    reminders.stop()


@pytest.mark.usefixtures("_tray")
def test_the_icon_is_there_only_while_something_is_wanted_and_its_menu_leads_everywhere(qtbot: QtBot) -> None:
    clock, came = Clock(), list[object]()
    reminders = clock.reminders()
    for signal, name in ((reminders.opened, "opened"), (reminders.left, "left")):
        signal.connect(lambda name=name: came.append(name))
    reminders.chosen.connect(came.append)
    assert not reminders.active
    reminders.set_wishes(BOTH, ENGLISH)
    assert reminders.active
    assert reminders.menu is not None
    for action in reminders.menu.actions():
        action.trigger()
    assert came == [Reminder.SESSION, Reminder.BREAK, "opened", "left"]
    reminders.set_wishes(Wishes(), ENGLISH)
    assert not reminders.active


def test_without_a_tray_nothing_stays_behind(qtbot: QtBot) -> None:
    reminders = Clock().reminders()
    reminders.set_wishes(BOTH, ENGLISH)
    assert not reminders.active


def test_the_icon_can_be_seen() -> None:
    picture = icon().pixmap(64, 64).toImage()
    assert len({picture.pixel(x, y) for x in range(0, 64, 4) for y in range(0, 64, 4)}) >= 3


@pytest.mark.usefixtures("_tray")
def test_a_home_with_reminders_goes_into_the_tray_and_leaves_by_its_menu(qtbot: QtBot, told: list[str]) -> None:
    home = Home(qtbot, Settings(welcomed=True, language="en", remind_breaks=True), running=lambda: False)
    left: list[bool] = []
    home.window.left.connect(lambda: left.append(True))
    home.window.close()
    assert (home.window.isVisible(), home.window.reminders.active, left) == (False, True, [])
    home.window.reminders.opened.emit()
    assert home.window.isVisible()
    home.window.reminders.left.emit()
    assert (home.window.isVisible(), home.window.reminders.active, left) == (False, False, [True])


@pytest.mark.parametrize("running", [False, True])
@pytest.mark.usefixtures("_tray")
def test_a_reminder_that_is_taken_up_opens_the_session_or_a_break_but_not_in_a_session(
    qtbot: QtBot, running: bool
) -> None:
    home = Home(qtbot, Settings(welcomed=True, language="en", remind_session=True), running=lambda: running)
    home.window.reminders.take(Reminder.BREAK)
    shown = home.window._break
    assert (shown is not None) == (not running)
    if shown is not None:
        assert shown.left_s == 60
        shown.close()
    home.window.reminders.take(Reminder.SESSION)
    assert [exercise for exercise, _ in home.started] == ([] if running else [""])
    home.window.reminders.left.emit()


def test_without_reminders_closing_is_leaving(qtbot: QtBot) -> None:
    home = Home(qtbot, WELCOMED)
    with qtbot.waitSignal(home.window.left):
        home.window.close()


def test_both_are_off_until_they_are_switched_on(qtbot: QtBot) -> None:
    kept: dict[str, object] = {}
    part = ReminderSettings(Settings(), ENGLISH, kept.__setitem__, tray=True)
    qtbot.addWidget(part)
    boxes = part.findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [False, False]
    for box in boxes:
        box.click()
    for edit, clock in zip(part.findChildren(QTimeEdit), ("07:30", "22:00", "06:15"), strict=True):
        edit.setTime(edit.time().fromString(clock, "HH:mm"))
    assert kept == {
        "remind_session": True, "remind_breaks": True, "remind_at": "07:30", "quiet_from": "22:00", "quiet_to": "06:15",
    }  # fmt: skip
    wishes = Settings().model_copy(update=kept).wishes
    assert wishes == Wishes(time(7, 30), 30, time(22), time(6, 15))
    assert Settings().wishes == Wishes()


def test_a_break_counts_a_minute_down_says_what_to_do_and_closes_by_itself(qtbot: QtBot) -> None:
    window = BreakWindow("A break", ("Walk", "Reach up", "Sit down slowly"), ENGLISH, seconds=6)
    window.show()
    said = []
    for _ in range(6):
        said.append((window.left_s, window.point.text()))
        window.tick()
    assert said == [
        (6, "Walk"), (5, "Walk"), (4, "Reach up"), (3, "Reach up"), (2, "Sit down slowly"), (1, "Sit down slowly"),
    ]  # fmt: skip
    assert window.point.text().startswith("Well done")
    with qtbot.waitSignal(window.destroyed):
        for _ in range(3):
            window.tick()


@pytest.mark.parametrize("way", ["escape", "done"])
def test_a_break_can_be_ended(qtbot: QtBot, way: str) -> None:
    window: QWidget = BreakWindow("A break", ("Walk",), ENGLISH)
    window.show()
    with qtbot.waitSignal(window.destroyed):
        if way == "escape":
            qtbot.keyClick(window, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(window.done, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
