"""Label files (schema posecheck.labels/1): what a person says of the repetitions in some clips, and where those are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecheck.errors import KeptBesideError, PosecheckError, Problem, SpecError
from posecheck.exercise.labels import LabelledClip, LabelledRep, Labels
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.atomic import free_name, locked, write_text
from posecheck.io.clip import file_sha256
from posecheck.io.reading import load_json

MAX_BYTES = 20_000_000


def load_labels(path: Path) -> Labels:
    """Read a label file; SpecError with every fault of it."""
    return labels_of(load_json(path, MAX_BYTES), str(path))


def labels_of(data: Any, where: str) -> Labels:
    """Labels from a JSON document; SpecError with every fault of it."""
    try:
        labels = Labels.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise SpecError(where, tuple(Problem(0, f"{_place(e['loc'])}: {e['msg']}") for e in found)) from error
    problems = [
        Problem(0, f"clips.{i}.reps.{j}: ends before it begins")
        for i, clip in enumerate(labels.clips)
        for j, rep in enumerate(clip.reps)
        if rep.end_s <= rep.start_s
    ]
    if problems:
        raise SpecError(where, tuple(problems))
    return labels


def save_labels(path: Path, labels: Labels) -> None:
    """Write a label file, all of it or nothing."""
    document = labels.model_dump(mode="json", by_alias=True, exclude_none=True)
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def update_labels(path: Path, clip: LabelledClip, known: Sequence[LabelledRep] | None = None) -> None:
    """Put one clip's labels into a file in place of its earlier ones; what is said of other clips stays.

    known: what the file said of the clip when it was last read or written, () for nothing. Where it says something
    else now, another window's labels stay and these go beside them: KeptBesideError.
    """
    with locked(path):
        labels = load_labels(path) if path.exists() else Labels()
        others = [c for c in labels.clips if (c.file, c.exercise) != (clip.file, clip.exercise)]
        said = next((c.reps for c in labels.clips if c not in others), ())
        if known is not None and said not in (tuple(known), clip.reps):
            beside = free_name(path)
            save_labels(beside, Labels(clips=(clip,)))
            raise KeptBesideError(f"somebody else labelled {clip.file} meanwhile", path, beside)
        save_labels(path, labels.model_copy(update={"clips": (*others, clip)}))


def labels_in(path: Path, file: str, exercise: str) -> LabelledClip | None:
    """What a label file says of one clip; None when there is no such file or it doesn't speak of the clip."""
    if not path.exists():
        return None
    return next((c for c in load_labels(path).clips if (c.file, c.exercise) == (file, exercise)), None)


def labelled_clips(
    labels: Labels, path: Path, spec: ExerciseSpec, clips_dir: Path | None = None
) -> list[tuple[Path, LabelledClip]]:
    """The clips of one exercise and where they are, beside the label file or in `clips_dir`.

    PosecheckError when there is none, one has moved or has changed since it was labelled, or a fault is unknown.
    """
    wanted = [clip for clip in labels.clips if clip.exercise == spec.id]
    if not wanted:
        others = ", ".join(sorted({clip.exercise for clip in labels.clips})) or "none"
        raise PosecheckError(f"no clip of {spec.id} is labelled", str(path), f"labelled exercises: {others}")
    _check_faults(wanted, spec, path)
    found = [(_found(Path(clip.file), path.parent, clips_dir), clip) for clip in wanted]
    if missing := [clip.file for place, clip in found if place is None]:
        what = f"{len(missing)} of {len(found)} labelled clips are not there: {_listed(missing)}"
        raise PosecheckError(what, str(path), "name their folder with --clips-dir")
    placed = [(place, clip) for place, clip in found if place is not None]
    if changed := [clip.file for place, clip in placed if clip.sha256 and file_sha256(place) != clip.sha256]:
        what = f"changed since it was labelled: {_listed(changed)}"
        raise PosecheckError(what, str(path), "label it again, or restore the clip")
    return placed


def _found(name: Path, beside: Path, clips_dir: Path | None) -> Path | None:
    places = [beside / name] if clips_dir is None else [clips_dir / name, clips_dir / name.name]
    return next((place for place in places if place.is_file()), None)


def _check_faults(clips: Sequence[LabelledClip], spec: ExerciseSpec, path: Path) -> None:
    known = [fault.id for fault in spec.faults]
    unknown = dict.fromkeys(f for clip in clips for rep in clip.reps for f in rep.faults if f not in known)
    if unknown:
        raise PosecheckError(f"unknown fault {_listed(list(unknown))}", str(path), f"{spec.id} has {', '.join(known)}")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _place(location: Sequence[Any]) -> str:
    return ".".join(str(part) for part in location) or "the file"
