"""A session as one page to be read, printed and sent: what was done, what was corrected, and the plots behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from posecheck.exercise.result import NOT_ALL_SEEN, Attempt, FrameResult, Rep
from posecheck.exercise.rows import SIDES, Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Fault
from posecheck.exercise.summary import Summary
from posecheck.pose.measures import MEASURES, error_of
from posecheck.pose.pose import Floats
from posecheck.render.pages import page
from posecheck.render.plots import Band, Limit, measure_plot, timeline


def session_page(
    spec: ExerciseSpec,
    series: Series,
    results: Sequence[FrameResult],
    summary: Summary,
    document: Mapping[str, Any],
) -> str:
    """The report; `document` is the session's posecheck.review/1, from which the facts of clip and model come."""
    bands = bands_of(summary)
    duration_s = float(results[-1].t_s) if results else 0.0
    return page(
        "session.html.j2",
        spec=spec,
        document=document,
        summary=summary,
        movements=[_line(spec, movement) for movement in _by_time(summary)],
        timeline=Markup(timeline(duration_s, bands)),
        plots=[(name, sides, Markup(svg)) for name, sides, svg in _plots(spec, series, bands)],
        corrections=_corrections(spec, summary),
    )


def bands_of(summary: Summary) -> list[Band]:
    """Gaps, repetitions and attempts as stretches of time, gaps first so that they lie below."""
    bands = [Band(gap.start_s, gap.end_s, "gap") for gap in summary.tracking.gaps]
    bands += [Band(r.start_s, r.end_s, r.kind, str(r.index)) for r in summary.reps]
    return bands + [Band(a.start_s, a.end_s, "attempt", "-") for a in summary.attempts]


def limits_of(spec: ExerciseSpec, measure: str, off_axis_deg: float = 0.0) -> list[Limit]:
    """A spec's limits on the absolute value of a measure; beyond each, as far as the measure errs in such a view, the
    band in which a fault is borderline."""
    error = error_of(measure, off_axis_deg)
    return [
        Limit(threshold.value, f"{fault.say}: {threshold.value:g}", sign * error)
        for fault in spec.faults
        if fault.measure == measure and fault.against == "value"
        for sign, threshold in ((-1, fault.below), (1, fault.above))
        if threshold is not None
    ]


def usual_view_deg(series: Series) -> float:
    """How far the camera was off the side in the middle of a recording's frames; 0 when it isn't known."""
    return float(np.median(series.off_axis_deg)) if series.off_axis_deg else 0.0


def curves_of(spec: ExerciseSpec, name: str, series: Series) -> dict[str, Floats]:
    """What is plotted of a measure: "left" and "right" where either side may be the one that moves, else one "line"."""
    if not (MEASURES[name].sided and spec.signal.of in ("lead", "least", "most")):
        return {"line": series.near_column(name)}
    return {side: series.columns[f"{name}_{side}"] for side in SIDES}


def _plots(spec: ExerciseSpec, series: Series, bands: Sequence[Band]) -> list[tuple[str, bool, str]]:
    """(heading, whether there is a curve for each side, SVG) of each measure that the exercise is judged by."""
    names = dict.fromkeys([spec.signal.measure, *(f.measure for f in spec.faults if f.measure)])
    found = []
    for name in names:
        measure, curves = MEASURES[name], curves_of(spec, name, series)
        limits = limits_of(spec, name, usual_view_deg(series))
        svg = measure_plot(name, series.t_s, curves, bands, limits, measure.unit)
        if svg:
            unit = "" if measure.unit == "1" else f" ({measure.unit})"
            found.append((f"{name.replace('_', ' ').capitalize()}{unit}", len(curves) > 1, svg))
    return found


def _by_time(summary: Summary) -> list[Rep | Attempt]:
    movements: list[Rep | Attempt] = [*summary.reps, *summary.attempts]
    return sorted(movements, key=lambda m: m.start_s)


def _line(spec: ExerciseSpec, movement: Rep | Attempt) -> dict[str, Any]:
    """One row of the table of movements."""
    times = {"side": movement.side, "start_s": movement.start_s, "end_s": movement.end_s}
    if isinstance(movement, Attempt):
        says = spec.fault(movement.reason).say
        return {**times, "number": "-", "hold_s": None, "kind": "attempt", "verdict": f"Not counted: {says.lower()}"}
    faults = "; ".join(spec.fault(f).say for f in movement.faults)
    verdict = "Good" if movement.good else faults or NOT_ALL_SEEN.capitalize()
    if movement.borderline:
        near = "; ".join(spec.fault(f).say.lower() for f in movement.borderline)
        verdict += f" (near the limit: {near})"
    numbers = {"number": movement.index, "hold_s": movement.hold_s}
    return {**times, **numbers, "kind": movement.kind, "verdict": verdict}


def _corrections(spec: ExerciseSpec, summary: Summary) -> list[tuple[Fault, int]]:
    """Faults with the number of repetitions they were seen in, the most frequent first."""
    counted = [(fault, sum(fault.id in rep.faults for rep in summary.reps)) for fault in spec.faults]
    return sorted([pair for pair in counted if pair[1]], key=lambda pair: -pair[1])
