"""Is the person in the exercise's position? Getting down, settling and getting up must give nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.exercise.rows import Row, Source
from posecheck.exercise.spec_parts import Condition, Position
from posecheck.pose.measures import MEASURES

UPSIDE_DOWN = "The picture is upside down. Turn the camera"
_EXCHANGED = {"least": "most", "most": "least"}
ENTER_S = 0.3
LEAVE_S = 0.6
"""How long the position must hold before it counts, and be broken before it is lost: shorter is a passing frame."""


@dataclass(frozen=True)
class Gate:
    """inside: in position now; since_s: since when frames say otherwise (NaN = they agree); cure: what to change;
    entered_s: when the position was taken."""

    inside: bool = False
    since_s: float = math.nan
    cure: str = ""
    entered_s: float = -math.inf


@dataclass(frozen=True, slots=True)
class PositionTest:
    """The position's conditions with their sources worked out."""

    needs: tuple[tuple[Source, Condition], ...]
    upside_down: tuple[tuple[Source, Condition], ...]
    """The same with least and most exchanged, for measures that change their sign in a picture on its head."""

    @classmethod
    def of(cls, position: Position) -> PositionTest:
        """Prepare a spec's position."""
        needs = position.needs
        turned = (_EXCHANGED.get(n.of, n.of) if MEASURES[n.measure].flips else n.of for n in needs)
        return cls(
            tuple((Source.named(n.measure, n.of), n) for n in needs),
            tuple((Source.named(n.measure, of), n) for n, of in zip(needs, turned, strict=True)),
        )

    def broken(self, row: Row, inside: bool) -> str | None:
        """Cure of the first condition that fails, "" when all known ones hold, None when nothing can be said.

        Where only the hidden side could fulfil a condition, a person who is in position stays in it and one who
        isn't does not enter it.
        """
        cure = self._cure(row, inside)
        return UPSIDE_DOWN if cure and self._holds_upside_down(row) else cure

    def _holds_upside_down(self, row: Row) -> bool:
        """Whether every condition is known and would hold if the picture stood on its head."""
        for source, need in self.upside_down:
            value = source.value(row.values, row.near)
            if math.isnan(value) or not need.holds(-value if MEASURES[need.measure].flips else value):
                return False
        return True

    def _cure(self, row: Row, inside: bool) -> str | None:
        known = False
        for source, need in self.needs:
            value = source.value(row.values, row.near)
            if math.isnan(value):
                continue
            known = True
            if not need.holds(value):
                if source.half_known(row.values) and inside:
                    continue
                return need.cure
        return "" if known else None


def gate_step(gate: Gate, test: PositionTest, row: Row) -> Gate:
    """Take one frame into account; a frame in which nothing is known changes nothing."""
    cure = test.broken(row, gate.inside)
    if cure is None:
        return gate
    agrees = (cure == "") == gate.inside
    if agrees:
        return Gate(gate.inside, math.nan, cure, gate.entered_s)
    since_s = row.t_s if math.isnan(gate.since_s) else gate.since_s
    if row.t_s - since_s >= (LEAVE_S if gate.inside else ENTER_S):
        return Gate(not gate.inside, math.nan, cure, gate.entered_s if gate.inside else row.t_s)
    return Gate(gate.inside, since_s, cure, gate.entered_s)
