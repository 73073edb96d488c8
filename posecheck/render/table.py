"""A review as a table a person can read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from posecheck.exercise.result import NOT_ALL_SEEN, Attempt, Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.summary import Summary


def print_review(console: Console, clip: str, spec: ExerciseSpec, summary: Summary) -> None:
    """Repetitions, attempts, totals and what the camera could not see."""
    table = Table(title=escape(f"{clip}: {spec.name}"), title_justify="left")
    for name in ("#", "side", "start", "end", "hold", "verdict"):
        table.add_column(name, justify="right" if name in ("#", "start", "end", "hold") else "left")
    rows: list[Rep | Attempt] = sorted([*summary.reps, *summary.attempts], key=lambda r: r.start_s)
    for row in rows:
        table.add_row(*_cells(spec, row))
    if rows:
        console.print(table)
    console.print(escape(_total(summary) if spec.posture is None else _posture(spec, summary)))
    for problem in summary.setup.problems:
        console.print(f"[yellow]Note:[/yellow] {escape(problem)}")
    for gap in summary.tracking.gaps[:5]:
        console.print(f"Not judged {gap.start_s:.1f}-{gap.end_s:.1f} s: {escape(gap.reason)}")
    if len(summary.tracking.gaps) > 5:
        console.print(f"… and {len(summary.tracking.gaps) - 5} more spans not judged")


def _cells(spec: ExerciseSpec, row: Rep | Attempt) -> tuple[str, ...]:
    times = (f"{row.start_s:.1f} s", f"{row.end_s:.1f} s")
    if isinstance(row, Attempt):
        return ("-", row.side, *times, "", f"[yellow]attempt[/yellow]: {_says(spec, (row.reason,))}")
    hold = f"{row.hold_s:.1f} s" if spec.held else ""
    verdict = "[green]good[/green]" if row.good else f"[red]{_says(spec, row.faults)}[/red]"
    if not row.good and not row.faults:
        verdict = f"[yellow]{NOT_ALL_SEEN}[/yellow]"
    if row.borderline:
        verdict += f" [dim](borderline: {_says(spec, row.borderline)})[/dim]"
    return (str(row.index), row.side, *times, hold, verdict)


def _says(spec: ExerciseSpec, faults: Sequence[str]) -> str:
    """What is said of some faults; brackets in it are no colours."""
    return escape("; ".join(spec.fault(fault).say.lower() for fault in faults))


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
    text += f", {summary.unjudged} not judged" if summary.unjudged else ""
    return text + (f", {attempts} attempt{'s' * (attempts != 1)}" if attempts else "")
