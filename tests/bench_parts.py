"""Judged recordings for the physiotherapist's windows: made measures, a lying body, and a clip of numbered pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bodies import lying, observation
from made_rows import hidden, played, program_of, repetition, stay

from posecheck.exercise import engine
from posecheck.exercise.rows import Series
from posecheck.exercise.summary import summarize
from posecheck.pose.pose import Observation
from posecheck.pose.tracker import track
from posecheck.session.review import Review
from posecheck.ui.opener import Opened

FPS = 10.0


def bridges() -> Series:
    """A good bridge but for its short hold, one with low hips, an attempt, and two seconds unseen."""
    knots = [
        *repetition("bridge", hold_s=2.0),
        *repetition("bridge", hold_s=2.0, hip_open=160, hip=160),
        *repetition("bridge", hold_s=1.0, hip_open=141, hip=141),
        stay(3.0),
    ]
    series = played("bridge", stay(1.0), *knots, fps=FPS)
    return hidden(series, float(series.t_s[-1]) - 2.5, float(series.t_s[-1]) - 0.5, "left_knee hidden")


def opened(path: Path | None = None, series: Series | None = None) -> Opened:
    """A judged clip at `path`, which need not show what is judged."""
    series = bridges() if series is None else series
    seen = Observation.stack([observation(lying(), t_s=float(t)) for t in series.t_s])
    pose, views = track(seen)
    program = program_of("bridge")
    state, results = engine.run(program, series)
    detected = np.ones(len(series), bool).tolist()
    summary = summarize(program.spec, state, results, views, detected, series.notes)
    review = Review(program, pose, views, series, results, summary)
    return Opened(path, path.name if path else "made", program.spec, review)
