"""Windows are tested without a screen; what Qt remarks about that is no fault of ours."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t.name for t in set(threading.enumerate()) - before if not t.name.startswith(("Dummy", "pymain"))]
    assert left == []
