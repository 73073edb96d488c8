"""A physiotherapist's plan profile: what it changes, what is wrong with it, what of it goes into the history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from patients import START, prescription

from posecheck.coach.levels import agreed
from posecheck.coach.plan import todays_plan
from posecheck.coach.plan_profile import PlanProfile, apply, changes, check, notes, numbers_of
from posecheck.coach.record import PainNote, Record
from posecheck.coach.safety import Advice, pain_advice

BASE = prescription()


def profile(**words: Any) -> PlanProfile:
    facts = {"format_version": 1, "name": "Anna", "author": "P. Hysio", "date": date(2026, 3, 1), "reason": "knee"}
    return PlanProfile.model_validate({**facts, **words})


def numbers(**values: float) -> dict[str, dict[str, float]]:
    return {address.replace("__", "."): {"value": value} for address, value in values.items()}


def test_what_it_says_holds_and_the_rest_is_as_it_came() -> None:
    made = profile(
        pinned=["cat_cow"], forbidden=["seated_spinal_twist"], alternatives={"bridge": "pelvic_tilt"},
        numbers=numbers(safety__stop_above=4, safety__gently_from=3, plan__lighter_share=0.3),
    )  # fmt: skip
    assert check(BASE, made) == ()
    applied = apply(BASE, made)
    assert (applied.pinned, applied.forbidden) == ({"cat_cow"}, {"seated_spinal_twist"})
    assert applied.alternatives == {"partial_crunch": "pelvic_tilt", "bridge": "pelvic_tilt"}
    before, after = numbers_of(BASE), numbers_of(applied)
    changed = {address: after[address].value for address in after if after[address] != before[address]}
    assert changed == {"safety.stop_above": 4, "safety.gently_from": 3, "plan.lighter_share": 0.3}
    assert [pain_advice(level, applied.safety) for level in (2, 3, 5)] == [Advice.GO_ON, Advice.GENTLY, Advice.STOP]


def test_the_plan_follows_it_and_says_whose_word_it_is() -> None:
    made = profile(forbidden=["bridge"], numbers=numbers(safety__gently_from=2, safety__stop_above=3))
    plan = todays_plan(apply(BASE, made), Record(pains=(PainNote(START, "before", 2),)), START)
    assert "bridge" not in {step.exercise for step in plan.steps}
    assert "Bridge is left out, because your physiotherapist said so." in plan.sentences
    rest = todays_plan(apply(BASE, made), Record(pains=(PainNote(START, "before", 4),)), START)
    assert rest.sentences == ("Your pain is above 3 today, so today is for rest.",)


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        pytest.param({"pinned": ["brigde"]}, [("unknown exercise 'brigde'", "did you mean 'bridge'?")], id="a typo"),
        pytest.param({"forbidden": ["zzz"]}, [("unknown exercise 'zzz'", "known are bird_dog")], id="unknown"),
        pytest.param(
            {"pinned": ["bridge"], "forbidden": ["bridge"]}, [("'bridge' is pinned and forbidden", "choose one")],
            id="both",
        ),
        pytest.param({"alternatives": {"bridge": "bridge"}}, [("'bridge' is its own alternative", "")], id="itself"),
        pytest.param(
            {"alternatives": {"bridge": "squat"}, "forbidden": ["squat"]}, [("replaced by 'squat'", "another")],
            id="in place of it something forbidden",
        ),
        pytest.param(
            {"numbers": numbers(safety__stop_abov=4)},
            [("unknown number 'safety.stop_abov'", "did you mean 'safety.stop_above'?")], id="number with a typo",
        ),
        pytest.param(
            {"numbers": numbers(safety__stop_above=10)}, [("'safety.stop_above' is 10", "allowed: 2 .. 9 points")],
            id="out of range",
        ),
        pytest.param(
            {"numbers": {"progress.good_share": {"value": 0.9, "unit": "%"}}},
            [("'progress.good_share' is given in %", "it is in share")], id="another unit",
        ),
        pytest.param(
            {"numbers": numbers(safety__stop_above=3)},
            [("'safety.free_up_to' < 'safety.gently_from' <= 'safety.stop_above' must hold", "")], id="crossed",
        ),
        pytest.param(
            {"pinned": ["brigde"], "numbers": numbers(plan__lighter_share=2, nothing=1)},
            [("unknown exercise 'brigde'", ""), ("'plan.lighter_share' is 2", ""), ("unknown number 'nothing'", "")],
            id="everything at once",
        ),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_cure(words: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    found = check(BASE, profile(**words))
    assert len(found) == len(faults)
    for problem, (what, cure) in zip(found, faults, strict=True):
        assert what in problem.what
        assert cure in problem.cure


def test_a_number_that_has_moved_since_is_told() -> None:
    made = profile(numbers={"safety.stop_above": {"value": 4, "was": 6}, "plan.hurt_days": {"value": 3, "was": 2}})
    assert notes(BASE, made) == ("safety.stop_above was 6 points then and is 5 now; the profile says 4",)


def test_every_number_has_a_source_a_unit_and_may_be_changed_within_its_range() -> None:
    for address, number in numbers_of(BASE).items():
        assert number.source
        assert number.min < number.max
        for value in (number.min, number.max):
            problems = check(BASE, profile(numbers={address: {"value": value, "unit": number.unit}}))
            assert all("must hold" in problem.what for problem in problems)


def test_what_is_forbidden_or_allowed_again_goes_into_the_history_with_its_reason() -> None:
    first, second = profile(forbidden=["bridge", "squat"]), profile(forbidden=["squat"])
    day, names = date(2026, 3, 2), {"bridge": "Bridge", "squat": "Squat"}
    forbidden = tuple(changes(None, first, day, names))
    assert [(c.kind, c.exercise, c.decision) for c in forbidden] == [
        ("drop", "bridge", "pinned"),
        ("drop", "squat", "pinned"),
    ]
    (back,) = changes(first, second, day, names)
    assert (back.kind, back.reason) == ("restore", "Bridge is back, because your physiotherapist allows it again.")
    assert [c.exercise for c in changes(second, None, day, names)] == ["squat"]
    assert list(changes(second, second, day, names)) == []
    # once the profile is gone the exercise is back: the history only remembers
    assert agreed(forbidden).dropped == frozenset()
