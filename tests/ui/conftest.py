"""Windows are tested without a screen; what Qt remarks about that is no fault of ours."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from posecheck.ui.look import use_theme


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
    left = [t.name for t in set(threading.enumerate()) - before if not t.name.startswith(("Dummy", "pymain"))]
    assert left == []
