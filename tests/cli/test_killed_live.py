"""Killed with signal 9 at any moment: every repetition that the log tells of is in the history."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from live_killed import kill_while_counting

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_session_has_every_repetition_of_its_log(tmp_path: Path, seed: int) -> None:
    told, kept = kill_while_counting(tmp_path, random.Random(seed))
    assert told
    assert kept[: len(told)] == told
