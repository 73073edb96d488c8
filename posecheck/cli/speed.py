"""Slow motion set right: the times of the real movement in place of those of the slow picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from posecheck.errors import PosecheckError
from posecheck.io.reading import json_of
from posecheck.pose.pose import Observation

Document = dict[str, Any]
FASTEST = 100.0
"""No camera films so many times faster than its clip plays."""
SLOW_MOTION = "slow motion: "


def check_speed(speed: float) -> None:
    """PosecheckError unless `speed` is over 0 and at most FASTEST."""
    if not 0 < speed <= FASTEST:
        what = "a clip can't be that many times slower than the movement"
        raise PosecheckError(
            what, f"--speed {speed:g}", f"give more than 0 and at most {FASTEST:g}, 1 for a usual clip"
        )


def at_speed(seen: Observation, facts: Document, speed: float) -> tuple[Observation, Document]:
    """Return both with the real movement's times. speed: how many times faster it was than the clip plays."""
    if speed == 1:
        return seen, facts
    told = [
        f"{problem} (seconds of the slow picture)"
        for problem in facts["problems"]
        if not problem.startswith(SLOW_MOTION)
    ]
    real = {
        "fps": round(facts["fps"] * speed, 3),
        "duration_s": round(facts["duration_s"] / speed, 3),
        "problems": told,
        "speed": speed,
    }
    return replace(seen, t_s=seen.t_s / speed), {**facts, **real}


def speed_of(review_json: str) -> float:
    """Return the speed at which a session was judged; 1 where its review says none that can be."""
    try:
        speed = float(json_of(review_json, "review.json")["clip"]["speed"])
        check_speed(speed)
    except (ValueError, KeyError, TypeError, PosecheckError):
        return 1.0  # a review without slow motion says nothing of speed
    return speed
