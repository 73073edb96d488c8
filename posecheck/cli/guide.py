"""`posecheck guide`: the guidance cards, to read."""

from __future__ import annotations

import difflib

from rich.console import Console

from posecheck.coach.guidance import Card, Language
from posecheck.errors import PosecheckError
from posecheck.io.spec_files import load_cards


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


def _find(cards: list[Card], card_id: str) -> Card:
    for card in cards:
        if card.id == card_id:
            return card
    ids = [card.id for card in cards]
    near = difflib.get_close_matches(card_id, ids, n=1, cutoff=0.4)
    raise PosecheckError("no such card", card_id, f"did you mean {near[0]}?" if near else f"known are {', '.join(ids)}")
