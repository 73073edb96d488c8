"""The engine's parts one by one: sources, position, rest, rules' clocks, times of an excursion, flows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_rows import columns_of, minimum_jerk, program_of

from posecheck.exercise import rest as resting
from posecheck.exercise.cycles import Flow, flow_finish, flow_step
from posecheck.exercise.position import ENTER_S, LEAVE_S, Gate, PositionTest, gate_step
from posecheck.exercise.rest import RestState
from posecheck.exercise.rows import Row, Series, Source
from posecheck.exercise.rules import Timer, middle, timer_step
from posecheck.exercise.timing import read_times
from posecheck.io.spec_files import find_spec

NAN = math.nan
KNEES = {"knee_left": 90.0, "knee_right": 120.0, "trunk_left": 10.0, "trunk_right": NAN, "lean": 3.0}


@pytest.mark.parametrize(
    ("measure", "of", "near", "lead", "value"),
    [
        pytest.param("knee", "near", "left", None, 90.0, id="near"),
        pytest.param("knee", "far", "left", None, 120.0, id="far"),
        pytest.param("knee", "near", "right", None, 120.0, id="near is right"),
        pytest.param("knee", "left", "right", None, 90.0, id="left whatever is near"),
        pytest.param("knee", "least", "left", None, 90.0, id="least"),
        pytest.param("knee", "most", "left", None, 120.0, id="most"),
        pytest.param("knee", "mean", "left", None, 105.0, id="mean"),
        pytest.param("knee", "lead", "left", "right", 120.0, id="the side that leads"),
        pytest.param("knee", "trail", "left", "right", 90.0, id="the other one"),
        pytest.param("knee", "lead", "left", None, NAN, id="nobody leads"),
        pytest.param("trunk", "mean", "left", None, 10.0, id="mean of the one that is known"),
        pytest.param("trunk", "far", "left", None, NAN, id="unknown"),
        pytest.param("lean", "far", "left", None, 3.0, id="the whole body has no sides"),
        pytest.param("elbow", "near", "left", None, NAN, id="not measured"),
    ],
)
def test_a_source_finds_its_number(measure: str, of: str, near: str, lead: str | None, value: float) -> None:
    found = Source.named(measure, of).value(KNEES, near, lead)  # type: ignore[arg-type]
    assert found == pytest.approx(value, nan_ok=True)


def test_a_series_is_its_rows() -> None:
    rows = [Row(0.1 * i, {"lean": float(i), "knee_left": 1.0, "knee_right": 2.0}, "left", "") for i in range(3)]
    series = Series.of(rows)
    assert [series.row(i) for i in range(3)] == rows
    assert series.near_column("knee").tolist() == [1.0, 1.0, 1.0]
    assert series.near_column("lean").tolist() == [0.0, 1.0, 2.0]


LYING = columns_of({"trunk": 0, "knee": 80, "shank": 70, "face_up": 80})
STANDING = columns_of({"trunk": 85, "knee": 175, "shank": 88, "face_up": 0})
UNKNOWN = dict.fromkeys(LYING, NAN)


@pytest.mark.parametrize(
    ("values", "inside", "says"),
    [
        pytest.param(LYING, False, "", id="in position"),
        pytest.param(STANDING, False, "Lie on your back", id="standing"),
        pytest.param({**LYING, "knee_left": 170.0}, False, "Bend your knees", id="legs long"),
        pytest.param({**LYING, "face_up": -60.0}, False, "Turn onto your back", id="prone"),
        pytest.param({**LYING, "face_up": NAN}, False, "", id="face unseen"),
        pytest.param(UNKNOWN, False, None, id="nothing known"),
        pytest.param({**LYING, "trunk_left": 50.0, "trunk_right": NAN}, True, "", id="half known keeps in"),
        pytest.param({**LYING, "trunk_left": 50.0, "trunk_right": NAN}, False, "Lie on your back", id="lets nobody in"),
    ],
)
def test_the_position_says_what_to_change(values: dict[str, float], inside: bool, says: str | None) -> None:
    test = PositionTest.of(find_spec("bridge").position)
    assert test.broken(Row(0.0, values, "left"), inside) == says


def test_the_gate_opens_and_shuts_only_after_a_while() -> None:
    test, gate, inside = PositionTest.of(find_spec("bridge").position), Gate(), []
    script = [(1.0, LYING), (0.3, STANDING), (0.5, LYING), (0.2, UNKNOWN), (1.2, STANDING)]
    t_s = 0.0
    for seconds, values in script:
        for _ in range(round(seconds * 10)):
            gate = gate_step(gate, test, Row(t_s, values, "left"))
            inside.append(gate.inside)
            t_s += 0.1
    first = inside.index(True) / 10
    assert first == pytest.approx(ENTER_S, abs=0.11)
    assert all(inside[round(first * 10) : 20]), "a passing frame does not shut it"
    assert (inside.index(False, 5) / 10) == pytest.approx(2.0 + LEAVE_S, abs=0.11)


@pytest.mark.parametrize(
    ("value", "guess"),
    [(128.0, 128.0), (91.0, 91.0), (178.0, 128.0), (60.0, 128.0), (NAN, NAN)],
    ids=["may be rest", "just may", "lifted", "folded", "unknown"],
)
def test_a_first_rest_is_the_value_where_a_rest_can_lie(value: float, guess: float) -> None:
    signal = find_spec("bridge").signal
    assert resting.provisional(signal, 1.0, (value,), 0.0) == (pytest.approx(guess, nan_ok=True),)


@pytest.mark.parametrize(
    ("value", "off_axis_deg", "guess"),
    [
        pytest.param(15.0, 0.0, 15.0, id="untwisted, from the side"),
        pytest.param(41.0, 39.0, 41.0, id="untwisted, the camera far off"),
        pytest.param(-15.0, 16.0, -15.0, id="untwisted, off to the other side"),
        pytest.param(31.0, 6.0, 8.0, id="begun in mid-turn"),
        pytest.param(-38.0, 4.0, 8.0, id="begun in mid-turn the other way"),
        pytest.param(92.0, 88.0, 92.0, id="from the front"),
    ],
)
def test_a_rest_that_turns_with_the_camera(value: float, off_axis_deg: float, guess: float) -> None:
    signal = find_spec("seated_spinal_twist").signal
    assert resting.provisional(signal, 1.0, (value,), off_axis_deg) == (guess,)


def test_a_hidden_side_takes_the_other_sides_rest() -> None:
    signal = find_spec("knee_to_chest").signal
    assert resting.provisional(signal, -1.0, (NAN, -125.0), 0.0) == (-125.0, -125.0)


@pytest.mark.parametrize(("still", "moved"), [(True, True), (False, False)])
def test_the_rest_follows_a_still_body_only(still: bool, moved: bool) -> None:
    state = RestState(base=(100.0,), columns={"a": 1.0})
    for _ in range(90):
        state = resting.follow(state, (110.0,), {"a": 2.0}, 1 / 30, still)
    assert (state.base[0] > 108, state.columns["a"] > 1.8) == (moved, moved)  # type: ignore[index]


def test_nobody_is_held_against_a_rest_that_is_only_guessed() -> None:
    guessed = resting.follow(RestState(base=(100.0,)), (110.0,), {"a": 2.0}, 1 / 30, still=False)
    assert (guessed.columns, guessed.known) == ({"a": 2.0}, None)
    seen = resting.follow(guessed, (110.0,), {"a": 2.0}, 1 / 30, still=True)
    assert seen.known == {"a": 2.0}
    restless = resting.follow(seen, (110.0,), {"a": 9.0}, 1 / 30, still=False)
    assert restless.known == {"a": 2.0}, "once seen it stays known"


@pytest.mark.parametrize(
    ("base", "now", "off_axis_deg", "likelier"),
    [
        pytest.param((30.0,), (9.0,), 4.0, True, id="from mid-turn to where shoulders rest"),
        pytest.param((8.0,), (31.0,), 28.0, True, id="from a guess to where they rest before this camera"),
        pytest.param((41.0,), (-6.0,), 31.0, False, id="from there to mid-turn"),
        pytest.param((30.0,), (52.0,), 4.0, False, id="turned further"),
        pytest.param((10.0,), (8.0,), 4.0, False, id="no clear difference"),
        pytest.param((90.0,), (8.0,), 4.0, False, id="another view has another rest"),
        pytest.param((30.0,), (NAN,), 4.0, False, id="unknown"),
    ],
)
def test_a_guessed_rest_gives_way_to_a_likelier_one(
    base: tuple[float, ...], now: tuple[float, ...], off_axis_deg: float, likelier: bool
) -> None:
    signal = find_spec("seated_spinal_twist").signal
    assert resting.is_likelier(signal, 1.0, base, now, off_axis_deg) is likelier
    tilt = find_spec("pelvic_tilt").signal
    assert resting.is_likelier(tilt, 1.0, base, now, off_axis_deg) is False, "it has no typical rest"


@pytest.mark.parametrize(
    ("levels", "still"),
    [([0.0] * 20, True), ([0.2 * i for i in range(20)], False), ([0.0] * 3, False), ([NAN] * 20, True)],
    ids=["still", "moving", "too short to tell", "unknown is not moving"],
)
def test_stillness_is_little_change_in_half_a_second(levels: list[float], still: bool) -> None:
    state = RestState()
    for i, level in enumerate(levels):
        state = resting.remember(state, i / 30, (level,))
    assert resting.is_still(state, 1.0) is still


def clock(values: list[float], looked_for: bool = True) -> list[tuple[bool, bool]]:
    """(lasted, active) after each tenth of a second of hips_low's value (limit 168, made to last 0.6 s)."""
    rule = replace(next(r for r in program_of("bridge").rules if r.fault.id == "hips_low"), for_s=0.6)
    timer, out = Timer(), []
    for i, value in enumerate(values):
        timer = timer_step(timer, rule, value, i / 10, looked_for)
        out.append((timer.lasted, timer.active))
    return out


@pytest.mark.parametrize(
    ("values", "lasted_at"),
    [
        pytest.param([160.0] * 10, 6, id="lasts long enough"),
        pytest.param([160.0] * 5 + [175.0] + [160.0] * 5, None, id="a break starts it anew"),
        pytest.param([160.0] * 5 + [NAN] * 3 + [160.0] * 5, 9, id="unknown stops the clock, not the fault"),
        pytest.param([NAN] * 20, None, id="unknown blames nobody"),
        pytest.param([175.0] * 20, None, id="fine"),
    ],
)
def test_a_fault_must_last(values: list[float], lasted_at: int | None) -> None:
    flags = [lasted for lasted, _ in clock(values)]
    assert (flags.index(True) if True in flags else None) == lasted_at


def test_a_fault_put_right_is_no_longer_active_but_stays_seen() -> None:
    assert clock([160.0] * 9 + [175.0])[-1] == (True, False)


def test_nothing_is_seen_where_it_is_not_looked_for() -> None:
    assert clock([160.0] * 20, looked_for=False)[-1] == (False, False)


@pytest.mark.parametrize(("count", "value"), [(2, NAN), (3, 160.0)], ids=["too few", "enough"])
def test_the_middle_of_a_hold_needs_a_few_frames(count: int, value: float) -> None:
    rule = next(r for r in program_of("bridge").rules if r.fault.id == "hips_low")
    rows = [Row(0.1 * i, {**LYING, "hip_open_left": 160.0}, "left") for i in range(count)]
    assert middle(rule, rows, None, None) == pytest.approx(value, nan_ok=True)


def excursion(up_s: float, hold_s: float, down_s: float, height: float = 50.0, fps: float = 30.0) -> tuple:
    """A minimum-jerk excursion that starts one second in: (t_s, distance)."""
    up, down = (minimum_jerk(np.arange(1, round(s * fps) + 1) / round(s * fps)) for s in (up_s, down_s))
    d = np.concatenate([np.zeros(round(fps)), up, np.ones(round(hold_s * fps)), 1 - down, np.zeros(round(fps))])
    return np.arange(len(d)) / fps, height * d


@pytest.mark.parametrize("fps", [10.0, 30.0, 60.0])
@pytest.mark.parametrize(
    ("up_s", "hold_s", "down_s"), [(1.5, 3.0, 1.5), (0.8, 10.0, 2.5), (3.0, 1.0, 0.8)], ids=["even", "quick", "slow"]
)
def test_times_are_read_off_a_movement_as_people_make_it(up_s: float, hold_s: float, down_s: float, fps: float) -> None:
    t_s, d = excursion(up_s, hold_s, down_s, fps=fps)
    times = read_times(t_s, d, 0.0, 1.0)
    expected = (1.0, 1.0 + up_s, 1.0 + up_s + hold_s, 1.0 + up_s + hold_s + down_s)
    assert (times.start_s, times.top_start_s, times.top_end_s, times.end_s) == pytest.approx(expected, abs=0.15)
    assert times.hold_s == pytest.approx(hold_s, abs=0.25)
    assert (times.broken_s, times.plateau) == (0.0, pytest.approx(50.0, abs=2.0))


def test_a_dip_in_the_hold_is_timed_and_not_counted_as_held() -> None:
    t_s, d = excursion(1.5, 6.0, 1.5)
    d[(t_s > 4.0) & (t_s < 5.0)] = 15.0
    times = read_times(t_s, d, 0.0, 1.0)
    assert times.broken_s == pytest.approx(1.0, abs=0.1)
    assert times.hold_s == pytest.approx(5.0, abs=0.3)


def flows(*ends: float, seconds: float = 2.0) -> tuple[Flow, list[tuple[float, float]]]:
    """Feed a curvature that moves from end to end; returns the flow and (first, second) levels of each cycle."""
    cycle = find_spec("cat_cow").cycle
    assert cycle is not None
    flow, closed, t_s, level = Flow(), [], 0.0, 0.0
    for end in ends:
        for share in minimum_jerk(np.arange(1, 31) / 30):
            x = level + share * (end - level)
            flow, done = flow_step(flow, cycle, (t_s, x, Row(t_s, {}, "left")))
            closed += [(done.first.level, done.second.level)] if done else []
            t_s += seconds / 30
        level = end
    last = flow_finish(flow, cycle)
    closed += [(last.first.level, last.second.level)] if last else []
    return flow, closed


@pytest.mark.parametrize(
    ("ends", "cycles"),
    [
        pytest.param((0.5, -0.5, 0.0), [(0.5, -0.5)], id="cat then cow"),
        pytest.param((-0.5, 0.5, 0.0), [(-0.5, 0.5)], id="cow then cat"),
        pytest.param((0.5, -0.5, 0.5, -0.5, 0.0), [(0.5, -0.5), (0.5, -0.5)], id="two without a pause"),
        pytest.param((0.05, -0.05, 0.05, -0.05), [], id="breathing is no flow"),
        pytest.param((0.5,), [], id="one end alone"),
        pytest.param((0.5, -0.5), [(0.5, -0.5)], id="stopped at the second end"),
    ],
)
def test_two_turns_make_a_flow(ends: tuple[float, ...], cycles: list[tuple[float, float]]) -> None:
    _, closed = flows(*ends)
    assert len(closed) == len(cycles)
    for found, expected in zip(closed, cycles, strict=True):
        assert found == pytest.approx(expected, abs=0.02)
