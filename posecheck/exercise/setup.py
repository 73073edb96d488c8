"""Is this person placed so that this exercise can be judged, and if not: the one change that helps most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from posecheck.exercise.position import UPSIDE_DOWN, PositionTest
from posecheck.exercise.program import Program
from posecheck.exercise.rest import RestState, is_still, remember
from posecheck.exercise.rows import Row
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.view import View

READY_S = 2.0
"""Stillness in the start position after which the exercise may begin."""
SMALL_EXTENT = 0.25
"""A body that fills less of the picture is too far away: joints are then a few pixels."""
WIDE_EXTENT = 0.8
"""A body that fills more and is cut off does not fit: the camera must go back; a smaller one is only off the middle."""

Arrow = Literal["", "back", "closer", "turn", "left", "right", "up", "down"]


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to change: id for logs and tests, a short sentence, and the way in the picture (un-mirrored) or "".

    refuses: whether nothing can be judged as long as it is so.
    """

    id: str
    say: str
    arrow: Arrow = ""
    refuses: bool = False


NOBODY = Advice("nobody", "I can't see you. Move into the picture", refuses=True)
DARK = Advice("dark", "It's too dark. Turn on a light", refuses=True)
BACK = Advice("move_back", "Move the camera back a step", "back")
CLOSER = Advice("move_closer", "Move the camera closer", "closer")
COMPANY = Advice("company", "Someone else is in the picture")
TURN: Mapping[str, Advice] = {
    "side": Advice("turn_side", "Turn until your side faces the camera", "turn", refuses=True),
    "front": Advice("turn_front", "Turn until you face the camera", "turn", refuses=True),
    "oblique": Advice("turn_a_little", "Turn a little toward the camera", "turn", refuses=True),
}
SHIFT: Mapping[str, Advice] = {
    "left": Advice("shift", "Move toward the middle of the picture", "right"),
    "right": Advice("shift", "Move toward the middle of the picture", "left"),
    "top": Advice("tilt_up", "Tilt the camera up a little", "up"),
    "bottom": Advice("tilt_down", "Tilt the camera down a little", "down"),
}


@dataclass(frozen=True, slots=True)
class SetupState:
    """recent: the last half second of the signal; since_s: since when the person has been still in position (NaN = is
    not); rows: what was measured in the last READY_S of that."""

    recent: RestState = field(default_factory=RestState)
    since_s: float = math.nan
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class SetupResult:
    """advice: what to change first (None = nothing); still_s: seconds of stillness in the start position; ready: enough
    of it. baseline: the person's own rest, the median of every measure over that stillness (empty until ready).
    """

    advice: Advice | None
    still_s: float = 0.0
    ready: bool = False
    baseline: Mapping[str, float] = field(default_factory=dict)


def refusal(spec: ExerciseSpec, view: View) -> Advice | None:
    """Why nothing can be judged from this view, or None. An unknown view refuses nothing: nobody was seen yet."""
    if view.framing.dark:
        return DARK
    return None if view.kind == "unknown" or view.kind in spec.views else TURN[spec.views[0]]


def advice_for(program: Program, view: View, row: Row) -> Advice | None:
    """The one most useful change, or None when the person is well placed."""
    if (refused := refusal(program.spec, view)) is not None:
        return refused
    if all(math.isnan(v) for v in row.values.values()):
        return NOBODY
    return _framing_advice(view) or _position_advice(program.position, row) or _joint_advice(row)


def setup_step(state: SetupState, program: Program, view: View, row: Row) -> tuple[SetupState, SetupResult]:
    """Take one frame while the person gets ready. Company is told but keeps nobody from beginning."""
    advice = advice_for(program, view, row)
    channels = tuple(source.value(row.values, row.near) for source in program.channels)
    recent = remember(state.recent, row.t_s, channels)
    known = any(not math.isnan(c) for c in channels)
    if advice is not None or not known or not is_still(recent, program.spec.signal.still):
        return SetupState(recent), SetupResult(advice or _company(view))
    since_s = row.t_s if math.isnan(state.since_s) else state.since_s
    rows = (*(r for r in state.rows if row.t_s - r.t_s <= READY_S), row)
    still_s = row.t_s - since_s
    ready = still_s >= READY_S
    result = SetupResult(_company(view), still_s, ready, _medians(rows) if ready else {})
    return SetupState(recent, since_s, rows), result


def _company(view: View) -> Advice | None:
    return COMPANY if view.framing.people > 1 else None


def _framing_advice(view: View) -> Advice | None:
    framing = view.framing
    if framing.cut:
        opposite = {"left", "right"} <= set(framing.cut) or {"top", "bottom"} <= set(framing.cut)
        return BACK if opposite or framing.extent > WIDE_EXTENT else SHIFT[framing.cut[0]]
    return CLOSER if framing.extent < SMALL_EXTENT else None


def _position_advice(position: PositionTest, row: Row) -> Advice | None:
    cure = position.broken(row, inside=False)
    if cure == UPSIDE_DOWN:
        return Advice("upside_down", cure, "turn")
    return Advice("position", cure) if cure else None


def _joint_advice(row: Row) -> Advice | None:
    """A needed joint that can't be judged. What is out of the frame comes in when the camera goes back."""
    if not row.note:
        return None
    if row.note.endswith(("out of frame", "cut off by the picture's edge")):
        return BACK
    joint = row.note.partition(" ")[0].replace("_", " ").replace("foot index", "toes").replace("nose", "face")
    return Advice("hidden", f"I can't see your {joint}")


def _medians(rows: tuple[Row, ...]) -> dict[str, float]:
    known = {name: [r.values[name] for r in rows if not math.isnan(r.values[name])] for name in rows[-1].values}
    return {name: median(values) if values else math.nan for name, values in known.items()}
