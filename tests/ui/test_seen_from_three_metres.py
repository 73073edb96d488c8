"""What somebody on the mat must read, measured in the picture itself: how high its letters are, none of them cut."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from posecheck.coach import phrases, safety_words
from posecheck.coach.phrases import Words, sentences_of, translated
from posecheck.io.spec_files import load_all
from posecheck.io.translations import languages, words_for
from posecheck.render.theme import THEMES
from posecheck.ui.lettering import fitted_font, message_room
from posecheck.ui.look import use_theme
from posecheck.ui.scenes import Scene
from posecheck.ui.stage_view import MESSAGE_SHARE, StageView

BUTTONS_PX = 70
"""What the row of buttons takes of a window of 1080 px."""
LEAST_PX = 110
SIZES = ((1024, 600), (1280, 800), (1920, 1080), (3840, 2160))
SMALLEST_SHARE = 0.047
"""Of the longest sentence's capitals in the view's height: 25 px in the smallest window, 50 px at 1080p."""


def view_of(qtbot: QtBot, size: tuple[int, int], scene: Scene, theme: str = "dark") -> StageView:
    use_theme(theme)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(size[0], round(size[1] * (1 - BUTTONS_PX / 1080)))
    view.show_scene(scene)
    return view


def ink(view: StageView, area: QRectF, theme: str = "dark") -> np.ndarray:
    """Where in an area of the view the colour of text is, (h, w) of 0 and 1."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    data = image.constBits()
    assert data is not None
    data.setsize(image.sizeInBytes())
    seen = np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
    left, top, right, bottom = (round(v) for v in (area.left(), area.top(), area.right(), area.bottom()))
    near = np.abs(seen[top:bottom, left:right] - np.array(THEMES[theme].text)).max(axis=2) < 70
    return near.astype(np.uint8)


def first_letter_px(mask: np.ndarray) -> int:
    """Height of the first letter of the first line: the leftmost of those that begin in its upper part."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    boxes = [stats[i] for i in range(1, count) if stats[i][cv2.CC_STAT_AREA] > 40]
    assert boxes, "nothing is written here"
    highest = max(int(box[cv2.CC_STAT_HEIGHT]) for box in boxes)
    top = min(int(box[cv2.CC_STAT_TOP]) for box in boxes)
    line = [
        box for box in boxes if box[cv2.CC_STAT_TOP] < top + 0.6 * highest and box[cv2.CC_STAT_HEIGHT] > 0.5 * highest
    ]
    return int(min(line, key=lambda box: int(box[cv2.CC_STAT_LEFT]))[cv2.CC_STAT_HEIGHT])


def corrections(words: Words) -> list[str]:
    """The longest correction of each exercise, and the word for a hold."""
    specs = [translated(spec, words) for spec in load_all().values()]
    longest = [max((fault.say for fault in spec.faults), key=len) for spec in specs if spec.faults]
    return [words(phrases.HOLD), *longest]


def catalogue(words: Words) -> list[str]:
    """All that can stand in the message's place, long words in its places."""
    specs = [translated(spec, words) for spec in load_all().values()]
    said = [sentence for spec in specs for sentence in sentences_of(spec)]
    name = max((spec.name for spec in specs), key=len)
    say = max((spec.position.say for spec in specs), key=len)
    fill = {
        "name": name, "position": say, "reps": 15, "good": 12, "unjudged": 12, "seconds": 30,
        "number": 2, "sets": 3, "score": 100,
        "choice": words(phrases.IS_EASIER), "joint": words("your left shoulder"), "path": "bridge.mkv", "reason": "",
    }  # fmt: skip
    urgent = (safety_words.URGENCY_NOW, safety_words.URGENCY_TODAY, safety_words.URGENCY_SOON)
    for sentence in (*phrases.sentences(), *urgent):
        try:
            said.append(words(sentence, **fill) if "{" in sentence else words(sentence))
        except KeyError as place:
            raise AssertionError(f"{sentence!r} has a place this test doesn't know: {place}") from place
    return list(dict.fromkeys(said))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("theme", THEMES)
def test_corrections_and_holds_have_capitals_of_110_px_at_1080p(qtbot: QtBot, language: str, theme: str) -> None:
    small = {}
    for say in corrections(words_for(language)):
        view = view_of(qtbot, (1920, 1080), Scene("Bridge", "12", "of 15", message=say, tone="fault"), theme)
        high = first_letter_px(ink(view, message_room(view._areas()[2]), theme))
        if high < LEAST_PX:
            small[say] = high
    assert small == {}


@pytest.mark.parametrize("count", ["1", "7", "15", "100"])
@pytest.mark.parametrize("below", ["", "of 15", "6 s"])
def test_counts_have_digits_of_110_px_at_1080p(qtbot: QtBot, count: str, below: str) -> None:
    view = view_of(qtbot, (1920, 1080), Scene("", count, below, ring=0.5))
    panel = view._areas()[1]
    middle = QRectF(panel.left(), panel.top() + 0.16 * panel.height(), panel.width(), 0.5 * panel.height())
    assert first_letter_px(ink(view, middle)) >= LEAST_PX


def longest(sentences: Iterable[str], count: int) -> list[str]:
    return sorted(sentences, key=len)[-count:]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_that_can_be_said_is_cut_off(qtbot: QtBot, size: tuple[int, int], language: str) -> None:
    said = catalogue(words_for(language))
    view = view_of(qtbot, size, Scene("Bridge"))
    area = view._areas()[2]
    room = message_room(area)
    small, cut = {}, []
    for say in longest(said, 40):
        high = QFontMetricsF(fitted_font(room, say, MESSAGE_SHARE * view.height(), bold=True)).capHeight()
        if high < SMALLEST_SHARE * view.height():
            small[say] = round(high)
    for say in longest(said, 4):
        view.show_scene(Scene("Bridge", message=say, tone="good"))
        inside = ink(view, room.adjusted(-2, -2, 2, 2))
        edge = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
        if edge.any() or not inside.any():
            cut.append(say)
    assert (small, cut) == ({}, [])
