"""What a movement is: a frozen value that round-trips to one TOML file.

A spec names a signal (one measure of the body), the levels that bound rest and target on it, and the form
faults. Every number is a `Threshold` with its unit, range, step and reason, found by its dotted address
("phases.reach", "faults.hips_low.below"), so that a profile can replace it and a slider can move it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from posecheck.exercise.spec_parts import (
    Cycle,
    Dose,
    Fault,
    Frozen,
    Identifier,
    Phases,
    Position,
    Posture,
    Sentence,
    Signal,
    Threshold,
    check_order,
)  # fmt: skip

PARTS = ("phases", "cycle", "posture", "dose")
"""The tables of thresholds that a spec has at most one of each."""


class ExerciseSpec(Frozen):
    """One exercise, complete."""

    format_version: Literal[1]
    id: Identifier
    name: Sentence
    summary: Sentence
    views: tuple[Literal["side", "front", "oblique"], ...] = Field(min_length=1)
    sides: Literal["both", "lead", "bent_knee", "lower_shoulder"] = "both"
    """both: no side; lead: the side that moved; bent_knee: the side whose knee is bent more during the repetition;
    lower_shoulder: the side whose shoulder lies lower (on which the body leans)."""
    level: Literal["core", "advanced", "posture"] = "core"
    after: tuple[Identifier, ...] = ()
    """Exercises to be done well first: this one is proposed to those who are ready to go on from all of them."""
    position: Position
    signal: Signal
    phases: Phases | None = None
    cycle: Cycle | None = None
    posture: Posture | None = None
    dose: Dose
    faults: tuple[Fault, ...] = ()
    attempt_reason: Identifier = ""
    """Id of the fault given as the reason for an attempt in which no other was seen; a posture has no attempts."""
    praise: tuple[Sentence, ...] = ("Good",)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sum(part is not None for part in (self.phases, self.cycle, self.posture)) != 1:
            raise ValueError("give one of [phases], [cycle] and [posture], and not two of them")
        ids = [f.id for f in self.faults]
        if doubled := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"fault ids used twice: {', '.join(sorted(doubled))}")
        if not self.attempt_reason and self.posture is None:
            raise ValueError("'attempt_reason' is missing: name the fault of a movement that turned back early")
        if self.attempt_reason and self.attempt_reason not in ids:
            raise ValueError(f"attempt_reason '{self.attempt_reason}' is not the id of one of the faults")
        if self.phases is not None:
            check_order(self.phases, -1.0 if self.signal.direction == "down" and self._by_value else 1.0)
        return self

    @property
    def _by_value(self) -> bool:
        return self.signal.against == "value"

    @property
    def held(self) -> bool:
        """Whether the top is to be held for a time."""
        return self.dose.hold_s is not None

    def fault(self, fault_id: str) -> Fault:
        """The fault with this id (KeyError when there is none)."""
        for fault in self.faults:
            if fault.id == fault_id:
                return fault
        raise KeyError(fault_id)

    def part(self, group: str) -> Frozen:
        """The table that holds thresholds at `group`.<name>: "phases", "faults.hips_low.also.0" (KeyError if none)."""
        return dict(_groups(self))[group]

    def thresholds(self) -> dict[str, Threshold]:
        """Every threshold by its dotted address, in file order."""
        return dict(_thresholds(self))


def with_thresholds(spec: ExerciseSpec, thresholds: Mapping[str, Threshold]) -> ExerciseSpec:
    """A copy of the spec with other thresholds at some addresses; nothing is validated (KeyError: no such address)."""
    if unknown := thresholds.keys() - spec.thresholds().keys():
        raise KeyError(", ".join(sorted(unknown)))
    inside: dict[str, dict[str, Threshold]] = {}
    for address, threshold in thresholds.items():
        group, _, key = address.rpartition(".")
        inside.setdefault(group, {})[key] = threshold
    needs = tuple(n.model_copy(update=inside.get(f"position.needs.{i}")) for i, n in enumerate(spec.position.needs))
    update: dict[str, object] = {
        "position": spec.position.model_copy(update={"needs": needs}),
        "faults": tuple(_changed(fault, inside) for fault in spec.faults),
    }
    for name in PARTS:
        group_value = getattr(spec, name)
        update[name] = group_value.model_copy(update=inside.get(name)) if group_value is not None else None
    return spec.model_copy(update=update)


def _changed(fault: Fault, inside: Mapping[str, dict[str, Threshold]]) -> Fault:
    at = f"faults.{fault.id}"
    update: dict[str, object] = {**inside.get(at, {})}
    update["also"] = tuple(one.model_copy(update=inside.get(f"{at}.also.{i}")) for i, one in enumerate(fault.also))
    if fault.only_when is not None:
        update["only_when"] = fault.only_when.model_copy(update=inside.get(f"{at}.only_when"))
    return fault.model_copy(update=update)


def _groups(spec: ExerciseSpec) -> list[tuple[str, Frozen]]:
    groups: list[tuple[str, Frozen]] = [(f"position.needs.{i}", need) for i, need in enumerate(spec.position.needs)]
    groups += [(name, part) for name in PARTS if (part := getattr(spec, name)) is not None]
    for fault in spec.faults:
        groups.append((f"faults.{fault.id}", fault))
        groups += [(f"faults.{fault.id}.also.{i}", limit) for i, limit in enumerate(fault.also)]
        groups += [(f"faults.{fault.id}.only_when", fault.only_when)] if fault.only_when else []
    return groups


def _thresholds(spec: ExerciseSpec) -> Iterator[tuple[str, Threshold]]:
    for prefix, group in _groups(spec):
        for key in type(group).model_fields:
            value = getattr(group, key)
            if isinstance(value, Threshold):
                yield f"{prefix}.{key}", value
