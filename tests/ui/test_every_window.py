"""Every dialog and window in both themes and languages: words that can be read, a name for each control, Tab to all."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window_states import dialogs, windows

from posecheck.coach.phrases import ENGLISH
from posecheck.io.translations import words_for
from posecheck.render.theme import DARK, THEMES, contrast
from posecheck.ui.lanes import COLOURS
from posecheck.ui.look import IN_LIGHT, ink_on, own, use_theme
from posecheck.ui.measure_plots import sides_key
from posecheck.ui.rep_table import Cell, CellTable

ALIKE = {f"question_{i}" for i in range(2, 10)} | {f"pain_{level}" for level in (1, 2, 3, 5, 7, 8, 9)}
"""Other words in the same place: looked at in pictures, not here."""
NAMES = [name for name in (*dialogs(ENGLISH), *windows(ENGLISH)) if name not in ALIKE]
DIALOGS = [name for name in dialogs(ENGLISH) if name not in ALIKE]
LEAST = 4.5
LOOKS = [("dark", "en"), ("light", "de")]


def made(qtbot: QtBot, name: str, theme: str = "dark", language: str = "en") -> QWidget:
    use_theme(theme)
    words = words_for(language)
    widget = (dialogs(words) | windows(words))[name]()
    qtbot.addWidget(widget)
    widget.resize(widget.size().expandedTo(widget.minimumSizeHint()))
    widget.show()
    QApplication.processEvents()
    return widget


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path))


@pytest.mark.parametrize(("theme", "language"), LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_words_stand_out_and_lie_on_the_themes_ground(qtbot: QtBot, name: str, theme: str, language: str) -> None:
    widget = made(qtbot, name, theme, language)
    picture = pixels(widget.grab().toImage())
    grounds = {THEMES[theme].ground, THEMES[theme].panel}
    assert tuple(picture[3, 3]) in grounds, "the window's own ground"
    faint = {}
    for part in written(widget):
        corner = part.mapTo(widget, QPoint(0, 0))
        cut = picture[max(0, corner.y()) : corner.y() + part.height(), max(0, corner.x()) : corner.x() + part.width()]
        if cut.size and (found := clearest(cut)) < LEAST:
            faint[f"{type(part).__name__} {text_of(part)[:40]}"] = round(found, 2)
    assert faint == {}


def pixels(image: QImage) -> np.ndarray:
    """Red, green, blue of an image, (h, w, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    data = image.constBits()
    assert data is not None
    data.setsize(image.sizeInBytes())
    return np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def written(widget: QWidget) -> list[QWidget]:
    """What has words and is on: words on what is off may be fainter."""
    parts = [p for kind in (QLabel, QAbstractButton) for p in widget.findChildren(kind)]
    return [p for p in parts if p.isVisible() and p.isEnabled() and text_of(p).strip()]


def text_of(part: QWidget) -> str:
    return str(part.text()) if isinstance(part, QLabel | QAbstractButton) else ""


def clearest(cut: np.ndarray) -> float:
    """Contrast of the words: of the colour that differs most, among those of many pixels, from the commonest one."""
    kinds, counts = np.unique(cut.reshape(-1, 3), axis=0, return_counts=True)
    ground = tuple(int(c) for c in kinds[counts.argmax()])
    often = kinds[counts >= max(4, 0.0002 * counts.sum())]
    return max(contrast((int(r), int(g), int(b)), ground) for r, g, b in often)  # type: ignore[arg-type]


def test_every_colour_has_its_counterpart_that_stands_out_as_much_as_it_must() -> None:
    light = THEMES["light"]
    assert {getattr(THEMES["dark"], name) for name in THEMES["dark"].__dataclass_fields__} <= set(IN_LIGHT)
    fields = {IN_LIGHT[c] for c in ((36, 46, 62), (44, 66, 96), (32, 98, 76), (44, 122, 96))}
    assert min(contrast(light.text, ground) for ground in fields) >= LEAST
    assert contrast(IN_LIGHT[(110, 178, 240)], light.ground) >= LEAST, "a second line of words and curves"


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_can_have_the_focus_has_a_name_and_is_reached_by_tab(qtbot: QtBot, name: str) -> None:
    widget = made(qtbot, name)
    widget.activateWindow()
    wanted = focusable(widget)
    assert [part for part in wanted if not spoken(part)] == []
    reached = set()
    here = QApplication.focusWidget() or widget
    for _ in range(3 * len(wanted) + 10):
        reached.add(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        here = QApplication.focusWidget() or widget
    assert [f"{type(p).__name__} {spoken(p)}" for p in wanted if not met(p, reached)] == []


def focusable(widget: QWidget) -> list[QWidget]:
    parts = widget.findChildren(QWidget)
    return [
        p
        for p in parts
        if p.isVisible() and p.isEnabled() and p.focusPolicy() & Qt.FocusPolicy.TabFocus and p.focusProxy() is None
        and not isinstance(p.parent(), QAbstractSpinBox) and p.objectName() != "qt_spinbox_lineedit"
    ]  # fmt: skip


def spoken(part: QWidget) -> str:
    """What a screen reader says of a widget: its name, the words on it, or those of the label that stands for it."""
    buddies = [label.text() for label in part.window().findChildren(QLabel) if label.buddy() is part]  # type: ignore[union-attr]
    return part.accessibleName() or text_of(part) or "".join(buddies)


def met(part: QWidget, reached: set[QWidget]) -> bool:
    """Tab has been there, or at another button of its group, from where the arrows lead on."""
    group = part.group() if isinstance(part, QAbstractButton) else None
    return part in reached or (group is not None and bool(reached & set(group.buttons())))


@pytest.mark.parametrize("name", DIALOGS)
def test_at_most_one_button_answers_to_enter_and_it_is_to_be_seen(qtbot: QtBot, name: str) -> None:
    dialog = made(qtbot, name)
    default = [b for b in dialog.findChildren(QPushButton) if b.isDefault() and b.isVisible()]
    assert len(default) <= 1
    assert all(b.isEnabled() for b in default)
    if name.startswith("question"):
        assert default == [], "nobody may say no by pressing Enter ten times"


@pytest.mark.parametrize("name", [n for n in DIALOGS if n != "break"])
def test_escape_leaves_a_dialog_as_unanswered(qtbot: QtBot, name: str) -> None:
    dialog = made(qtbot, name)
    assert isinstance(dialog, QDialog)
    told: list[object] = []
    for signal in ("reported", "cleared", "decided"):
        if hasattr(dialog, signal):
            getattr(dialog, signal).connect(lambda *said: told.append(said))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.isVisible(), dialog.result(), told) == (False, int(QDialog.DialogCode.Rejected), [])


@pytest.mark.parametrize("theme", THEMES)
def test_keys_and_cells_are_read_on_the_ground_of_their_theme(qtbot: QtBot, theme: str) -> None:
    use_theme(theme)
    look = THEMES[theme]
    keys = [tuple(map(int, found)) for found in re.findall(r"rgb\((\d+), (\d+), (\d+)\)", sides_key())]
    assert len(keys) == 2
    assert min(contrast(key, look.ground) for key in keys) >= LEAST  # type: ignore[arg-type]
    table = CellTable(("a",))
    tones = [DARK.text, DARK.quiet, DARK.good, DARK.fault, DARK.unseen]
    table.show_cells([[Cell("word", colour)] for colour in tones])
    shown = [table.data(table.index(i, 0), Qt.ItemDataRole.ForegroundRole).getRgb()[:3] for i in range(len(tones))]
    assert min(contrast(colour, look.panel) for colour in shown) >= LEAST
    for kind, colour in COLOURS.items():
        assert contrast(ink_on(own(colour)).getRgb()[:3], own(colour)) >= LEAST, f"words on a stretch: {kind}"  # type: ignore[arg-type]


def test_escape_from_a_page_leaves_what_was_typed(qtbot: QtBot) -> None:
    window = made(qtbot, "home_people")
    people = window.people  # type: ignore[attr-defined]
    QTest.keyClicks(people.name, "Anna")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not people.isVisible()
    window._show_people()  # type: ignore[attr-defined]
    assert (people.isVisible(), people.name.text()) == (True, "Anna")


def test_a_theme_that_is_chosen_in_the_settings_reaches_what_opens_next(qtbot: QtBot) -> None:
    window = made(qtbot, "home_settings")
    seen: Callable[[], tuple[int, ...]] = lambda: tuple(pixels(window.grab().toImage())[3, 3])  # noqa: E731
    assert seen() == THEMES["dark"].ground
    window._build(window.parts.__class__(**{**fields_of(window.parts), "settings": light(window)}))  # type: ignore[attr-defined]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert seen() == THEMES["light"].ground
    dialog = dialogs(ENGLISH)["question_1"]()
    qtbot.addWidget(dialog)
    dialog.show()
    assert tuple(pixels(dialog.grab().toImage())[3, 3]) == THEMES["light"].ground


def fields_of(parts: object) -> dict[str, object]:
    return {name: getattr(parts, name) for name in parts.__dataclass_fields__}  # type: ignore[attr-defined]


def light(window: QWidget) -> object:
    return window.parts.settings.model_copy(update={"theme": "light"})  # type: ignore[attr-defined]


def test_what_fails_in_answer_to_a_click_is_told_and_the_window_stays() -> None:
    code = (
        "from PyQt6.QtCore import QTimer\n"
        "from PyQt6.QtWidgets import QApplication, QWidget\n"
        "from posecheck.errors import HistoryError\n"
        "from posecheck.ui.app import run_bench\n"
        "def fail(error):\n"
        "    raise error\n"
        "def make():\n"
        "    QTimer.singleShot(0, lambda: fail(HistoryError('out of reach', 'h.sqlite3', 'plug it in')))\n"
        "    QTimer.singleShot(0, lambda: fail(ZeroDivisionError('by nothing')))\n"
        "    QTimer.singleShot(50, QApplication.instance().quit)\n"
        "    return QWidget()\n"
        "print(run_bench(make))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n")
    lines = [line for line in done.stderr.splitlines() if line.startswith("posecheck: ")]
    assert lines == [
        "posecheck: out of reach (h.sqlite3): plug it in",
        "posecheck: unexpected ZeroDivisionError: by nothing",
    ]
