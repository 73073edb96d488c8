"""Profiles: laid over a spec without touching it, checked against a newer one, never dropped in silence."""

from __future__ import annotations

from datetime import date

import pytest
from made_rows import program_of

from posecheck.errors import SpecError
from posecheck.exercise.profile import Profile, Setting, apply, changes, check, compare, settings, with_values
from posecheck.exercise.spec import ExerciseSpec

SHA = "a" * 64
SPEC: ExerciseSpec = program_of("bridge").spec


def profile(exercise: str = "bridge", sha: str = SHA, **thresholds: Setting) -> Profile:
    named = {address.replace("__", "."): setting for address, setting in thresholds.items()}
    return Profile(
        exercise=exercise, name="Ms Example", author="A. Physio", date=date(2026, 11, 1), reason="sore hip",
        spec_sha256=sha, thresholds=named,
    )  # fmt: skip


REACH = Setting(value=20, was=17, unit="deg")


def test_only_the_named_thresholds_differ_and_the_spec_stays() -> None:
    before = SPEC.model_dump()
    tuned = apply(SPEC, profile(phases__reach=REACH))
    differing = {a for a, t in tuned.thresholds().items() if t != SPEC.thresholds()[a]}
    assert (differing, tuned.thresholds()["phases.reach"].value) == ({"phases.reach"}, 20)
    assert SPEC.model_dump() == before


@pytest.mark.parametrize(
    ("made", "words"),
    [
        pytest.param(profile("cat_cow"), "this profile is for cat_cow, not for bridge", id="another exercise"),
        pytest.param(
            profile(phases__reech=REACH), "unknown threshold 'phases.reech'; did you mean 'phases.reach'?", id="typo"
        ),
        pytest.param(
            profile(faults__gone__below=REACH), "unknown threshold 'faults.gone.below'", id="a fault that is gone"
        ),
        pytest.param(
            profile(phases__reach=Setting(value=99, was=17, unit="deg")), "allowed: 10 .. 40 deg", id="out of range"
        ),
        pytest.param(
            profile(phases__reach=Setting(value=20, was=17, unit="s")), "is given in s; it is in deg", id="unit changed"
        ),
        pytest.param(
            profile(phases__reach=Setting(value=10, was=17, unit="deg")),
            "phases.drop lies beyond phases.reach",
            id="crossed limits",
        ),
    ],
)
def test_what_can_not_be_applied_says_why(made: Profile, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        apply(SPEC, made, "mine.toml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("the file has a fault (mine.toml)")


def test_a_profile_for_an_older_spec_is_explained_and_still_applies() -> None:
    old = profile(sha="b" * 64, phases__reach=Setting(value=20, was=15, unit="deg"))
    fit = check(SPEC, SHA, old)
    assert fit.problems == ()
    assert fit.notes == (
        "the exercise has changed since this profile was made",
        "phases.reach was 15 deg then and is 17 now; the profile says 20",
    )
    assert check(SPEC, SHA, profile(phases__reach=REACH)).notes == ()


def test_settings_changes_and_comparison() -> None:
    tuned = with_values(SPEC, {"phases.reach": 20, "faults.hips_low.below": 160})
    found = settings(SPEC, tuned)
    assert {a: (s.value, s.was, s.unit) for a, s in found.items()} == {
        "phases.reach": (20, 17, "deg"),
        "faults.hips_low.below": (160, SPEC.thresholds()["faults.hips_low.below"].value, "deg"),
    }
    old = profile(phases__reach=Setting(value=19, was=17, unit="deg"))
    history = changes(old, found, date(2026, 11, 2), "A. Physio", "better now")
    assert [(c.address, c.before, c.after) for c in history] == [
        ("phases.reach", 19, 20), ("faults.hips_low.below", None, 160),
    ]  # fmt: skip
    back = changes(old, {}, date(2026, 11, 3), "A. Physio", "healed")
    assert [(c.address, c.before, c.after) for c in back] == [("phases.reach", 19, None)]
    assert compare(apply(SPEC, old), apply(SPEC, profile(phases__reach=REACH))) == {"phases.reach": (19, 20)}
