"""The guidance cards: all there, in both languages, short."""

from __future__ import annotations

import pytest
from command_line import refused, run
from pydantic import ValidationError

from posecheck.coach.guidance import Card
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import load_cards

WANTED = {
    "sleeping_position",
    "desk_setup",
    "movement_break",
    "hydration",
    "weight",
    "stress",
    "sleep",
    "common_mistakes",
    "when_to_progress",
    "when_to_see_someone",
}


def test_every_card_is_there_once_and_in_order() -> None:
    cards = load_cards()
    assert {card.id for card in cards} == WANTED
    assert [card.order for card in cards] == list(range(1, len(cards) + 1))
    assert {path.stem for path in data_folder("guidance").glob("*.toml")} == WANTED


def test_both_languages_say_as_much_and_are_not_the_same() -> None:
    for card in load_cards():
        assert len(card.en.points) == len(card.de.points), card.id
        assert not set(card.en.points) & set(card.de.points), card.id
        assert card.text("de") is card.de


def test_the_emergency_comes_first() -> None:
    (card,) = [card for card in load_cards() if card.id == "when_to_see_someone"]
    assert "emergency" in card.en.points[0]
    assert "Notfall" in card.de.points[0]


@pytest.mark.parametrize("change", [{"de": None}, {"order": 0}, {"fr": {}}], ids=["one language", "order", "key"])
def test_a_bad_card_is_refused(change: dict[str, object]) -> None:
    text = {"title": "T", "points": ["a", "b"]}
    good = {"format_version": 1, "id": "mine", "order": 1, "en": text, "de": text}
    assert Card.model_validate(good).id == "mine"
    with pytest.raises(ValidationError):
        Card.model_validate({**good, **change})


def test_the_command_lists_and_shows_them() -> None:
    assert all(card in run("guide").out for card in WANTED)
    shown = run("guide", "desk_setup", "--lang", "de").out
    assert "Der Schreibtisch" in shown
    assert "did you mean desk_setup" in refused("guide", "desk")
    assert "choose en or de" in refused("guide", "--lang", "fr")
