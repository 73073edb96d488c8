"""The prescription that the plan starts from: the routine and the exercises that come with the program."""

from __future__ import annotations

from posecheck.coach.prescription import Prescription
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import load_all, load_routine

BASE_ROUTINE = "daily"
ADVANCED_ROUTINE = "advanced"
"""Its steps are unlocked one after the other once the base routine has become easy."""


def base_prescription() -> Prescription:
    """The daily routine as it comes, nothing pinned or forbidden; SpecError with every fault of a file."""
    routines, specs = data_folder("routines"), load_all()
    later = routines / f"{ADVANCED_ROUTINE}.toml"
    advanced = load_routine(later).steps if later.is_file() else ()
    return Prescription(load_routine(routines / f"{BASE_ROUTINE}.toml"), specs, advanced=advanced)
