"""Many clips at once: resumable, with a summary, on this machine or on a cluster."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from posecheck.cli import outputs
from posecheck.cli.options import ReviewOptions
from posecheck.cli.profiles import Chosen
from posecheck.cli.progress import share_progress
from posecheck.errors import PosecheckError, printable
from posecheck.io import export
from posecheck.io.atomic import write_text
from posecheck.io.clip import check_file, file_sha256, shown_name
from posecheck.io.cluster import run_on_cluster
from posecheck.io.model_store import ModelFile
from posecheck.io.reading import MB, load_json
from posecheck.session.batch import Done, attempt, run_here
from posecheck.session.stopping import Stopped

Document = dict[str, Any]
SUMMARY = "summary"
"""Stem of the files that tell of all clips."""


@dataclass(frozen=True, slots=True)
class ClipJob:
    """One clip to judge. asked: as the user named it; name: stem of what is written for it; sha256: its content;
    model: name or file; speed: how many times faster the movement was than the clip plays."""

    clip: Path
    asked: Path
    name: str
    sha256: str
    basis: Chosen
    model: str
    use_cache: bool
    wants_csv: bool
    speed: float = 1.0


@dataclass(slots=True)
class Batch:
    """What has been done so far: documents by clip where they are wanted, a summary row for every clip."""

    documents: dict[Path, Document] = field(default_factory=dict)
    rows: dict[Path, Document] = field(default_factory=dict)
    failures: int = 0


def run_batch(options: ReviewOptions, basis: Chosen, model: ModelFile) -> tuple[Document, int]:
    """Judge every clip; returns (the JSON document, how many failed). One that fails is told and stops nothing."""
    batch = Batch()
    jobs = _jobs(options, basis, batch)
    finished = [job for job in jobs if _take_finished(options, job, model, batch)]
    if finished:
        print(f"posecheck: {len(finished)} of {len(jobs)} clips were finished before and are kept", file=sys.stderr)
    left = _longest_first([job for job in jobs if job.asked not in batch.rows], options)
    try:
        with share_progress(f"{len(left)} clips") as on_share, closing(_run(options, left, model)) as run:
            for i, done in enumerate(run, 1):
                _take(options, done, batch)
                if on_share is not None:
                    on_share(i / len(left))
    except Stopped as stop:
        if options.out is not None:
            kept = len(batch.rows) - batch.failures
            stop.words = f"stopped; {kept} of {len(options.clips)} are kept, run it again to go on"
        raise
    finally:
        if options.out is not None:
            _write_summary(options.out, basis, [batch.rows[c] for c in options.clips if c in batch.rows])
    documents = [batch.documents[clip] for clip in options.clips if clip in batch.documents]
    return {"schema": export.BATCH_SCHEMA, "clips": documents}, batch.failures


def _jobs(options: ReviewOptions, basis: Chosen, batch: Batch) -> list[ClipJob]:
    """One job per readable clip; two clips of one name get their content's first letters into the name.

    Names that differ in capitals alone are one on many systems, and one is the summary's.
    """
    clips = {clip.absolute(): clip for clip in options.clips}
    names = Counter([SUMMARY, *(clip.stem.casefold() for clip in clips)])
    jobs = []
    for path, clip in clips.items():
        try:
            check_file(clip)
            sha256 = file_sha256(clip)
        except PosecheckError as error:
            _fail(batch, clip, str(error))
            continue
        name = outputs.stem(clip, sha256, alone=names[clip.stem.casefold()] == 1)
        wants_csv = options.out is not None
        jobs.append(
            ClipJob(path, clip, name, sha256, basis, options.model, options.use_cache, wants_csv, options.speed)
        )
    return jobs


def _longest_first(jobs: list[ClipJob], options: ReviewOptions) -> list[ClipJob]:
    """Where several are judged at once, so that none is left alone with a long clip at the end; else as named.

    The size of the file stands for its length, which only opening every clip would tell.
    """
    at_once = options.jobs > 1 or options.scheduler is not None
    return sorted(jobs, key=lambda job: -_size(job.clip)) if at_once else jobs


def _size(clip: Path) -> int:
    """Return the file's bytes; 0 when it has gone meanwhile, which is told when its turn comes."""
    try:
        return clip.stat().st_size
    except OSError:
        return 0


def review_clip(job: ClipJob) -> Document:
    """Judge one clip, here or on a worker: {"review": the JSON, "csv": the table or ""}."""
    from posecheck.cli.review import review_document
    from posecheck.io.model_store import resolve

    model, cached = resolve(job.model), job.use_cache
    review, document = review_document(job.clip, job.basis, model, use_cache=cached, quiet=True, speed=job.speed)
    return {"review": document, "csv": export.review_csv(review.series, review.results) if job.wants_csv else ""}


def _run(options: ReviewOptions, jobs: list[ClipJob], model: ModelFile) -> Generator[Done[ClipJob], None, None]:
    if options.scheduler is None or not jobs:
        yield from run_here(review_clip, jobs, options.jobs)
        return
    keyed = {f"posecheck-{_key(job, model)}": job for job in jobs}
    yield from run_on_cluster(
        options.scheduler, partial(attempt, review_clip), keyed, lambda j, why: Done(j, error=why)
    )


def _key(job: ClipJob, model: ModelFile) -> str:
    """What a result rests on: the clip (content, place and speed), the model, the exercise, the profile."""
    parts = (
        job.sha256,
        model.sha256,
        job.basis.sha256,
        json.dumps(job.basis.profile),
        ascii(str(job.clip)),
        str(job.speed),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _take_finished(options: ReviewOptions, job: ClipJob, model: ModelFile, batch: Batch) -> bool:
    """Whether an earlier run has written this very result: same clip, speed, model, exercise, profile and posecheck."""
    if options.out is None:
        return False
    try:
        document = load_json(options.out / f"{job.name}.json", 32 * MB)
        found = (document["schema"], document["posecheck"], document["clip"]["sha256"], document["model"]["sha256"],
                 document["spec_sha256"], document["profile"], document["clip"].get("speed", 1.0))  # fmt: skip
    except (PosecheckError, KeyError, TypeError, AttributeError):
        return False
    from posecheck import __version__

    basis = job.basis
    wanted = (export.REVIEW_SCHEMA, __version__, job.sha256, model.sha256, basis.sha256, basis.profile, job.speed)
    if found != wanted or not (options.out / f"{job.name}.csv").is_file():
        return False
    _keep(options, job, document, batch, "kept")
    return True


def _take(options: ReviewOptions, done: Done[ClipJob], batch: Batch) -> None:
    job = done.job
    if done.document is None:
        _fail(batch, job.asked, done.error)
        return
    document = done.document["review"]
    if options.out is not None:
        try:
            write_text(options.out / f"{job.name}.csv", done.document["csv"])
            write_text(options.out / f"{job.name}.json", export.dump(document))
        except PosecheckError as error:
            if getattr(error.__cause__, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
                raise  # the next ones won't fit either
            _fail(batch, job.asked, str(error))
            return
    _keep(options, job, document, batch, "done")
    if not options.json:
        totals = document["totals"]
        plural = "" if totals["reps"] == 1 else "s"
        unjudged = f", {totals['unjudged']} not judged" if totals["unjudged"] else ""
        print(f"{shown_name(job.clip)}: {totals['reps']} repetition{plural}, {totals['good']} good{unjudged}")


def _keep(options: ReviewOptions, job: ClipJob, document: Document, batch: Batch, status: str) -> None:
    batch.rows[job.asked] = export.summary_row(printable(str(job.asked)), status, document)
    if options.json:
        batch.documents[job.asked] = document


def _fail(batch: Batch, clip: Path, error: str) -> None:
    batch.failures += 1
    batch.rows[clip] = export.failed_row(printable(str(clip)), printable(error))
    print(f"posecheck: {printable(error)}", file=sys.stderr)


def _write_summary(folder: Path, basis: Chosen, rows: list[Mapping[str, Any]]) -> None:
    from posecheck.render.pages import summary_page

    write_text(folder / f"{SUMMARY}.csv", export.summary_csv(rows))
    write_text(folder / f"{SUMMARY}.html", summary_page(basis.spec, rows, basis.profile))
