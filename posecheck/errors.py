"""Errors a person can act on: what is wrong, where, and what to do, in one line."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of control characters, halves of letters, and ends of lines and paragraphs."""

TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""The marks that turn a line's direction: with them a file's name could rewrite the words around it."""


def printable(text: str) -> str:
    """Return the text with a "?" for all that can't be written everywhere or would break a line.

    A file's name may hold any byte; Python reads those of no encoding as halves of letters, which no file takes.
    """
    return "".join("?" if letter in TURNS or unicodedata.category(letter) in UNPRINTABLE else letter for letter in text)


class PosecheckError(Exception):
    """Something the person at the keyboard can put right.

    Printed as ``<what> (<where>): <what to do>`` without a traceback; the command then exits with 2.
    """

    def __init__(self, what: str, where: str = "", cure: str = "") -> None:
        super().__init__(what, where, cure)
        self.what, self.where, self.cure = what, where, cure

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        cure = f": {self.cure}" if self.cure else ""
        return printable(f"{self.what}{where}{cure}")


class ClipError(PosecheckError):
    """A clip or picture that cannot be read, or an output that cannot be written."""


class KeptBesideError(PosecheckError):
    """Somebody else wrote the file since it was read: theirs stays, and ours is in a file of its own, `beside`."""

    def __init__(self, what: str, path: Path, beside: Path) -> None:
        super().__init__(what, str(path), f"your version is kept as {beside.name}; compare the two")
        self.beside = beside


class ModelError(PosecheckError):
    """The pose model is missing, damaged or cannot be fetched."""


class HistoryError(PosecheckError):
    """The record of past sessions cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: where it is (1-based line, 0 = whole file), what is wrong, what to do."""

    line: int
    what: str
    cure: str = ""

    def __str__(self) -> str:
        at = f"line {self.line}: " if self.line else ""
        return f"{at}{self.what}" + (f"; {self.cure}" if self.cure else "")


class SpecError(PosecheckError):
    """A spec, routine or profile file with one or more faults, all of them in `problems`."""

    def __init__(self, where: str, problems: tuple[Problem, ...]) -> None:
        listed = " | ".join(str(p) for p in problems)
        super().__init__("the file has faults" if len(problems) > 1 else "the file has a fault", where, listed)
        self.problems = problems
