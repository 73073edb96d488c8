"""Results as files: JSON by the published schemas, one CSV row per frame."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from posecheck import __version__
from posecheck.exercise.result import FrameResult
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary
from posecheck.io.csv_cells import harmless, harmless_row
from posecheck.pose.landmarks import NAMES
from posecheck.pose.measures import MEASURES
from posecheck.pose.pose import Pose
from posecheck.pose.trust import WORDS, Doubt
from posecheck.pose.view import View

REVIEW_SCHEMA = "posecheck.review/1"
BATCH_SCHEMA = "posecheck.batch/1"
POSE_SCHEMA = "posecheck.pose/1"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a result comes from: clip, model and spec, with their sha256, what it took, and the profile's facts."""

    clip: Mapping[str, Any]
    model_name: str
    model_sha256: str
    spec_sha256: str
    wall_s: float
    profile: Mapping[str, Any] | None = None


def review_json(spec: ExerciseSpec, summary: Summary, origin: Origin) -> dict[str, Any]:
    """The document of schema posecheck.review/1."""
    frames = summary.tracking.frames
    return {
        "schema": REVIEW_SCHEMA,
        "posecheck": __version__,
        "model": {"name": origin.model_name, "sha256": origin.model_sha256},
        "clip": dict(origin.clip),
        "exercise": spec.id,
        "spec_sha256": origin.spec_sha256,
        "profile": dict(origin.profile) if origin.profile is not None else None,
        "setup": _clean(asdict(summary.setup)),
        "tracking": _clean(asdict(summary.tracking)),
        "reps": [_clean(asdict(rep)) for rep in summary.reps],
        "attempts": [_clean(asdict(attempt)) for attempt in summary.attempts],
        "faults": [_clean({**asdict(span), "say": spec.fault(span.id).say}) for span in summary.faults],
        "totals": {
            "reps": len(summary.reps),
            "good": summary.good,
            "unjudged": summary.unjudged,
            "attempts": len(summary.attempts),
            "hold_s": round(summary.hold_s, 3),
            "per_side": summary.per_side,
        },
        **_posture(spec, summary),
        "timing": {
            "wall_s": round(origin.wall_s, 3),
            "frames_per_s": round(frames / origin.wall_s, 1) if origin.wall_s > 0 else None,
        },
    }


def _posture(spec: ExerciseSpec, summary: Summary) -> dict[str, Any]:
    """Only of postures, which have a score instead of repetitions."""
    if spec.posture is None:
        return {}
    minutes = [_clean(asdict(w)) for w in summary.watched]
    return {"posture": {"score": _clean(summary.score), "minutes": minutes}}


SUMMARY_COLUMNS = (
    "clip", "status", "exercise", "reps", "good", "attempts", "hold_s", "faults", "frames", "detected", "trusted",
    "duration_s", "problems", "error", "unjudged",
)  # fmt: skip


def summary_row(clip: str, status: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """A review document in one line of a batch's summary."""
    counts = Counter(fault for rep in document["reps"] for fault in rep["faults"])
    faults = "; ".join(f"{name} {count}" for name, count in counts.most_common())
    totals, tracking = document["totals"], document["tracking"]
    row = {"clip": clip, "status": status, "exercise": document["exercise"], "faults": faults, "error": ""}
    row |= {name: totals[name] for name in ("reps", "good", "attempts", "hold_s")}
    row |= {name: tracking[name] for name in ("frames", "detected", "trusted")}
    row["unjudged"] = totals.get("unjudged", 0)  # a batch that goes on may have begun before this was told
    return row | {"duration_s": document["clip"]["duration_s"], "problems": "; ".join(document["setup"]["problems"])}


def failed_row(clip: str, error: str) -> dict[str, Any]:
    """A clip that could not be judged, in one line of a batch's summary."""
    return {**dict.fromkeys(SUMMARY_COLUMNS, ""), "clip": clip, "status": "failed", "error": error}


def summary_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """One row per clip."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SUMMARY_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(harmless_row(row) for row in rows)
    return out.getvalue()


def review_csv(series: Series, results: Sequence[FrameResult]) -> str:
    """One row per frame: time, trust, phase, side, repetition, then every measure; empty where not trusted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(MEASURES)
    columns = [series.near_column(name) for name in names]
    writer.writerow(["time_s", "trusted", "phase", "side", "rep", *names])
    for i, result in enumerate(results):
        values = ["" if math.isnan(c[i]) else f"{c[i]:.3f}" for c in columns]
        trusted = int(series.notes[i] == "")
        writer.writerow([f"{result.t_s:.4f}", trusted, result.phase.value, harmless(result.side), result.reps, *values])
    return out.getvalue()


def pose_json(
    source: str, pose: Pose, views: Sequence[View], measures: Mapping[str, np.ndarray], trusted: Sequence[bool]
) -> dict[str, Any]:
    """The document of schema posecheck.pose/1 for a series of poses; measures by column, (T,) each."""
    frames = [_pose_frame(pose, views[i], measures, bool(trusted[i]), i) for i in range(len(views))]
    return {"schema": POSE_SCHEMA, "source": source, "width": pose.size[0], "height": pose.size[1], "frames": frames}


def _pose_frame(pose: Pose, view: View, measures: Mapping[str, np.ndarray], trusted: bool, i: int) -> dict[str, Any]:
    detected = bool(pose.detected[i])
    landmarks: dict[str, dict[str, Any]] = {}
    if detected:
        for k, name in enumerate(NAMES):
            landmarks[name] = {
                "x": round(float(pose.xy[i, k, 0]), 2),
                "y": round(float(pose.xy[i, k, 1]), 2),
                "visibility": round(float(pose.visibility[i, k]), 4),
                "trusted": bool(pose.trusted[i, k]),
            }
            if pose.doubt is not None and pose.doubt[i, k]:
                landmarks[name]["doubt"] = WORDS[Doubt(int(pose.doubt[i, k]))]
    return {
        "time_s": round(float(pose.t_s[i]), 4),
        "detected": detected,
        "orientation": 0,
        "landmarks": landmarks,
        "trusted": trusted,
        "measures": _clean({name: float(column[i]) for name, column in measures.items()}),
        "view": {
            "kind": view.kind,
            "off_axis_deg": _clean(view.off_axis_deg),
            "near": view.near,
            "stance": view.stance,
            "cut": list(view.framing.cut),
            "dark": view.framing.dark,
        },
    }


def dump(document: Mapping[str, Any]) -> str:
    """JSON text; NaN has already become null."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _clean(value: Any) -> Any:
    """Plain JSON values: NaN and infinity become null, floats keep three decimals."""
    if isinstance(value, float | np.floating):
        return round(float(value), 3) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): _clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(v) for v in value]
    return value
