"""`posecheck review`: recorded clips in, repetitions and corrections out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from posecheck.cli import outputs
from posecheck.cli.options import ReviewOptions
from posecheck.cli.profiles import Chosen, chosen
from posecheck.cli.progress import frame_progress, model_progress
from posecheck.cli.speed import at_speed, check_speed
from posecheck.errors import ClipError, PosecheckError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io import export, opensim
from posecheck.io.atomic import make_folder, write_text
from posecheck.io.clip import ClipSource, shown_name
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.pose_cache import PoseCache, cache_key
from posecheck.io.spec_files import spec_path
from posecheck.pose.pose import Observation
from posecheck.session.review import Review, judge, observe_frames

Document = dict[str, Any]
Tell = Callable[[int, int], None]


def run_review(options: ReviewOptions) -> int:
    """Review every clip; 0 when all went well, 1 when one of several failed, PosecheckError when the only one did."""
    check_speed(options.speed)
    basis = chosen(options.exercise, options.profile)
    _check_outputs(options)
    with model_progress() as progress:
        model = resolve(options.model, progress)
    if len(options.clips) == 1 and options.scheduler is None:
        document, failures = _one(options, options.clips[0], basis, model), 0
    else:
        from posecheck.cli.batch import run_batch

        document, failures = run_batch(options, basis, model)
    if options.json:
        outputs.write(options.json, export.dump(document))
    return 1 if failures else 0


def _check_outputs(options: ReviewOptions) -> None:
    """Complain about outputs before the work, not after it."""
    single = {name: getattr(options, name) for name in ("csv", "video", "html", "trc", "mot", "bundle")}
    if len(options.clips) > 1 and (given := [f"--{name}" for name, target in single.items() if target]):
        what = f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} for one clip"
        raise PosecheckError(what, "review", "give --out DIR for several clips")
    outputs.check({"json": options.json, **single}, (*options.clips, options.profile, spec_path(options.exercise)))
    if options.out is not None:
        try:
            make_folder(options.out)
        except OSError as error:
            raise ClipError(
                "cannot make the folder", str(options.out), error.strerror or "choose another one"
            ) from error


def _one(options: ReviewOptions, clip: Path, basis: Chosen, model: ModelFile) -> Document:
    tables = any((options.csv, options.out, options.html, options.mot, options.bundle))
    cached, speed = options.use_cache, options.speed
    review, document = review_document(clip, basis, model, use_cache=cached, every_measure=tables, speed=speed)
    _side_outputs(options, clip, basis.spec, review, document)
    if options.bundle:
        from posecheck.cli.bundles import write_session

        kept = clip if options.with_clip else None
        write_session(
            options.bundle, kept, options.exercise, options.profile, review, document,
            keep_metadata=options.keep_metadata,
        )  # fmt: skip
    if "-" not in (options.json, options.csv):
        _print_table(clip, basis.spec, review)
    return document


def review_document(
    clip: Path,
    basis: Chosen,
    model: ModelFile,
    *,
    use_cache: bool,
    quiet: bool = False,
    every_measure: bool = True,
    speed: float = 1.0,
) -> tuple[Review, Document]:
    """Judge one clip; the judged recording and the JSON's document of it. quiet: no progress bar of its own."""
    started_s = time.perf_counter()
    seen, clip_info = at_speed(*observe_clip(clip, model, use_cache=use_cache, quiet=quiet), speed)
    problems = tuple(clip_info.get("problems", ()))
    review = judge(basis.spec, seen, problems, every_measure=every_measure)
    wall_s = time.perf_counter() - started_s
    origin = export.Origin(clip_info, model.name, model.sha256, basis.sha256, wall_s, basis.profile)
    return review, export.review_json(basis.spec, review.summary, origin)


def observe_clip(
    clip: Path, model: ModelFile, *, use_cache: bool, quiet: bool = False, tell: Tell | None = None
) -> tuple[Observation, Document]:
    """What the network saw of a clip, from the cache where it can, and what the clip is (the JSON's `clip`).

    tell: hears how many frames of how many are done, in place of a progress bar.
    """
    cache = _cache() if use_cache else None
    with ClipSource(clip) as source:
        key = cache_key(source.info.sha256, model.sha256)
        found = cache.load(key) if cache is not None else None
        if found is not None:
            return found[0], {**found[1], "file": shown_name(clip)}
        seen = _through_network(source, model, quiet, tell)
        info = clip_facts(source)
    if cache is not None and (problem := cache.store(key, seen, info)):
        print(f"posecheck: {problem}", file=sys.stderr)
    return seen, info


def _cache() -> PoseCache | None:
    try:
        return PoseCache()
    except PosecheckError as error:
        print(f"posecheck: the result can't be kept for next time ({error})", file=sys.stderr)
        return None


def _through_network(source: ClipSource, model: ModelFile, quiet: bool, tell: Tell | None) -> Observation:
    from posecheck.io.pose_model import PoseModel

    frames = source.info.frames
    told = (lambda done: tell(done, frames)) if tell is not None else None
    bar = nullcontext(told) if quiet or told else frame_progress(source.info.file, frames)
    with PoseModel(model) as network, bar as on_frame:
        seen = observe_frames(source, network, on_frame)
    if seen is None:
        raise ClipError("the clip has no frames", source.info.file, "record it again or check the file")
    return seen


def clip_facts(source: ClipSource) -> Document:
    """The JSON's `clip`: exact once every frame has been read."""
    info = asdict(source.info)
    wanted = ("file", "sha256", "width", "height", "fps", "frames", "duration_s")
    return {**{name: info[name] for name in wanted}, "problems": list(info.get("problems", ()))}


def _side_outputs(options: ReviewOptions, clip: Path, spec: ExerciseSpec, review: Review, document: Document) -> None:
    if options.csv:
        outputs.write(options.csv, export.review_csv(review.series, review.results))
    if options.video:
        from posecheck.cli.video import write_overlay_video

        write_overlay_video(clip, Path(options.video), spec, review)
    if options.html:
        write_text(options.html.expanduser(), _page(spec, review, document))
    if options.trc:
        write_text(options.trc.expanduser(), opensim.trc(options.trc.name, review.pose))
    if options.mot:
        write_text(options.mot.expanduser(), opensim.mot(options.mot.stem, review.series))
    if options.out is not None:
        stem = outputs.stem(clip, document["clip"]["sha256"])
        write_text(options.out / f"{stem}.json", export.dump(document))
        write_text(options.out / f"{stem}.csv", export.review_csv(review.series, review.results))


def _page(spec: ExerciseSpec, review: Review, document: Document) -> str:
    from posecheck.render.report import session_page

    return session_page(spec, review.series, review.results, review.summary, document)


def _print_table(clip: Path, spec: ExerciseSpec, review: Review) -> None:
    from posecheck.render.table import print_review

    print_review(Console(highlight=False), shown_name(clip), spec, review.summary)
