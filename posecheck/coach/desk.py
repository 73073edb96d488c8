"""Desk mode's manners: what it shows of a frame, and when it may nudge. It never speaks, and nudges rarely."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from posecheck.coach.phrases import ENGLISH, Words, cannot_see
from posecheck.exercise.result import FrameResult
from posecheck.exercise.spec import ExerciseSpec

FIRST_S = 300.0
"""No nudge in the first minutes of a stretch of sitting: people arrive, and nobody tires that soon."""
LASTED_S = 120.0
"""The same thing must have been the one to change for this long: work has phases, habits last."""
APART_S = 1200.0
"""Between two nudges, whatever they are about. What comes more often is switched off."""
LONGEST_APART_S = 7200.0
"""A nudge that changed nothing doubles the pause, up to this."""
HEEDED_S = 180.0
"""Within this time after a nudge the posture must have got better for the nudge to have been welcome."""
STRETCH_OVER_S = 300.0
"""Away from the desk for this long: what comes after is a new stretch of sitting."""

LEARNING = "Sit tall for a moment"
ALL_WELL = "You sit well"
AWAY = "Nobody at the desk"
GIVEN_UP = "Camera in use. I wait"
SCORE_OF = "of the last minute"


class DeskStage(StrEnum):
    """What desk mode is doing."""

    OPENING = "opening"
    LEARNING = "learning"
    WATCHING = "watching"
    AWAY = "away"
    CAMERA_GONE = "camera_gone"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class DeskShown:
    """What is shown: the stage, one sentence, the last minute's score 0..100 (NaN = none yet), the fault to change."""

    stage: DeskStage
    message: str
    score: float = math.nan
    change: str = ""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One quiet message: id of the fault and its sentence."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the manners remember. Times are those of the frames, NaN = not.

    since_s: start of this stretch of sitting; seen_s: when somebody was last judged; change and change_s: the thing to
    change and since when it is the one; nudged and nudged_s: the last nudge; heeded: whether it got better after it;
    apart_s: the pause that follows it.
    """

    since_s: float = math.nan
    seen_s: float = math.nan
    change: str = ""
    change_s: float = math.nan
    nudged: str = ""
    nudged_s: float = math.nan
    heeded: bool = True
    apart_s: float = APART_S


def desk_step(state: DeskState, spec: ExerciseSpec, result: FrameResult) -> tuple[DeskState, Nudge | None]:
    """Take one judged frame; a nudge when one is due. Unknown frames change nothing but time."""
    t_s = result.t_s
    if not result.judged:
        return state, None
    if math.isnan(state.since_s) or t_s - state.seen_s > STRETCH_OVER_S:
        state = replace(state, since_s=t_s, change="", change_s=math.nan)
    if result.change != state.change:
        state = replace(state, change=result.change, change_s=t_s)
    state = _heed(replace(state, seen_s=t_s), t_s)
    if not _due(state, t_s):
        return state, None
    say = next(fault.say for fault in spec.faults if fault.id == state.change)
    return replace(state, nudged=state.change, nudged_s=t_s, heeded=False), Nudge(state.change, say)


def _heed(state: DeskState, t_s: float) -> DeskState:
    """Whether the last nudge helped is known when it did, or when its time is over; then the pause is set."""
    if state.heeded or math.isnan(state.nudged_s):
        return state
    if state.change != state.nudged:
        return replace(state, heeded=True, apart_s=APART_S)
    if t_s - state.nudged_s > HEEDED_S and state.change_s <= state.nudged_s:
        return replace(state, heeded=True, apart_s=min(2 * state.apart_s, LONGEST_APART_S))
    return state


def _due(state: DeskState, t_s: float) -> bool:
    if not state.change or t_s - state.since_s < FIRST_S or t_s - state.change_s < LASTED_S:
        return False
    return math.isnan(state.nudged_s) or t_s - state.nudged_s >= state.apart_s


def shown_of(spec: ExerciseSpec, result: FrameResult, words: Words = ENGLISH) -> DeskShown:
    """What the window shows after a judged frame, in one calm sentence."""
    if not result.judged:
        unseen = words(AWAY) if not result.reason or "in the picture" in result.reason else _reason(spec, result, words)
        return DeskShown(DeskStage.AWAY, unseen)
    if math.isnan(result.score):
        return DeskShown(DeskStage.LEARNING, words(LEARNING))
    say = next((fault.say for fault in spec.faults if fault.id == result.change), "")
    return DeskShown(DeskStage.WATCHING, words(say or ALL_WELL), result.score, result.change)


def _reason(spec: ExerciseSpec, result: FrameResult, words: Words) -> str:
    cures = {spec.position.say, *(need.cure for need in spec.position.needs)}
    return words(result.reason) if result.reason in cures else cannot_see(result.reason, words)


def sentences() -> list[str]:
    """Every sentence of this module, for those who translate."""
    return [LEARNING, ALL_WELL, AWAY, GIVEN_UP, SCORE_OF]
