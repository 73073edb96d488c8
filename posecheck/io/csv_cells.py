"""Cells of a table for others: none of them is taken for a formula by the program that opens it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula, or skip before one."""


def harmless(value: Any) -> Any:
    """The cell's value; text that a spreadsheet would calculate gets an apostrophe in front, numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def harmless_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row, each cell of which is harmless."""
    return {name: harmless(value) for name, value in row.items()}


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text == text.strip()
    except ValueError:
        return False
