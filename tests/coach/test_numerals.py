"""Numbers as a language writes them, alone and within sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.coach import progress_words
from posecheck.coach.numerals import filled, number
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.said import said
from posecheck.io.translations import words_for

GERMAN = words_for("de")


@pytest.mark.parametrize(
    ("value", "form", "english", "german"),
    [
        (12.5, ".1f", "12.5", "12,5"),
        (-0.25, ".2f", "-0.25", "-0,25"),
        (12.5, "g", "12.5", "12,5"),
        (7.0, ".0f", "7", "7"),
        (0.784, ".0%", "78%", "78\u00a0%"),
        (0.125, ".1%", "12.5%", "12,5\u00a0%"),
        (float("nan"), ".1f", "nan", "nan"),
    ],
)
def test_a_number_by_itself(value: float, form: str, english: str, german: str) -> None:
    assert ENGLISH.number(value, form) == english
    assert GERMAN.number(value, form) == german


@given(st.floats(-1e6, 1e6))
def test_a_comma_is_all_that_differs(value: float) -> None:
    assert number(value, ".2f", "de").replace(",", ".") == number(value, ".2f", "en")
    assert "." not in number(value, ".2f", "de")


@pytest.mark.parametrize(
    ("template", "values", "german"),
    [
        ("{points:.1f} points", {"points": 5.3}, "5,3 points"),
        ("{days:.0f} days, {path}", {"days": 14, "path": "a.b.mp4"}, "14 days, a.b.mp4"),
        ("{good:.0%} good", {"good": 0.9}, "90\u00a0% good"),
        ("{seconds} s", {"seconds": 7.5}, "7,5 s"),
        ("{count} of {of}. Next.", {"count": 1, "of": 10}, "1 of 10. Next."),
    ],
)
def test_within_a_sentence_only_its_numbers_change(template: str, values: dict[str, object], german: str) -> None:
    assert filled(template, values, "de") == german
    assert Words("de")(template, **values) == german
    assert filled(template, values, "en") == template.format(**values)


def test_a_sentence_that_was_filled_in_english_gets_its_comma_with_its_translation() -> None:
    sentence = said(progress_words.BETTER, points=5.31)
    assert "5.3 points" in sentence
    assert "um 5,3 Punkte" in GERMAN(sentence)
