"""A profile: the few thresholds that differ for one patient or clinic, laid over a shipped spec that stays as it is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Protocol

from pydantic import Field, ValidationError

from posecheck.errors import Problem, SpecError
from posecheck.exercise.spec import ExerciseSpec, with_thresholds
from posecheck.exercise.spec_parts import Frozen, Identifier, Sentence, Threshold, Unit

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Setting(Frozen):
    """One threshold that differs. was: the shipped value when the profile was made, by which an older one is known."""

    value: float = Field(allow_inf_nan=False)
    was: float = Field(allow_inf_nan=False)
    unit: Unit


class Change(Frozen):
    """One entry of a profile's history; before or after is missing where the threshold was as shipped."""

    date: date
    author: Sentence
    reason: Sentence
    address: Sentence
    before: float | None = None
    after: float | None = None


class Evidence(Frozen):
    """What fitted thresholds rest on: labelled repetitions, and how many verdicts agreed with the labels.

    unseen: on clips that were left out of the fit, of how many (0 of 0: there was only one clip); equally_good: by
    address, the least and the greatest value that agree with the labels just as well.
    """

    clips: tuple[Sentence, ...]
    repetitions: int
    agreed_before: int
    agreed_after: int
    agreed_unseen: int = 0
    unseen: int = 0
    equally_good: dict[str, tuple[float, float]] = Field(default_factory=dict)


class Profile(Frozen):
    """Whom it is for, who made it, when and why, for which exercise, and the thresholds that differ by address."""

    format_version: Literal[1] = 1
    exercise: Identifier
    kind: Literal["patient", "clinic"] = "patient"
    name: Sentence
    author: Sentence
    date: date
    reason: Sentence
    spec_sha256: Sha256
    thresholds: dict[str, Setting] = Field(default_factory=dict)
    evidence: Evidence | None = None
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a profile suits a spec. problems: it can't be applied; notes: it can, and this should be known."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def check(spec: ExerciseSpec, spec_sha256: str, profile: Profile) -> Fit:
    """Hold a profile against the spec it is to be laid over; nothing is dropped without a word."""
    if profile.exercise != spec.id:
        words = f"this profile is for {profile.exercise}, not for {spec.id}"
        return Fit((Problem(0, words, "choose the profile of this exercise"),))
    known = spec.thresholds()
    found = (setting_problem(address, s.value, s.unit, known) for address, s in profile.thresholds.items())
    problems = [problem for problem in found if problem is not None]
    if not problems:
        problems = _crossed(spec, profile)
    notes: tuple[str, ...] = ()
    if profile.spec_sha256 != spec_sha256:
        notes = ("the exercise has changed since this profile was made", *_moved(known, profile))
    return Fit(tuple(problems), notes)


def apply(spec: ExerciseSpec, profile: Profile, where: str = "profile") -> ExerciseSpec:
    """The spec with the profile's values; the given one is not touched. SpecError with every fault."""
    fit = check(spec, profile.spec_sha256, profile)
    if fit.problems:
        raise SpecError(where, fit.problems)
    return with_values(spec, {address: s.value for address, s in profile.thresholds.items()})


def with_values(spec: ExerciseSpec, values: Mapping[str, float]) -> ExerciseSpec:
    """The spec with other values at some addresses, validated (pydantic's ValidationError, a ValueError)."""
    known = spec.thresholds()
    changed = {address: known[address].model_copy(update={"value": value}) for address, value in values.items()}
    return ExerciseSpec.model_validate(with_thresholds(spec, changed).model_dump())


def settings(shipped: ExerciseSpec, tuned: ExerciseSpec) -> dict[str, Setting]:
    """What differs between two states of one spec, by address in file order."""
    after = tuned.thresholds()
    return {
        address: Setting(value=after[address].value, was=before.value, unit=before.unit)
        for address, before in shipped.thresholds().items()
        if after[address].value != before.value
    }


def changes(old: Profile | None, new: Mapping[str, Setting], day: date, author: str, reason: str) -> tuple[Change, ...]:
    """History entries that lead from a profile's thresholds to new ones."""
    before = old.thresholds if old is not None else {}
    return tuple(
        Change(date=day, author=author, reason=reason, address=a, before=_value(before, a), after=_value(new, a))
        for a in dict.fromkeys([*before, *new])
        if _value(before, a) != _value(new, a)
    )


def compare(one: ExerciseSpec, other: ExerciseSpec) -> dict[str, tuple[float, float]]:
    """Address -> (value in one, value in the other) wherever two states of an exercise differ, in file order."""
    second = other.thresholds()
    return {a: (t.value, second[a].value) for a, t in one.thresholds().items() if t.value != second[a].value}


class Bounded(Protocol):
    """A number with its unit and range."""

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def min(self) -> float:
        """The least it may be."""

    @property
    def max(self) -> float:
        """The most it may be."""


def setting_problem(
    address: str, value: float, unit: str, known: Mapping[str, Bounded], what: str = "threshold"
) -> Problem | None:
    """Why a number can't be set to a value, with the cure; None when it can."""
    if address not in known:
        near = difflib.get_close_matches(address, list(known), n=1, cutoff=0.5)
        gone = "the exercise no longer has it: set it anew in the tune window"
        other = gone if what == "threshold" else f"known are {', '.join(known)}"
        return Problem(0, f"unknown {what} '{address}'", f"did you mean '{near[0]}'?" if near else other)
    number = known[address]
    if unit != number.unit:
        return Problem(0, f"'{address}' is given in {unit}", f"it is in {number.unit} now: set it anew")
    if not number.min <= value <= number.max:
        return Problem(0, f"'{address}' is {value:g}", f"allowed: {number.min:g} .. {number.max:g} {number.unit}")
    return None


def _value(values: Mapping[str, Setting], address: str) -> float | None:
    return values[address].value if address in values else None


def _crossed(spec: ExerciseSpec, profile: Profile) -> list[Problem]:
    try:
        with_values(spec, {address: s.value for address, s in profile.thresholds.items()})
    except ValidationError as error:
        return [Problem(0, e["msg"].removeprefix("Value error, ")) for e in error.errors(include_url=False)]
    return []


def _moved(known: Mapping[str, Threshold], profile: Profile) -> list[str]:
    """Shipped values that are no longer what the profile's author saw."""
    return [
        f"{address} was {s.was:g} {s.unit} then and is {known[address].value:g} now; the profile says {s.value:g}"
        for address, s in profile.thresholds.items()
        if address in known and known[address].value != s.was
    ]
