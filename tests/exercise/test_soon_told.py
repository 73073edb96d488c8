"""How soon after it began a fault is told: in the hold, where the way stopped short, and at a movement's end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import HOLD_S, REST, TOP, WAY_S, Knot, hidden, played, program_of, repetition, stay

from posecheck.exercise.engine import run
from posecheck.exercise.phases import SETTLED_S
from posecheck.exercise.result import Event
from posecheck.exercise.rows import Series
from posecheck.pose.measures import error_of

SET_OUT_S = 3.0
ARRIVED_S = SET_OUT_S + WAY_S
SOON_S = 0.7
"""What a correction may take from the beginning of the fault, the time it must last included."""
SHORT = [
    ("bridge", {"hip_open": 143.4}, "hips_low"),
    ("dead_bug", {"hip_left": 112}, "limb_short"),
    ("superman", {"bow": 11.5, "trunk": 2, "thigh": 9}, "chest_low"),
    ("wall_sit", {"knee": 138, "thigh": -36}, "too_shallow"),
    ("knee_to_chest", {"hip_left": 101}, "knee_far"),
    ("partial_crunch", {"trunk": 8}, "too_low"),
    ("squat", {"seat": 1.32, "trunk": 80}, "too_shallow"),
]
"""Movements that stop between the level of an attempt and the target."""


def events(series: Series, exercise: str, *kinds: str) -> list[Event]:
    return [e for result in run(program_of(exercise), series)[1] for e in result.events if e.kind in kinds]


def made(exercise: str, *knots: Knot, fps: float = 30.0) -> Series:
    return played(exercise, stay(SET_OUT_S), *knots, fps=fps)


@pytest.mark.parametrize("fps", [10.0, 30.0])
@pytest.mark.parametrize(("exercise", "changes", "missing"), SHORT, ids=[e for e, _, _ in SHORT])
def test_who_stops_short_of_the_target_is_told_once_while_it_can_be_mended(
    exercise: str, changes: dict[str, float], missing: str, fps: float
) -> None:
    stalled, attempt = events(
        made(exercise, *repetition(exercise, hold_s=3.0, **changes), fps=fps), exercise, "stalled", "attempt"
    )
    assert (stalled.kind, stalled.detail, attempt.kind) == ("stalled", missing, "attempt")
    assert stalled.t_s - ARRIVED_S <= SOON_S
    assert stalled.t_s < attempt.t_s - 3.0


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(set(TOP) - {"lifting"})), st.floats(1.0, 5.0))
def test_who_moves_on_to_the_target_is_not_told_however_slowly(exercise: str, way_s: float) -> None:
    series = made(exercise, *repetition(exercise, hold_s=1.0, way_s=way_s), *repetition(exercise, hold_s=1.0))
    assert events(series, exercise, "stalled") == []


def test_a_stop_of_a_moment_on_the_way_is_none() -> None:
    half = {name: (REST["bridge"][name] + value) / 2 for name, value in TOP["bridge"].items()}
    low = {**half, "hip_open": 143.4}
    series = made("bridge", (WAY_S, low), (0.1, low), *repetition("bridge"))
    assert events(series, "bridge", "stalled", "attempt") == []


def test_nobody_is_told_of_a_way_that_the_measures_error_could_have_made() -> None:
    levels = program_of("bridge").levels
    assert levels is not None
    error = error_of("hip_open", 0.0, change=True)
    told = []
    for out in (0.5 * error, 1.5 * error):
        series = made("bridge", *repetition("bridge", hold_s=3.0, hip_open=128 + levels.attempt + out))
        told.append(len(events(series, "bridge", "stalled")))
    assert told == [0, 1]


def test_nobody_is_told_before_a_rest_was_seen() -> None:
    low = {**TOP["bridge"], "hip_open": 143.4}
    series = played("bridge", stay(4.0, low), (WAY_S, {}), stay(2.0), start=low)
    assert events(series, "bridge", "stalled") == []


def test_who_has_been_corrected_already_hears_nothing_else() -> None:
    series = made("partial_crunch", *repetition("partial_crunch", hold_s=3.0, trunk=8, head=140))
    assert [e.detail for e in events(series, "partial_crunch", "fault", "stalled")] == ["neck_pulled"]


def test_what_was_not_seen_is_no_stop() -> None:
    whole = made("bridge", *repetition("bridge", hold_s=3.0, hip_open=143.4))
    assert events(hidden(whole, ARRIVED_S - 0.2, ARRIVED_S + 2.9), "bridge", "stalled") == []


HELD = [
    ("bridge", {"hip_open": 160}, "hips_low"),
    ("bird_dog", {"thigh_left": -28}, "leg_low"),
    ("bird_dog", {"trunk": -12}, "back_sag"),
    ("knee_to_chest", {"hip_left": 85}, "knee_far"),
    ("childs_pose", {"hip_ankle": 75}, "hips_high"),
    ("seated_spinal_twist", {"shoulder_yaw": 22}, "twist_small"),
    ("superman", {"trunk": 8, "bow": 20}, "chest_low"),
    ("side_plank", {"body_line": -11}, "hips_sag"),
    ("wall_sit", {"knee": 120, "thigh": -25}, "too_shallow"),
    ("resistance_band_row", {"arm_forward": 3}, "pull_short"),
]


@pytest.mark.parametrize(("exercise", "changes", "fault"), HELD, ids=[f"{e}-{f}" for e, _, f in HELD])
def test_a_fault_of_the_hold_is_told_soon_after_arriving(exercise: str, changes: dict[str, float], fault: str) -> None:
    series = made(exercise, *repetition(exercise, hold_s=min(HOLD_S.get(exercise, 2.0), 4.0), **changes))
    told = {e.detail: e.t_s - ARRIVED_S for e in reversed(events(series, exercise, "fault"))}
    assert told[fault] <= SOON_S
    # the way there is no hold yet: a fault of the hold needs the body to have come to a stop
    assert told[fault] >= SETTLED_S - WAY_S / 2


def test_a_fault_of_a_hold_too_short_for_it_to_last_is_told_with_the_repetition() -> None:
    series = made("bridge", *repetition("bridge", hold_s=0.2, way_s=0.9, hip_open=160, hip=160))
    fault, rep = (e for e in events(series, "bridge", "fault", "rep") if e.detail in ("hips_low", "both"))
    assert (fault.kind, fault.detail, rep.kind) == ("fault", "hips_low", "rep")
    assert rep.rep is not None
    assert "hips_low" in rep.rep.faults
    assert fault.t_s == rep.t_s


def test_every_fault_of_a_repetition_was_told_once() -> None:
    spoiled = repetition("bird_dog", hold_s=1.5, thigh_left=-28, upper_arm_right=-40)
    series = made("bird_dog", *spoiled, *repetition("bird_dog", hold_s=0.3, way_s=0.9, knee_left=130))
    told = events(series, "bird_dog", "fault", "rep")
    ends = [i for i, e in enumerate(told) if e.kind == "rep"]
    for begin, end in zip([-1, *ends], ends, strict=False):
        rep = told[end].rep
        assert rep is not None
        measured = [f for f in rep.faults if f not in ("hold_short", "too_fast", "hold_broken")]
        assert sorted(e.detail for e in told[begin + 1 : end]) == sorted(measured)
    assert len(ends) == 2
