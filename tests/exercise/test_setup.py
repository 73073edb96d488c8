"""Is the person placed so that the exercise can be judged: the one change that helps most, then two seconds of rest."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from made_rows import FOURS, SUPINE

from posecheck.exercise.engine import start
from posecheck.exercise.position import UPSIDE_DOWN
from posecheck.exercise.program import Program, compile_spec
from posecheck.exercise.rest import RestState
from posecheck.exercise.rows import Row
from posecheck.exercise.setup import READY_S, SetupResult, SetupState, advice_for, refusal, setup_step
from posecheck.io.spec_files import find_spec
from posecheck.pose.framing import Framing
from posecheck.pose.view import View

SIDE = View("side", 5.0, "left", "left", "supine", Framing(extent=0.6, people=1))


def program(exercise: str = "bridge") -> Program:
    return compile_spec(find_spec(exercise))


def row(values: dict[str, float], t_s: float = 0.0, note: str = "") -> Row:
    both = {f"{name}_{side}": v for name, v in values.items() for side in ("left", "right")}
    return Row(t_s, values | both, "left", note)


def framed(**values: object) -> View:
    return replace(SIDE, framing=replace(SIDE.framing, **values))


UNSEEN = dict.fromkeys(SUPINE, math.nan)


@pytest.mark.parametrize(
    ("view", "seen", "advice"),
    [
        pytest.param(SIDE, row(SUPINE), None, id="well placed"),
        pytest.param(framed(dark=True), row(UNSEEN), "dark", id="too dark"),
        pytest.param(SIDE, row(UNSEEN), "nobody", id="nobody"),
        pytest.param(replace(SIDE, kind="oblique", off_axis_deg=45.0), row(SUPINE), "turn_side", id="from 45 degrees"),
        pytest.param(replace(SIDE, kind="front", off_axis_deg=85.0), row(SUPINE), "turn_side", id="from the front"),
        pytest.param(framed(cut=("left", "right")), row(SUPINE), "move_back", id="does not fit"),
        pytest.param(framed(cut=("left",), extent=0.9), row(SUPINE), "move_back", id="too large and cut"),
        pytest.param(framed(cut=("left",)), row(SUPINE), "shift", id="off the middle"),
        pytest.param(framed(cut=("bottom",)), row(SUPINE), "tilt_down", id="off the lower edge"),
        pytest.param(framed(extent=0.15), row(SUPINE), "move_closer", id="too far"),
        pytest.param(SIDE, row(SUPINE | {"knee": 175}), "position", id="legs long"),
        pytest.param(SIDE, row({k: -v for k, v in SUPINE.items()} | {"knee": 80}), "upside_down", id="upside down"),
        pytest.param(SIDE, row(SUPINE, note="left_ankle out of frame"), "move_back", id="a needed foot outside"),
        pytest.param(SIDE, row(SUPINE, note="left_ankle hidden"), "hidden", id="a needed foot hidden"),
        pytest.param(framed(dark=True, cut=("left",)), row(FOURS), "dark", id="the gravest first"),
    ],
)  # fmt: skip
def test_the_most_useful_change_comes_first(view: View, seen: Row, advice: str | None) -> None:
    found = advice_for(program(), view, seen)
    assert (found.id if found else None) == advice
    assert found is None or len(found.say) <= 60


def test_the_position_is_asked_for_in_the_specs_own_words() -> None:
    assert advice_for(program(), SIDE, row(SUPINE | {"knee": 175})).say == "Bend your knees"
    assert advice_for(program("bird_dog"), SIDE, row({k: -v for k, v in FOURS.items()})).say == UPSIDE_DOWN


@pytest.mark.parametrize(
    ("exercise", "kind", "refused"),
    [
        ("bridge", "side", False), ("bridge", "oblique", True), ("bridge", "front", True), ("bridge", "unknown", False),
        ("seated_spinal_twist", "front", False), ("seated_spinal_twist", "oblique", False),
    ],
)  # fmt: skip
def test_a_view_from_which_the_exercise_cannot_be_judged_is_refused(exercise: str, kind: str, refused: bool) -> None:
    advice = refusal(find_spec(exercise), replace(SIDE, kind=kind))
    assert (advice is not None) == refused
    assert advice is None or advice.refuses


def sequence(values: list[dict[str, float]], view: View = SIDE) -> list[SetupResult]:
    state, results = SetupState(), []
    for i, v in enumerate(values):
        state, result = setup_step(state, program(), view, row(v, t_s=i / 30))
        results.append(result)
    return results


def test_two_seconds_of_stillness_make_ready_and_are_the_baseline() -> None:
    results = sequence([SUPINE | {"hip_open": 128 + 0.2 * (i % 3)} for i in range(100)])
    first = next(i for i, r in enumerate(results) if r.ready)
    assert first / 30 == pytest.approx(READY_S + 0.35, abs=0.1)
    assert not results[first - 1].baseline
    assert results[-1].baseline["hip_open"] == pytest.approx(128.2)
    assert results[-1].baseline["trunk_left"] == 0


def test_moving_leaving_the_position_or_being_unseen_starts_the_wait_again() -> None:
    still, wriggle = [SUPINE] * 45, [SUPINE | {"hip_open": 128 + 3 * (i % 4)} for i in range(15)]
    for broken in (wriggle, [SUPINE | {"knee": 170}] * 5, [UNSEEN] * 5):
        results = sequence([*still, *broken, *still])
        assert not any(r.ready for r in results)
        assert results[44].still_s > 1.0
        assert min(r.still_s for r in results[45:65]) == 0


def test_company_is_told_but_keeps_nobody_from_beginning() -> None:
    results = sequence([SUPINE] * 90, framed(people=2))
    assert results[-1].ready
    assert results[-1].advice.id == "company"


def test_the_stillness_is_the_rest_that_the_engine_begins_with() -> None:
    resting = sequence([SUPINE | {"hip_open": 131.0}] * 90)[-1].baseline
    state = start(program(), resting, "left")
    assert (state.rest.base, state.rest.columns["hip_open_left"]) == ((131.0,), 131.0)
    assert start(program(), {}, "left").rest == RestState()
    assert start(program(), {**resting, "hip_open": math.nan}, "right").rest == RestState()
