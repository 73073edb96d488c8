"""A threshold planted in the labels of a rendered clip's repetitions, and found again."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from posecheck.cli.review import observe_clip
from posecheck.exercise.fitting import LabelledRecording, fit
from posecheck.exercise.labels import as_labels
from posecheck.exercise.profile import with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.tuning import Prepared, prepare, rejudge
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.session.pipeline import measure_recording

pytestmark = pytest.mark.slow
SAMPLES = Path(__file__).parents[2] / "samples"
LOW = "faults.hips_low.below"
SPEC = find_spec("bridge")
SHARES = np.linspace(0.52, 1.0, 13)
"""How deep the same measured bridges are made, so that their tops lie about two degrees apart."""


@cache
def measured() -> Series:
    seen, _ = observe_clip(SAMPLES / "bridge.mp4", resolve(), use_cache=True, quiet=True)
    return measure_recording(compile_spec(SPEC), seen)[2]


@cache
def lowered(share: float) -> Prepared:
    """The rendered bridges as measured, noise and all, with the hips lifted only so far from their rest."""
    series, columns = measured(), dict(measured().columns)
    for name in ("hip_open_left", "hip_open_right"):
        seen = columns[name][:30][np.isfinite(columns[name][:30])]
        rest = float(np.median(seen)) if len(seen) else 0.0
        columns[name] = rest + share * (columns[name] - rest)
    return prepare(SPEC, replace(series, columns=columns))


def labelled(planted: float) -> list[LabelledRecording]:
    truth = with_values(SPEC, {LOW: planted})
    return [
        LabelledRecording(f"{share:.2f}.mp4", lowered(share), as_labels(rejudge(lowered(share), truth).reps))
        for share in SHARES.tolist()
    ]


@pytest.mark.parametrize("planted", [170.0, 184.0])
def test_a_planted_threshold_is_found_within_two_degrees(planted: float) -> None:
    recordings = labelled(planted)
    low = sum("hips_low" in rep.faults for recording in recordings for rep in recording.labels)
    assert 3 <= low <= sum(len(recording.labels) for recording in recordings) - 3
    found = fit(recordings, SPEC, (LOW,))
    assert found.values.get(LOW, SPEC.thresholds()[LOW].value) == pytest.approx(planted, abs=2.0)
    assert set(found.values) <= {LOW}
    step = SPEC.thresholds()[LOW].step
    assert all(low - step <= planted <= high + step for low, high in found.ranges.values()), "the truth is among them"
    assert found.after.exact == found.after.total
    assert found.unseen.agreed >= found.unseen.total - 3
