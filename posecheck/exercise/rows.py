"""What the engine reads: one frame's measures, or a recording of them, and how a spec's words find a number in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from posecheck.pose.pose import Floats

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """Measures of one frame: values by column (NaN = unknown), the side nearer to the camera, and why the view fails.

    note: the first reason why a joint that this exercise needs is not trusted, "" when all are; off_axis_deg: how far
    the camera is off the pure side view, by which every measure errs more.
    """

    t_s: float
    values: Mapping[str, float]
    near: Side
    note: str = ""
    off_axis_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """A recording of rows: t_s (T,), columns name -> (T,), near, note and off_axis_deg per frame."""

    t_s: Floats
    columns: Mapping[str, Floats]
    near: tuple[Side, ...]
    notes: tuple[str, ...]
    off_axis_deg: tuple[float, ...] = ()
    """Empty when it isn't known: then as from the side."""

    def __len__(self) -> int:
        return len(self.t_s)

    def row(self, i: int) -> Row:
        """Frame `i` as the engine sees it live."""
        off_axis_deg = self.off_axis_deg[i] if self.off_axis_deg else 0.0
        values = {k: float(v[i]) for k, v in self.columns.items()}
        return Row(float(self.t_s[i]), values, self.near[i], self.notes[i], off_axis_deg)

    @classmethod
    def of(cls, rows: list[Row]) -> Series:
        """Join rows into a recording."""
        names = rows[0].values.keys() if rows else ()
        columns = {name: np.array([row.values[name] for row in rows], float) for name in names}
        times = np.array([row.t_s for row in rows], float)
        off_axis_deg = tuple(r.off_axis_deg for r in rows)
        return cls(times, columns, tuple(r.near for r in rows), tuple(r.note for r in rows), off_axis_deg)

    def near_column(self, measure: str) -> Floats:
        """(T,) of a measure on the side nearer to the camera, or of the whole body."""
        if measure in self.columns:
            return self.columns[measure]
        is_left = np.array([side == "left" for side in self.near], bool)
        return np.where(is_left, self.columns[f"{measure}_left"], self.columns[f"{measure}_right"])


@dataclass(frozen=True, slots=True)
class Source:
    """A measure and the side it is taken from, with the column names worked out once."""

    measure: str
    of: str
    left: str
    right: str
    columns: Mapping[tuple[Side, Side | None], str]
    """Column to read by near and leading side; "" where it isn't known which."""

    @classmethod
    def named(cls, measure: str, of: str) -> Source:
        """Source for a measure name and one of the spec's side words."""
        return _named(measure, of)

    def value(self, values: Mapping[str, float], near: Side, lead: Side | None = None) -> float:
        """The number in a row's values; NaN when it is unknown or the leading side is."""
        if self.measure in values:
            return values[self.measure]
        if self.of in ("least", "most", "mean"):
            return _combined(self.of, values.get(self.left, NAN), values.get(self.right, NAN))
        return values.get(self.columns[near, lead], NAN)

    def values_of(self, rows: Sequence[Row], lead: Side | None = None) -> list[float]:
        """`value` of each row of one recording."""
        if rows and self.measure in rows[0].values:
            return [row.values[self.measure] for row in rows]
        if self.of in ("least", "most", "mean"):
            return [self.value(row.values, row.near, lead) for row in rows]
        columns = {near: self.columns[near, lead] for near in SIDES}
        return [row.values.get(columns[row.near], NAN) for row in rows]

    def half_known(self, values: Mapping[str, float]) -> bool:
        """Whether the measure is taken from both sides and only one of them is known."""
        if self.of not in ("least", "most", "mean") or self.measure in values:
            return False
        return math.isnan(values.get(self.left, NAN)) != math.isnan(values.get(self.right, NAN))


@cache
def _named(measure: str, of: str) -> Source:
    left, right = f"{measure}_left", f"{measure}_right"
    leads: tuple[Side | None, ...] = (*SIDES, None)
    columns = {(near, lead): _column(of, near, lead, (left, right)) for near in SIDES for lead in leads}
    return Source(measure, of, left, right, columns)


def unknown_as_one(value: float) -> float:
    """The value, or NAN itself: arithmetic makes a new NaN each time, and states that differ in it are never equal."""
    return NAN if math.isnan(value) else value


def mean_known(values: list[float]) -> float:
    """Mean of the values that are known; NaN when none is."""
    known = [v for v in values if not math.isnan(v)]
    return sum(known) / len(known) if known else NAN


def _combined(of: str, left: float, right: float) -> float:
    if math.isnan(left) or math.isnan(right):
        return right if math.isnan(left) else left
    if of == "mean":
        return (left + right) / 2
    return min(left, right) if of == "least" else max(left, right)


def _column(of: str, near: Side, lead: Side | None, columns: tuple[str, str]) -> str:
    if _picks_left(of, near, lead):
        return columns[0]
    return columns[1] if _picks_right(of, near, lead) else ""


def _picks_left(of: str, near: Side, lead: Side | None) -> bool:
    return (
        of == "left"
        or (of == "near" and near == "left")
        or (of == "far" and near == "right")
        or (of == "lead" and lead == "left")
        or (of == "trail" and lead == "right")
    )


def _picks_right(of: str, near: Side, lead: Side | None) -> bool:
    mirror: dict[Side, Side] = {"left": "right", "right": "left"}
    return _picks_left({"left": "right", "right": "left"}.get(of, of), mirror[near], mirror[lead] if lead else None)
