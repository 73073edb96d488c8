"""A number of the coaching rules that a physiotherapist may change: value, unit, range, step and source."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Unit = Literal["points", "share", "days", "sessions", "a week", "repetitions", "steps"]


class Settings(BaseModel):
    """Base of a group of numbers: unknown names are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Number(Settings):
    """One number with its source; `source` says so where it is our own choice."""

    value: float
    unit: Unit
    min: float
    max: float
    step: Annotated[float, Field(gt=0)]
    source: Annotated[str, Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _inside_range(self) -> Self:
        if not self.min <= self.value <= self.max:
            raise ValueError(f"value {self.value:g} is outside {self.min:g} .. {self.max:g}")
        return self

    def at(self, value: float) -> Self:
        """The same number with another value; ValueError when that is out of range."""
        return type(self).model_validate({**self.model_dump(), "value": value})
