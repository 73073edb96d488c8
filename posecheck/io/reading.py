"""TOML and JSON files from anywhere: bounded in size and depth, and whatever is wrong with one is told in one line."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError, Problem, SpecError

MB = 1_000_000
MAX_BYTES = 4 * MB
UTF_8 = "utf-8-sig"
"""With or without the mark that editors on Windows put in front of it."""
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{40}}")
"""A key of over forty parts: reading one takes the square of their number, which is minutes for a file of 1 MB."""
_TOO_DEEP = Problem(0, "nested too deeply", "write it flat")


def load_toml(path: Path, most_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Return the tables of a TOML file; PosecheckError when it can't be read, SpecError when it is faulty."""
    return toml_of(read_text(path, most_bytes), str(path))


def load_json(path: Path, most_bytes: int = MAX_BYTES) -> Any:
    """Return the document of a JSON file; PosecheckError when it can't be read, SpecError when it is faulty."""
    return json_of(read_text(path, most_bytes), str(path))


def read_text(path: Path, most_bytes: int = MAX_BYTES) -> str:
    """Return a whole text file; no more than `most_bytes` of it are ever in memory, be it endless."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise SpecError(str(path), (Problem(0, f"over {most_bytes // MB} MB", "name another file"),))
        return data.decode(UTF_8).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SpecError(str(path), (Problem(0, "not a text file in UTF-8", "save it as UTF-8"),)) from error
    except OSError as error:
        raise PosecheckError("cannot read the file", str(path), error.strerror or "check its permissions") from error


def toml_of(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a TOML text; SpecError with the line of what is wrong."""
    if _DEEP_KEY.search(text):
        raise SpecError(where, (_TOO_DEEP,))
    try:
        return tomllib.loads(text)
    except (RecursionError, MemoryError) as error:
        raise SpecError(where, (_TOO_DEEP,)) from error
    except (ValueError, OverflowError) as error:  # tomllib says ValueError of a number with thousands of digits
        at = re.search(r"at line (\d+)", str(error))
        cure = "check quotes, brackets and commas there"
        raise SpecError(where, (Problem(int(at[1]) if at else 0, f"not TOML: {_short(error)}", cure),)) from error


def json_of(text: str, where: str) -> Any:
    """Return the document of a JSON text; SpecError with the line of what is wrong."""
    try:
        return json.loads(text)
    except (RecursionError, MemoryError) as error:
        raise SpecError(where, (_TOO_DEEP,)) from error
    except json.JSONDecodeError as error:
        raise SpecError(where, (Problem(error.lineno, f"not JSON: {error.msg}", "check the commas"),)) from error
    except ValueError as error:
        raise SpecError(where, (Problem(0, f"not JSON: {_short(error)}"),)) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
