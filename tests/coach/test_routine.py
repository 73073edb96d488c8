"""A routine's file: what it may hold."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from posecheck.coach.routine import Routine

STEP = {"exercise": "bridge", "reps": 10, "why": "strength"}
ROUTINE = {"format_version": 1, "id": "mine", "name": "Mine", "summary": "Short", "steps": [STEP]}


def test_a_step_has_an_amount_sides_sets_and_a_rest() -> None:
    (step,) = Routine.model_validate(ROUTINE).steps
    assert (step.reps, step.hold_s, step.sides, step.sets, step.rest_s) == (10, None, "both", 1, 20.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reps": None}, "give `reps`, `hold_s` or both"),
        ({"reps": 0}, "greater than or equal to 1"),
        ({"sets": 99}, "less than or equal to 10"),
        ({"sides": "left"}, "'both', 'each' or 'turns'"),
        ({"pause_s": 3}, "not permitted"),
        ({"exercise": "Bridge!"}, "pattern"),
    ],
    ids=["no amount", "no repetitions", "too many sets", "unknown sides", "unknown key", "no id"],
)
def test_a_bad_step_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Routine.model_validate({**ROUTINE, "steps": [{**STEP, **change}]})


def test_a_routine_without_steps_is_none() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        Routine.model_validate({**ROUTINE, "steps": []})


def test_it_comes_back_from_its_own_values() -> None:
    routine = Routine.model_validate(ROUTINE)
    assert Routine.model_validate(routine.model_dump()) == routine
