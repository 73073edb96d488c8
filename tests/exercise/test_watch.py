"""Postures: no repetitions, a calm score over a minute, and the one thing to change."""

from __future__ import annotations

import math

import pytest
from made_rows import WATCHED, Levels, hidden, played, program_of

from posecheck.exercise.engine import EngineState, run
from posecheck.exercise.result import FrameResult
from posecheck.exercise.summary import watched
from posecheck.exercise.watch import Watch, change, score, watch_step

POSTURES = sorted(WATCHED)
FPS = 5.0


def sat(exercise: str, *stays: tuple[float, Levels]) -> tuple[EngineState, list[FrameResult]]:
    """Stay so long in each way, with a second to get there."""
    knots = [knot for seconds, levels in stays for knot in ((1.0, levels), (seconds - 1.0, levels))]
    return run(program_of(exercise), played(exercise, *knots, fps=FPS))


@pytest.mark.parametrize("exercise", POSTURES)
def test_a_good_minute_scores_full_and_counts_nothing(exercise: str) -> None:
    state, results = sat(exercise, (70.0, {}))
    assert (results[-1].score, results[-1].change) == (pytest.approx(100.0), "")
    assert (state.reps, state.attempts, state.spans) == ((), (), ())
    assert math.isnan(results[5].score)


FAULTS = [
    ("sitting_posture", {"trunk_forward": 22}, "slumped"),
    ("sitting_posture", {"trunk_forward": -30}, "reclined"),
    ("sitting_posture", {"neck_forward": 45}, "head_forward"),
    ("sitting_posture", {"foot_slope": 50}, "feet_up"),
    ("standing_posture", {"neck_forward": 40}, "head_forward"),
    ("standing_posture", {"trunk_forward": -14}, "trunk_off"),
    ("standing_posture", {"legs_forward": 14}, "hips_forward"),
    ("standing_posture", {"shoulder_width": 0.7, "shoulder_tilt": 12}, "uneven"),
]


@pytest.mark.parametrize(("exercise", "changes", "fault"), FAULTS, ids=[f"{e}-{f}" for e, _, f in FAULTS])
def test_half_a_minute_of_a_fault_is_half_the_score_and_the_thing_to_change(
    exercise: str, changes: dict[str, float], fault: str
) -> None:
    state, results = sat(exercise, (40.0, {}), (30.0, changes), (1.5, {}))
    told = [event.detail for result in results for event in result.events if event.kind == "fault"]
    assert told == [fault]
    assert results[-1].change == fault
    assert 50.0 < results[-1].score < 75.0  # the fault counts from when it has lasted
    (span,) = state.spans
    assert (span.id, span.rep) == (fault, 0)
    assert (span.start_s, span.end_s) == (pytest.approx(40.6, abs=0.6), pytest.approx(70.3, abs=0.8))


DESK = [
    ({"head_height": 50}, "head_down"),
    ({"nearness": 42}, "too_near"),
    ({"head_aside": 25}, "leaning"),
    ({"shoulder_tilt": 13}, "uneven"),
]


@pytest.mark.parametrize(("changes", "fault"), DESK, ids=[f for _, f in DESK])
def test_a_desk_is_watched_against_the_own_way_of_sitting_tall(changes: dict[str, float], fault: str) -> None:
    other = {"nearness": 28.0, "head_height": 61.0}  # somebody else's way
    moved = {
        k: other.get(k, 0.0) + v - (33 if k == "nearness" else 68) if k in other else v for k, v in changes.items()
    }
    for base, bad in (({}, changes), (other, {**other, **moved})):
        state, results = sat("desk_posture", (40.0, base), (45.0, bad), (2.0, base))
        assert results[-1].change == fault
        assert [span.id for span in state.spans] == [fault]
        assert all(math.isnan(r.score) for r in results if r.t_s < 10.0)


def test_turned_to_a_second_screen_nothing_is_blamed() -> None:
    """The shoulders look narrower by a third: nose and ears seem to move by as much."""
    turned = {"shoulder_turn": 45.0, "head_aside": 60.0, "head_height": 97.0, "shoulder_tilt": 12.0, "nearness": 23.0}
    for facing, expected in ((turned, []), ({**turned, "shoulder_turn": 6.0}, ["leaning", "uneven"])):
        state, results = sat("desk_posture", (20.0, {}), (60.0, facing), (2.0, {}))
        assert sorted(span.id for span in state.spans) == expected
        assert results[-1].change in ("", *expected)


def test_who_comes_back_to_the_desk_is_learned_anew() -> None:
    lower, away = {"head_height": 55.0}, {"nearness": 5.0}
    _, results = sat("desk_posture", (20.0, {}), (5.0, away), (60.0, lower))
    assert results[-1].change == ""
    assert [e.kind for r in results for e in r.events].count("in_position") == 2


def test_feet_that_are_not_seen_are_not_blamed() -> None:
    for seen in (50.0, math.nan):
        state, results = sat("sitting_posture", (20.0, {}), (40.0, {"foot_slope": seen}), (2.0, {}))
        assert [span.id for span in state.spans] == ([] if math.isnan(seen) else ["feet_up"])
        assert results[-1].change == ("" if math.isnan(seen) else "feet_up")


def test_reaching_for_something_is_no_posture() -> None:
    state, results = sat("sitting_posture", (20.0, {}), (5.0, {"trunk_forward": 40}), (40.0, {}))
    assert (results[-1].score, state.spans) == (pytest.approx(100.0), ())


def test_a_fault_that_comes_back_is_told_again() -> None:
    bad = {"trunk_forward": 25}
    state, results = sat("sitting_posture", (20.0, {}), (15.0, bad), (20.0, {}), (15.0, bad), (5.0, {}))
    told = [event.detail for result in results for event in result.events if event.kind == "fault"]
    assert told == ["slumped", "slumped"]
    assert len(state.spans) == 2


def test_a_fault_still_going_on_at_the_end_is_kept() -> None:
    state, _ = sat("sitting_posture", (10.0, {}), (20.0, {"trunk_forward": 25}))
    assert [span.id for span in state.spans] == ["slumped"]


def test_what_was_not_seen_is_neither_good_nor_bad() -> None:
    series = played("sitting_posture", (30.0, {}), (1.0, {"neck_forward": 45}), (29.0, {"neck_forward": 45}), fps=FPS)
    _, seen = run(program_of("sitting_posture"), series)
    _, half_hidden = run(program_of("sitting_posture"), hidden(series, 0.0, 30.0))
    assert seen[-1].score > 55.0
    assert half_hidden[-1].score < 40.0


@pytest.mark.parametrize("exercise", POSTURES)
def test_nothing_seen_scores_nothing_and_says_why(exercise: str) -> None:
    blind = hidden(played(exercise, (30.0, {}), fps=FPS), 0.0, math.inf, "nobody in the picture")
    state, results = run(program_of(exercise), blind)
    assert (state.spans, {r.judged for r in results}) == ((), {False})
    assert results[-1].reason == "nobody in the picture"
    assert watched(results) == ()


def test_minute_by_minute() -> None:
    _, results = sat("sitting_posture", (60.0, {}), (60.0, {"trunk_forward": 25}), (20.0, {}))
    minutes = watched(results)
    assert [round(m.end_s / 60, 1) for m in minutes] == [1.0, 2.0, 2.3]
    assert (minutes[0].score, minutes[0].change) == (pytest.approx(100.0), "")
    assert minutes[1].score < 25.0
    assert minutes[1].change == "slumped"


def test_the_window_forgets_and_the_more_frequent_fault_is_the_one_to_change() -> None:
    watch = Watch()
    for t_s in range(200):
        faults = ("head",) if t_s < 100 else ("head", "back") if t_s % 4 == 0 else ("back",) if t_s % 2 else ()
        watch = watch_step(watch, float(t_s), 1.0, faults, 60.0)
    assert len(watch.seconds) == 60
    assert score(watch) == pytest.approx(25.0)
    assert change(watch, 0.2) == "back"
    assert change(watch, 0.9) == ""


def test_one_frame_a_second_is_enough() -> None:
    series = played("sitting_posture", (40.0, {}), (1.0, {"trunk_forward": 25}), (30.0, {"trunk_forward": 25}), fps=1.0)
    _, results = run(program_of("sitting_posture"), series)
    assert results[-1].change == "slumped"
