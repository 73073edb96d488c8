"""What the window, the log and the history see of a session's state. Pure."""

from __future__ import annotations

import math

from posecheck.coach import phrases
from posecheck.coach.asking import CHOICE_S, choice_left_s
from posecheck.coach.blocks import Plan
from posecheck.coach.phrases import Words
from posecheck.coach.session_state import RUNNING, SessionState, following, next_name, rest_s
from posecheck.coach.shown import Shown, Stage, Way

OFFER_S = 12.0
"""A rest or an easier version is offered for this long."""


def shown(plan: Plan, state: SessionState, t_s: float, words: Words) -> Shown:
    """What is shown of the session."""
    block, after = plan.blocks[state.block], following(plan, state)
    left, of = _clock(plan, state, t_s)
    return Shown(
        stage=state.stage,
        block=state.block,
        blocks=len(plan.blocks),
        exercise=block.spec.id,
        name=block.spec.name,
        count=state.tally.reps,
        good=state.tally.good,
        target=block.target,
        seconds_left=left,
        seconds_of=of,
        message=state.message,
        arrow=state.arrow,
        next_name=next_name(plan, state),
        next_exercise=after.spec.id if after else "",
        set_words=words(phrases.SET_OF, number=block.set_number, sets=block.sets) if block.sets > 1 else "",
        way=state.way,
        outcomes=state.outcomes,
        question=state.question,
        offer=words(phrases.OFFER) if is_offered(state, t_s) else "",
        stopped=state.stopped,
        over=state.over,
    )


def is_offered(state: SessionState, t_s: float) -> bool:
    """Whether a rest or an easier version is offered now."""
    return state.stage in RUNNING and not math.isnan(state.offered_s) and t_s - state.offered_s < OFFER_S


def _clock(plan: Plan, state: SessionState, t_s: float) -> tuple[float, float]:
    """Seconds left, and of how many, of whatever runs out; (0, 0) when nothing does."""
    of = 0.0
    if state.stage is Stage.ASKING:
        return choice_left_s(plan, state, t_s), CHOICE_S
    if state.stage is Stage.COUNTDOWN:
        of = plan.countdown_s
    elif state.stage is Stage.RESTING:
        of = rest_s(plan, state)
    elif state.stage in RUNNING and (state.way is Way.TIME or plan.blocks[state.block].spec.posture is not None):
        of = plan.blocks[state.block].clock_s
    since_s = 0.0 if math.isnan(state.since_s) else t_s - state.since_s
    return max(0.0, of - since_s), of
