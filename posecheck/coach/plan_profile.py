"""The physiotherapist's word on a plan: what is pinned, forbidden or replaced, and the rules' numbers that differ.

A small overlay like an exercise's profile: it says for whom, by whom, when and why, and nothing shipped is touched.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from posecheck.coach import safety_words
from posecheck.coach.numbers import Number, Settings
from posecheck.coach.prescription import Prescription
from posecheck.coach.record import PlanChange
from posecheck.coach.routine import Identifier, Sentence
from posecheck.coach.said import said
from posecheck.errors import Problem
from posecheck.exercise.profile import setting_problem

GROUPS = ("safety", "progress", "plan")
"""The groups of numbers: attributes of a Prescription, and the first half of an address."""


class NumberSetting(Settings):
    """One number that differs. was: what it was when the profile was made; unit: as the number's own, where given."""

    value: float = Field(allow_inf_nan=False)
    was: float | None = Field(default=None, allow_inf_nan=False)
    unit: str = ""


class PlanProfile(Settings):
    """Whom it is for, who made it, when and why; what differs from the plan that comes with the program."""

    format_version: Literal[1]
    kind: Literal["patient", "clinic"] = "patient"
    name: Sentence
    author: Sentence
    date: date
    reason: Sentence
    routine: Identifier | None = None
    pinned: tuple[Identifier, ...] = ()
    forbidden: tuple[Identifier, ...] = ()
    alternatives: dict[Identifier, Identifier] = Field(default_factory=dict)
    numbers: dict[Annotated[str, Field(max_length=60)], NumberSetting] = Field(default_factory=dict)


def numbers_of(prescription: Prescription) -> dict[str, Number]:
    """Every number of the rules by its address, "safety.stop_above" say."""
    groups = {group: getattr(prescription, group) for group in GROUPS}
    return {f"{g}.{name}": getattr(group, name) for g, group in groups.items() for name in type(group).model_fields}


def check(prescription: Prescription, profile: PlanProfile) -> tuple[Problem, ...]:
    """Why a profile can't be applied, every fault of it; a fault names what it is about in quotes."""
    found = [*_exercise_problems(prescription, profile), *_number_problems(prescription, profile)]
    if not found:
        found = _crossed(prescription, profile)
    return tuple(found)


def notes(prescription: Prescription, profile: PlanProfile) -> tuple[str, ...]:
    """What should be known of a profile that was made for older numbers."""
    known = numbers_of(prescription)
    return tuple(
        f"{address} was {s.was:g} {known[address].unit} then and is {known[address].value:g} now; "
        f"the profile says {s.value:g}"
        for address, s in profile.numbers.items()
        if address in known and s.was is not None and s.was != known[address].value
    )


def apply(prescription: Prescription, profile: PlanProfile) -> Prescription:
    """The prescription with the physiotherapist's word on it; ValueError where `check` finds a fault."""
    values: dict[str, dict[str, Number]] = {group: {} for group in GROUPS}
    known = numbers_of(prescription)
    for address, setting in profile.numbers.items():
        group, _, name = address.partition(".")
        values[group][name] = known[address].at(setting.value)
    changed = {
        group: type(before).model_validate({**{n: getattr(before, n) for n in type(before).model_fields}, **new})
        for group, new in values.items()
        if (before := getattr(prescription, group)) is not None
    }
    return replace(
        prescription,
        pinned=prescription.pinned | frozenset(profile.pinned),
        forbidden=prescription.forbidden | frozenset(profile.forbidden),
        alternatives={**prescription.alternatives, **profile.alternatives},
        **changed,
    )


def changes(before: PlanProfile | None, after: PlanProfile | None, day: date, names: Mapping[str, str]) -> Iterator[
    PlanChange
]:  # fmt: skip
    """What goes into the history when one profile takes another's place: exercises forbidden, or allowed again."""
    old, new = (frozenset(p.forbidden) if p is not None else frozenset[str]() for p in (before, after))
    for exercise in sorted(new - old):
        reason = said(safety_words.FORBIDDEN, exercise=names.get(exercise, exercise))
        yield PlanChange(day, "drop", reason, "pinned", exercise)
    for exercise in sorted(old - new):
        reason = said(safety_words.ALLOWED_AGAIN, exercise=names.get(exercise, exercise))
        yield PlanChange(day, "restore", reason, "pinned", exercise)


def _exercise_problems(prescription: Prescription, profile: PlanProfile) -> Iterator[Problem]:
    mentioned = [*profile.pinned, *profile.forbidden, *profile.alternatives, *profile.alternatives.values()]
    for name in dict.fromkeys(mentioned):
        if name not in prescription.specs:
            near = difflib.get_close_matches(name, list(prescription.specs), n=1, cutoff=0.5)
            cure = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(prescription.specs))}"
            yield Problem(0, f"unknown exercise '{name}'", cure)
    for name in profile.pinned:
        if name in profile.forbidden:
            yield Problem(0, f"'{name}' is pinned and forbidden", "choose one of the two")
    for name, other in profile.alternatives.items():
        if name == other or other in profile.forbidden:
            why = "its own alternative" if name == other else f"to be replaced by '{other}', which is forbidden"
            yield Problem(0, f"'{name}' is {why}", "name another one")


def _number_problems(prescription: Prescription, profile: PlanProfile) -> Iterator[Problem]:
    known = numbers_of(prescription)
    for address, setting in profile.numbers.items():
        unit = setting.unit or (known[address].unit if address in known else "")
        problem = setting_problem(address, setting.value, unit, known, "number")
        if problem is not None:
            yield problem


def _crossed(prescription: Prescription, profile: PlanProfile) -> list[Problem]:
    try:
        apply(prescription, profile)
    except ValidationError as error:
        return [Problem(0, e["msg"].removeprefix("Value error, ")) for e in error.errors(include_url=False)]
    return []
