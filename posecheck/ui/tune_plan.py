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
    a clip; notes: what should be known of an older profile."""

    shipped: ExerciseSpec
    spec: ExerciseSpec
    spec_sha256: str
    clips: tuple[Path, ...]
    load: Callable[[Path, Tell], TuneClip]
    profile: Profile | None = None
    profile_path: Path | None = None
    notes: str = ""


def save_profile(plan: TunePlan, spec: ExerciseSpec, facts: Facts, path: Path) -> None:
    """Write the thresholds that differ from the shipped ones, going on from a profile that is there already."""
    today = date.today()
    if path.exists():
        file = ProfileFile.open(path)
    else:
        empty = Profile(
            exercise=spec.id, kind=facts.kind, name=facts.name, author=facts.author, date=today, reason=facts.reason,
            spec_sha256=plan.spec_sha256,
        )  # fmt: skip
        file = ProfileFile.new(path, empty)
    for name, value in (("kind", facts.kind), ("name", facts.name), ("spec_sha256", plan.spec_sha256)):
        file.set_fact(name, value)
    file.set_thresholds(settings(plan.shipped, spec), today, facts.author, facts.reason)
    file.save()
