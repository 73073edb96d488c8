"""Every threshold of every shipped spec can be changed at its address, and nothing else changes with it."""

from __future__ import annotations

import pytest

from posecheck.exercise.spec import with_thresholds
from posecheck.exercise.spec_parts import Fault, Limit, Threshold
from posecheck.io.spec_files import load_all

SPECS = load_all()


def moved(threshold: Threshold) -> Threshold:
    """The same threshold at another value."""
    other = threshold.min if threshold.value != threshold.min else threshold.max
    return threshold.model_copy(update={"value": other})


@pytest.mark.parametrize("exercise", sorted(SPECS))
def test_a_threshold_changes_at_its_address_and_nowhere_else(exercise: str) -> None:
    before = SPECS[exercise].thresholds()
    for address, threshold in before.items():
        after = with_thresholds(SPECS[exercise], {address: moved(threshold)}).thresholds()
        assert {a for a in after if after[a] != before[a]} == {address}
        assert list(after) == list(before)


@pytest.mark.parametrize("exercise", sorted(SPECS))
def test_the_table_of_a_threshold_is_found_by_its_group(exercise: str) -> None:
    spec = SPECS[exercise]
    for address, threshold in spec.thresholds().items():
        group, _, key = address.rpartition(".")
        assert getattr(spec.part(group), key) == threshold


@pytest.mark.parametrize(
    ("exercise", "group", "kind", "measure"),
    [
        ("bird_dog", "faults.back_sag", Fault, "trunk"),
        ("bird_dog", "faults.back_sag.also.0", Limit, "spine_curve"),
        ("dead_bug", "faults.limb_short.also.0", Limit, "shoulder"),
    ],
)
def test_a_fault_that_shows_in_two_measures_has_two_tables(exercise: str, group: str, kind: type, measure: str) -> None:
    part = SPECS[exercise].part(group)
    assert isinstance(part, kind)
    assert getattr(part, "measure") == measure  # noqa: B009  its type is known only by the check above


def test_an_address_that_is_not_there_is_named() -> None:
    threshold = SPECS["bridge"].thresholds()["phases.reach"]
    with pytest.raises(KeyError, match=r"phases\.raech"):
        with_thresholds(SPECS["bridge"], {"phases.raech": threshold})
    with pytest.raises(KeyError):
        SPECS["bridge"].part("faults.nothing")
