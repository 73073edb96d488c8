"""What becomes of a plan that is made less in mid-session."""

from __future__ import annotations

import pytest
from session_played import routine

from posecheck.coach.blocks import Block, Change, Plan, adapted, easier, gentler


def amounts(plan: Plan) -> list[tuple[int, float]]:
    return [(block.reps, block.hold_s) for block in plan.blocks]


def block(**step: object) -> Block:
    return routine(step).blocks[0]


@pytest.mark.parametrize(
    ("step", "less", "left"),
    [
        pytest.param({"exercise": "bridge", "reps": 12}, gentler, (9, 10.0), id="a quarter fewer"),
        pytest.param({"exercise": "bridge", "reps": 2}, gentler, (1, 10.0), id="at least one fewer"),
        pytest.param(
            {"exercise": "childs_pose", "hold_s": 60}, gentler, (1, 45.0), id="one repetition: a shorter hold"
        ),
        pytest.param({"exercise": "cat_cow", "reps": 1}, gentler, (1, 0.0), id="nothing less is left"),
        pytest.param({"exercise": "bridge", "reps": 12}, easier, (12, 5.0), id="half the hold"),
        pytest.param({"exercise": "cat_cow", "reps": 12}, easier, (9, 0.0), id="without a hold fewer"),
        pytest.param(
            {"exercise": "bridge", "reps": 12, "hold_s": 1}, easier, (9, 1.0), id="no shorter hold is allowed"
        ),
    ],
)
def test_a_set_is_made_less(step: dict[str, object], less: object, left: tuple[int, float]) -> None:
    made = less(block(**step))  # type: ignore[operator]
    assert (made.reps, made.hold_s) == left


def test_what_is_held_for_less_is_not_called_too_short() -> None:
    made = easier(block(exercise="bridge", reps=12))
    assert made.spec.fault("hold_short").limit.value == 5.0  # type: ignore[union-attr]


PLAN = routine(
    {"exercise": "bridge", "reps": 8}, {"exercise": "knee_to_chest", "reps": 4, "sides": "each", "hold_s": 20},
    {"exercise": "bridge", "reps": 8},
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param((), [(8, 10), (4, 20), (4, 20), (8, 10)], id="nothing"),
        pytest.param((Change("gentler", 1),), [(8, 10), (3, 20), (3, 20), (6, 10)], id="everything from there on"),
        pytest.param((Change("easier", 1),), [(8, 10), (4, 10), (4, 10), (8, 10)], id="the step with its other side"),
        pytest.param((Change("easier", 2),), [(8, 10), (4, 20), (4, 10), (8, 10)], id="the rest of the step"),
        pytest.param(
            (Change("easier", 1), Change("gentler", 1)), [(8, 10), (3, 10), (3, 10), (6, 10)], id="one after the other"
        ),
    ],
)
def test_a_plan_is_made_less_from_a_set_on(changes: tuple[Change, ...], left: list[tuple[int, float]]) -> None:
    assert amounts(adapted(PLAN, changes)) == left
    assert adapted(PLAN, changes) == adapted(adapted(PLAN, changes[:1]), changes[1:])
