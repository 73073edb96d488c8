"""Which exercise comes after which: what the specs' `after` adds up to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from posecheck.exercise.spec import ExerciseSpec

Specs = Mapping[str, ExerciseSpec]


def ready_for(specs: Specs, done_well: Collection[str]) -> list[str]:
    """Ids not yet done well whose every forerunner is, in the order of the specs; what comes after nothing is open."""
    return [i for i, spec in specs.items() if i not in done_well and all(first in done_well for first in spec.after)]


def order(specs: Specs) -> list[str]:
    """Every id after all its forerunners; ValueError when two wait for each other. Unknown forerunners are ignored."""
    left, done = list(specs), list[str]()
    while left:
        free = [i for i in left if all(first in done or first not in specs for first in specs[i].after)]
        if not free:
            raise ValueError(f"these exercises wait for each other: {', '.join(left)}")
        done += free
        left = [i for i in left if i not in free]
    return done
