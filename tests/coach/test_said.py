"""Sentences that were kept as text are known again."""

from __future__ import annotations

from datetime import date

import pytest

from posecheck.coach import progress_words, safety_words
from posecheck.coach.phrases import ENGLISH
from posecheck.coach.said import Said, recalled, said
from posecheck.io.translations import words_for

TEMPLATES = safety_words.asked_and_planned()
GERMAN = words_for("de")


@pytest.mark.parametrize(
    "sentence",
    [
        said(safety_words.LEFT_OUT, exercise="Bridge", level=7.0),
        said(safety_words.INSTEAD_HURTS, other="Bird dog", exercise="Bridge", times=3),
        said(safety_words.MORE_REPS, days=14.0, good=0.9),
        said(safety_words.ONE_STEP_BACK, level=4.0, times=3),
        said(safety_words.AS_PLANNED),
    ],
    ids=lambda sentence: sentence.split(",")[0],
)
def test_a_sentence_that_was_kept_is_told_in_the_other_language_as_if_it_were_new(sentence: Said) -> None:
    kept = "".join(sentence)
    assert type(kept) is str
    again = recalled(kept, TEMPLATES)
    assert (str(again), GERMAN(again)) == (kept, GERMAN(sentence))
    assert GERMAN(again) != kept


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Without <it>, because it hurt.", id="somebody's own words"),
        pytest.param("A instead of B, because C hurt on 3 days.", id="two names where there is one place"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    assert recalled(text, TEMPLATES) == text


@pytest.mark.parametrize(("weekday", "english", "german"), [
    (False, "1 May 2026", "1. Mai 2026"), (True, "Fri 1 May 2026", "Fr 1. Mai 2026"),
])  # fmt: skip
def test_days_are_written_as_people_do(weekday: bool, english: str, german: str) -> None:
    day = date(2026, 5, 1)
    assert progress_words.dated(day, ENGLISH, weekday=weekday) == english
    assert progress_words.dated(day, GERMAN, weekday=weekday) == german
