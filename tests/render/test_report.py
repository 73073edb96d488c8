"""Pages: self-contained, escaped, and saying what the session came to."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from made_rows import hidden, played, program_of, repetition, stay

from posecheck.exercise import engine
from posecheck.exercise.profile import with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.summary import Setup, Summary, Tracking, gaps
from posecheck.io import export
from posecheck.render.pages import summary_page
from posecheck.render.plots import Band, Limit, measure_plot, ticks, timeline
from posecheck.render.report import curves_of, limits_of, session_page, usual_view_deg

EVIL = "<script>alert('x')</script>&\"'"


def session(say: str = "Hold it longer") -> str:
    spec = with_values(program_of("bridge").spec, {"faults.hold_short.limit": 3})
    spec = spec.model_copy(update={"faults": tuple(
        f.model_copy(update={"say": say}) if f.id == "hold_short" else f for f in spec.faults)})  # fmt: skip
    knots = [*repetition("bridge", hold_s=4), *repetition("bridge", hold_s=1.2), *repetition("bridge", hip_open=140)]
    series = hidden(played("bridge", stay(1.5), *knots), 1.0, 1.4, EVIL)
    state, results = engine.run(compile_spec(spec), series)
    summary = Summary(
        Setup("side", "left", "left", 4.0, (EVIL,)),
        Tracking(len(series), 5, 5, gaps(series.t_s.tolist(), series.notes)),
        state.reps, state.attempts, state.spans,
    )  # fmt: skip
    clip = {"file": EVIL, "sha256": "0" * 64, "duration_s": 20.0}
    profile = {"name": EVIL, "author": EVIL, "date": "2026-11-24", "reason": EVIL}
    origin = export.Origin(clip, "full", "1" * 64, "2" * 64, 1.0, profile)
    return session_page(spec, series, results, summary, export.review_json(spec, summary, origin))


def test_the_report_says_what_happened() -> None:
    page = session()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for expected in ("2 repetitions", "1 good", "1 not counted", "Hold it longer : 1 of 2", "Not counted: lift"):
        assert expected in words
    assert page.count("<svg") >= 3
    assert "Lift your hips higher: 175" in page


def test_every_string_is_escaped_and_nothing_is_fetched() -> None:
    page = session(EVIL)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page)
    assert "default-src 'none'" in page


def test_summary_of_many_clips() -> None:
    good = {**dict.fromkeys(export.SUMMARY_COLUMNS, ""), "clip": EVIL, "status": "done"}
    good |= {"reps": 3, "good": 2, "attempts": 1, "unjudged": 0, "faults": "hold_short 2; hips_low 1"}
    page = summary_page(program_of("bridge").spec, [good, export.failed_row("b.mp4", EVIL)])
    assert "<script" not in page
    assert [page.count(f"<b>{n}</b>") for n in (1, 3)] == [1, 1]
    assert '<b class="failed">1</b>' in page
    assert "<td>Hold it longer: 2; Lift your hips higher: 1</td>" in page, "what is said, not how it is called in files"
    assert ("hold_short" in page, '<b class="good">2</b>' in page) == (False, True)


def test_what_could_not_be_judged_is_no_fault_in_a_summary() -> None:
    row = {**dict.fromkeys(export.SUMMARY_COLUMNS, ""), "clip": "a.mp4", "status": "done"}
    page = summary_page(program_of("bridge").spec, [row | {"reps": 5, "good": 3, "attempts": 0, "unjudged": 2}])
    assert "<b>2</b>not judged" in page
    assert ">3 of 3</td>" in page


def test_a_summary_without_anything_good_has_nothing_green() -> None:
    bad = {**dict.fromkeys(export.SUMMARY_COLUMNS, ""), "clip": "a.mp4", "status": "done"}
    bad |= {"reps": 3, "good": 0, "attempts": 0, "unjudged": 0}
    page = summary_page(program_of("bridge").spec, [bad])
    assert 'good">' not in page


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (0, 100, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]),
        (-0.3, 0.52, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (5, 5, [5]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high, 10) == pytest.approx(expected)


def test_a_plot_leaves_holes_keeps_peaks_and_is_well_formed() -> None:
    t_s = np.arange(6000) / 30
    values = 10 * np.sin(t_s)
    values[1000:1100], values[3333] = np.nan, 55.0
    svg = measure_plot("hip", t_s, {"line": values}, [Band(1, 2, "good", EVIL)], [Limit(20, EVIL, 5)], "deg")
    ET.fromstring(svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert path is not None
    assert path[1].count("M") == 2
    assert len(re.findall("[ML]", path[1])) <= 1201
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path[1])]
    assert min(heights) < 30
    assert measure_plot("hip", t_s, {"line": np.full(6000, np.nan)}, [], [], "deg") == ""
    ET.fromstring(timeline(200, [Band(1, 50, "faulty", EVIL), Band(60, 60.1, "attempt", "-")]))


def test_limits_are_those_on_the_value_itself() -> None:
    spec = program_of("bridge").spec
    assert [limit.value for limit in limits_of(spec, "knee")] == [115, 71]


def test_the_band_beyond_a_limit_is_where_a_fault_is_borderline() -> None:
    spec, rules = program_of("bridge").spec, program_of("bridge").rules
    pairs = [(rule, deg) for rule in rules if rule.fault.against == "value" for deg in (0.0, 25.0)]
    for rule, deg in pairs:
        for limit in limits_of(spec, rule.source.measure, deg):
            if limit.label.startswith(rule.fault.say):
                within, past = (limit.value + share * limit.beyond for share in (0.95, 1.05))
                assert [rule.violated(v) for v in (within, past)] == [True, True], rule.fault.id
                assert [rule.surely(v, deg) for v in (within, past)] == [False, True], rule.fault.id
    assert len(pairs) > 2
    side, oblique = (abs(limits_of(spec, "knee", deg)[0].beyond) for deg in (0.0, 25.0))
    assert oblique > side


def test_where_either_side_may_move_both_are_plotted() -> None:
    dog, bridge = (
        played("bird_dog", *repetition("bird_dog", hold_s=1)),
        played("bridge", *repetition("bridge", hold_s=1)),
    )
    both = curves_of(program_of("bird_dog").spec, "thigh", dog)
    assert list(both) == ["left", "right"]
    assert np.array_equal(both["left"], dog.columns["thigh_left"])
    assert list(curves_of(program_of("bird_dog").spec, "spine_curve", dog)) == ["line"]
    assert list(curves_of(program_of("bridge").spec, "hip", bridge)) == ["line"]
    svg = measure_plot("thigh", dog.t_s, both, [], [], "deg")
    assert [svg.count(f'class="{kind}"') for kind in ("left", "right", "line")] == [1, 1, 0]


def test_the_view_of_a_recording_is_that_of_its_middle_frame() -> None:
    series = played("bridge", stay(1.0), fps=10)
    assert usual_view_deg(series) == 0.0
    assert usual_view_deg(replace(series, off_axis_deg=(5.0,) * (len(series) - 3) + (60.0,) * 3)) == 5.0
