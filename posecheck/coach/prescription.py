"""What was prescribed: the base routine, the physiotherapist's word on it, and the numbers of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posecheck.coach.numbers import Number, Settings
from posecheck.coach.progress import ProgressSettings
from posecheck.coach.routine import Routine, Step
from posecheck.coach.safety import SafetySettings
from posecheck.exercise.spec import ExerciseSpec


class PlanSettings(Settings):
    """The numbers of the plan."""

    reps_share: Number = Number(
        value=0.2, unit="share", min=0.05, max=0.5, step=0.05, source="10 to 12 repetitions; our choice within the dose"
    )
    hold_share: Number = Number(
        value=0.25, unit="share", min=0.05, max=0.5, step=0.05, source="bird dog: 5 s to 10 s in four steps; our choice"
    )
    rep_steps: Number = Number(value=2, unit="steps", min=0, max=5, step=1, source="repetitions first; our choice")
    hold_steps: Number = Number(value=2, unit="steps", min=0, max=5, step=1, source="then holds; our choice")
    lighter_share: Number = Number(
        value=0.25, unit="share", min=0.1, max=0.3, step=0.05, source="a quarter less can be felt; our choice"
    )
    easier_steps: Number = Number(
        value=2, unit="steps", min=0, max=3, step=1, source="half of the base routine, then somebody should look"
    )
    hurt_days: Number = Number(
        value=2, unit="days", min=1, max=5, step=1, source="once may be chance; our choice on the safe side"
    )
    leave_out_days: Number = Number(
        value=7, unit="days", min=1, max=28, step=1, source="a week for an irritated back to calm down; our choice"
    )
    look_back_days: Number = Number(value=14, unit="days", min=7, max=28, step=1, source="as for progress")
    ask_again_days: Number = Number(
        value=14, unit="days", min=1, max=84, step=1, source="what was declined may be wanted after the usual window"
    )
    unseen_sessions: Number = Number(value=3, unit="sessions", min=2, max=10, step=1, source="our choice")
    back_days: Number = Number(
        value=3, unit="days", min=2, max=7, step=1, source="three days with pain in a week are no chance; our choice"
    )


@dataclass(frozen=True, slots=True)
class Prescription:
    """What was prescribed: the base routine, exercises pinned or forbidden, and what may come later or instead.

    specs: the known exercises by id (names, and how far a dose may go); advanced: steps to be unlocked, in order;
    alternatives: exercise -> what may take its place. Pinned: its amount never changes, except to be made lighter.
    """

    routine: Routine
    specs: Mapping[str, ExerciseSpec]
    advanced: tuple[Step, ...] = ()
    alternatives: Mapping[str, str] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    plan: PlanSettings = field(default_factory=PlanSettings)
    safety: SafetySettings = field(default_factory=SafetySettings)
    progress: ProgressSettings = field(default_factory=ProgressSettings)

    def name(self, exercise: str) -> str:
        """What people call an exercise."""
        return self.specs[exercise].name if exercise in self.specs else exercise.replace("_", " ").capitalize()
