"""`posecheck profile`: a physiotherapist's profiles of who exercises here, and the numbers they may change."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from posecheck.cli.outputs import console
from posecheck.cli.people import HistoryPeople
from posecheck.coach.plan_profile import numbers_of
from posecheck.errors import PosecheckError
from posecheck.io import person_files
from posecheck.io.plan_files import base_prescription


def run_list() -> None:
    """One profile per line."""
    people = HistoryPeople()
    print("\n".join(people.profiles()) or f"{people.current()}: no profiles")


def run_use(path: Path) -> None:
    """Exercise by a profile from now on."""
    people = HistoryPeople()
    print(f"{people.current()}: {people.take_profile(path)} by {path.name}")


def run_drop(name: str) -> None:
    """Exercise without a profile from now on."""
    people = HistoryPeople()
    people.drop_profile(name)
    print(f"{people.current()}: {name} as it comes")


def run_check(paths: Sequence[Path]) -> int:
    """Say what is wrong with each; 1 when anything is."""
    failed = 0
    for path in paths:
        try:
            print(f"{path}: good, for {person_files.check(path)}")
        except PosecheckError as error:
            failed = 1
            print(f"posecheck: {error}", file=sys.stderr)
    return failed


def run_numbers() -> None:
    """A table of addresses."""
    table = Table("number", "value", "unit", "from", "to", "source")
    for address, number in numbers_of(base_prescription()).items():
        cells = (f"{number.value:g}", number.unit, f"{number.min:g}", f"{number.max:g}", number.source)
        table.add_row(address, *cells)
    console().print(table)
