"""`posecheck live`: exercise in front of the camera, or in front of clips played as if they were one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.keeping import Keeping
from posecheck.cli.options import LiveOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.coach.blocks import Block, Plan, blocks_of, per_step, practice
from posecheck.coach.feedback import Manner
from posecheck.coach.phrases import Words, translated
from posecheck.errors import ClipError, PosecheckError
from posecheck.io.camera import CameraSource, PacedClips
from posecheck.io.camera_address import address_of, unencrypted
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.places import recordings_folder
from posecheck.io.profile_files import load_profile
from posecheck.io.settings import Settings, load_settings
from posecheck.io.spec_files import find_routine
from posecheck.io.translations import words_for
from posecheck.session.ports import Detector, LiveSource
from posecheck.ui.app import LivePlan, check_display, run_window

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget

COUNT_EVERY = {"each": 1, "fifth": 5, "none": 0}


def run_live(options: LiveOptions) -> int:
    """Open the window; returns when it is closed."""
    settings = load_settings()
    made = live_plan(options, settings)
    check_display()
    for target in (options.stats, options.log):
        _check_folder(target)
    with model_progress() as progress:
        resolve(options.model, progress)
    with Keeping(settings, asking=not options.autostart) as kept:
        ready = ready_plan(kept, made, options)
        return run_window(ready) if ready is not None else 0


def ready_plan(kept: Keeping, made: LivePlan, options: LiveOptions) -> LivePlan | None:
    """The session's plan after everything that is asked before it; None where it must not or isn't to begin.

    Without an exercise, a routine or clips it is today's routine, which follows the person's past; what the person
    chose themselves is as much lighter as that would be.
    """
    clips = " ".join(path.name for path in options.source)
    if not clips:
        kept.refuse_forbidden(block.spec.id for block in made.plan.blocks if options.exercise or options.routine)
    if not kept.may_begin():
        return None
    if not clips:
        own = options.exercise or options.routine
        blocks = kept.own_choice(made.plan.blocks) if own else kept.todays_blocks(made.manner.words)
        if not blocks:
            return None
        made = replace(made, plan=replace(made.plan, blocks=blocks))
    source = "" if options.counts else clips
    return kept.follow(made, exercise=options.exercise, profile=options.profile, source=source)


def live_plan(options: LiveOptions, settings: Settings) -> LivePlan:
    """All that a session's window is made with. The network is looked up when the session begins."""
    words = words_for(settings.language)
    return LivePlan(
        plan=plan_for(options, settings, words),
        manner=Manner(words, COUNT_EVERY[settings.count_aloud]),
        source=source_for(options, settings),
        make_model=lambda: network(resolve(options.model)),
        autostart=options.autostart,
        close_at_end=options.autostart and bool(options.source),
        mute=options.mute or not settings.voice,
        stats=options.stats,
        log=options.log,
        record=options.record or (recordings_folder() if settings.record else None),
        review=_review,
        settings=settings,
    )


def _review(recording: Path, exercise: str) -> QWidget:
    from posecheck.cli.bench import review_maker

    return review_maker((recording,), exercise)()


def plan_for(options: LiveOptions, settings: Settings, words: Words) -> Plan:
    """The sets to be done, in the person's language. PosecheckError for an exercise or routine that isn't there."""
    if options.exercise and options.routine:
        raise PosecheckError("both --exercise and --routine", "command line", "give one of them")
    if options.exercise:
        blocks, name = practice(translated(chosen(options.exercise, options.profile).spec, words)), ""
    else:
        blocks, name = routine_blocks(options.routine or settings.routine, words, options.profile)
    steps = len({block.step for block in blocks})
    by_clips = len(options.source) == steps
    return Plan(
        name=name or blocks[0].spec.name,
        blocks=per_step(blocks) if by_clips else blocks,
        by_clips=by_clips,
        countdown_s=settings.countdown_s,
    )


def routine_blocks(id_or_path: str, words: Words, profile: Path | None = None) -> tuple[tuple[Block, ...], str]:
    """A routine's sets and its name; a profile is laid over the exercise it is for."""
    routine = find_routine(id_or_path)
    tuned = load_profile(profile).exercise if profile else ""
    specs = {
        step.exercise: translated(chosen(step.exercise, profile if step.exercise == tuned else None).spec, words)
        for step in routine.steps
    }
    return blocks_of(routine, specs), words(routine.name)


def source_for(options: LiveOptions, settings: Settings) -> LiveSource:
    """The camera, or the clips that play as one."""
    if options.source:
        return PacedClips(options.source)
    return CameraSource(camera_for(options.camera, settings))


def camera_for(asked: int | str | None, settings: Settings) -> int | str:
    """The camera that was asked for, else the one of the settings; what others could see of it is told."""
    address = asked
    if address is None:
        address = address_of(settings.camera_address) if settings.camera_address else settings.camera
    if warning := unencrypted(address):
        print(f"posecheck: {warning}", file=sys.stderr)
    return address


def network(model: ModelFile) -> Detector:
    """The pose network, ready to look."""
    from posecheck.io.pose_model import PoseModel

    return PoseModel(model)


def _check_folder(target: Path | None) -> None:
    if target is not None and not target.expanduser().absolute().parent.is_dir():
        raise ClipError("no such folder", str(target.parent), "make it first or name another file")
