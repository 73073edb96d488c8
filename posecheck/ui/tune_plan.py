"""What the tune window works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from posecheck.exercise.profile import Profile
from posecheck.exercise.spec import ExerciseSpec
from posecheck.ui.opener import Tell
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
