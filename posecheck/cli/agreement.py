"""`posecheck agreement`: how far two people's labels of the same clips agree."""

from __future__ import annotations

from pathlib import Path

from posecheck.cli.fit import agreement_words
from posecheck.errors import PosecheckError
from posecheck.exercise.labels import Agreement, LabelledClip, agreement
from posecheck.io.label_files import load_labels

Key = tuple[str, str]


def run_agreement(first: Path, second: Path) -> int:
    """A line per clip that both have labelled, and one for all of them."""
    ones, others = _by_clip(first), _by_clip(second)
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
    return 0


def _by_clip(path: Path) -> dict[Key, LabelledClip]:
    return {(Path(clip.file).name, clip.exercise): clip for clip in load_labels(path).clips}
