"""Today's routine of who exercises here: what is prescribed, what the past makes of it, and what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.profiles import chosen
from posecheck.coach.blocks import Block, blocks_of, gentler
from posecheck.coach.phrases import Words, translated
from posecheck.coach.plan import Plan, lighter_today, todays_plan
from posecheck.coach.prescription import Prescription
from posecheck.coach.proposals import Proposal, propose
from posecheck.coach.record import PlanChange, Record
from posecheck.io.history_entries import CURRENT, Entry, change_entry, person_now
from posecheck.io.person_files import profiles
from posecheck.io.plan_files import prescription
from posecheck.io.settings import Settings

if TYPE_CHECKING:  # Qt is loaded late
    from PyQt6.QtWidgets import QDialog


@dataclass(frozen=True, slots=True)
class Prescribed:
    """What a person exercises by. profiles: files of thresholds that differ, by exercise."""

    prescription: Prescription
    profiles: Mapping[str, Path]

    def plan(self, record: Record) -> Plan:
        """Today's plan."""
        return todays_plan(self.prescription, record, person_now().date())

    def gentler(self, blocks: tuple[Block, ...], record: Record) -> tuple[Block, ...]:
        """Sets of somebody's own choice, as much lighter as today's routine is."""
        lighter, _ = lighter_today(self.prescription, record, person_now().date())
        share = lighter * self.prescription.plan.lighter_share.value
        return tuple(gentler(block, share) for block in blocks) if lighter else blocks

    def proposal(self, record: Record) -> Proposal | None:
        """What is proposed today."""
        return propose(self.prescription, record, person_now().date())

    def blocks(self, plan: Plan, words: Words) -> tuple[Block, ...]:
        """The sets of a plan, each exercise with the person's own thresholds."""
        routine = self.prescription.routine.model_copy(update={"steps": plan.steps})
        specs = {
            step.exercise: translated(chosen(step.exercise, self.profiles.get(step.exercise)).spec, words)
            for step in plan.steps
        }
        return blocks_of(routine, specs)


def prescribed(settings: Settings, person_uid: str) -> Prescribed:
    """What the person exercises by; PosecheckError where a profile of theirs can't be used: none is left out unsaid."""
    own = profiles(person_uid)
    return Prescribed(prescription(settings.routine, own.plan), own.exercises)


def agree(
    own: Prescribed, record: Record, put: Callable[[Entry], None], words: Words, show: Callable[[QDialog], int]
) -> tuple[Plan | None, Record]:
    """Show today's plan and what is proposed, keep what is decided; the plan to be done, None for none today."""
    from posecheck.ui.plan_dialog import PlanDialog

    dialog = PlanDialog(lambda exercise: words(own.prescription.name(exercise)), say=words)
    kept = [record]

    def decide(change: PlanChange) -> None:
        put(change_entry(CURRENT, change))
        kept[0] = replace(kept[0], changes=(*kept[0].changes, change))
        dialog.show_plan(own.plan(kept[0]))

    dialog.decided.connect(decide)
    dialog.show_plan(own.plan(record), own.proposal(record))
    begins = show(dialog)
    return own.plan(kept[0]) if begins else None, kept[0]
