"""Where a recording is shown and what the timeline says, without a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bench_parts import opened
from hypothesis import given
from hypothesis import strategies as st

from posecheck.ui.lanes import lanes_of, movements
from posecheck.ui.playback import Playback, frame_at, neighbour_s
from posecheck.ui.rep_table import rep_cells, verdict_cell


@pytest.mark.parametrize(
    ("keys", "rate"),
    [
        pytest.param("p", 1, id="play"),
        pytest.param("pp", 0, id="play and stand"),
        pytest.param("l", 1, id="forward"),
        pytest.param("ll", 2, id="twice as fast"),
        pytest.param("lllll", 4, id="not faster than four times"),
        pytest.param("llj", -1, id="turn round"),
        pytest.param("jj", -2, id="backwards twice as fast"),
        pytest.param("jjk", 0, id="stand"),
    ],
)
def test_shuttle(keys: str, rate: float) -> None:
    now = Playback()
    acts = {"p": Playback.toggled, "k": Playback.stopped, "l": lambda p: p.shuttled(1), "j": lambda p: p.shuttled(-1)}
    for key in keys:
        now = acts[key](now)
    assert now.rate == rate


def test_speed_counts_at_once_and_for_later() -> None:
    assert Playback(rate=-1.0).with_speed(0.5) == Playback(rate=-0.5, speed=0.5)
    assert Playback().with_speed(0.25).toggled().rate == 0.25


@pytest.mark.parametrize(
    ("start", "rate", "dt_s", "t_s", "runs"),
    [(1, 1, 0.5, 1.5, True), (1, 2, 0.5, 2, True), (1, -4, 0.5, 0, False), (9.9, 1, 0.5, 10, False)],
)
def test_time_runs_and_stands_at_the_ends(start: float, rate: float, dt_s: float, t_s: float, runs: bool) -> None:
    after = Playback(start, rate).advanced(dt_s, 10.0)
    assert (after.t_s, after.running) == (pytest.approx(t_s), runs)


@given(steps=st.lists(st.floats(0.002, 0.3), min_size=1, max_size=40), data=st.data())
def test_the_frame_on_the_screen_is_the_last_that_has_begun(steps: list[float], data: st.DataObject) -> None:
    times_s = np.concatenate([[0.0], np.cumsum(steps)])
    i = data.draw(st.integers(0, len(times_s) - 1))
    assert frame_at(times_s, float(times_s[i])) == i
    t_s = data.draw(st.floats(0, float(times_s[-1])))
    assert times_s[frame_at(times_s, t_s)] <= t_s + 1e-5


def test_neighbours() -> None:
    assert [neighbour_s([1.0, 5.0, 9.0], 5.0, d) for d in (-1, 1)] == [1.0, 9.0]
    assert [neighbour_s([1.0], 1.0, d) for d in (-1, 1)] == [None, None]


def test_lanes_say_what_was_found() -> None:
    clip = opened()
    lanes = {lane.name: lane.marks for lane in lanes_of(clip.spec, clip.review.results, clip.review.summary)}
    assert list(lanes) == ["Phases", "Repetitions", "Holds", "Faults", "Not seen"]
    assert [(m.kind, m.label) for m in lanes["Repetitions"]] == [
        ("faulty", "1"), ("faulty", "2"), ("attempt", "not counted"),
    ]  # fmt: skip
    assert lanes["Repetitions"][0].tip == "Hold it longer"
    assert [m.label for m in lanes["Phases"]][:3] == ["up", "top", "back"]
    assert [m.label for m in lanes["Faults"]] == ["Lift your hips higher"] * 2
    assert lanes["Not seen"][0].tip == "left_knee hidden"
    assert all(m.start_s <= m.end_s for marks in lanes.values() for m in marks)


def test_the_table_says_the_same() -> None:
    clip = opened()
    rows = [[cell.words for cell in row] for row in rep_cells(clip.spec, clip.review.summary)]
    assert [row[0] for row in rows] == ["1", "2", "-"]
    assert rows[1][-1] == "Lift your hips higher; Hold it longer"
    assert rows[2][-1] == "not counted: lift your hips higher"


def test_what_lay_within_the_error_is_said_beside_the_verdict() -> None:
    clip = opened()
    rep = replace(clip.review.summary.reps[0], good=True, faults=(), borderline=("hips_low",))
    assert verdict_cell(clip.spec, rep).words == "good (near the limit: lift your hips higher)"
    summary = replace(clip.review.summary, reps=(rep,), attempts=())
    assert movements(clip.spec, summary)[0].tip == "good (near the limit: lift your hips higher)"
