"""What holds for the engine whatever is fed to it: unknown freezes, step equals run, nothing is counted twice."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import (
    HOLD_S,
    REST,
    TOP,
    WAY_S,
    cut,
    flow,
    hidden,
    judged,
    played,
    program_of,
    repetition,
    stay,
    with_hole,
)  # fmt: skip

from posecheck.exercise.engine import EngineState, finish, run, start, step
from posecheck.exercise.result import Phase
from posecheck.exercise.rows import Series

SETTINGS = settings(max_examples=25, deadline=None)
EXERCISES = sorted(REST)


def session(exercise: str) -> Series:
    """Two repetitions with rest around them, short holds to keep it quick."""
    if exercise == "cat_cow":
        return played(exercise, stay(2.0), *flow(), *flow(), stay(1.0))
    reps = [*repetition(exercise, hold_s=2.5), *repetition(exercise, hold_s=2.5)]
    return played(exercise, stay(2.0), *reps)


def outline(state: EngineState) -> list[tuple[str, float, float, tuple[str, ...]]]:
    return [(rep.side, rep.start_s, rep.end_s, rep.faults) for rep in state.reps]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_step_by_step_says_what_run_says(exercise: str) -> None:
    program, series = program_of(exercise), session(exercise)
    state, results = start(program), []
    for i in range(len(series)):
        state, result = step(program, state, series.row(i))
        results.append(result)
    state, _ = finish(program, state)
    whole, all_results = run(program, series)
    assert results == all_results
    assert outline(state) == outline(whole)
    assert len(whole.reps) == 2


@pytest.mark.parametrize("exercise", EXERCISES)
def test_counts_never_fall_and_every_rep_has_one_event(exercise: str) -> None:
    state, results = run(program_of(exercise), session(exercise))
    counts = [r.reps for r in results]
    events = [e.rep.index for r in results for e in r.events if e.kind == "rep" and e.rep]
    assert counts == sorted(counts)
    assert events == [rep.index for rep in state.reps]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nothing_seen_counts_nothing_and_says_why(exercise: str) -> None:
    series = session(exercise)
    blind = hidden(series, 0.0, math.inf, "nobody in the picture")
    state, results = run(program_of(exercise), blind)
    assert (state.reps, state.attempts, state.spans) == ((), (), ())
    assert {r.judged for r in results} == {False}
    assert results[-1].reason == "nobody in the picture"


@pytest.mark.parametrize("exercise", sorted(HOLD_S))
def test_a_short_drop_out_in_the_hold_costs_nothing(exercise: str) -> None:
    series = played(exercise, stay(2.0), *repetition(exercise))
    state, results = run(program_of(exercise), hidden(series, 4.2, 4.9))
    assert [(rep.good, rep.hold_s) for rep in state.reps] == [(True, pytest.approx(HOLD_S[exercise], abs=0.4))]
    frozen = [r for r in results if 4.25 <= r.t_s < 4.85]
    assert {(r.judged, r.phase) for r in frozen} == {(False, Phase.UNSEEN)}


def test_what_was_held_unseen_is_neither_counted_as_held_nor_blamed() -> None:
    series = played("bridge", stay(2.0), *repetition("bridge", hold_s=10.5))
    state, _ = run(program_of("bridge"), hidden(series, 5.0, 11.0))
    assert [rep.faults for rep in state.reps] == [()]
    assert state.reps[0].hold_s == pytest.approx(4.5, abs=0.5)


def test_a_long_gap_drops_the_running_movement_and_is_told_once() -> None:
    series = played("bridge", stay(2.0), (WAY_S, TOP["bridge"]), (20.0, TOP["bridge"]), (WAY_S, {}), stay(3.0))
    state, results = run(program_of("bridge"), hidden(series, 4.0, 18.0))
    told = [(e.kind, e.detail) for r in results for e in r.events if e.kind in ("lost", "found")]
    assert told == [("lost", "left_ankle hidden"), ("found", "")]
    assert len(state.reps) <= 1


@pytest.mark.parametrize(
    ("gap_end_s", "faults"),
    [pytest.param(6.2, (), id="began in it"), pytest.param(4.4, ("too_fast", "hold_short"), id="began well after it")],
)
def test_nobody_is_blamed_for_the_times_of_a_movement_that_a_gap_may_hide(
    gap_end_s: float, faults: tuple[str, ...]
) -> None:
    hurried = (0.3, TOP["bridge"]), (0.5, TOP["bridge"]), (0.3, {})
    series = played("bridge", stay(6.0), *hurried, stay(3.0))
    state, _ = run(program_of("bridge"), hidden(series, 2.0, gap_end_s))
    assert [set(rep.faults) for rep in state.reps] == [set(faults)]


@pytest.mark.parametrize(
    ("gap", "faults"),
    [pytest.param((0.0, 0.0), [("half_range",)], id="all seen"), pytest.param((5.0, 6.2), [()], id="the cow unseen")],
)
def test_an_end_of_the_flow_that_was_not_seen_is_not_called_half(
    gap: tuple[float, float], faults: list[tuple[str, ...]]
) -> None:
    series = played("cat_cow", stay(2.0), *flow(low=-0.05), stay(1.0))
    state, _ = run(program_of("cat_cow"), hidden(series, *gap))
    assert [rep.faults for rep in state.reps] == faults


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7], ids=["soon after the start", "half-way", "nearly there"])
def test_a_twist_recorded_from_mid_turn_on_is_counted_once_and_its_rest_is_no_twist(share: float) -> None:
    series = played("seated_spinal_twist", *repetition("seated_spinal_twist"), stay(2.0))
    state, _ = run(program_of("seated_spinal_twist"), cut(series, round(share * WAY_S * 30)))
    assert [rep.faults for rep in state.reps] == [()]
    assert state.attempts == ()


def test_a_gap_stops_a_faults_clock() -> None:
    series = played("bridge", stay(2.0), *repetition("bridge", hold_s=10.5, knee=128))
    told = []
    for shown in (series, hidden(series, 4.0, 4.8)):
        _, results = run(program_of("bridge"), shown)
        told += [e.t_s for r in results for e in r.events if e.kind == "fault" and e.detail == "feet_far"]
    assert told[1] - told[0] == pytest.approx(0.8, abs=0.1)


def test_a_measure_that_one_rule_needs_does_not_stop_the_count() -> None:
    series = played("partial_crunch", stay(2.0), *repetition("partial_crunch"))
    blank = np.full(len(series), math.nan)
    columns = {**series.columns, "head_left": blank, "ankle_height_left": blank}
    state, _ = run(program_of("partial_crunch"), replace(series, columns=columns))
    assert [rep.good for rep in state.reps] == [True]


def test_leaving_the_position_in_mid_movement_counts_nothing() -> None:
    upright = {"trunk": 85, "thigh": -85, "knee": 175, "face_up": 0, "hip_open": 150}
    knots = [stay(2.0), (0.5, {**TOP["bridge"], "hip_open": 140}), (1.5, upright), stay(3.0, upright)]
    state, results = run(program_of("bridge"), played("bridge", *knots))
    assert (state.reps, state.attempts) == ((), ())
    assert "out_of_position" in [e.kind for r in results for e in r.events]


@pytest.mark.parametrize(("held_s", "counted"), [(3.0, 0), (10.0, 1)], ids=["passed through", "held for long"])
def test_a_long_hold_left_straight_out_of_position_is_not_lost(held_s: float, counted: int) -> None:
    top, gone = TOP["side_plank"], {"upper_arm_left": 20.0, "trunk": 5.0}
    knots = [stay(2.0), (WAY_S, top), (held_s, top), (0.3, {**top, **gone}), stay(3.0, {**top, **gone})]
    state, results = run(program_of("side_plank"), played("side_plank", *knots))
    assert len(state.reps) == counted
    assert [rep.hold_s for rep in state.reps] == [pytest.approx(held_s, abs=1.0)] * counted
    told = [e.kind for r in results for e in r.events if e.kind in ("rep", "out_of_position")]
    assert told == ["rep"] * counted + ["out_of_position"]


def test_a_movement_still_held_when_the_recording_stops_counts() -> None:
    state = judged("bridge", stay(2.0), (WAY_S, TOP["bridge"]), (6.0, TOP["bridge"]))
    assert [(rep.faults, rep.hold_s > 5.5) for rep in state.reps] == [((), True)], "nobody knows how long it was held"


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name != "cat_cow"])
@pytest.mark.parametrize("stops_s", [3.4, 3.7], ids=["in the hold", "on the way back"])
def test_a_recording_that_stops_in_a_movement_blames_nobody_for_its_times(exercise: str, stops_s: float) -> None:
    series = played(exercise, stay(2.0), (0.6, TOP[exercise]), (0.9, TOP[exercise]), (0.6, {}), stay(1.0))
    state, _ = run(program_of(exercise), cut(series, 0, round(stops_s * 30)))
    assert {fault for rep in state.reps for fault in rep.faults} & {"hold_short", "too_fast", "hold_broken"} == set()


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name != "cat_cow"])
@pytest.mark.parametrize("held_s", [0.2, 1.5], ids=["hardly any hold left", "some of the hold left"])
def test_a_recording_that_starts_at_the_top_blames_nobody_for_its_times(exercise: str, held_s: float) -> None:
    series = played(exercise, stay(2.0), (0.6, TOP[exercise]), (4.0, TOP[exercise]), (0.6, {}), stay(3.0))
    state, _ = run(program_of(exercise), cut(series, round((6.6 - held_s) * 30)))
    assert {fault for rep in state.reps for fault in rep.faults} & {"hold_short", "too_fast", "hold_broken"} == set()
    assert [rep.hold_s for rep in state.reps if rep.hold_s < 0.5] == []


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name != "cat_cow"])
def test_a_minute_that_was_not_recorded_is_never_held(exercise: str) -> None:
    series = with_hole(played(exercise, stay(2.0), *repetition(exercise, hold_s=4.0), stay(2.0)), 5.0, 60.0)
    state, results = run(program_of(exercise), series)
    assert [rep for rep in state.reps if rep.start_s < 5.0 and rep.end_s > 60.0] == []
    assert sum(rep.hold_s for rep in state.reps) < 4.0
    assert "lost" in [event.kind for result in results for event in result.events]


def test_a_second_that_was_not_recorded_is_not_counted_as_held_but_breaks_no_hold() -> None:
    series = with_hole(played("bridge", stay(2.0), *repetition("bridge", hold_s=9.3), stay(2.0)), 6.0, 1.0)
    state, _ = run(program_of("bridge"), series)
    assert [(rep.hold_s, rep.faults, rep.good) for rep in state.reps] == [(pytest.approx(9.3, abs=0.3), (), False)]


@pytest.mark.parametrize(
    ("held_s", "from_s", "to_s", "good", "unjudged"),
    [
        pytest.param(10.3, 60.0, 60.0, True, (), id="seen whole"),
        pytest.param(10.3, 6.0, 7.0, False, ("hold_short",), id="a second unseen: 9 of 10 were seen"),
        pytest.param(12.0, 6.0, 7.0, True, (), id="a second unseen: what was seen is long enough"),
        pytest.param(10.3, 6.0, 13.0, False, ("hold_short",), id="its end unseen"),
        pytest.param(10.3, 9.0, 60.0, False, ("hold_short",), id="unseen to the end of the recording"),
    ],
)
def test_a_hold_with_an_unseen_part_is_neither_good_nor_short(
    held_s: float, from_s: float, to_s: float, good: bool, unjudged: tuple[str, ...]
) -> None:
    whole = played("bridge", stay(2.0), *repetition("bridge", hold_s=held_s), stay(2.0))
    state, _ = run(program_of("bridge"), hidden(whole, from_s, to_s))
    assert [(rep.good, rep.faults, rep.unjudged) for rep in state.reps] == [(good, (), unjudged)]


@pytest.mark.parametrize(
    ("began_s", "counted"),
    [pytest.param(1.2, 2, id="at the cat"), pytest.param(3.6, 2, id="at the cow: half a flow is left over")],
)
def test_a_flow_recorded_from_one_of_its_ends_on_is_counted_and_blames_nobody(began_s: float, counted: int) -> None:
    series = played("cat_cow", *flow(), *flow(), *flow(), stay(1.0))
    state, _ = run(program_of("cat_cow"), cut(series, round(began_s * 30)))
    assert [rep.faults for rep in state.reps][:counted] == [()] * counted
    assert all(rep.good for rep in state.reps)


@pytest.mark.parametrize("drift", [-6.0, 6.0], ids=["settles lower", "settles higher"])
def test_the_rest_is_followed_as_it_drifts(drift: float) -> None:
    knots = [stay(2.0)]
    for i in range(4):
        base = {"hip_open": 128 + drift * (i + 1)}
        knots += [(WAY_S, TOP["bridge"]), (10.5, TOP["bridge"]), (WAY_S, base), stay(2.0, base)]
    state = judged("bridge", *knots)
    assert [rep.good for rep in state.reps] == [True] * 4


def test_the_hold_ring_grows_and_the_dose_is_told_once() -> None:
    series = played("bridge", stay(2.0), *repetition("bridge", hold_s=12.0))
    _, results = run(program_of("bridge"), series)
    ring = [r.hold_s for r in results if r.phase is Phase.TOP]
    assert ring == sorted(ring)
    assert sum(e.kind == "hold_reached" for r in results for e in r.events) == 1
    assert {r.hold_target_s for r in results} == {10.0}


@SETTINGS
@given(
    exercise=st.sampled_from(EXERCISES),
    holes=st.lists(st.tuples(st.floats(0, 14), st.floats(0.05, 3)), max_size=4),
    columns=st.sampled_from(["all", "one side", "signal"]),
)
def test_holes_never_raise_and_never_make_a_rep(exercise: str, holes: list[tuple[float, float]], columns: str) -> None:
    series = session(exercise)
    whole, _ = run(program_of(exercise), series)
    signal = program_of(exercise).spec.signal.measure
    for start_s, length_s in holes:
        gone = hidden(series, start_s, start_s + length_s)
        wanted = {
            name: values if columns == "all" or (columns == "one side" and name.endswith("_right")) or name == signal
            else series.columns[name]
            for name, values in gone.columns.items()
        }  # fmt: skip
        series = replace(gone, columns=wanted)
    state, _ = run(program_of(exercise), series)
    assert len(state.reps) + len(state.attempts) <= len(whole.reps) + len(holes)
    assert len(state.reps) <= len(whole.reps)


@SETTINGS
@given(exercise=st.sampled_from(EXERCISES), seed=st.integers(0, 2**16), seen=st.floats(0, 1))
def test_noise_with_holes_never_raises_and_times_are_in_order(exercise: str, seed: int, seen: float) -> None:
    rng = np.random.default_rng(seed)
    series = session(exercise)
    noisy = {
        name: np.where(rng.random(len(series)) < seen, values + rng.normal(0, 20, len(series)), np.nan)
        for name, values in series.columns.items()
    }
    state, results = run(program_of(exercise), replace(series, columns=noisy))
    for rep in state.reps:
        assert rep.start_s <= rep.top_start_s <= rep.top_end_s <= rep.end_s + 1e-9
        assert 0 <= rep.hold_s <= rep.top_end_s - rep.top_start_s + 1e-9
        assert rep.good == (rep.faults == rep.unjudged == ())
    assert len(results) == len(series)


@SETTINGS
@given(exercise=st.sampled_from(EXERCISES), rest_s=st.floats(0.5, 8.0))
def test_more_rest_at_the_end_changes_nothing(exercise: str, rest_s: float) -> None:
    base = session(exercise)
    longer = (
        played(exercise, stay(2.0), *flow(), *flow(), stay(1.0), stay(rest_s))
        if exercise == "cat_cow"
        else played(
            exercise, stay(2.0), *repetition(exercise, hold_s=2.5), *repetition(exercise, hold_s=2.5), stay(rest_s)
        )
    )
    first, second = (run(program_of(exercise), s)[0] for s in (base, longer))
    assert [rep.faults for rep in first.reps] == [rep.faults for rep in second.reps]
    assert second.attempts == first.attempts


@SETTINGS
@given(exercise=st.sampled_from(sorted(HOLD_S)), offset_s=st.floats(0, 1e5))
def test_only_differences_of_time_matter(exercise: str, offset_s: float) -> None:
    series = session(exercise)
    later = replace(series, t_s=series.t_s + offset_s)
    first, second = (run(program_of(exercise), s)[0] for s in (series, later))
    assert [(r.faults, r.side) for r in first.reps] == [(r.faults, r.side) for r in second.reps]
