"""`posecheck live`: exercise in front of the camera, or in front of a clip played as if it were one."""

from __future__ import annotations

from pathlib import Path

from posecheck.cli.options import LiveOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.progress import model_progress
from posecheck.errors import ClipError
from posecheck.io.camera import CameraSource, PacedClip
from posecheck.io.model_store import ModelFile, resolve
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
    plan = LivePlan(
        spec=spec,
        source=source,
        make_model=lambda: _network(model),
        autostart=options.autostart,
        close_at_end=options.autostart and options.source is not None,
        mute=options.mute,
        stats=options.stats,
        log=options.log,
    )
    return run_window(plan)


def _network(model: ModelFile) -> Detector:
    from posecheck.io.pose_model import PoseModel

    return PoseModel(model)


def _check_folder(target: Path | None) -> None:
    if target is not None and not target.expanduser().absolute().parent.is_dir():
        raise ClipError("no such folder", str(target.parent), "make it first or name another file")
