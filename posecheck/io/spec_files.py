"""Spec, routine and card files: TOML in, frozen values out, all faults of a file at once with line and cure."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import re
import types
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from posecheck.coach.guidance import Card
from posecheck.coach.routine import Routine
from posecheck.errors import PosecheckError, Problem, SpecError
from posecheck.exercise.demonstration import Demonstration
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.reading import read_text, toml_of
from posecheck.io.resources import data_folder
from posecheck.pose.measures import MEASURES

MAX_BYTES = 1_000_000
MOST_PROBLEMS = 100
"""More of them help nobody, and looking for the nearest word takes its time with each."""
Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


def load_spec(path: Path) -> ExerciseSpec:
    """Read one exercise; SpecError with every fault of the file."""
    spec = load_model(path, ExerciseSpec, known_measures=True)
    _check_names(path, spec.after)
    return spec


def load_routine(path: Path) -> Routine:
    """Read one routine; its exercises must be there."""
    routine = load_model(path, Routine)
    _check_names(path, [step.exercise for step in routine.steps])
    return routine


def drawing_path(card_id: str) -> Path:
    """The drawing of a guidance card: SVG in the light theme's colours."""
    return data_folder("guidance") / f"{card_id}.svg"


def load_cards() -> list[Card]:
    """The guidance cards that come with the program, in their order."""
    cards = [load_model(path, Card) for path in data_folder("guidance").glob("*.toml")]
    return sorted(cards, key=lambda card: card.order)


def routine_ids() -> list[str]:
    """Ids of the routines that come with the program."""
    return sorted(path.stem for path in data_folder("routines").glob("*.toml"))


def _check_names(path: Path, names: Sequence[str]) -> None:
    """SpecError for exercises that a file names and that aren't there."""
    known = spec_ids() if names else []
    unknown = [name for name in names if name not in known]
    if unknown:
        lines = path.read_text(encoding="utf-8").splitlines()
        raise SpecError(str(path), tuple(_unknown_exercise(name, lines, known) for name in unknown))


def find_routine(id_or_path: str) -> Routine:
    """The routine with this id, or in this file; PosecheckError with the nearest id when there is none."""
    path = data_folder("routines") / f"{id_or_path}.toml"
    if not path.is_file() and not _names_a_file(id_or_path):
        raise _unknown("routine", id_or_path, sorted(p.stem for p in path.parent.glob("*.toml")))
    return load_routine(path if path.is_file() else Path(id_or_path))


def find_demonstration(exercise: str) -> Demonstration | None:
    """The drawn demonstration of an exercise; None for an exercise of the person's own that has none."""
    path = data_folder("demonstrations") / f"{exercise}.toml"
    return load_model(path, Demonstration) if path.is_file() else None


def spec_ids() -> list[str]:
    """Ids of the exercises that come with the program."""
    return sorted(path.stem for path in data_folder("exercise_specs").glob("*.toml"))


def load_all(folder: Path | None = None) -> dict[str, ExerciseSpec]:
    """Every exercise in a folder (those that come with the program), by id."""
    paths = sorted((folder or data_folder("exercise_specs")).glob("*.toml"))
    return {spec.id: spec for spec in map(load_spec, paths)}


def beside_work() -> ExerciseSpec:
    """The posture that desk mode watches; PosecheckError when no file is marked as one."""
    for spec in load_all().values():
        if spec.posture is not None and spec.posture.beside_work:
            return spec
    folder = str(data_folder("exercise_specs"))
    raise PosecheckError("no posture is marked `beside_work = true`", folder, "install posecheck again")


def spec_path(id_or_path: str) -> Path:
    """File of an exercise given by id or path; PosecheckError with the nearest id when there is none."""
    path = data_folder("exercise_specs") / f"{id_or_path}.toml"
    if path.is_file():
        return path
    if _names_a_file(id_or_path):
        return Path(id_or_path)
    raise _unknown("exercise", id_or_path, spec_ids())


def _names_a_file(id_or_path: str) -> bool:
    return id_or_path.endswith(".toml") or "/" in id_or_path or "\\" in id_or_path


def _unknown(kind: str, name: str, ids: list[str]) -> PosecheckError:
    near = difflib.get_close_matches(name, ids, n=1, cutoff=0.4)
    cure = f"did you mean {near[0]}?" if near else f"known are {', '.join(ids)}"
    return PosecheckError(f"unknown {kind}", name, cure)


def find_spec(id_or_path: str) -> ExerciseSpec:
    """The exercise with this id, or in this file."""
    return load_spec(spec_path(id_or_path))


def spec_sha256(id_or_path: str) -> str:
    """Hex sha256 of an exercise's file."""
    return hashlib.sha256(spec_path(id_or_path).read_bytes()).hexdigest()


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a spec file."""
    schema = ExerciseSpec.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def load_model(path: Path, model: type[Model], *, known_measures: bool = False) -> Model:
    """Read a TOML file as one of the frozen values; SpecError with every fault of the file and its line."""
    text = read_text(path, MAX_BYTES)
    data, lines = toml_of(text, str(path)), _Lines(text)
    problems = list(itertools.islice(_unknown_measures(data, lines), MOST_PROBLEMS)) if known_measures else []
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        problems += [_problem(dict(e), model, lines) for e in error.errors(include_url=False)[:MOST_PROBLEMS]]
        raise SpecError(str(path), tuple(sorted(problems, key=lambda p: p.line))) from error
    if problems:
        raise SpecError(str(path), tuple(problems))
    return value


class _Lines:
    """Where each key of a TOML text stands: a location like ("faults", 1, "say") -> 1-based line."""

    _HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
    _KEY = re.compile(r"^\s*([A-Za-z0-9_\-\".']+)\s*=")

    def __init__(self, text: str) -> None:
        self._at: dict[Location, int] = {}
        counts: dict[Location, int] = {}
        table: Location = ()
        for number, line in enumerate(text.splitlines(), 1):
            if header := self._HEADER.match(line):
                table = self._table(header, counts)
                self._at.setdefault(table, number)
            elif key := self._KEY.match(line):
                self._at.setdefault((*table, *self._parts(key[1])), number)

    def _table(self, header: re.Match[str], counts: dict[Location, int]) -> Location:
        table: Location = ()
        parts = self._parts(header[2])
        for i, part in enumerate(parts):
            table = (*table, part)
            if header[1] == "[[" and i == len(parts) - 1:
                counts[table] = counts.get(table, -1) + 1
            if table in counts:
                table = (*table, counts[table])
        return table

    @staticmethod
    def _parts(dotted: str) -> list[str]:
        return [part.strip().strip("\"'") for part in dotted.split(".")]

    def of(self, location: Location) -> int:
        """Line of a location, or of the nearest thing around it; 0 for the whole file."""
        while location:
            if location in self._at:
                return self._at[location]
            location = location[:-1]
        return 0


def _unknown_measures(data: Any, lines: _Lines, location: Location = ()) -> Iterator[Problem]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        here = (*location, key)
        if key == "measure" and isinstance(value, str) and value not in MEASURES:
            cure = _did_you_mean(value, list(MEASURES))
            yield Problem(lines.of(here), f"unknown measure '{value}'", cure)
        else:
            yield from _unknown_measures(value, lines, here)


def _problem(error: dict[str, Any], model: type[BaseModel], lines: _Lines) -> Problem:
    location: Location = tuple(error["loc"])
    line, name = lines.of(location), ".".join(str(part) for part in location)
    kind = error["type"]
    if kind == "extra_forbidden":
        key = str(location[-1])
        return Problem(line, f"unknown key '{name}'", _did_you_mean(key, _fields_at(model, location[:-1])))
    if kind == "missing":
        return Problem(line, f"'{name}' is missing", "add it")
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'|\b(\d+)\b", error["ctx"]["expected"])
        return Problem(
            line, f"'{name}' is {error['input']!r}", _did_you_mean(str(error["input"]), [a or b for a, b in allowed])
        )
    message = error["msg"].removeprefix("Value error, ")
    return Problem(line, f"{name}: {message}" if name else message)


def _did_you_mean(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    listed = ", ".join(known)
    return f"did you mean '{near[0]}'? (allowed: {listed})" if near else f"allowed: {listed}"


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """Names of the keys allowed at a location of a model."""
    for part in location:
        if isinstance(part, int):
            continue
        inner = _model_in(model.model_fields[part].annotation) if part in model.model_fields else None
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)


def _unknown_exercise(name: str, lines: list[str], known: list[str]) -> Problem:
    line = next((i for i, text in enumerate(lines, 1) if re.search(rf"""["']{re.escape(name)}["']""", text)), 0)
    return Problem(line, f"unknown exercise '{name}'", _did_you_mean(name, known))
