"""`posecheck exercises`: list, show, check, schema, new, record."""

from __future__ import annotations

import difflib
import json
import re
import sys
from pathlib import Path

from rich.table import Column, Table

from posecheck.cli.outputs import console
from posecheck.errors import PosecheckError, SpecError
from posecheck.io.atomic import write_text
from posecheck.io.spec_files import find_spec, json_schema, load_all, load_spec
from posecheck.pose.measures import MEASURES

MARK = "CHANGE"
"""What a drafted file is marked with where somebody has to finish it."""


def run_list() -> None:
    """Id, level, what a repetition is."""
    table = Table(Column("id", no_wrap=True), "level", "summary")
    for spec in load_all().values():
        table.add_row(spec.id, spec.level, spec.summary)
    console().print(table)


def run_show(exercise: str) -> None:
    """One exercise with all its thresholds."""
    spec, out = find_spec(exercise), console()
    out.print(f"{spec.name} ({spec.id})", style="bold")
    out.print(f"{spec.summary}\nPosition: {spec.position.say}")
    if spec.after:
        out.print(f"Comes after: {', '.join(spec.after)}")
    corrections = Table("fault", "what is said", "priority", title="Corrections", title_justify="left")
    for fault in spec.faults:
        corrections.add_row(fault.id, fault.say, str(fault.priority))
    out.print(corrections)
    numbers = Table("threshold", "value", "range", "why", title="Thresholds", title_justify="left")
    for address, t in spec.thresholds().items():
        numbers.add_row(address, f"{t.value:g} {t.unit}", f"{t.min:g} .. {t.max:g}", t.why)
    out.print(numbers)


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
            print(f"{path}: good ({spec.id}, {len(spec.thresholds())} thresholds{_unfinished(path)})")
    if faulty:
        what = f"{faulty} of {len(files)} file{'s' * (len(files) != 1)} with faults"
        print(f"posecheck: {what} (exercises check): see the lines on standard output", file=sys.stderr)
    return 2 if faulty else 0


def _unfinished(path: Path) -> str:
    """What a new exercise's file still has to be changed in."""
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = [i for i, line in enumerate(lines, 1) if MARK in line and "Lines with" not in line]
    return f"; still marked {MARK}: {len(marked)} lines, the first {marked[0]}" if marked else ""


def run_schema() -> None:
    """The published JSON Schema."""
    print(json.dumps(json_schema(), indent=1))


def run_new(exercise: str, output: Path | None) -> None:
    """A commented file for a new exercise."""
    from posecheck.io.spec_draft import new_spec

    target = _new_file(exercise, output)
    write_text(target, new_spec(exercise))
    print(f"{target}: change what is marked, then run: posecheck exercises check {target}")


def run_record(clip: Path, exercise: str, by: str | None, output: Path | None, model: str) -> None:
    """A file for a new exercise, as far as a recorded good performance tells."""
    from posecheck.cli.progress import model_progress
    from posecheck.cli.review import observe_clip
    from posecheck.exercise.proposal import propose
    from posecheck.io.model_store import resolve
    from posecheck.io.spec_draft import recorded_spec
    from posecheck.session.pipeline import measured

    if by is not None and by not in MEASURES:
        near = difflib.get_close_matches(by, MEASURES, n=1, cutoff=0.4)
        cure = f"did you mean {near[0]}? " if near else ""
        raise PosecheckError("unknown measure", by, f"{cure}known are {', '.join(sorted(MEASURES))}")
    target = _new_file(exercise, output)
    with model_progress() as progress:
        network = resolve(model, progress)
    seen, _ = observe_clip(clip, network, use_cache=True)
    try:
        found = propose(measured(seen), by)
    except ValueError as error:
        cure = "record two or more repetitions from rest to rest, the whole body in the picture"
        raise PosecheckError(str(error), clip.name, cure) from error
    write_text(target, recorded_spec(exercise, found, clip.name))
    print(
        f"{target}: {found.repetitions} repetitions by {found.measure} ({found.of}), {found.reach:.3g} "
        f"{MEASURES[found.measure].unit} from a rest of {found.rest:.3g}, {found.rep_s:.1f} s each\n"
        f"change what is marked, then run: posecheck review {clip} --exercise {target}"
    )


def _new_file(exercise: str, output: Path | None) -> Path:
    """Where the new file goes; PosecheckError for a bad id or a file that is there already."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", exercise):
        raise PosecheckError("not an id", exercise, "use small letters, digits and _, a letter first")
    target = output or Path(f"{exercise}.toml")
    if target.exists():
        raise PosecheckError("the file is there already", str(target), "name another one with --output")
    return target
