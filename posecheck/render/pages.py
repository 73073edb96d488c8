"""Pages from templates: every string is escaped, nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from posecheck import __version__
from posecheck.exercise.spec import ExerciseSpec


def page(template: str, **values: Any) -> str:
    """One of the templates, filled."""
    environment = Environment(
        loader=PackageLoader("posecheck.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(version=__version__, **values)


def summary_page(
    spec: ExerciseSpec, rows: Sequence[Mapping[str, Any]], profile: Mapping[str, Any] | None = None
) -> str:
    """A batch of clips on one page: totals and a row per clip."""
    judged = [row for row in rows if row["status"] != "failed"]
    totals = {name: sum(row[name] for row in judged) for name in ("reps", "good", "unjudged", "attempts")}
    in_words = [_in_words(spec, row) for row in rows]
    return page(
        "summary.html.j2", spec=spec, rows=in_words, totals=totals, judged=len(judged), failed=len(rows) - len(judged),
        profile=profile,
    )  # fmt: skip


def _in_words(spec: ExerciseSpec, row: Mapping[str, Any]) -> dict[str, Any]:
    """A clip's row with what is said of its faults in place of their ids ("hold_short 4")."""
    counted = [part.rpartition(" ") for part in row["faults"].split("; ") if part]
    return {**row, "faults": "; ".join(f"{spec.fault(fault).say}: {count}" for fault, _, count in counted)}
