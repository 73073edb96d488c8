"""`posecheck live`: exercise in front of the camera, or in front of a clip played as if it were one."""

from __future__ import annotations

import sys
from pathlib import Path

from posecheck.cli.options import LiveOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.cli.safety import Questions, past
from posecheck.errors import ClipError
from posecheck.io.camera import CameraSource, PacedClip
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_file import where
from posecheck.io.history_sink import SessionSink
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.model_store import ModelFile, resolve
from posecheck.io.spec_files import spec_sha256
from posecheck.session.ports import Detector
from posecheck.ui.app import LivePlan, check_display, run_window


def run_live(options: LiveOptions) -> int:
    """Open the window; returns when it is closed."""
    spec = chosen(options.exercise, options.profile).spec
    check_display()
    for target in (options.stats, options.log):
        _check_folder(target)
    source = PacedClip(options.source) if options.source else CameraSource(options.camera)
    with model_progress() as progress:
        model = resolve(options.model, progress)
    writer = HistoryWriter(where(), _told)
    questions = Questions(past(), writer.put, asking=not options.autostart)
    if not questions.before():
        writer.close()
        return 0
    history = SessionSink(writer, CURRENT)
    history.exercise(spec, spec_sha256=spec_sha256(options.exercise))
    history.next_set(reps=round(spec.dose.reps.value), hold_s=spec.dose.hold_s.value if spec.dose.hold_s else None)
    plan = LivePlan(
        spec=spec,
        source=source,
        make_model=lambda: _network(model),
        autostart=options.autostart,
        close_at_end=options.autostart and options.source is not None,
        mute=options.mute,
        stats=options.stats,
        log=options.log,
        history=history,
    )
    try:
        code = run_window(plan)
        if history.began:
            questions.after(history.uid)
        return code
    finally:
        writer.close()


def _told(words: str, why: str) -> None:
    print(f"posecheck: {words}" + (f" ({' '.join(why.split())})" if why else ""), file=sys.stderr)


def _network(model: ModelFile) -> Detector:
    from posecheck.io.pose_model import PoseModel

    return PoseModel(model)


def _check_folder(target: Path | None) -> None:
    if target is not None and not target.expanduser().absolute().parent.is_dir():
        raise ClipError("no such folder", str(target.parent), "make it first or name another file")
