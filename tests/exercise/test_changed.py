"""A state with some parts changed is what dataclasses.replace would make of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from posecheck.exercise.changed import changed
from posecheck.exercise.cycles import Flow
from posecheck.exercise.engine_state import EngineState
from posecheck.exercise.phases import Excursion
from posecheck.exercise.position import Gate
from posecheck.exercise.rest import RestState
from posecheck.exercise.result import Phase

STATES = [
    pytest.param(EngineState(t_s=1.0, opening=None), {"t_s": 2.0, "move": Excursion(Phase.TOP)}, id="engine"),
    pytest.param(Excursion(Phase.MOVING, peak=3.0), {"phase": Phase.TOP, "topped": True}, id="excursion"),
    pytest.param(RestState((1.0, 2.0), {"hip": 170.0}), {"settled": True}, id="rest"),
    pytest.param(Flow("high", opened=True), {"heading": "low", "best": (1.0, 2.0)}, id="flow"),
    pytest.param(Gate(True, entered_s=3.0), {}, id="gate, nothing changed"),
]


@pytest.mark.parametrize(("state", "parts"), STATES)
def test_it_is_what_replacing_would_make(state: Any, parts: dict[str, Any]) -> None:
    before = replace(state)
    made = changed(state, **parts)
    assert made == replace(state, **parts)
    assert type(made) is type(state)
    assert state == before
    assert (made == state) is not bool(parts)
