"""The documents that other programs read."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import numpy as np
import pytest
from bodies import lying, observation

from posecheck.exercise.result import Attempt, FaultSpan, FrameResult, Phase, Range, Rep
from posecheck.exercise.rows import Row, Series
from posecheck.exercise.summary import Gap, Setup, Summary, Tracking
from posecheck.io import export
from posecheck.io.spec_files import find_spec
from posecheck.pose.landmarks import NAMES
from posecheck.pose.measures import MEASURES, compute
from posecheck.pose.pose import Observation
from posecheck.pose.tracker import track

ORIGIN = export.Origin({"file": "a.mp4", "sha256": "0" * 64}, "pose_landmarker_full", "1" * 64, "2" * 64, 2.0)
HIP = {"hip": Range(128.0, 176.25, 174.9, 5.0)}
Json = dict[str, Any]
SUMMARY = Summary(
    setup=Setup("side", "left", "left", 8.04, ("too dark",)),
    tracking=Tracking(900, 893, 880, (Gap(3.1, 3.6, "left_ankle out of frame"),)),
    reps=(
        Rep(1, "both", 1.2, 2.4, 12.5, 13.6, 10.1, True, (), HIP),
        Rep(2, "left", 15.0, 16.0, 20.0, 21.0, 4.0, False, ("hips_low",), {"hip": Range(1, 2, math.nan, 5)}),
    ),
    attempts=(Attempt("both", 24.9, 26.2, "hips_low", {}),),
    faults=(FaultSpan("hips_low", 2, 16.0, 18.0),),
)


@pytest.fixture(scope="module")
def document() -> Json:
    return json.loads(export.dump(export.review_json(find_spec("bridge"), SUMMARY, ORIGIN)))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("schema", "posecheck.review/1"),
        ("model", {"name": "pose_landmarker_full", "sha256": "1" * 64}),
        ("clip", {"file": "a.mp4", "sha256": "0" * 64}),
        ("exercise", "bridge"),
        ("spec_sha256", "2" * 64),
        ("profile", None),
        (
            "totals",
            {"reps": 2, "good": 1, "unjudged": 0, "attempts": 1, "hold_s": 14.1, "per_side": {"both": 1, "left": 1}},
        ),
        ("timing", {"wall_s": 2.0, "frames_per_s": 450.0}),
    ],
)
def test_the_review_document_says(document: Json, key: str, expected: object) -> None:
    assert document[key] == expected


def test_its_parts_have_the_contracts_keys(document: Json) -> None:
    rep = {"index", "side", "start_s", "top_start_s", "top_end_s", "end_s", "hold_s", "good", "faults", "measures"}
    assert rep <= set(document["reps"][0])
    assert {"side", "start_s", "end_s", "reason", "measures"} <= set(document["attempts"][0])
    assert {"id", "rep", "start_s", "end_s", "say"} <= set(document["faults"][0])
    assert {"view", "facing", "near_side", "off_axis_deg", "problems"} <= set(document["setup"])
    assert {"frames", "detected", "trusted", "gaps"} <= set(document["tracking"])


def test_a_rep_carries_its_measures_and_unknown_is_null(
    document: dict[str, list[dict[str, dict[str, object]]]],
) -> None:
    first, second = document["reps"]
    assert first["measures"]["hip"] == {"min": 128.0, "max": 176.25, "top": 174.9, "error": 5.0}
    assert second["measures"]["hip"]["top"] is None


def test_a_fault_is_told_in_the_specs_words(document: Json) -> None:
    assert document["faults"][0]["say"] == "Lift your hips higher"


def frame(t_s: float, phase: Phase) -> FrameResult:
    return FrameResult(t_s, True, "", phase, "both", 1, 1, 0, 0.5, 0.0, 10.0)


def test_the_csv_has_a_row_per_frame_and_nothing_where_nothing_is_known() -> None:
    columns = [f"{n}_{s}" for n, m in MEASURES.items() if m.sided for s in ("left", "right")]
    columns += [n for n, m in MEASURES.items() if not m.sided]
    known, unknown = dict.fromkeys(columns, 12.3456), dict.fromkeys(columns, math.nan)
    series = Series.of([Row(0.0, known, "left"), Row(0.0333, unknown, "left", "left_hip hidden")])
    rows = list(
        csv.reader(io.StringIO(export.review_csv(series, [frame(0.0, Phase.TOP), frame(0.0333, Phase.UNSEEN)])))
    )
    assert rows[0] == ["time_s", "trusted", "phase", "side", "rep", *MEASURES]
    assert rows[1] == ["0.0000", "1", "top", "both", "1", *["12.346"] * len(MEASURES)]
    assert rows[2] == ["0.0333", "0", "unseen", "both", "1", *[""] * len(MEASURES)]


def test_the_pose_document_names_33_landmarks_in_pixels() -> None:
    gone = observation(np.full((33, 2), np.nan), t_s=1 / 30, visibility=0.0)
    pose, views = track(Observation.stack([observation(lying()), gone]))
    measures = {name: np.full(2, 7.0) for name in compute(pose)}
    document = json.loads(export.dump(export.pose_json("a.jpg", pose, views, measures, [True, False])))
    seen, unseen = document["frames"]
    assert (document["schema"], document["width"], document["height"]) == ("posecheck.pose/1", 640, 360)
    assert tuple(seen["landmarks"]) == NAMES
    assert seen["landmarks"]["left_hip"] == {"x": 320.0, "y": 270.0, "visibility": 0.99, "trusted": True}
    assert (seen["detected"], seen["trusted"], seen["orientation"]) == (True, True, 0)
    assert set(seen["view"]) >= {"kind", "off_axis_deg"}
    assert (unseen["detected"], unseen["trusted"], unseen["landmarks"]) == (False, False, {})
