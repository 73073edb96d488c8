"""Session bundles: made of a judged clip, and opened again as one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io import export
from posecheck.io.bundle import Bundle, read_bundle, write_bundle
from posecheck.io.clip_metadata import strip_metadata
from posecheck.io.profile_files import load_profile, profiled
from posecheck.io.reading import json_of
from posecheck.io.spec_files import load_spec, spec_path, spec_sha256
from posecheck.session.event_log import events_text
from posecheck.session.review import Review

Document = dict[str, Any]


def write_session(
    path: Path, clip: Path | None, exercise: str, profile: Path | None, review: Review, document: Document,
    *, keep_metadata: bool = False,
) -> None:  # fmt: skip
    """Write a judged clip as a session bundle. exercise: id or file; clip: None leaves it out.

    keep_metadata: the clip goes along as it is, with the place and device that its camera may have written into it.
    """
    from posecheck.render.report import session_page

    spec = review.program.spec
    texts = {
        "spec.toml": spec_path(exercise).read_bytes().decode(),
        "review.json": export.dump(document),
        "report.html": session_page(spec, review.series, review.results, review.summary, document),
        "events.jsonl": events_text(review.results, review.summary),
    }
    if profile is not None:
        texts["profile.toml"] = profile.read_bytes().decode()
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        if clip is not None and not keep_metadata:
            bare = Path(folder) / f"clip{clip.suffix}"
            strip_metadata(clip, bare)
            clip = bare
        write_bundle(path.expanduser(), spec.id, review.series, texts, clip)


def write_session_again(path: Path, bundle: Path, clip: Path | None) -> None:
    """Write a session bundle on as it came. clip: its own clip, None leaves it out."""
    found = read_bundle(bundle)
    write_bundle(path.expanduser(), found.manifest.exercise, found.series, found.texts, clip)


def bundled_spec(bundle: Bundle) -> tuple[ExerciseSpec, tuple[str, ...]]:
    """The exercise as the sender's posecheck judged it, with the profile used, and what should be known of the two.

    PosecheckError for a bundle whose exercise or profile is faulty, or isn't the one it says.
    """
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        place, notes = Path(folder) / "spec.toml", tuple[str, ...]()
        place.write_bytes(bundle.texts["spec.toml"].encode())
        try:
            spec = load_spec(place)
            if "profile.toml" in bundle.texts:
                theirs = Path(folder) / "profile.toml"
                theirs.write_bytes(bundle.texts["profile.toml"].encode())
                spec, _, notes = profiled(spec, spec_sha256(str(place)), theirs)
                notes = (f"judged with the profile of {load_profile(theirs).name}", *notes)
        except PosecheckError as error:
            what = f"its exercise can't be used: {error.cure or error.what}"
            raise PosecheckError(what, bundle.path.name, "update posecheck, or ask for the clip") from error
    if spec.id != bundle.manifest.exercise:
        what = f"it says {bundle.manifest.exercise} and holds {spec.id}"
        raise PosecheckError(what, bundle.path.name, "ask who sent it; it was not opened")
    return spec, notes


@contextmanager
def judged_by(path: Path) -> Iterator[tuple[str, Path | None]]:
    """The files of the exercise and the profile that a session bundle brings along, as long as the block runs."""
    texts = read_bundle(path).texts
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        places = {name: Path(folder) / name for name in ("spec.toml", "profile.toml") if name in texts}
        for name, place in places.items():
            place.write_bytes(texts[name].encode())
        yield str(places["spec.toml"]), places.get("profile.toml")


def clip_name(path: Path) -> str:
    """Return the name that the clip of a session bundle had where it was judged, "" where its review says none."""
    try:
        return str(json_of(read_bundle(path).texts["review.json"], path.name)["clip"]["file"])
    except (PosecheckError, KeyError, TypeError):
        return ""


def bundled_clip(bundle: Bundle) -> Path | None:
    """The bundle's clip in a folder of its own, which goes when the program ends; None when it holds none."""
    if "clip.mp4" not in bundle.manifest.files:
        return None
    folder = Path(tempfile.mkdtemp(prefix="posecheck-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return bundle.extract_clip(folder)


def bundled_series(path: Path, spec: ExerciseSpec) -> Series:
    """The recorded measures of a session bundle; PosecheckError when they are another exercise's or not enough."""
    bundle = read_bundle(path)
    if bundle.manifest.exercise != spec.id:
        cure = f"run posecheck tune --exercise {bundle.manifest.exercise}"
        raise PosecheckError(f"this is a session of {bundle.manifest.exercise}, not of {spec.id}", path.name, cure)
    check_measures(bundle, spec)
    return bundle.series


def check_measures(bundle: Bundle, spec: ExerciseSpec) -> None:
    """PosecheckError when a bundle lacks measures that the exercise is judged by."""
    here = bundle.series.columns
    if missing := [m for m in compile_spec(spec).measures if m not in here and f"{m}_left" not in here]:
        cure = "ask for the clip, or for a bundle by a newer posecheck"
        raise PosecheckError(f"its measures lack {', '.join(missing)}", bundle.path.name, cure)


def exercise_of(path: Path) -> str:
    """Id of the exercise of a session bundle."""
    return read_bundle(path).manifest.exercise
