"""Which exercise comes after which."""

from __future__ import annotations

import pytest

from posecheck.exercise.ladder import order, ready_for
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.spec_files import find_spec, load_all

CORE = {"bird_dog", "bridge", "cat_cow", "childs_pose", "knee_to_chest", "partial_crunch", "pelvic_tilt"}


def test_every_forerunner_is_there_and_nothing_waits_for_itself() -> None:
    specs = load_all()
    done = order(specs)
    assert sorted(done) == sorted(specs)
    for exercise, spec in specs.items():
        assert all(done.index(first) < done.index(exercise) for first in spec.after)


def test_the_core_is_open_to_everybody_and_advanced_exercises_wait() -> None:
    specs = load_all()
    assert all(spec.after for spec in specs.values() if spec.level == "advanced")
    assert not any(spec.after for spec in specs.values() if spec.level == "core")
    assert not {"dead_bug", "superman", "side_plank", "wall_sit"} & set(ready_for(specs, ()))


@pytest.mark.parametrize(
    ("done_well", "opened"),
    [
        pytest.param({"partial_crunch"}, set(), id="one of two forerunners"),
        pytest.param({"partial_crunch", "pelvic_tilt"}, {"dead_bug"}, id="both"),
        pytest.param({"bird_dog", "partial_crunch"}, {"superman", "side_plank"}, id="another pair"),
        pytest.param(CORE, {"dead_bug", "superman", "side_plank", "wall_sit"}, id="nearly all"),
    ],
)
def test_an_exercise_opens_when_all_that_come_before_it_are_done_well(done_well: set[str], opened: set[str]) -> None:
    specs = load_all()
    advanced = {i for i in ready_for(specs, done_well) if specs[i].level == "advanced"}
    assert advanced == opened


def test_two_that_wait_for_each_other_are_told() -> None:
    def after(exercise: str, *first: str) -> ExerciseSpec:
        return find_spec("bridge").model_copy(update={"id": exercise, "after": first})

    with pytest.raises(ValueError, match="wait for each other: a, b"):
        order({"a": after("a", "b"), "b": after("b", "a")})
