"""The physiotherapist's windows: `posecheck review-window` and `posecheck tune`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.options import TuneOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.cli.review import clip_facts
from posecheck.errors import ClipError, PosecheckError
from posecheck.exercise.labels import LabelledRep
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import prepare
from posecheck.io.bundle import is_bundle, read_bundle
from posecheck.io.clip import ClipSource, check_file
from posecheck.io.label_files import labelled_clips, load_labels
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.pose_cache import PoseCache, cache_key
from posecheck.io.profile_files import profiled
from posecheck.io.spec_files import find_spec, spec_sha256
from posecheck.pose.pose import Observation
from posecheck.session.pipeline import measure_recording
from posecheck.session.review import judge, observe_frames
from posecheck.ui.app import check_display, run_bench
from posecheck.ui.opener import Load, Opened, Tell
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import TuneClip

if TYPE_CHECKING:  # Qt must not be loaded before its environment is put right
    from PyQt6.QtWidgets import QWidget


def run_review_window(
    clips: tuple[Path, ...], exercise: str, profile: Path | None, labels: Path | None, model: str
) -> int:
    """Open the review window; returns when it is closed."""
    check_display()
    return run_bench(review_maker(clips, exercise, profile, labels, model))


def run_tune(options: TuneOptions) -> int:
    """Open the tune window; returns when it is closed."""
    check_display()
    return run_bench(tune_maker(options))


def review_maker(
    clips: tuple[Path, ...], exercise: str, profile: Path | None = None, labels: Path | None = None, model: str = "full"
) -> Callable[[], QWidget]:
    """What makes the review window once Qt runs; PosecheckError for what can't be opened."""
    basis = chosen(exercise, profile)
    for clip in clips:
        check_file(clip)
    load = loader(basis.spec, _model(model))

    def make() -> QWidget:
        from posecheck.ui.review_window import ReviewWindow

        return ReviewWindow(load, clips, labels)

    return make


def tune_maker(options: TuneOptions) -> Callable[[], QWidget]:
    """What makes the tune window once Qt runs; PosecheckError for what can't be opened."""
    shipped, sha256 = find_spec(options.exercise), spec_sha256(options.exercise)
    spec, profile, notes = shipped, None, ""
    if options.profile is not None and options.profile.exists():
        spec, profile, told = profiled(shipped, sha256, options.profile)
        notes = "; ".join(told)
    labelled = _labelled(options, shipped)
    for clip in options.clips:
        check_file(clip)
    model = _model(options.model)

    def load(path: Path, tell: Tell) -> TuneClip:
        if is_bundle(path):
            series = bundled_series(path, spec)
        else:
            series = measure_recording(compile_spec(spec), observed(path, model, tell)[0])[2]
        return TuneClip(path.name, prepare(spec, series), labelled.get(path))

    clips = tuple(dict.fromkeys([*options.clips, *labelled]))
    plan = TunePlan(shipped, spec, sha256, clips, load, profile, options.profile, notes)

    def make() -> QWidget:
        from posecheck.ui.tune_window import TuneWindow

        return TuneWindow(plan)

    return make


def bundled_series(path: Path, spec: ExerciseSpec) -> Series:
    """The recorded measures of a session bundle; PosecheckError when they are another exercise's or not enough."""
    bundle = read_bundle(path)
    if bundle.manifest.exercise != spec.id:
        cure = f"run posecheck tune --exercise {bundle.manifest.exercise}"
        raise PosecheckError(f"this is a session of {bundle.manifest.exercise}, not of {spec.id}", path.name, cure)
    here = bundle.series.columns
    if missing := [m for m in compile_spec(spec).measures if m not in here and f"{m}_left" not in here]:
        cure = "ask for the clip, or for a bundle by a newer posecheck"
        raise PosecheckError(f"its measures lack {', '.join(missing)}", path.name, cure)
    return bundle.series


def _labelled(options: TuneOptions, spec: ExerciseSpec) -> dict[Path, tuple[LabelledRep, ...]]:
    if options.labels is None:
        return {}
    found = labelled_clips(load_labels(options.labels), options.labels, spec, options.clips_dir)
    return {path: clip.reps for path, clip in found}


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
            seen = observe_frames(source, network, lambda done: tell(done, frames))
        if seen is None:
            raise ClipError("the clip has no frames", path.name, "record it again or check the file")
        facts = clip_facts(source)
    cache.store(key, seen, facts)
    return seen, tuple(facts["problems"])


def _model(name: str) -> ModelFile:
    with model_progress() as progress:
        return resolve(name, progress)
