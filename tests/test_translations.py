"""Every language says everything: sessions, exercises, routines and pages, with the same places to fill."""

from __future__ import annotations

import re

import pytest

from posecheck.coach import desk, phrases, progress_words, safety_words
from posecheck.coach.phrases import Words, sentences_of, translated
from posecheck.coach.said import said
from posecheck.errors import PosecheckError
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import find_routine, find_spec, load_all
from posecheck.io.translations import languages, load_table, system_language, words_for
from posecheck.ui import labels

OTHERS = [code for code in languages() if code != "en"]


def everything() -> list[str]:
    routines = [find_routine(path.stem).name for path in data_folder("routines").glob("*.toml")]
    said = [*phrases.sentences(), *labels.sentences(), *safety_words.asked_and_planned(), *desk.sentences()]
    said += [*progress_words.sentences(), *routines]
    for spec in load_all().values():
        said += sentences_of(spec)
    return list(dict.fromkeys(said))


def places(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)(?::[^}]*)?\}", sentence))


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    words = words_for(language)
    assert [sentence for sentence in everything() if not words.knows(sentence)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_places_of_its_sentence_and_none_is_left_over(language: str) -> None:
    table = load_table(data_folder("translations") / f"{language}.toml")
    assert {en: other for en, other in table.items() if places(en) != places(other)} == {}
    assert set(table) <= set(everything())


@pytest.mark.parametrize("language", languages())
def test_corrections_have_six_words_at_most(language: str) -> None:
    words = words_for(language)
    said = [fault.say for spec in load_all().values() for fault in translated(spec, words).faults]
    assert [sentence for sentence in said if len(sentence.split()) > 6] == []


def test_a_translated_exercise_has_the_same_numbers() -> None:
    spec = find_spec("bridge")
    german = translated(spec, words_for("de"))
    assert (german.name, german.fault("hips_low").say) == ("Brücke", "Hüfte höher")
    assert german.thresholds() == spec.thresholds()
    assert translated(spec, Words()) == spec


def test_a_sentence_nobody_translated_is_said_in_english() -> None:
    assert words_for("de")("Wiggle your {part}", part="ears") == "Wiggle your ears"


def test_a_sentence_that_was_filled_in_is_filled_anew_in_the_other_language() -> None:
    reason = said(safety_words.LEFT_OUT, exercise="Bridge", level=7)
    assert reason == "Bridge is left out today, because it hurt 7 of 10 last time."
    assert words_for("de")(reason) == "Brücke fällt heute weg, weil es letztes Mal 7 von 10 wehtat."
    assert Words()(reason) == reason


def test_what_cannot_be_seen_is_told_in_german_too() -> None:
    words = words_for("de")
    assert phrases.cannot_see("left_ankle out of frame", words) == (
        "Ich sehe deinen linken Knöchel nicht. Stell die Kamera weiter weg"
    )


@pytest.mark.parametrize(
    ("lang", "code"),
    [
        ("de_DE.UTF-8", "de"),
        ("de", "de"),
        ("en_GB", "en"),
        ("C", "en"),
        ("POSIX", "en"),
        ("fr_FR", "fr"),
        ("German_Germany.1252", "de"),
        ("English_United Kingdom.1252", "en"),
        ("Klingon_Qonos", "en"),
    ],
)
def test_the_systems_language_is_taken_where_there_is_a_catalogue(
    lang: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LC_ALL", lang)
    assert system_language() == code
    assert words_for("auto").language == (code if code in languages() else "en")


def test_an_unknown_language_is_one_line() -> None:
    with pytest.raises(PosecheckError, match="known are en, de"):
        words_for("xx")
