"""Numbers as people of a language write and say them; files and machine output never come through here."""

from __future__ import annotations

import string
from typing import Any

WITH_COMMA = frozenset({"de"})
"""Languages in which a comma divides a number, and a space stands before the percent sign."""
NO_BREAK_SPACE = "\u00a0"


def number(value: float, form: str, language: str) -> str:
    """A number in a form of Python's format(): 12.5 with ".1f" is 12,5 in German, 0.78 with ".0%" is 78 %."""
    text = format(value, form)
    if language not in WITH_COMMA:
        return text
    return text.replace(".", ",").replace("%", f"{NO_BREAK_SPACE}%")


def filled(template: str, values: dict[str, Any], language: str) -> str:
    """A sentence with its {places} filled, its fractions written as in the language."""
    return _Sentence(language).vformat(template, (), values)


class _Sentence(string.Formatter):
    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """One place: fractions as the language writes them, all else as Python does."""
        if isinstance(value, float) or format_spec.endswith(("f", "g", "%")):
            return number(value, format_spec, self._language)
        return str(super().format_field(value, format_spec))
