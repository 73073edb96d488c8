"""The exercise that was asked for, with the profile that was given laid over it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.profile_files import profile_facts, profiled
from posecheck.io.spec_files import find_spec, spec_sha256


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is judged by. shipped: without the profile; profile: the JSON's `profile`, None without one."""

    shipped: ExerciseSpec
    spec: ExerciseSpec
    sha256: str
    profile: dict[str, Any] | None = None


def chosen(exercise: str, profile: Path | None) -> Chosen:
    """Load both; what should be known of an older profile goes to stderr, what can't be applied is an error."""
    shipped, sha256 = find_spec(exercise), spec_sha256(exercise)
    if profile is None:
        return Chosen(shipped, shipped, sha256)
    spec, found, notes = profiled(shipped, sha256, profile)
    for note in notes:
        print(f"posecheck: {note} ({profile})", file=sys.stderr)
    return Chosen(shipped, spec, sha256, profile_facts(found, profile))
