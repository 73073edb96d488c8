"""Measures how far each measure errs, and writes posecheck/pose/error_table.py.

  python docs/measure_errors.py CLIPS     folder of rendered clips, each with the truth of its joints beside it

Three numbers a measure, all the 68th percentile over frames, every clip weighing the same. Only clips of exercises that
look at a measure count for it; one that none of them looks at keeps the error it is registered with.
value    how far it is from the truth on the side nearer to the camera (cameras 6-8 degrees off the pure side view);
change   the same less what is constant within a clip: how far a change against the person's own rest errs;
views    what a camera 15, 30, 45, 60 and 75 degrees off the side adds: the bodies of the same clips turned about the
         upright axis and projected again.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from posecheck.cli.review import observe_clip
from posecheck.exercise.program import compile_spec
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.pose.error_table import VIEWS_DEG
from posecheck.pose.landmarks import COUNT, INDEX
from posecheck.pose.measures import MEASURES, compute
from posecheck.pose.pose import Floats, Pose
from posecheck.pose.tracker import track

TABLE = Path(__file__).parents[1] / "posecheck" / "pose" / "error_table.py"
KEPT = ("spine_curve", "shoulder_yaw", "pelvis", "belly_height")
"""These keep the error they are registered with in any case: the outline, and the belly's height that is read off it,
have no truth among joints; the shoulder line's turn is read off 3D joints as well, whose truth isn't here; the pelvis
is judged against a rest that is followed all the time, and what is constant over a clip says nothing about it."""
TYPICAL = 68.0
PX_PER_M = 240.0
SIDES = {"L": "left", "R": "right"}


def main(folder: Path) -> None:
    """Measure over all clips of a folder and write the table."""
    errors: dict[str, list[Floats]] = defaultdict(list)
    turned: dict[str, list[list[Floats]]] = defaultdict(list)
    for clip in sorted(folder.glob("*.mp4")):
        truth = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
        seen, _ = observe_clip(clip, resolve(), use_cache=True)
        pose, _ = track(seen)
        side = SIDES.get(truth["near_side"], truth["near_side"])
        wrong, wrongs = compared(pose, true_pose(pose, truth), side), turned_about(pose, side)
        for name in compile_spec(find_spec(truth["exercise"])).measures:
            errors[name].append(wrong[name])
            turned[name].append(wrongs[name])
        print(clip.stem, file=sys.stderr)
    rows = [row(name, errors[name], turned[name]) for name in MEASURES if name not in KEPT and errors[name]]
    TABLE.write_text(module(rows), encoding="utf-8")


def true_pose(pose: Pose, truth: dict[str, object]) -> Pose:
    """The pose with the true joints in it; a landmark of which no truth is known is nowhere."""
    points = np.asarray(truth["points2d"], float)[: len(pose.t_s)]
    xy = np.full((len(points), COUNT, 2), np.nan)
    for k, joint in enumerate(truth["joints"]):  # type: ignore[arg-type,var-annotated]
        name, _, side = joint.partition("_")
        name = name.replace("toe", "foot_index")
        xy[:, INDEX[f"{SIDES[side]}_{name}" if side else name]] = points[:, k]
    return replace(pose, xy=xy, trusted=np.isfinite(xy[..., 0]))


def compared(found: Pose, true: Pose, side: str) -> dict[str, Floats]:
    """Error per frame of every measure, of the side nearer to the camera."""
    here, there = near(compute(found), side), near(compute(true), side)
    return {name: here[name] - there[name] for name in here}


def turned_about(pose: Pose, side: str) -> dict[str, list[Floats]]:
    """Per measure and view, what turning the camera changes; the bodies are the network's own 3D ones."""
    series = [near(compute(projected(pose, degrees)), side) for degrees in (0.0, *VIEWS_DEG)]
    return {name: [s[name] - series[0][name] for s in series[1:]] for name in series[0]}


def projected(pose: Pose, degrees: float) -> Pose:
    """The 3D body as a camera `degrees` further off the side would see it, without perspective."""
    turn = np.radians(degrees)
    x = pose.world[..., 0] * np.cos(turn) + pose.world[..., 2] * np.sin(turn)
    xy = np.stack((x, pose.world[..., 1]), -1) * PX_PER_M + np.array(pose.size) / 2
    return replace(pose, xy=xy, trusted=np.isfinite(xy[..., 0]))


def near(columns: dict[str, Floats], side: str) -> dict[str, Floats]:
    """Columns by measure name, sided ones of one side."""
    return {name: columns[f"{name}_{side}" if m.sided else name] for name, m in MEASURES.items()}


def row(name: str, errors: list[Floats], turned: list[list[Floats]]) -> tuple[str, tuple[float, ...]]:
    """The numbers of a measure."""
    value = typical(errors)
    change = typical([e - np.nanmedian(e) for e in errors if np.isfinite(e).any()])
    views = [typical([wrongs[k] for wrongs in turned]) for k in range(len(VIEWS_DEG))]
    return name, (value, change, *views)


def typical(errors: list[Floats]) -> float:
    """68th percentile of the absolute error, every clip weighing the same."""
    known = [np.abs(e[np.isfinite(e)]) for e in errors]
    return float(np.median([np.percentile(k, TYPICAL) for k in known if len(k)]))


def module(rows: list[tuple[str, tuple[float, ...]]]) -> str:
    """The source of the table."""
    lines = [f'    "{name}": ({", ".join(f"{v:.3g}" for v in numbers)}),' for name, numbers in rows]
    before, _, _ = TABLE.read_text(encoding="utf-8").partition("ERRORS:")
    return f"{before}ERRORS: Final[dict[str, tuple[float, ...]]] = {{\n" + "\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
