"""What the tune window works on, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from posecheck.exercise.profile import Profile, settings
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.profile_files import ProfileFile
from posecheck.ui.opener import Tell
from posecheck.ui.save_bar import Facts
from posecheck.ui.tune_state import TuneClip


@dataclass(frozen=True, slots=True)
class TunePlan:
    """shipped: the exercise as it comes; spec: with the profile laid over it, where the window begins; load: prepares
    a clip; notes: what should be known of an older profile; read: text of the profile's file when it was read, None
    where there was none."""

    shipped: ExerciseSpec
    spec: ExerciseSpec
    spec_sha256: str
    clips: tuple[Path, ...]
    load: Callable[[Path, Tell], TuneClip]
    profile: Profile | None = None
    profile_path: Path | None = None
    notes: str = ""
    read: str | None = None


def read_profile(path: Path) -> str | None:
    """Return the text of a profile that is gone on from, None where there is none; SpecError when it is faulty."""
    return ProfileFile.open(path).text if path.exists() else None


def edited_profile(plan: TunePlan, spec: ExerciseSpec, facts: Facts, path: Path, read: str | None) -> ProfileFile:
    """Return a profile of the thresholds that differ from the shipped ones, still to be saved.

    read: the text that it goes on from, None for a new one. Whoever wrote the file since then is noticed in saving it.
    """
    today = date.today()
    if read is not None:
        file = ProfileFile.going_on(path, read)
    else:
        empty = Profile(
            exercise=spec.id, kind=facts.kind, name=facts.name, author=facts.author, date=today, reason=facts.reason,
            spec_sha256=plan.spec_sha256,
        )  # fmt: skip
        file = ProfileFile.new(path, empty)
    for name, value in (("kind", facts.kind), ("name", facts.name), ("spec_sha256", plan.spec_sha256)):
        file.set_fact(name, value)
    file.set_thresholds(settings(plan.shipped, spec), today, facts.author, facts.reason)
    return file
