"""The guidance cards in their window: each with a drawing of its own, in both themes and languages, nothing cut off."""

from __future__ import annotations

import re

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from posecheck.cli.guide import guide_window
from posecheck.cli.home import home_parts
from posecheck.io.resources import data_folder
from posecheck.io.settings import Settings
from posecheck.io.spec_files import drawing_path, load_cards
from posecheck.io.translations import words_for
from posecheck.render.theme import LIGHT, THEMES
from posecheck.ui import labels
from posecheck.ui.drawing import DrawingView, hex_of, recoloured
from posecheck.ui.guide_window import GuideWindow
from posecheck.ui.look import use_theme

CARDS = load_cards()
IDS = [card.id for card in CARDS]
LIGHTS = {hex_of(getattr(LIGHT, name)) for name in LIGHT.__dataclass_fields__}


def opened(qtbot: QtBot, language: str = "en", theme: str = "dark", size: tuple[int, int] = (1280, 800)) -> GuideWindow:
    use_theme(theme)
    window = guide_window(words_for(language))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    return window


def test_there_is_a_drawing_for_every_card_and_none_is_left_over() -> None:
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in data_folder("guidance").glob("*.svg")}
    assert set(drawn) == set(IDS)
    assert len(set(drawn.values())) == len(IDS)


@pytest.mark.parametrize("card", IDS)
def test_a_drawing_has_the_themes_colours_only_and_says_what_it_is(card: str) -> None:
    svg = drawing_path(card).read_text(encoding="utf-8")
    colours = set(re.findall(r'(?:fill|stroke)="(?!none)([^"]+)"', svg))
    assert colours <= LIGHTS
    assert "<!--" in svg
    assert "<text" not in svg  # words would need translating
    dark = set(re.findall(r"#[0-9a-f]{6}", recoloured(svg, "dark")))
    assert dark <= {hex_of(getattr(THEMES["dark"], name)) for name in LIGHT.__dataclass_fields__}
    assert recoloured(svg, "light") == svg


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("card", IDS)
def test_a_drawing_can_be_seen_on_the_themes_ground(qtbot: QtBot, card: str, theme: str) -> None:
    use_theme(theme)
    view = DrawingView()
    qtbot.addWidget(view)
    view.setStyleSheet(f"background: {hex_of(THEMES[theme].ground)}")
    view.resize(300, 180)
    view.show_drawing(drawing_path(card).read_text(encoding="utf-8"))
    assert view.drawn
    picture = view.grab().toImage()
    counted = [picture.pixelColor(x, y).getRgb()[:3] for x in range(300) for y in range(180)]
    ground = counted.count(THEMES[theme].ground)
    assert 0.4 < ground / len(counted) < 0.98
    assert THEMES[theme].good in counted


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_card_is_shown_with_its_title_and_every_point(qtbot: QtBot, language: str) -> None:
    window = opened(qtbot, language)
    for card in CARDS:
        window.choose(card.id)
        text = card.en if language == "en" else card.de
        assert window.title.text() == text.title
        assert all(point in window.points.text().replace("&#x27;", "'") for point in text.points)
        assert window.drawing.accessibleName() == text.title


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [(800, 560), (1280, 800), (1920, 1080)])
def test_no_word_is_cut_off(qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    window = opened(qtbot, language, size=size)
    for card in CARDS:
        window.choose(card.id)
        qtbot.wait(1)
        assert window.points.height() >= window.points.heightForWidth(window.points.width()), card.id
        assert window.drawing.height() >= 0.15 * size[1], card.id
        metrics = window.list.fontMetrics()
        assert metrics.horizontalAdvance(window.title.text()) < window.list.width(), card.id


def test_the_type_is_large(qtbot: QtBot) -> None:
    window = opened(qtbot, size=(1280, 800))
    assert window.points.font().pixelSize() >= 26
    window.resize(2560, 1600)
    qtbot.waitUntil(lambda: window.points.font().pixelSize() >= 50, timeout=3000)


def test_keys_go_through_the_cards_and_escape_closes(qtbot: QtBot) -> None:
    window = opened(qtbot)
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_Down)
    assert window.title.text() == CARDS[1].en.title
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_home_window_opens_the_cards(qtbot: QtBot) -> None:
    window = home_parts(Settings(language="de")).others[labels.GUIDE]()
    assert isinstance(window, GuideWindow)
    qtbot.addWidget(window)
    assert window.title.text() == CARDS[0].de.title
