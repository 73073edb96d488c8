"""Windows are tested without a screen; what Qt remarks about that is no fault of ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from posecheck.ui.look import use_theme

ENDING_S = 10.0


@pytest.fixture(autouse=True)
def _dark() -> Iterator[None]:
    """Every test begins in the theme that is usual, whatever the one before it chose."""
    use_theme("dark")
    yield
    use_theme("dark")


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in set(threading.enumerate()) - before if not t.name.startswith(("Dummy", "pymain"))]
    until_s = time.monotonic() + ENDING_S
    for thread in left:  # windows wait for no thread, so it may end after them
        thread.join(max(0.0, until_s - time.monotonic()))
    assert [thread.name for thread in left if thread.is_alive()] == []
