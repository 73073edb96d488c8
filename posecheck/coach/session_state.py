"""What a session remembers and what reaches it, with the small steps that every stage shares. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum

from posecheck.coach.blocks import LEAST_REST_S, Block, Change, Plan
from posecheck.coach.output import Cue, PainHeard, Priority
from posecheck.coach.shown import Outcome, Question, Stage, Way
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
    REST = "rest"
    EASIER = "easier"
    GENTLER = "gentler"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class PainSaid:
    """How much it hurts, 0..10, and where ("" = not said)."""

    level: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class StopFor:
    """The session is to end now, and why, in a sentence."""

    say: str


Wish = Command | PainSaid | StopFor
"""What a person can ask for or say."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one frame brought. arm_up: an arm has just been held up long enough; part: number of the recording."""

    t_s: float
    result: FrameResult | None = None
    setup: SetupResult | None = None
    seen: bool = True
    commands: tuple[Wish, ...] = ()
    arm_up: bool = False
    part: int = 0


@dataclass(frozen=True, slots=True)
class SessionState:
    """run: how many times an exercise has begun, so that whoever judges knows when to begin anew.

    told: what was said in this stage; away_since_s, back_since_s: out of, or again in, position (NaN = not);
    by_hand: paused by the person, who alone ends it; advised: set-up advice said last, and when; over: this set's
    outcome is noted (a rest may also come within a set); question, choices_s: what is asked, and when its first choice
    is offered; pains: what was said of pain; changes: what was made easier since the session began; goods: whether each
    repetition since the last good one was good; offered_s: when a rest or an easier version was offered (NaN = isn't);
    stopped: the session ended because of pain; score: what a posture has come to so far (NaN = nothing, or none).
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
    over: bool = False
    question: Question | None = None
    choices_s: float = math.nan
    pains: tuple[PainHeard, ...] = ()
    changes: tuple[Change, ...] = ()
    goods: tuple[bool, ...] = ()
    offered_s: float = math.nan
    stopped: bool = False
    score: float = math.nan


Turn = tuple[SessionState, tuple[Cue, ...]]


def is_judged(state: SessionState) -> bool:
    """Whether the engine's repetitions count for the set: not before it has begun, nor while the person has paused it,
    nor while it is done by the clock or counted by hand."""
    return state.stage in BY_ITSELF and not state.by_hand and state.way is Way.CAMERA


def closed(plan: Plan, state: SessionState, *, skipped: bool = False) -> SessionState:
    """Note what the set came to."""
    block, tally = plan.blocks[state.block], state.tally
    outcome = Outcome(
        block.spec.id, tally.side, block.set_number, tally.reps, tally.good, state.way, skipped, state.score,
        tally.unjudged,
    )  # fmt: skip
    return replace(state, outcomes=(*state.outcomes, outcome), over=True)


def next_block(plan: Plan, state: SessionState) -> SessionState:
    """The state at the next set, nothing counted yet."""
    block = min(state.block + 1, len(plan.blocks) - 1)
    first_side = state.tally.side if plan.blocks[block].part == "second" else "both"
    return uncounted(replace(state, block=block), Tally(first_side=first_side))


def uncounted(state: SessionState, tally: Tally) -> SessionState:
    """The state at the beginning of its set."""
    return replace(state, tally=tally, way=Way.CAMERA, over=False, goods=(), score=math.nan)


def onward(plan: Plan, state: SessionState) -> SessionState:
    """The state at the set that is to be done when the session goes on: this one, or the next when it is over."""
    return next_block(plan, state) if state.over else state


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
        question=state.question if stage is Stage.ASKING else None,
        offered_s=state.offered_s if running else math.nan,
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
