"""`posecheck agreement`: how far two people's labels of the same clips agree, and each of them with posecheck."""

from __future__ import annotations

import sys
from pathlib import Path

from posecheck.cli.bundles import bundled_series
from posecheck.cli.fit import agreement_words
from posecheck.cli.progress import model_progress
from posecheck.cli.review import observe_clip
from posecheck.errors import PosecheckError
from posecheck.exercise.labels import Agreement, LabelledClip, LabelledRep, Labels, agreement, as_labels
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.bundle import is_bundle
from posecheck.io.label_files import labelled_clips, load_labels
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.session.review import judge, judge_measures

Key = tuple[str, str]
Judged = dict[tuple[Path, str], tuple[LabelledRep, ...]]


def run_agreement(first: Path, second: Path | None = None, clips_dir: Path | None = None, model: str = "full") -> int:
    """A line per clip that both have labelled, one for all of them, and one for each person and posecheck.

    Where the clips aren't at hand its verdicts are left out and that is told; with one file only it is an error.
    """
    files = [first] if second is None else [first, second]
    labels = [load_labels(path) for path in files]
    if second is not None:
        _print_shared(labels, first, second)
    judged: Judged = {}
    for path, said in zip(files, labels, strict=True):
        try:
            total = _with_posecheck(said, path, clips_dir, model, judged)
        except PosecheckError as error:
            if second is None:
                raise
            print(f"posecheck: its own verdicts are not compared with {path.name}: {error}", file=sys.stderr)
            continue
        print(f"posecheck and {said.labelled_by or path.name}: {agreement_words(total)}")
    return 0


def _print_shared(labels: list[Labels], first: Path, second: Path) -> None:
    ones, others = (_by_clip(said) for said in labels)
    shared = [key for key in ones if key in others]
    if not shared:
        cure = "label the same clips, by the same names"
        raise PosecheckError("no clip is labelled in both", f"{first}, {second}", cure)
    total = Agreement()
    for key in shared:
        found = agreement(ones[key].reps, others[key].reps)
        total += found
        print(f"{key[0]} ({key[1]}): {agreement_words(found)}")
    print(f"All {len(shared)} clips: {agreement_words(total)}")


def _by_clip(labels: Labels) -> dict[Key, LabelledClip]:
    return {(Path(clip.file).name, clip.exercise): clip for clip in labels.clips}


def _with_posecheck(labels: Labels, path: Path, clips_dir: Path | None, model: str, judged: Judged) -> Agreement:
    """Agreement of a person's labels with posecheck's verdicts on the same clips; judged: what is known already."""
    total = Agreement()
    for exercise in dict.fromkeys(clip.exercise for clip in labels.clips):
        spec = find_spec(exercise)
        for clip, said in labelled_clips(labels, path, spec, clips_dir):
            key = (clip.resolve(), exercise)
            if key not in judged:
                judged[key] = _verdicts(clip, spec, model)
            total += agreement(said.reps, judged[key])
    return total


def _verdicts(clip: Path, spec: ExerciseSpec, model: str) -> tuple[LabelledRep, ...]:
    if is_bundle(clip):
        return as_labels(judge_measures(spec, bundled_series(clip, spec)).summary.reps)
    with model_progress() as progress:
        seen, _ = observe_clip(clip, resolve(model, progress), use_cache=True)
    return as_labels(judge(spec, seen, every_measure=False).summary.reps)
