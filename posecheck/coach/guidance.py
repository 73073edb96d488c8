"""Guidance cards: a few sentences each on what helps a back between the exercises. Text, no camera."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from posecheck.coach.phrases import Words

Language = Literal["en", "de"]
Point = Annotated[str, Field(min_length=1, max_length=140)]
"""One thing to do or to know: short enough to be read in large type."""


class CardText(BaseModel):
    """A card in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Field(min_length=1, max_length=40)]
    points: tuple[Point, ...] = Field(min_length=2, max_length=6)


class Card(BaseModel):
    """One card; order: where it stands among the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    order: int = Field(ge=1)
    en: CardText
    de: CardText

    def in_words(self, words: Words) -> CardText:
        """The card for somebody who reads the program in that language; English where it has no other."""
        return self.de if words.language == "de" else self.en

    def text(self, language: Language) -> CardText:
        """The card in a language."""
        return self.en if language == "en" else self.de
