"""What a plan starts from: routine and exercises that come with the program, and a physiotherapist's plan profile."""

from __future__ import annotations

from pathlib import Path

from posecheck.coach.plan_profile import PlanProfile, apply, check
from posecheck.coach.prescription import Prescription
from posecheck.errors import SpecError
from posecheck.io.profile_files import with_lines
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import find_routine, load_all, load_model, load_routine

BASE_ROUTINE = "daily"
ADVANCED_ROUTINE = "advanced"
"""Its steps are unlocked one after the other once the base routine has become easy."""


def base_prescription(routine: str = BASE_ROUTINE) -> Prescription:
    """A routine as it comes (id or file), nothing pinned or forbidden; SpecError with every fault of a file."""
    later = data_folder("routines") / f"{ADVANCED_ROUTINE}.toml"
    advanced = load_routine(later).steps if later.is_file() else ()
    base = find_routine(routine)
    present = {step.exercise for step in base.steps}
    return Prescription(base, load_all(), advanced=tuple(s for s in advanced if s.exercise not in present))


def load_plan_profile(path: Path) -> PlanProfile:
    """Read a plan profile and hold it against the program; SpecError with every fault and its line."""
    profile = load_model(path, PlanProfile)
    problems = check(base_prescription(), profile)
    if problems:
        raise SpecError(str(path), with_lines(problems, path))
    if profile.routine is not None:
        find_routine(profile.routine)
    return profile


def prescription(routine: str, path: Path | None) -> Prescription:
    """What is prescribed: the routine, or the one that the plan profile in this file names, and what it says of it."""
    if path is None:
        return base_prescription(routine)
    profile = load_plan_profile(path)
    return apply(base_prescription(profile.routine or routine), profile)
