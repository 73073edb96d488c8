"""`posecheck exercises`: list, show, check, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from posecheck.errors import PosecheckError, SpecError
from posecheck.io.spec_files import find_spec, json_schema, load_all, load_spec


def run_list() -> None:
    """Id, level, what a repetition is."""
    table = Table(Column("id", no_wrap=True), "level", "summary")
    for spec in load_all().values():
        table.add_row(spec.id, spec.level, spec.summary)
    Console(highlight=False).print(table)


def run_show(exercise: str) -> None:
    """One exercise with all its thresholds."""
    spec, console = find_spec(exercise), Console(highlight=False)
    console.print(f"[bold]{spec.name}[/bold] ({spec.id})\n{spec.summary}\nPosition: {spec.position.say}")
    if spec.after:
        console.print(f"Comes after: {', '.join(spec.after)}")
    corrections = Table("fault", "what is said", "priority", title="Corrections", title_justify="left")
    for fault in spec.faults:
        corrections.add_row(fault.id, fault.say, str(fault.priority))
    console.print(corrections)
    numbers = Table("threshold", "value", "range", "why", title="Thresholds", title_justify="left")
    for address, t in spec.thresholds().items():
        numbers.add_row(address, f"{t.value:g} {t.unit}", f"{t.min:g} .. {t.max:g}", t.why)
    console.print(numbers)


def run_check(files: list[Path]) -> int:
    """Every fault of every file on stdout, one line each; 2 when there was one."""
    faulty = 0
    for path in files:
        try:
            spec = load_spec(path)
        except SpecError as error:
            faulty += 1
            for problem in error.problems:
                print(f"{path}: {problem}")
        except PosecheckError as error:
            faulty += 1
            print(f"{path}: {error}")
        else:
            print(f"{path}: good ({spec.id}, {len(spec.thresholds())} thresholds)")
    if faulty:
        what = f"{faulty} of {len(files)} file{'s' * (len(files) != 1)} with faults"
        print(f"posecheck: {what} (exercises check): see the lines on standard output", file=sys.stderr)
    return 2 if faulty else 0


def run_schema() -> None:
    """The published JSON Schema."""
    print(json.dumps(json_schema(), indent=1))
