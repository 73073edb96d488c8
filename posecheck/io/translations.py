"""Languages: one TOML file each, English sentence = translation. English itself needs none."""

from __future__ import annotations

import locale
import os
from pathlib import Path

from posecheck.coach.phrases import ENGLISH, Words
from posecheck.errors import PosecheckError
from posecheck.io.reading import load_toml
from posecheck.io.resources import data_folder

AUTO = "auto"


def languages() -> list[str]:
    """Codes of the languages there are, English first."""
    return ["en", *sorted(path.stem for path in data_folder("translations").glob("*.toml"))]


def words_for(language: str) -> Words:
    """The catalogue of a language code; "auto" takes the system's language where there is a catalogue for it."""
    code = system_language() if language == AUTO else language
    path = data_folder("translations") / f"{code}.toml"
    if code == "en" or (language == AUTO and not path.is_file()):
        return ENGLISH
    if not path.is_file():
        raise PosecheckError("unknown language", code, f"known are {', '.join(languages())}")
    return Words(code, load_table(path))


def load_table(path: Path) -> dict[str, str]:
    """English sentence -> translation, from every section of a file; empty ones are left out."""
    try:
        sections = load_toml(path)
    except PosecheckError as error:
        what = f"the translation can't be read, {error.cure}"
        raise PosecheckError(what, str(path), "install posecheck again") from error
    return {
        english: other
        for section in sections.values()
        if isinstance(section, dict)
        for english, other in section.items()
        if isinstance(other, str) and other
    }


def system_language() -> str:
    """Two-letter code of the language the system speaks; "en" when it doesn't say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return _code(value)
    return _code(locale.getlocale()[0] or "")


def _code(name: str) -> str:
    """de_DE.UTF-8 -> de, and German_Germany.1252, as Windows says it, too; C and POSIX are English."""
    language = name.split(".", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    code = language if len(language) == 2 else locale.normalize(language).split("_", maxsplit=1)[0]
    return code if len(code) == 2 else "en"
