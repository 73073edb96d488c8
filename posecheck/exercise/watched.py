"""Numbers that notice what they are compared with: how far a threshold can move before anything comes out differently.

The engine runs once with watched thresholds. Each comparison of one with a measure bounds the values for which that
comparison, and so the whole frame, comes out the same. Whatever can't be followed exactly (a threshold turned into a
plain float, a product of two) bounds it to the very value it has: then every change is looked at again.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

Compare = Callable[[Any, Any], Any]


class Bounds:
    """Open interval of each watched threshold within which nothing compared so far would come out differently."""

    def __init__(self, values: list[float]) -> None:
        self.values = values
        self.low: list[float] = []
        self.high: list[float] = []
        self.reset()

    def reset(self) -> None:
        """Begin anew: nothing has been compared."""
        self.low = [-math.inf] * len(self.values)
        self.high = [math.inf] * len(self.values)

    def pin(self, terms: dict[int, float]) -> None:
        """Any change may matter."""
        for i in terms:
            self.low[i] = self.high[i] = self.values[i]

    def compared(self, terms: dict[int, float], difference: float) -> None:
        """A sum of thresholds was found `difference` above (or below) something: it must stay on that side.

        Several thresholds share the room, so that all of them may move at once.
        """
        if difference == 0.0:
            self.pin(terms)
            return
        if math.isnan(difference):
            return
        for i, factor in terms.items():
            if factor == 0.0:
                continue
            limit = self.values[i] - difference / (len(terms) * factor)
            if (difference > 0) == (factor > 0):
                self.low[i] = max(self.low[i], limit)
            else:
                self.high[i] = min(self.high[i], limit)


class Watched:
    """A sum of watched thresholds times factors plus a number; `plain` is what it comes to."""

    __slots__ = ("bounds", "plain", "terms")
    __array_ufunc__ = None  # arrays leave operations with it to it
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, bounds: Bounds, terms: dict[int, float], plain: float) -> None:
        self.bounds, self.terms, self.plain = bounds, terms, plain

    def __float__(self) -> float:
        self.bounds.pin(self.terms)
        return self.plain

    def __bool__(self) -> bool:
        self.bounds.compared(self.terms, self.plain)
        return bool(self.plain)

    def __neg__(self) -> Watched:
        return Watched(self.bounds, {i: -k for i, k in self.terms.items()}, -self.plain)

    def __abs__(self) -> Watched:
        return self if self >= 0.0 else -self

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Watched):
            terms = dict(self.terms)
            for i, factor in other.terms.items():
                terms[i] = terms.get(i, 0.0) + factor
            return Watched(self.bounds, terms, self.plain + other.plain)
        if isinstance(other, np.ndarray):
            return float(self) + other
        return Watched(self.bounds, self.terms, self.plain + float(other))

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return (-self) + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Watched | np.ndarray):
            return float(self) * (float(other) if isinstance(other, Watched) else other)
        factor = float(other)
        return Watched(self.bounds, {i: k * factor for i, k in self.terms.items()}, self.plain * factor)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Watched):
            return Ratio(self, other)
        if isinstance(other, np.ndarray):
            return float(self) / other
        divisor = float(other)
        return Watched(self.bounds, {i: k / divisor for i, k in self.terms.items()}, self.plain / divisor)

    def __rtruediv__(self, other: Any) -> Any:
        return other / float(self) if isinstance(other, np.ndarray) else Ratio(other, self)

    def _compare(self, other: Any, compare: Compare) -> Any:
        if isinstance(other, Watched):
            difference = self - other
            self.bounds.compared(difference.terms, difference.plain)
            return compare(self.plain, other.plain)
        if isinstance(other, np.ndarray):
            self._bound_by(self.plain - other)
            return compare(self.plain, other)
        if isinstance(other, Ratio):
            return compare(float(self), float(other))
        self.bounds.compared(self.terms, self.plain - float(other))
        return compare(self.plain, other)

    def _bound_by(self, differences: Any) -> None:
        """The nearest entry on either side is what bounds it."""
        over, under = differences[differences > 0], differences[differences < 0]
        if len(over):
            self.bounds.compared(self.terms, float(over.min()))
        if len(under):
            self.bounds.compared(self.terms, float(under.max()))
        if np.any(differences == 0):
            self.bounds.pin(self.terms)

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._compare(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, operator.ge)

    def __eq__(self, other: object) -> Any:
        return self._compare(other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return self._compare(other, operator.ne)


class Ratio:
    """Something divided by a watched sum: may be compared with a number; anything else pins the thresholds."""

    __slots__ = ("above", "below")
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, above: Any, below: Watched) -> None:
        self.above, self.below = above, below

    def __float__(self) -> float:
        return float(self.above) / float(self.below)

    def _compare(self, other: Any, compare: Compare) -> bool:
        bounds = self.below.bounds
        bounds.compared(self.below.terms, self.below.plain)
        difference = self.above - self.below * float(other)
        bounds.compared(difference.terms, difference.plain)
        above = self.above.plain if isinstance(self.above, Watched) else float(self.above)
        return bool(compare(above / self.below.plain, float(other)))

    def __lt__(self, other: Any) -> bool:
        return self._compare(other, operator.lt)

    def __le__(self, other: Any) -> bool:
        return self._compare(other, operator.le)

    def __gt__(self, other: Any) -> bool:
        return self._compare(other, operator.gt)

    def __ge__(self, other: Any) -> bool:
        return self._compare(other, operator.ge)
