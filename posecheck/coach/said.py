"""A sentence that was filled in and can still be put into another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Said(str):
    """Reads as the English sentence; remembers what it was made of."""

    template: str
    values: Mapping[str, Any]


def said(template: str, **values: Any) -> Said:
    """The sentence with its {places} filled."""
    made = Said(template.format(**values))
    made.template, made.values = template, values
    return made
