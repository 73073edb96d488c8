"""A routine: which exercises in which order, how much of each, and the rests between."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, Field(min_length=1, max_length=200)]


class Step(BaseModel):
    """One exercise of a routine: either repetitions or seconds, once or on each side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exercise: Identifier
    reps: int | None = Field(default=None, ge=1, le=100)
    hold_s: float | None = Field(default=None, gt=0, le=600)
    sides: Literal["both", "each", "turns"] = "both"
    """both: no side; each: one side after the other; turns: the sides alternate, `reps` on each."""
    sets: int = Field(default=1, ge=1, le=10)
    rest_s: float = Field(default=20.0, ge=0, le=300)
    why: Sentence

    @model_validator(mode="after")
    def _has_amount(self) -> Self:
        if self.reps is None and self.hold_s is None:
            raise ValueError("give `reps`, `hold_s` or both")
        return self


class Routine(BaseModel):
    """A sequence of steps, done from first to last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[1]
    id: Identifier
    name: Sentence
    summary: Sentence
    steps: tuple[Step, ...] = Field(min_length=1)
