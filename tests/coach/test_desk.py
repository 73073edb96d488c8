"""Desk mode's manners: nudges are rare, none comes early, and who doesn't heed them hears fewer."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.coach import desk
from posecheck.coach.desk import DeskStage, DeskState, Nudge, desk_step, shown_of
from posecheck.exercise.result import FrameResult, Phase
from posecheck.io.spec_files import beside_work
from posecheck.io.translations import words_for

SPEC = beside_work()
STEP_S = 5.0
Stay = tuple[float, str]
"""Minutes, and the fault to change in them: "" = none, "-" = nobody can be judged."""


def frame(t_s: float, change: str = "", score: float = 80.0, *, reason: str = "") -> FrameResult:
    return FrameResult(t_s, not reason, reason, Phase.REST, "both", 0, 0, 0, 0.0, 0.0, 0.0, score=score, change=change)


def nudges(*stays: Stay) -> list[tuple[float, str]]:
    """Minute and fault of each nudge."""
    state, t_s, told = DeskState(), 0.0, []
    for minutes, change in stays:
        for _ in range(round(60 * minutes / STEP_S)):
            result = frame(t_s, reason="nobody in the picture") if change == "-" else frame(t_s, change)
            state, nudge = desk_step(state, SPEC, result)
            if nudge is not None:
                told.append((t_s / 60, nudge.id))
            t_s += STEP_S
    return told


CASES = [
    pytest.param([(120, "")], [], id="who sits well hears nothing"),
    pytest.param([(1, ""), (10, "head_down")], [5.0], id="not in the first five minutes"),
    pytest.param([(30, ""), (10, "head_down")], [32.0], id="it must have lasted two minutes"),
    pytest.param([(30, ""), (1.5, "head_down"), (30, "")], [], id="a short while is no habit"),
    pytest.param([(10, ""), (1.5, "leaning"), (1.5, "uneven"), (5, "")], [], id="moving about is none either"),
    pytest.param(
        [(10, ""), (3, "leaning"), (2, ""), (10, "uneven"), (20, "")], [12.0], id="twenty minutes between any two"
    ),
    pytest.param(
        [(10, ""), (3, "leaning"), (25, ""), (5, "leaning"), (10, "")], [12.0, 40.0], id="a new habit is told again"
    ),
    pytest.param([(200, "too_near")], [5.0, 45.0, 125.0], id="unheeded, the pause doubles"),
    pytest.param(
        [(6, "leaning"), (14, ""), (200, "leaning")], [5.0, 25.0, 65.0, 145.0], id="heeded once, it is short again"
    ),
    pytest.param(
        [(10, ""), (1.9, "uneven"), (6, "-"), (4, "uneven"), (3, "uneven")], [22.9], id="a new stretch of sitting"
    ),
    pytest.param([(10, ""), (1.9, "uneven"), (1, "-"), (1, "uneven")], [12.9], id="a moment away ends nothing"),
    pytest.param([(300, "-")], [], id="an empty chair hears nothing"),
]


@pytest.mark.parametrize(("stays", "minutes"), CASES)
def test_when_a_nudge_comes(stays: list[Stay], minutes: list[float]) -> None:
    assert [minute for minute, _ in nudges(*stays)] == pytest.approx(minutes, abs=0.2)


def test_a_nudge_says_the_fault_of_the_moment() -> None:
    ((_, fault),) = nudges((10, ""), (3, "too_near"))
    assert fault == "too_near"
    state = DeskState(since_s=0.0, seen_s=599.0, change="head_down", change_s=400.0)
    _, nudge = desk_step(state, SPEC, frame(600.0, "head_down"))
    assert nudge == Nudge("head_down", "Lift your head a little")


FAULTS = st.sampled_from(["", "-", *(fault.id for fault in SPEC.faults)])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.2, 40), FAULTS), max_size=12))
def test_whatever_happens_nudges_are_rare_and_never_early(stays: list[Stay]) -> None:
    told = [minute for minute, _ in nudges(*stays)]
    assert all(minute * 60 >= desk.FIRST_S for minute in told)
    assert all((b - a) * 60 >= desk.APART_S - 1e-6 for a, b in pairwise(told))


@pytest.mark.parametrize(
    ("result", "stage", "message"),
    [
        (frame(1.0, score=math.nan), DeskStage.LEARNING, "Sit tall for a moment"),
        (frame(60.0, score=97.0), DeskStage.WATCHING, "You sit well"),
        (frame(60.0, "too_near", 40.0), DeskStage.WATCHING, "Sit back from the screen"),
        (frame(60.0, reason="nobody in the picture"), DeskStage.AWAY, "Nobody at the desk"),
        (frame(60.0, reason="Sit down in front of the screen"), DeskStage.AWAY, "Sit down in front of the screen"),
        (frame(60.0, reason="left_shoulder hidden"), DeskStage.AWAY, "I can't see your left shoulder"),
        (frame(60.0, reason="It's too dark. Turn on a light"), DeskStage.AWAY, "It's too dark. Turn on a light"),
    ],
)
def test_one_sentence_is_shown(result: FrameResult, stage: DeskStage, message: str) -> None:
    shown = shown_of(SPEC, result)
    assert (shown.stage, shown.message) == (stage, message)
    assert math.isnan(shown.score) == (stage is not DeskStage.WATCHING)
    german = shown_of(SPEC, result, words_for("de")).message
    assert german not in ("", message)
