"""Made recordings for the engine: plausible rest values per exercise and minimum-jerk movements on top of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from posecheck.exercise.engine import EngineState, run
from posecheck.exercise.program import Program, compile_spec
from posecheck.exercise.rows import Series, Side
from posecheck.io.spec_files import find_spec
from posecheck.pose.measures import MEASURES
from posecheck.pose.pose import Floats

FPS = 30.0
Levels = Mapping[str, float]
"""Column or measure name -> value; a measure's name without side stands for both sides."""

SUPINE: dict[str, float] = {
    "trunk": 0, "thigh": 52, "shank": 70, "knee": 80, "hip": 128, "hip_open": 128, "hip_line": -30, "hip_lift": 3,
    "head": 165, "face_up": 80, "elbow": 170, "upper_arm": 0, "ankle_height": -600, "pelvis": 128, "seat": 0.1,
}  # fmt: skip
FOURS: dict[str, float] = {
    "trunk": 5, "thigh": -85, "shank": 2, "knee": 90, "upper_arm": -85, "elbow": 170, "head": 150, "face_up": -40,
    "hip": 90, "hip_ankle": 140, "seat": 1.0, "spine_curve": 0.0,
}  # fmt: skip
SEATED: dict[str, float] = {
    "trunk": 85, "seat": 0.05, "shoulder_yaw": 5, "lean": 0, "knee_left": 60, "knee_right": 175, "hip": 90,
    "head": 170, "face_up": 0, "thigh": 0,
}  # fmt: skip
TABLETOP: dict[str, float] = {
    "trunk": 0, "face_up": 80, "seat": -0.8, "hip": 90, "knee": 90, "shoulder": 88, "belly_height": -55,
    "trunk_length": 33, "thigh": 88,
}  # fmt: skip
PRONE: dict[str, float] = {
    "trunk": 2, "thigh": 0, "knee": 178, "hip": 178, "face_up": -80, "shoulder_width": 0.1, "bow": 2,
}  # fmt: skip
ON_ONE_ARM: dict[str, float] = {
    "trunk": 32, "shoulder_width": 0.75, "upper_arm_left": -85, "upper_arm_right": 5, "knee": 175, "hip": 160,
    "body_line": -22, "shoulder_height_left": -30, "shoulder_height_right": 30,
}  # fmt: skip
AT_A_WALL: dict[str, float] = {
    "trunk": 87, "seat": 1.4, "shank": 68, "shoulder_width": 0.1, "knee": 166, "thigh": -55, "hip": 145,
}  # fmt: skip
UPRIGHT: dict[str, float] = {
    "trunk": 86, "seat": 1.5, "shank": 88, "shoulder_width": 0.1, "knee": 174, "hip": 172, "thigh": -86,
}  # fmt: skip
WITH_A_BAND: dict[str, float] = {
    "trunk": 86, "shoulder_width": 0.15, "arm_forward": 35, "elbow": 130, "ear_height": 42, "hip": 92, "knee": 165,
}  # fmt: skip
REST: dict[str, dict[str, float]] = {
    "bridge": SUPINE,
    "pelvic_tilt": SUPINE,
    "knee_to_chest": SUPINE,
    "partial_crunch": SUPINE,
    "bird_dog": FOURS,
    "cat_cow": FOURS,
    "childs_pose": FOURS,
    "seated_spinal_twist": SEATED,
    "dead_bug": TABLETOP,
    "superman": PRONE,
    "side_plank": ON_ONE_ARM,
    "wall_sit": AT_A_WALL,
    "resistance_band_row": WITH_A_BAND,
    "squat": UPRIGHT,
    "lifting": {**UPRIGHT, "stature": 2.4, "legs_first": 2},
}
WATCHED: dict[str, dict[str, float]] = {
    "standing_posture": {**UPRIGHT, "neck_forward": 15, "trunk_forward": 0, "legs_forward": 3},
    "sitting_posture": {"trunk": 86, "thigh": 0, "shoulder_width": 0.1, "neck_forward": 15, "trunk_forward": 2},
    "desk_posture": {"nearness": 33, "head_height": 68, "head_aside": 3, "shoulder_tilt": 2, "shoulder_turn": 6},
}
"""Postures, which have no repetitions."""
TOP: dict[str, dict[str, float]] = {
    "bridge": {"hip_open": 178, "hip": 178, "hip_line": 2, "hip_lift": 40, "knee": 92, "trunk": -30},
    "pelvic_tilt": {"pelvis": 131},
    "knee_to_chest": {"hip_left": 50, "thigh_left": 110, "knee_left": 60},
    "partial_crunch": {"trunk": 28, "head": 165},
    "bird_dog": {"thigh_left": -3, "knee_left": 170, "upper_arm_right": -5},
    "childs_pose": {"hip_ankle": 40, "thigh": -20, "elbow": 165, "trunk": -10},
    "seated_spinal_twist": {"shoulder_yaw": 45},
    "dead_bug": {"hip_left": 168, "knee_left": 172, "seat_left": -0.2, "shoulder_right": 165},
    "superman": {"bow": 32, "trunk": 20, "thigh": 12, "face_up": -45, "hip": 148},
    "side_plank": {"body_line": 1, "trunk": 15, "hip": 176},
    "wall_sit": {"knee": 92, "seat": 0.95, "shank": 89, "thigh": -2, "hip": 92},
    "resistance_band_row": {"arm_forward": -40, "elbow": 75},
    "lifting": {"stature": 1.3, "seat": 0.8, "legs_first": 40, "trunk": 50, "knee": 80, "shank": 70},
    "squat": {"seat": 0.9, "trunk": 58, "shank": 68, "knee": 95, "hip": 85, "thigh": -20},
}
"""Where a good repetition goes; for sides that take turns it is the left one's."""
HOLD_S = {
    "bridge": 10.5, "pelvic_tilt": 5.5, "knee_to_chest": 20.5, "partial_crunch": 2.3, "bird_dog": 5.5,
    "childs_pose": 30.5, "seated_spinal_twist": 20.5, "superman": 5.5, "side_plank": 15.5, "wall_sit": 20.5,
}  # fmt: skip
WAY_S = 1.6
"""How long the way to the target and the way back take."""
Knot = tuple[float, Levels]
"""Seconds it takes to get there, and what is different from the rest there."""


@cache
def program_of(exercise: str) -> Program:
    return compile_spec(find_spec(exercise))


def columns_of(levels: Levels) -> dict[str, float]:
    """Every column of every measure: 0 unless given."""
    out: dict[str, float] = {}
    for name, measure in MEASURES.items():
        for column in (f"{name}_left", f"{name}_right") if measure.sided else (name,):
            out[column] = float(levels.get(column, levels.get(name, 0.0)))
    return out


def minimum_jerk(share: Floats) -> Floats:
    """Way done at a share of the time (Flash & Hogan 1985)."""
    return np.asarray(10 * share**3 - 15 * share**4 + 6 * share**5)


def played(exercise: str, *knots: Knot, fps: float = FPS, near: Side = "left", start: Levels | None = None) -> Series:
    """A recording that begins at rest (or at `start`) and moves from knot to knot."""
    rest = REST[exercise] if exercise in REST else WATCHED[exercise]
    at = columns_of({**rest, **(start or {})})
    pieces: dict[str, list[Floats]] = {name: [] for name in at}
    for seconds, levels in knots:
        goal = columns_of({**rest, **levels})
        way = minimum_jerk(np.arange(1, round(seconds * fps) + 1) / max(round(seconds * fps), 1))
        for name, parts in pieces.items():
            parts.append(at[name] + way * (goal[name] - at[name]))
        at = goal
    columns = {name: np.concatenate(parts) for name, parts in pieces.items()}
    n = len(next(iter(columns.values())))
    return Series(np.arange(n) / fps, columns, (near,) * n, ("",) * n)


def stay(seconds: float, levels: Levels | None = None) -> Knot:
    """Stay where the rest (or `levels`) is."""
    return (seconds, levels or {})


def repetition(exercise: str, *, hold_s: float | None = None, way_s: float = WAY_S, **changes: float) -> list[Knot]:
    """One good repetition and a second of rest; `changes` spoil it at the top."""
    top = {**TOP[exercise], **changes}
    held = HOLD_S[exercise] if hold_s is None else hold_s
    return [(way_s, top), (held, top), (way_s, {}), stay(1.0)]


def other_side(levels: Levels) -> dict[str, float]:
    """The same with left and right exchanged."""
    swap = {"left": "right", "right": "left"}
    return {"_".join([*name.split("_")[:-1], swap.get(name.split("_")[-1], name.split("_")[-1])]): value
            for name, value in levels.items()}  # fmt: skip


def flow(*, high: float = 0.5, low: float = -0.5, way_s: float = 2.4, **changes: float) -> list[Knot]:
    """One cat-cow: from level to cat, through to cow, back to level."""
    return [
        (way_s / 2, {"spine_curve": high, **changes}),
        (way_s, {"spine_curve": low, **changes}),
        (way_s / 2, {"spine_curve": 0.0, **changes}),
    ]


def judged(exercise: str, *knots: Knot, fps: float = FPS) -> EngineState:
    """What the engine makes of a played recording."""
    return run(program_of(exercise), played(exercise, *knots, fps=fps))[0]


def cut(series: Series, start: int, stop: int | None = None) -> Series:
    """Frames start..stop alone, times counted anew."""
    part = slice(start, stop)
    t_s = series.t_s[part] - series.t_s[part][0]
    return Series(t_s, {k: v[part] for k, v in series.columns.items()}, series.near[part], series.notes[part])


def with_hole(series: Series, at_s: float, length_s: float) -> Series:
    """The recording with the clock moved on by `length_s` at `at_s`: nothing was recorded in between."""
    t_s = series.t_s
    return replace(series, t_s=np.where(t_s >= at_s, t_s + length_s, t_s))


def hidden(series: Series, start_s: float, end_s: float, note: str = "left_ankle hidden") -> Series:
    """The same with every measure unknown for a while."""
    gone = (series.t_s >= start_s) & (series.t_s < end_s)
    columns = {name: np.where(gone, np.nan, values) for name, values in series.columns.items()}
    notes = tuple(note if g else n for g, n in zip(gone, series.notes, strict=True))
    return Series(series.t_s, columns, series.near, notes)
