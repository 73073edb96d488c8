"""`posecheck fit`: thresholds from labelled repetitions, with the score before and after."""

from __future__ import annotations

import getpass
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from posecheck.cli.bundles import bundled_series
from posecheck.cli.options import FitOptions
from posecheck.cli.outputs import console
from posecheck.cli.profiles import Chosen, chosen
from posecheck.cli.progress import model_progress, share_progress
from posecheck.cli.review import observe_clip
from posecheck.errors import PosecheckError
from posecheck.exercise.fitting import FitResult, LabelledRecording, fit
from posecheck.exercise.labels import Agreement, LabelledClip
from posecheck.exercise.profile import Evidence, Profile, Setting, settings, with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Threshold
from posecheck.exercise.tuning import prepare
from posecheck.io.bundle import is_bundle
from posecheck.io.clip import file_sha256
from posecheck.io.label_files import labelled_clips, load_labels
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.profile_files import ProfileFile
from posecheck.session.pipeline import measure_recording

REASON = "fitted to labelled repetitions"


def run_fit(options: FitOptions) -> int:
    """Fit, print the score before and after, write the profile."""
    # read now: whoever writes it while this works is noticed when it is written
    earlier = ProfileFile.open(options.profile) if options.profile.exists() else None
    basis = chosen(options.exercise, options.profile if earlier is not None else None)
    if not options.profile.absolute().parent.is_dir():
        raise PosecheckError("no such folder", str(options.profile.parent), "make it first or name another file")
    clips = labelled_clips(load_labels(options.labels), options.labels, basis.shipped, options.clips_dir)
    _check(clips, options.labels)
    with model_progress() as progress:
        model = resolve(options.model, progress)
    recordings = [
        LabelledRecording(clip.file, prepare(basis.spec, _measured(path, basis.spec, model)), clip.reps)
        for path, clip in clips
    ]
    with share_progress("Fitting") as on_share:
        result = fit(recordings, basis.spec, on_progress=on_share)
    _print(basis.spec, result)
    thresholds = settings(basis.shipped, with_values(basis.spec, result.values))
    _write(options, earlier or _new(options, basis), thresholds, result, [r.name for r in recordings])
    return 0


def _check(clips: Sequence[tuple[Path, LabelledClip]], labels: Path) -> None:
    """PosecheckError where nothing is labelled, or a recording is there twice: a fit does well on its own copy."""
    if not any(clip.reps for _, clip in clips):
        raise PosecheckError(
            "no repetition is labelled", str(labels), "label some in the review window, right ones and wrong ones"
        )
    known: dict[str, str] = {}
    for path, clip in clips:
        first = known.setdefault(file_sha256(path), clip.file)
        if first is not clip.file:
            raise PosecheckError(
                f"{clip.file} is the same recording as {first}", str(labels), "keep the labels of one of them"
            )


def _measured(path: Path, spec: ExerciseSpec, model: ModelFile) -> Series:
    if is_bundle(path):
        return bundled_series(path, spec)
    seen, _ = observe_clip(path, model, use_cache=True)
    return measure_recording(compile_spec(spec), seen)[2]


def _new(options: FitOptions, basis: Chosen) -> ProfileFile:
    author = options.author or _login_name()
    empty = Profile(
        exercise=basis.shipped.id, name=options.name, author=author, date=date.today(), reason=REASON,
        spec_sha256=basis.sha256,
    )  # fmt: skip
    return ProfileFile.new(options.profile, empty)


def _write(
    options: FitOptions, file: ProfileFile, thresholds: dict[str, Setting], result: FitResult, names: list[str]
) -> None:
    evidence = Evidence(
        clips=tuple(names),
        repetitions=result.after.total,
        agreed_before=result.before.agreed,
        agreed_after=result.after.agreed,
        agreed_unseen=result.unseen.agreed,
        unseen=result.unseen.total,
        equally_good=dict(result.ranges),
    )
    file.set_thresholds(thresholds, date.today(), options.author or _login_name(), REASON, evidence)
    file.save()
    print(f"written: {options.profile}")


def _login_name() -> str:
    """Who is at the keyboard; "unnamed" where the system doesn't know, which must not cost the fit."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unnamed"


def _print(spec: ExerciseSpec, result: FitResult) -> None:
    if result.values:
        table = Table(
            "threshold", "before", "after", "equally good", "why it was so", title="Fitted", title_justify="left"
        )
        for address, value in result.values.items():
            old = spec.thresholds()[address]
            equally = _equally_good(old, *result.ranges[address])
            table.add_row(address, f"{old.value:g} {old.unit}", f"{value:g} {old.unit}", equally, old.why)
        console().print(table)
    else:
        print("No other thresholds agree better with the labels.")
    print(f"Before: {agreement_words(result.before)}")
    print(f"After:  {agreement_words(result.after)}")
    if unseen := result.after.words.count(("good", "missing")) + result.after.words.count(("faulty", "missing")):
        print(f"Labelled repetitions where posecheck counts none: {unseen}. Do the labels belong to these clips?")
    if result.folds:
        print(f"On clips left out of the fit: {agreement_words(result.unseen)}")
    else:
        print("One clip only: how the thresholds do on other clips is not known. Label a second one.")


def _equally_good(threshold: Threshold, low: float, high: float) -> str:
    """The range in words; an end that no repetition sets, only the slider's own, is none."""
    if low <= threshold.min and high >= threshold.max:
        return "any"
    if low <= threshold.min:
        return f"{high:g} or less"
    return f"{low:g} or more" if high >= threshold.max else f"{low:g} .. {high:g}"


def agreement_words(found: Agreement) -> str:
    """Agreement in a line: share, percent, kappa, exact faults."""
    if not found.total:
        return "nothing to compare"
    kappa = "not defined" if math.isnan(found.kappa) else f"{found.kappa:.2f}"
    return (
        f"{found.agreed} of {found.total} verdicts agree ({found.percent:.0f} %, kappa {kappa}), "
        f"{found.exact} with the very same faults"
    )
