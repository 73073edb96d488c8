"""The profiles a person exercises by: one for the plan, one for each exercise, kept beside the history.

They are copies, so that a profile which came by mail stays when the mail goes; the newest one of its kind counts.
"""

from __future__ import annotations

import difflib
import shutil
from dataclasses import dataclass
from pathlib import Path

from posecheck.errors import PosecheckError, SpecError
from posecheck.io.atomic import write_text
from posecheck.io.history_file import OURS_ONLY, where
from posecheck.io.plan_files import load_plan_profile
from posecheck.io.profile_files import profiled
from posecheck.io.reading import load_toml, read_text
from posecheck.io.spec_files import find_spec, spec_sha256

FOLDER = "profiles"
PLAN = "plan"
"""Name of the plan's profile; those of exercises have the exercise's id."""


@dataclass(frozen=True, slots=True)
class PersonProfiles:
    """plan: file of the plan profile; exercises: files of the thresholds' profiles by exercise."""

    plan: Path | None
    exercises: dict[str, Path]

    @property
    def names(self) -> list[str]:
        """What there is: "plan" and ids of exercises."""
        return [*([PLAN] if self.plan else []), *self.exercises]


def folder(person_uid: str, history: Path | None = None) -> Path:
    """Where a person's profiles lie; history: file of the history they belong to."""
    return (history or where()).parent / FOLDER / person_uid


def profiles(person_uid: str) -> PersonProfiles:
    """The profiles a person exercises by."""
    found = {path.stem: path for path in sorted(folder(person_uid).glob("*.toml"))}
    return PersonProfiles(found.pop(PLAN, None), found)


def anybodys() -> bool:
    """Whether anybody exercises by a profile on this computer."""
    return any((where().parent / FOLDER).glob("*/*.toml"))


def take(person_uid: str, path: Path) -> str:
    """Have a person exercise by this profile from now on; returns its name. SpecError with every fault of the file."""
    name = check(path)
    place = folder(person_uid)
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = place / f"{name}.toml"
        write_text(target, read_text(path))
        target.chmod(OURS_ONLY)
    except OSError as error:
        raise PosecheckError("the profile can't be kept", str(place), error.strerror or "check the folder") from error
    return name


def check(path: Path) -> str:
    """Name of what a profile is for, "plan" or an exercise's id; SpecError with every fault of the file."""
    exercise = _exercise_in(path)
    if not exercise:
        load_plan_profile(path)
        return PLAN
    profiled(find_spec(exercise), spec_sha256(exercise), path)
    return exercise


def drop(person_uid: str, name: str) -> None:
    """Have a person exercise without this profile; PosecheckError with the nearest name when there is none."""
    present = profiles(person_uid).names
    if name not in present:
        near = difflib.get_close_matches(name, present, n=1, cutoff=0.4)
        cure = f"did you mean {near[0]}?" if near else f"there are: {', '.join(present) or 'none'}"
        raise PosecheckError("there is no such profile", name, cure)
    (folder(person_uid) / f"{name}.toml").unlink()


def erase(history: Path, person_uid: str | None = None) -> None:
    """Delete a person's profiles for good; everybody's without a person. PosecheckError when one can't be deleted."""
    place = folder(person_uid or "", history)
    try:
        if place.exists():
            shutil.rmtree(place)
    except OSError as error:
        raise PosecheckError("a profile can't be deleted", str(place), error.strerror or "delete it by hand") from error


def _exercise_in(path: Path) -> str:
    """The exercise a profile names; "" for a plan profile, and for a file whose reader will tell what is wrong."""
    try:
        named = load_toml(path).get("exercise", "")
    except SpecError:
        return ""
    return named if isinstance(named, str) else ""
