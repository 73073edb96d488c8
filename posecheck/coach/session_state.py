"""What a session remembers and what reaches it, with the small steps that every stage shares. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum

from posecheck.coach.blocks import LEAST_REST_S, Block, Plan
from posecheck.coach.output import Cue, Priority
from posecheck.coach.shown import Outcome, Stage, Way
from posecheck.coach.tally import Tally
from posecheck.exercise.result import FrameResult
from posecheck.exercise.setup import COMPANY, SetupResult

RUNNING = (Stage.EXERCISING, Stage.HOLDING)
BY_ITSELF = (*RUNNING, Stage.PAUSED, Stage.LOST)
"""Stages in which the engine's repetitions count."""


class Command(StrEnum):
    """What keys, buttons and gestures ask for."""

    GO = "go"
    NEXT = "next"
    AGAIN = "again"
    HURTS = "hurts"
    BY_TIME = "by_time"
    COUNT_ONE = "count_one"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one frame brought. arm_up: an arm has just been held up long enough; part: number of the recording."""

    t_s: float
    result: FrameResult | None = None
    setup: SetupResult | None = None
    seen: bool = True
    commands: tuple[Command, ...] = ()
    arm_up: bool = False
    part: int = 0


@dataclass(frozen=True, slots=True)
class SessionState:
    """run: how many times an exercise has begun, so that whoever judges knows when to begin anew.

    told: what was said in this stage; away_since_s, back_since_s: out of, or again in, position (NaN = not);
    by_hand: paused by the person, who alone ends it; advised: set-up advice said last, and when.
    """

    stage: Stage = Stage.SETTING_UP
    block: int = 0
    run: int = 0
    since_s: float = math.nan
    tally: Tally = field(default_factory=Tally)
    way: Way = Way.CAMERA
    told: frozenset[str] = frozenset()
    away_since_s: float = math.nan
    back_since_s: float = math.nan
    by_hand: bool = False
    advised: tuple[str, float] = ("", -math.inf)
    message: str = ""
    arrow: str = ""
    outcomes: tuple[Outcome, ...] = ()
    part: int = 0


Turn = tuple[SessionState, tuple[Cue, ...]]


def closed(plan: Plan, state: SessionState, *, skipped: bool = False) -> SessionState:
    """Note what the set came to."""
    block, tally = plan.blocks[state.block], state.tally
    outcome = Outcome(block.spec.id, tally.side, block.set_number, tally.reps, tally.good, state.way, skipped)
    return replace(state, outcomes=(*state.outcomes, outcome))


def next_block(plan: Plan, state: SessionState) -> SessionState:
    """The state at the next set, nothing counted yet."""
    block = min(state.block + 1, len(plan.blocks) - 1)
    first_side = state.tally.side if plan.blocks[block].part == "second" else "both"
    return replace(state, block=block, tally=Tally(first_side=first_side), way=Way.CAMERA)


def rest_s(plan: Plan, state: SessionState) -> float:
    """How long the rest after this set is."""
    return max(plan.blocks[state.block].rest_s, LEAST_REST_S)


def following(plan: Plan, state: SessionState) -> Block | None:
    """The next set; None after the last one."""
    return plan.blocks[state.block + 1] if state.block + 1 < len(plan.blocks) else None


def next_name(plan: Plan, state: SessionState) -> str:
    """What the next set's exercise is called; "" after the last one."""
    after = following(plan, state)
    return after.spec.name if after else ""


def entered(state: SessionState, stage: Stage, now: Inputs) -> SessionState:
    """The state at the beginning of a stage."""
    running = stage in RUNNING and state.stage in RUNNING
    return replace(
        state,
        stage=stage,
        since_s=state.since_s if running and state.way is Way.TIME else now.t_s,
        told=frozenset(),
        advised=("", -math.inf) if stage is Stage.SETTING_UP else state.advised,
        arrow="",
        message="" if stage in (*RUNNING, Stage.RESTING) else state.message,
    )


def said_once(state: SessionState, id_: str, say: str, now: Inputs, priority: Priority = Priority.COUNT) -> Turn:
    """Say something unless it was said in this stage already."""
    if id_ in state.told:
        return state, ()
    message = state.message if say.isdigit() else say
    return replace(state, told=state.told | {id_}, message=message), (Cue(id_, say, priority, now.t_s),)


def placed(setup: SetupResult) -> bool:
    """Whether nothing about the person's place needs to change; somebody else in the picture is told, no more."""
    return setup.advice is None or setup.advice.id == COMPANY.id
