"""`posecheck guide`: the guidance cards, to read in the terminal or in a window with their drawings."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from rich.console import Console

from posecheck.coach.guidance import Card, Language
from posecheck.coach.phrases import Words
from posecheck.errors import PosecheckError
from posecheck.io.spec_files import drawing_path, load_cards
from posecheck.io.translations import words_for

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from posecheck.ui.guide_window import GuideWindow


def run_guide(card_id: str | None, language: Language) -> None:
    """One card, or the list of all of them."""
    console, cards = Console(highlight=False), load_cards()
    if card_id is None:
        for card in cards:
            console.print(f"{card.id:22}{card.text(language).title}")
        return
    text = _find(cards, card_id).text(language)
    console.print(f"[bold]{text.title}[/bold]")
    for point in text.points:
        console.print(f"  - {point}")


def run_guide_window(card_id: str | None, language: Language) -> int:
    """Open the window at a card; returns when it is closed."""
    from posecheck.ui.app import check_display, run_bench

    if card_id is not None:
        _find(load_cards(), card_id)
    check_display()
    return run_bench(lambda: guide_window(words_for(language), card_id))


def guide_window(words: Words, card_id: str | None = None) -> GuideWindow:
    """The window with all cards, one of them open. Qt must be running."""
    from posecheck.ui.guide_window import GuideWindow

    cards = load_cards()
    drawings = {card.id: drawing_path(card.id).read_text(encoding="utf-8") for card in cards}
    window = GuideWindow(cards, drawings, words)
    window.choose(card_id or cards[0].id)
    return window


def _find(cards: list[Card], card_id: str) -> Card:
    for card in cards:
        if card.id == card_id:
            return card
    ids = [card.id for card in cards]
    near = difflib.get_close_matches(card_id, ids, n=1, cutoff=0.4)
    raise PosecheckError("no such card", card_id, f"did you mean {near[0]}?" if near else f"known are {', '.join(ids)}")
