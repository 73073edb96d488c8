"""What is painted fits at any size; what is said is said once, in time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QLocale, QRectF
from PyQt6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot
from session_parts import PICTURE, bridge_bodies

from posecheck.coach.output import Cue, Priority
from posecheck.coach.phrases import translated
from posecheck.io.spec_files import find_spec, load_all
from posecheck.io.translations import languages, words_for
from posecheck.pose.frame import Frame
from posecheck.render.theme import THEMES, contrast
from posecheck.session.pipeline import Pipeline
from posecheck.ui import speaking
from posecheck.ui.lettering import fitted_font, message_room
from posecheck.ui.look import use_theme
from posecheck.ui.scenes import TONE_NAMES, Scene
from posecheck.ui.stage_view import MESSAGE_SHARE, NUMBER_SHARE, StageView, _fitted
from posecheck.ui.tones import RATE_HZ, SCORES, Tones, samples
from posecheck.ui.voice import STALE_S, CueRelay, Voice

pytestmark = pytest.mark.qt_log_ignore("(Couldn't|Using Qt multimedia|PulseAudio)")
BUTTONS_PX = 84
"""Height of the row of buttons."""
SIZES = [(480, 280), (1024, 600), (1920, 1080), (3840, 2160), (900, 1400)]


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("tone", TONE_NAMES)
def test_every_tone_is_painted_in_its_colour_at_any_size(
    qtbot: QtBot, size: tuple[int, int], name: str, tone: str
) -> None:
    use_theme(name)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_scene(Scene("Bridge", "12", "of 12", message="Lift your hips higher", tone=tone))
    image = view.grab().toImage()
    area = view._areas()[2]
    x = round(area.center().x())
    edge = [image.pixelColor(x, round(area.top()) + dy).getRgb()[:3] for dy in range(12)]
    away = [max(abs(a - b) for a, b in zip(seen, THEMES[name].tone(tone), strict=True)) for seen in edge]
    assert min(away) < 60


@pytest.mark.parametrize("name", THEMES)
def test_every_colour_of_words_stands_out_from_its_ground(name: str) -> None:
    look = THEMES[name]
    pairs = [
        (c, g) for c in (look.text, look.quiet, look.good, look.fault, look.unseen) for g in (look.ground, look.panel)
    ]
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    assert contrast(look.ground, look.good) >= 4.5, "words on the main button"


def live_view(qtbot: QtBot, size: tuple[int, int]) -> StageView:
    """The view as large as it is in a window of that size, below it the row of buttons."""
    view = StageView()
    qtbot.addWidget(view)
    view.resize(size[0], size[1] - BUTTONS_PX)
    return view


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("exercise", sorted(load_all()))
def test_corrections_have_capitals_of_110_px_in_a_window_of_1080(qtbot: QtBot, exercise: str, language: str) -> None:
    view = live_view(qtbot, (1920, 1080))
    room = message_room(view._areas()[2])
    for fault in translated(find_spec(exercise), words_for(language)).faults:
        font = fitted_font(room, fault.say, MESSAGE_SHARE * view.height(), bold=True)
        assert QFontMetricsF(font).capHeight() >= 110, fault.say


def test_the_number_is_larger_still(qtbot: QtBot) -> None:
    view = live_view(qtbot, (1920, 1080))
    font = QFont()
    font.setPixelSize(int(NUMBER_SHARE * view.height()))
    assert QFontMetricsF(font).capHeight() >= 150


def test_a_screen_reader_hears_the_message(qtbot: QtBot) -> None:
    view = StageView()
    qtbot.addWidget(view)
    view.show_scene(Scene("Bridge", "1", message="Hold"))
    assert (view.accessibleDescription(), view.accessibleName()) == ("Hold", "Exercise view")


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (400, 200, (0, 25, 400, 200)),
        (398, 199, (1, 26, 398, 199)),
        (200, 100, (0, 25, 400, 200)),
        (100, 250, (150, 0, 100, 250)),
        (100, 500, (175, 0, 50, 250)),
    ],
    ids=["fits", "nearly fits and is not scaled", "enlarged", "high", "shrunk"],
)
def test_a_picture_is_fitted_whole_into_its_place(width: float, height: float, expected: tuple[float, ...]) -> None:
    found = _fitted(QRectF(0, 0, 400, 250), width, height)
    assert (found.left(), found.top(), found.width(), found.height()) == pytest.approx(expected)


class Speaker:
    """A speech engine that notes what it is told; it speaks until it is told otherwise."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.speaking = False

    def state(self) -> object:
        return type("State", (), {"name": "Speaking" if self.speaking else "Ready"})

    def say(self, words: str) -> None:
        self.said.append(words)
        self.speaking = True

    def stop(self) -> None:
        self.speaking = False


def cue(text: str, priority: Priority) -> Cue:
    return Cue(text, text, priority, 0.0)


def test_the_more_urgent_interrupts_and_the_less_urgent_gives_way(qtbot: QtBot) -> None:
    speaker = Speaker()
    voice = Voice(engine=speaker)
    now_s = time.monotonic()
    heard = [
        voice.say(cue(text, priority), now_s)
        for text, priority in (("3", Priority.COUNT), ("Lift", Priority.FORM), ("4", Priority.COUNT))
    ]
    assert (heard, speaker.said, voice.note) == ([True, True, False], ["3", "Lift"], "")
    voice.stop()
    assert not speaker.speaking


def test_nothing_talks_over_the_tone_of_a_count(qtbot: QtBot) -> None:
    speaker = Speaker()
    voice = Voice(engine=speaker)
    voice.say(cue("Slow down", Priority.FORM), time.monotonic())
    voice.count()
    assert not speaker.speaking, "what is being said makes way for the tone"
    now_s = time.monotonic()
    heard = [
        voice.say(cue(*c), now_s) for c in (("3", Priority.COUNT), ("Lift", Priority.FORM), ("x", Priority.PRAISE))
    ]
    assert (heard, speaker.said) == ([True, True, False], ["Slow down"])
    qtbot.waitUntil(lambda: speaker.said == ["Slow down", "Lift"], timeout=3000)
    voice.stop()


def test_the_relay_tells_of_every_count_even_when_something_more_urgent_is_said(qtbot: QtBot) -> None:
    relay, counted = CueRelay(), []
    relay.counted.connect(lambda: counted.append(1))
    output = Pipeline(find_spec("bridge")).step(Frame(0, 0.0, PICTURE), bridge_bodies(1)[0])
    number = Cue("count_3", "3", Priority.COUNT, 0.0)
    for cues in ((), (number,), (cue("Lift", Priority.FORM), number), (cue("Lift", Priority.FORM),)):
        relay.take(Frame(0, 0.0, PICTURE), replace(output, cues=cues))
    assert len(counted) == 2


def test_what_is_over_is_not_said(qtbot: QtBot) -> None:
    speaker = Speaker()
    assert not Voice(engine=speaker).say(cue("Lift", Priority.FORM), time.monotonic() - STALE_S - 0.1)
    assert speaker.said == []


def test_mute_is_silent_and_has_nothing_to_complain_of(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice(mute=True)
    assert not voice.say(cue("Lift", Priority.FORM), time.monotonic())
    assert (voice.note, capsys.readouterr().err) == ("", "")


class Named:
    """A voice or a locale: all that is asked of it is its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name


class Polyglot:
    """A speech engine with its languages and voices."""

    def __init__(self, locales: list[str], names: list[str]) -> None:
        self._locales, self._voices = [QLocale(name) for name in locales], [Named(name) for name in names]
        self.locale, self.chosen = "", self._voices[0]

    def availableLocales(self) -> list[QLocale]:  # noqa: N802  Qt's name
        return self._locales

    def setLocale(self, locale: QLocale) -> None:  # noqa: N802  Qt's name
        self.locale = locale.name()

    def availableVoices(self) -> list[Named]:  # noqa: N802  Qt's name
        return self._voices

    def voice(self) -> Named:
        return self.chosen

    def setVoice(self, voice: Named) -> None:  # noqa: N802  Qt's name
        self.chosen = voice


@pytest.mark.parametrize(
    ("language", "locales", "spoken"),
    [
        ("en", ["de_DE", "en_JM", "en_GB", "en_US"], "en_US"),
        ("en", ["en_JM", "en_GB"], "en_GB"),
        ("de", ["de_AT", "de_DE", "en_US"], "de_DE"),
        ("de", ["de_AT"], "de_DE"),
    ],
)
def test_a_languages_main_variety_is_spoken_by_a_plain_voice(language: str, locales: list[str], spoken: str) -> None:
    engine = Polyglot(locales, ["English+whisper", "English", "English+croak"])
    speaking.choose_voice(engine, language)
    assert (engine.locale, engine.chosen.name()) == (spoken, "English")


@pytest.mark.parametrize("priority", list(Priority))
def test_tones_are_as_long_as_their_score_and_never_clip(priority: Priority) -> None:
    wave = np.frombuffer(samples(priority), "<i2")
    seconds = sum(s for _, s in SCORES[priority]) + 0.05 * len(SCORES[priority])
    assert len(wave) / RATE_HZ == pytest.approx(seconds, abs=0.01)
    assert 5_000 < np.abs(wave.astype(int)).max() < 32_000
    assert abs(int(wave[0])) < 100


def test_each_urgency_has_its_own_tones() -> None:
    assert len({samples(priority) for priority in Priority}) == len(Priority)


@pytest.mark.qt_log_ignore(".*")
def test_tones_can_be_played_and_stopped_with_or_without_a_sound_card(qtbot: QtBot) -> None:
    tones = Tones()
    tones.play(Priority.COUNT)
    tones.play(Priority.FORM)
    tones.stop()
    assert tones.audible in (True, False)


def test_the_relay_passes_on_the_most_urgent_cue_of_a_frame(qtbot: QtBot) -> None:
    relay, heard = CueRelay(), []
    relay.said.connect(lambda cue, _s: heard.append(cue.text))
    output = Pipeline(find_spec("bridge")).step(Frame(0, 0.0, PICTURE), bridge_bodies(1)[0])
    relay.take(Frame(0, 0.0, PICTURE), output)
    cues = (cue("Lift", Priority.FORM), cue("3", Priority.COUNT))
    relay.take(Frame(0, 0.0, PICTURE), replace(output, cues=cues))
    assert heard == ["Lift"]
