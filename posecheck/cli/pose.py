"""`posecheck pose`: what the camera sees of a body on one picture or every frame of a clip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from posecheck.cli import outputs
from posecheck.cli.options import PoseOptions
from posecheck.cli.progress import model_progress
from posecheck.cli.review import observe_clip
from posecheck.io import export
from posecheck.io.clip import is_image, read_image, shown_name
from posecheck.io.model_store import ModelFile, resolve
from posecheck.pose.landmarks import INDEX
from posecheck.pose.measures import MEASURES, compute
from posecheck.pose.pose import Bools, Observation, Pose
from posecheck.pose.tracker import observe, track
from posecheck.pose.view import View
from posecheck.session.pipeline import brightness

JUDGED_JOINTS = ("shoulder", "hip", "knee")
"""A pose is trusted when these are, on the side nearer to the camera: every exercise stands on them."""


def run_pose(options: PoseOptions) -> int:
    """Write the poses of a picture or clip as JSON, draw them, or say in a line what was seen."""
    outputs.check({"json": options.json, "overlay": options.overlay}, (options.source,))
    with model_progress() as progress:
        model = resolve(options.model, progress)
    seen = _observe_picture(options.source, model) if is_image(options.source) else _observe_clip(options, model)
    pose, views = track(seen)
    trusted = _trusted(pose, views)
    if options.json:
        document = export.pose_json(shown_name(options.source), pose, views, _near_measures(pose, views), list(trusted))
        outputs.write(options.json, export.dump(document))
    if options.overlay:
        from posecheck.cli.video import write_pose_overlay

        write_pose_overlay(options.source, Path(options.overlay), pose, views)
    if options.json != "-":
        print(_line(shown_name(options.source), pose, views, trusted))
    return 0


def _observe_picture(path: Path, model: ModelFile) -> Observation:
    from posecheck.io.pose_model import STILL_MAX_SIDE_PX, PoseModel

    frame = read_image(path)
    with PoseModel(model, max_side_px=STILL_MAX_SIDE_PX) as network:
        found = network.detect(frame)
        seen = observe(found, 0.0, brightness(frame.bgr))
        spread = network.unsureness(frame, found) if found.found else None
    return replace(Observation.stack([seen]), spread=spread)


def _observe_clip(options: PoseOptions, model: ModelFile) -> Observation:
    seen, _ = observe_clip(options.source, model, use_cache=options.use_cache)
    return seen


def _trusted(pose: Pose, views: list[View]) -> Bools:
    joints = {side: [INDEX[f"{side}_{joint}"] for joint in JUDGED_JOINTS] for side in ("left", "right")}
    return np.array([pose.trusted[i, joints[view.near]].all() for i, view in enumerate(views)], bool)


def _near_measures(pose: Pose, views: list[View]) -> dict[str, np.ndarray]:
    columns = compute(pose)
    is_left = np.array([view.near == "left" for view in views], bool)
    return {
        name: np.where(is_left, columns[f"{name}_left"], columns[f"{name}_right"]) if measure.sided else columns[name]
        for name, measure in MEASURES.items()
    }


def _line(name: str, pose: Pose, views: list[View], trusted: Bools) -> str:
    frames = len(views)
    if not pose.detected.any():
        return f"{name}: nobody was seen"
    view = views[-1]
    where = f"{view.kind} view, {view.off_axis_deg:.0f} degrees off the side, {view.near} side nearer"
    if frames == 1:
        return f"{name}: one person, {int(pose.trusted[0].sum())} of 33 joints trusted, {where}"
    return f"{name}: {frames} frames, person in {int(pose.detected.sum())}, trusted in {int(trusted.sum())}, {where}"
