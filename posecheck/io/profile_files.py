"""Profile files: small TOML overlays whose comments and order survive every edit, written whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from posecheck.errors import KeptBesideError, Problem, SpecError
from posecheck.exercise.profile import Evidence, Profile, Setting, changes, check
from posecheck.exercise.profile import apply as apply_profile
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.atomic import free_name, locked, write_text
from posecheck.io.reading import UTF_8, read_text, toml_of
from posecheck.io.spec_files import load_model

HEAD = "# Thresholds for one patient or clinic, laid over the exercise that comes with posecheck.\n"
PLAIN = ("format_version", "exercise", "kind", "name", "author", "date", "reason", "spec_sha256")


def load_profile(path: Path) -> Profile:
    """Read one profile; SpecError with every fault of the file."""
    return load_model(path, Profile)


def profiled(spec: ExerciseSpec, spec_sha256: str, path: Path) -> tuple[ExerciseSpec, Profile, tuple[str, ...]]:
    """(spec with the profile in this file laid over it, the profile, what should be known of the two).

    SpecError with the line of every threshold that can't be applied.
    """
    profile = load_profile(path)
    fit = check(spec, spec_sha256, profile)
    if fit.problems:
        raise SpecError(str(path), with_lines(fit.problems, path))
    return apply_profile(spec, profile, str(path)), profile, fit.notes


def with_lines(problems: Sequence[Problem], path: Path) -> tuple[Problem, ...]:
    """The same problems with the lines of what they name in quotes."""
    lines = read_text(path).splitlines()
    return tuple(sorted((replace(p, line=_line_of(p.what, lines)) for p in problems), key=lambda p: p.line))


def profile_facts(profile: Profile, path: Path) -> dict[str, Any]:
    """The JSON's `profile`: whose, made by whom, when and why, and which thresholds differ."""
    facts = profile.model_dump(mode="json", include={"kind", "name", "author", "date", "reason"})
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    thresholds = {address: setting.value for address, setting in profile.thresholds.items()}
    return {"file": path.name, "sha256": sha256, **facts, "thresholds": thresholds}


class ProfileFile:
    """A profile's text, edited in place: every edit can be undone to the last byte, and saving loses nobody's work."""

    def __init__(self, path: Path, text: str, saved: str | None) -> None:
        """saved: the text on disk when it was read, None for a file that isn't there yet."""
        self.path, self.text = path, text
        self._saved = saved
        self._undone: list[str] = []
        self._done: list[str] = []

    @classmethod
    def open(cls, path: Path) -> ProfileFile:
        """Read a profile to edit it; SpecError when it is faulty."""
        load_profile(path)
        text = _read_exact(path)
        return cls(path, text, text)

    @classmethod
    def new(cls, path: Path, profile: Profile) -> ProfileFile:
        """A profile that isn't on disk yet."""
        document = tomlkit.document()
        dumped = profile.model_dump(include=set(PLAIN))
        for name in PLAIN:
            document[name] = dumped[name]
        _set_thresholds(document, profile.thresholds)
        return cls(path, HEAD + tomlkit.dumps(document), None)

    @classmethod
    def going_on(cls, path: Path, read: str) -> ProfileFile:
        """Edit a text that was read earlier; whoever wrote the file since then is noticed when it is saved."""
        return cls(path, read, read)

    @property
    def profile(self) -> Profile:
        """The profile the text says."""
        return Profile.model_validate(toml_of(self.text, str(self.path)))

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return self.text != self._saved

    def set_thresholds(
        self, thresholds: Mapping[str, Setting], day: date, author: str, reason: str, evidence: Evidence | None = None
    ) -> None:
        """Take these thresholds in place of the present ones, and write down who changed what, when and why."""
        before, document = self.profile, tomlkit.parse(self.text)
        new = changes(before, thresholds, day, author, reason)
        if not new and evidence is None:
            return
        _set_thresholds(document, thresholds)
        document["author"], document["date"], document["reason"] = author, day, reason
        if evidence is not None:
            document["evidence"] = evidence.model_dump()
        history = document.get("history") or tomlkit.aot()
        for change in new:
            history.append(tomlkit.item(change.model_dump(exclude_none=True)))
        if new:
            document["history"] = history
        self._do(tomlkit.dumps(document))

    def set_fact(self, name: str, value: Any) -> None:
        """Change one of the plain facts (kind, name, author, date, reason, spec_sha256)."""
        document = tomlkit.parse(self.text)
        if document.get(name) == value:
            return
        document[name] = value
        self._do(tomlkit.dumps(document))

    def undo(self) -> bool:
        """Take the last edit back; False when there is none."""
        if not self._done:
            return False
        self._undone.append(self.text)
        self.text = self._done.pop()
        return True

    def redo(self) -> bool:
        """Do again what was undone; False when nothing was."""
        if not self._undone:
            return False
        self._done.append(self.text)
        self.text = self._undone.pop()
        return True

    def save(self) -> None:
        """Write it, unless somebody else wrote the file meanwhile: then ours goes beside theirs and neither is lost.

        KeptBesideError says where ours is then.
        """
        with locked(self.path):
            on_disk = _read_exact(self.path) if self.path.exists() else None
            if on_disk not in (self._saved, self.text):
                beside = free_name(self.path)
                write_text(beside, self.text)
                raise KeptBesideError("somebody else changed the profile meanwhile", self.path, beside)
            write_text(self.path, self.text)
            self._saved = self.text

    def _do(self, text: str) -> None:
        Profile.model_validate(toml_of(text, str(self.path)))
        self._done.append(self.text)
        self._undone.clear()
        self.text = text


def _set_thresholds(document: tomlkit.TOMLDocument, thresholds: Mapping[str, Setting]) -> None:
    table = document.get("thresholds")
    if not isinstance(table, Table):
        table = tomlkit.table()
        document["thresholds"] = table
    for address in [a for a in table if a not in thresholds]:
        del table[address]
    for address, setting in thresholds.items():
        if address in table and table[address].unwrap() == setting.model_dump():
            continue
        row = tomlkit.inline_table()
        row.update(setting.model_dump())
        if address in table:
            row.trivia.comment_ws, row.trivia.comment = table[address].trivia.comment_ws, table[address].trivia.comment
        table[address] = row


def _read_exact(path: Path) -> str:
    """The text with its own line ends: a file that is edited keeps them."""
    with path.open(encoding=UTF_8, newline="") as file:
        return file.read()


def _line_of(what: str, lines: list[str]) -> int:
    """Line of the threshold that a problem names in quotes; 0 for the whole file."""
    named = re.search(r"'([^']+)'", what)
    if not named:
        return 0
    begins = (i for i, line in enumerate(lines, 1) if line.lstrip(" \"'").startswith(named[1]))
    quoted = (i for i, line in enumerate(lines, 1) if re.search(rf"[\"']{re.escape(named[1])}[\"']", line))
    return next(begins, next(quoted, 0))
