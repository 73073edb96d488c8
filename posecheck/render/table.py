"""A review as a table a person can read in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from posecheck.exercise.result import Attempt, Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary


def print_review(console: Console, clip: str, spec: ExerciseSpec, summary: Summary) -> None:
    """Repetitions, attempts, totals and what the camera could not see."""
    table = Table(title=f"{clip}: {spec.name}", title_justify="left")
    for name in ("#", "side", "start", "end", "hold", "verdict"):
        table.add_column(name, justify="right" if name in ("#", "start", "end", "hold") else "left")
    rows: list[Rep | Attempt] = sorted([*summary.reps, *summary.attempts], key=lambda r: r.start_s)
    for row in rows:
        table.add_row(*_cells(spec, row))
    if rows:
        console.print(table)
    console.print(_total(summary) if spec.posture is None else _posture(spec, summary))
    for problem in summary.setup.problems:
        console.print(f"[yellow]Note:[/yellow] {problem}")
    for gap in summary.tracking.gaps[:5]:
        console.print(f"Not judged {gap.start_s:.1f}-{gap.end_s:.1f} s: {gap.reason}")
    if len(summary.tracking.gaps) > 5:
        console.print(f"… and {len(summary.tracking.gaps) - 5} more spans not judged")


def _cells(spec: ExerciseSpec, row: Rep | Attempt) -> tuple[str, ...]:
    times = (f"{row.start_s:.1f} s", f"{row.end_s:.1f} s")
    if isinstance(row, Attempt):
        return ("-", row.side, *times, "", f"[yellow]attempt[/yellow]: {spec.fault(row.reason).say.lower()}")
    hold = f"{row.hold_s:.1f} s" if spec.held else ""
    if row.good:
        return (str(row.index), row.side, *times, hold, "[green]good[/green]")
    says = "; ".join(spec.fault(f).say.lower() for f in row.faults)
    return (str(row.index), row.side, *times, hold, f"[red]{says}[/red]")


def _posture(spec: ExerciseSpec, summary: Summary) -> str:
    if not summary.watched:
        return "Too short a time in position for a score"
    change = summary.watched[-1].change
    return f"Good {summary.score:.0f} % of the time" + (
        f"; one thing: {spec.fault(change).say.lower()}" if change else ""
    )


def _total(summary: Summary) -> str:
    n, attempts = len(summary.reps), len(summary.attempts)
    sides = ", ".join(f"{count} {side}" for side, count in sorted(summary.per_side.items()) if side != "both")
    text = f"{n} repetition{'s' * (n != 1)}" + (f" ({sides})" if sides else "") + f", {summary.good} good"
    return text + (f", {attempts} attempt{'s' * (attempts != 1)}" if attempts else "")
