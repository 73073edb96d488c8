"""The physiotherapist's windows: `posecheck review-window` and `posecheck tune`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.cli.bundles import (
    bundled_clip,
    bundled_series,
    bundled_spec,
    check_measures,
    clip_name,
    exercise_of,
    judged_by,
    write_session,
    write_session_again,
)
from posecheck.cli.options import TuneOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.cli.review import observe_clip
from posecheck.cli.speed import at_speed, check_speed, speed_of
from posecheck.errors import PosecheckError
from posecheck.exercise.labels import LabelledRep
from posecheck.exercise.program import compile_spec
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import prepare
from posecheck.io import export
from posecheck.io.bundle import is_bundle, read_bundle
from posecheck.io.clip import check_file
from posecheck.io.label_files import labelled_clips, load_labels
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.profile_files import profiled
from posecheck.io.settings import load_settings
from posecheck.io.spec_files import find_spec, spec_sha256
from posecheck.io.translations import words_for
from posecheck.pose.pose import Observation
from posecheck.session.pipeline import measure_recording
from posecheck.session.review import judge, judge_measures
from posecheck.ui.app import check_display, run_bench
from posecheck.ui.opener import Load, Opened, Tell
from posecheck.ui.tune_plan import TunePlan, read_profile
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
    """What makes the review window once Qt runs; PosecheckError for what can't be opened.

    exercise: id or file; "" takes that of the session bundle that is opened first.
    """
    for clip in clips:
        check_file(clip)
    exercise = exercise or _bundled_exercise(clips)
    basis, found = chosen(exercise, profile), _model(model)

    load, send = loader(basis.spec, found), sender(exercise, profile, found)
    words = words_for(load_settings().language)

    def make() -> QWidget:
        from posecheck.ui.review_window import ReviewWindow

        return ReviewWindow(load, clips, labels, send, words)

    return make


def sender(exercise: str, profile: Path | None, model: ModelFile) -> Callable[[Opened, Path, bool], None]:
    """Writes a judged clip as a session bundle, and one that came as a bundle on as it came."""

    def send(opened: Opened, path: Path, with_clip: bool) -> None:
        clip = opened.path if with_clip else None
        if opened.bundle is None:
            write_session(path, clip, exercise, profile, opened.review, _document(opened, exercise, profile, model))
        elif opened.as_it_came:
            write_session_again(path, opened.bundle, clip)
        else:
            with judged_by(opened.bundle) as (theirs, their_profile):
                document = _document(opened, theirs, their_profile, model)
                document["clip"]["file"] = clip_name(opened.bundle) or opened.name
                write_session(path, clip, theirs, their_profile, opened.review, document)

    return send


def _document(opened: Opened, exercise: str, profile: Path | None, model: ModelFile) -> dict[str, Any]:
    """Return the JSON's document of a judged clip, with the times of the speed it was judged at."""
    assert opened.path is not None  # only a bundle can come without its clip, and then as it came
    basis = chosen(exercise, profile)
    _, facts = at_speed(*observe_clip(opened.path, model, use_cache=True, quiet=True), opened.speed)
    origin = export.Origin(facts, model.name, model.sha256, basis.sha256, 0.0, basis.profile)
    return export.review_json(basis.spec, opened.review.summary, origin)


def _bundled_exercise(clips: tuple[Path, ...]) -> str:
    if not clips or not is_bundle(clips[0]):
        raise PosecheckError("which exercise is it?", "review-window", "name it with --exercise")
    return exercise_of(clips[0])


def tune_maker(options: TuneOptions) -> Callable[[], QWidget]:
    """What makes the tune window once Qt runs; PosecheckError for what can't be opened."""
    shipped, sha256 = find_spec(options.exercise), spec_sha256(options.exercise)
    spec, profile, notes, read = shipped, None, "", None
    if options.profile is not None and options.profile.exists():
        read = read_profile(options.profile)
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
            series = measure_recording(compile_spec(spec), observe_clip(path, model, use_cache=True, tell=tell)[0])[2]
        return TuneClip(path.name, prepare(spec, series), labelled.get(path))

    clips = tuple(dict.fromkeys([*options.clips, *labelled]))
    plan = TunePlan(shipped, spec, sha256, clips, load, profile, options.profile, notes, read)

    def make() -> QWidget:
        from posecheck.ui.tune_window import TuneWindow

        return TuneWindow(plan)

    return make


def _labelled(options: TuneOptions, spec: ExerciseSpec) -> dict[Path, tuple[LabelledRep, ...]]:
    if options.labels is None:
        return {}
    found = labelled_clips(load_labels(options.labels), options.labels, spec, options.clips_dir)
    return {path: clip.reps for path, clip in found}


def loader(spec: ExerciseSpec, model: ModelFile) -> Load:
    """Judges a clip for a window: from the cache where it can, through the network where it must.

    A session bundle is judged by the exercise and profile it brings along, so that it says what its sender saw.
    """

    def load(path: Path, tell: Tell) -> Opened:
        if is_bundle(path):
            return _opened_bundle(path, model, tell)
        return _judged(Opening(path, path.name, spec), observe_clip(path, model, use_cache=True, tell=tell))

    return load


def _opened_bundle(path: Path, model: ModelFile, tell: Tell) -> Opened:
    bundle = read_bundle(path)
    spec, notes = bundled_spec(bundle)
    clip = bundled_clip(bundle)
    if clip is None:
        check_measures(bundle, spec)
        return Opened(None, path.name, spec, judge_measures(spec, bundle.series), notes, path)
    found = observe_clip(clip, model, use_cache=True, tell=tell)
    return _judged(Opening(clip, path.name, spec, notes, path, speed_of(bundle.texts["review.json"])), found)


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a clip before it is judged; the fields are those of Opened."""

    path: Path
    name: str
    spec: ExerciseSpec
    notes: tuple[str, ...] = ()
    bundle: Path | None = None
    first_speed: float = 1.0


def _judged(of: Opening, found: tuple[Observation, dict[str, Any]]) -> Opened:
    """found: what the network saw of the clip and what the clip is, with its own times."""

    def again(speed: float) -> Opened:
        check_speed(speed)
        seen, facts = at_speed(*found, speed)
        review = judge(of.spec, seen, tuple(facts.get("problems", ())))
        return Opened(of.path, of.name, of.spec, review, of.notes, of.bundle, speed, of.first_speed, again)

    return again(of.first_speed)


def _model(name: str) -> ModelFile:
    with model_progress() as progress:
        return resolve(name, progress)
