"""OpenSim's tables: the header its reader insists on, and numbers in its convention."""

from __future__ import annotations

import numpy as np
from bodies import lying, observation
from made_rows import hidden, played, repetition, stay

from posecheck.io.opensim import TRC_CONVENTION, mot, trc
from posecheck.pose.landmarks import NAMES
from posecheck.pose.pose import Observation
from posecheck.pose.tracker import track


def recorded(frames: int = 40) -> Observation:
    return Observation.stack([observation(lying(), t_s=i / 30) for i in range(frames)])


def test_trc_has_the_head_that_opensim_insists_on() -> None:
    pose, _ = track(recorded())
    lines = trc("a\tb.trc", pose).split("\n")
    assert lines[0].split("\t") == ["PathFileType", "4", "(X/Y/Z)", "a b.trc", TRC_CONVENTION]
    assert lines[1].split("\t") == [
        "DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate", "OrigDataStartFrame",
        "OrigNumFrames",
    ]  # fmt: skip
    assert lines[2].split("\t") == ["30.000", "30.000", "40", "33", "m", "30.000", "1", "40"]
    assert [w for w in lines[3].split("\t") if w] == ["Frame#", "Time", *NAMES]
    assert [w for w in lines[4].split("\t") if w][:4] == ["X1", "Y1", "Z1", "X2"]
    assert lines[5] == ""
    rows = [line.split("\t") for line in lines[6:-1]]
    assert {len(row) for row in rows} == {2 + 3 * len(NAMES)}
    assert (len(rows), rows[3][0], rows[3][1]) == (40, "4", "0.10000")


def test_trc_turns_the_axes_and_leaves_out_what_is_not_trusted() -> None:
    pose, _ = track(recorded())
    rows = [line.split("\t") for line in trc("a.trc", pose).split("\n")[6:-1]]
    numbers = np.array(rows[20][2:], float).reshape(33, 3)
    known = pose.trusted[20] & np.isfinite(pose.world[20]).all(axis=1)
    np.testing.assert_allclose(numbers[known], pose.world[20][known] * [1, -1, -1], atol=2e-3)
    assert np.isnan(numbers[~pose.trusted[20]]).all()


def test_mot_says_its_convention_and_counts_flexion_from_straight() -> None:
    series = hidden(played("bridge", stay(1.5), *repetition("bridge", hold_s=2)), 0.0, 0.5)
    lines = mot("bridge", series).split("\n")
    head, body = lines[: lines.index("endheader")], lines[lines.index("endheader") + 1 : -1]
    assert head[1:5] == ["version=1", f"nRows={len(series)}", "nColumns=9", "inDegrees=yes"]
    assert "flexion" in " ".join(head)
    names = body[0].split("\t")
    assert names[:3] == ["time", "hip_flexion_r", "hip_flexion_l"]
    numbers = np.array([row.split("\t") for row in body[1:]], float)
    assert np.isnan(numbers[0, 1:]).all()
    hip = series.columns["hip_left"]
    at = int(np.nanargmax(hip)) + 5
    assert abs(numbers[at, names.index("hip_flexion_l")] - (180 - hip[at])) < 0.5
