"""The physiotherapist's windows: `posecheck review-window` and `posecheck tune`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.cli.review import clip_facts
from posecheck.errors import ClipError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.clip import ClipSource, check_file
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.pose_cache import PoseCache, cache_key
from posecheck.pose.pose import Observation
from posecheck.session.review import judge, observe_frames
from posecheck.ui.app import check_display, run_bench
from posecheck.ui.opener import Load, Opened, Tell

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget


def run_review_window(clips: tuple[Path, ...], exercise: str, profile: Path | None, model: str) -> int:
    """Open the review window; returns when it is closed."""
    basis = chosen(exercise, profile)
    check_display()
    for clip in clips:
        check_file(clip)
    load = loader(basis.spec, _model(model))

    def make() -> QWidget:
        from posecheck.ui.review_window import ReviewWindow

        return ReviewWindow(load, clips)

    return run_bench(make)


def loader(spec: ExerciseSpec, model: ModelFile) -> Load:
    """Judges a clip for a window: from the cache where it can, through the network where it must."""

    def load(path: Path, tell: Tell) -> Opened:
        seen, problems = observed(path, model, tell)
        return Opened(path, path.name, spec, judge(spec, seen, problems))

    return load


def observed(path: Path, model: ModelFile, tell: Tell) -> tuple[Observation, tuple[str, ...]]:
    """What the network saw of a clip, and what was wrong with the file."""
    cache = PoseCache()
    with ClipSource(path) as source:
        key = cache_key(source.info.sha256, model.sha256)
        found = cache.load(key)
        if found is not None:
            return found[0], tuple(found[1].get("problems", ()))
        from posecheck.io.pose_model import PoseModel

        frames = source.info.frames
        with PoseModel(model) as network:
            rows = observe_frames(source, network, lambda done: tell(done, frames))
        if not rows:
            raise ClipError("the clip has no frames", path.name, "record it again or check the file")
        seen, facts = Observation.stack(rows), clip_facts(source)
    cache.store(key, seen, facts)
    return seen, tuple(facts["problems"])


def _model(name: str) -> ModelFile:
    with model_progress() as progress:
        return resolve(name, progress)
