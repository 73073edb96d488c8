"""What every exercise that comes with the program has: set-up, drawing, cues in every language, a place."""

from __future__ import annotations

import pytest

from posecheck.coach.phrases import translated
from posecheck.exercise.ladder import order, ready_for
from posecheck.io.spec_files import find_demonstration, find_routine, load_all, routine_ids
from posecheck.io.translations import languages, words_for

SPECS = load_all()
IDS = list(SPECS)
CORE = {i for i, spec in SPECS.items() if spec.level == "core"}
ADVANCED = {i for i, spec in SPECS.items() if spec.level == "advanced"}
WANTED = {
    "pelvic_tilt", "cat_cow", "bird_dog", "knee_to_chest", "bridge", "childs_pose", "seated_spinal_twist",
    "partial_crunch", "dead_bug", "superman", "side_plank", "wall_sit", "resistance_band_row", "squat", "lifting",
    "standing_posture", "sitting_posture", "desk_posture",
}  # fmt: skip


def test_the_whole_programme_is_there() -> None:
    assert set(IDS) >= WANTED


@pytest.mark.parametrize("exercise", IDS)
def test_the_set_up_says_what_to_do_and_how_to_mend_each_condition(exercise: str) -> None:
    spec = SPECS[exercise]
    assert len(spec.position.say.split()) >= 3
    assert spec.position.needs
    assert all(len(need.cure.split()) >= 2 for need in spec.position.needs)


@pytest.mark.parametrize("exercise", IDS)
def test_a_drawing_shows_the_target_from_somewhere_else(exercise: str) -> None:
    demonstration = find_demonstration(exercise)
    assert demonstration is not None
    assert any(pose.target for pose in demonstration.poses)
    assert len({tuple(sorted(pose.directions().items())) for pose in demonstration.poses}) >= 2
    assert demonstration.length_s >= 3.0


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
@pytest.mark.parametrize("exercise", IDS)
def test_everything_that_is_said_is_said_in_the_persons_language(exercise: str, language: str) -> None:
    english, other = SPECS[exercise], translated(SPECS[exercise], words_for(language))
    assert english.faults
    pairs = [(english.name, other.name), (english.summary, other.summary), (english.position.say, other.position.say)]
    pairs += [(a.cure, b.cure) for a, b in zip(english.position.needs, other.position.needs, strict=True)]
    pairs += [(a.say, b.say) for a, b in zip(english.faults, other.faults, strict=True)]
    pairs += list(zip(english.praise, other.praise, strict=True))
    same = [a for a, b in pairs if a == b]
    assert set(same) <= {"Dead bug", "Superman"}, "names that German has taken over"


def test_core_exercises_are_open_and_every_advanced_one_is_unlocked_by_something() -> None:
    assert set(ready_for(SPECS, ())) >= CORE
    assert all(SPECS[i].after for i in ADVANCED)
    assert all(SPECS[first].level in ("core", "advanced") for i in ADVANCED for first in SPECS[i].after)
    assert {i for i, spec in SPECS.items() if spec.after} == ADVANCED


def test_whoever_does_well_gets_to_every_advanced_exercise_in_the_end() -> None:
    done = set(CORE)
    while new := set(ready_for(SPECS, done)) & ADVANCED:
        done |= new
    assert done == CORE | ADVANCED
    places = order(SPECS)
    assert all(places.index(first) < places.index(i) for i in ADVANCED for first in SPECS[i].after)


def test_the_routines_between_them_have_every_core_and_advanced_exercise_but_the_squat() -> None:
    steps = {routine: [step.exercise for step in find_routine(routine).steps] for routine in routine_ids()}
    assert set(steps) >= {"gentle", "daily", "advanced"}
    assert {i for ids in steps.values() for i in ids} == (CORE | ADVANCED) - {"squat"}
    assert len(steps["gentle"]) < len(steps["daily"])
