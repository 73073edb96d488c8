"""No test writes into the history of whoever runs it, or opens a window on their screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from posecheck.io import model_store, places

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def _data_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder for the whole run, in which only the models are those of the machine."""
    models, folder = model_store.where(), tmp_path_factory.mktemp("data")
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.DATA_DIR_VARIABLE, str(folder))
        yield


@pytest.fixture
def history_path(tmp_path: Path) -> Path:
    """Where a history may be made."""
    return tmp_path / "data" / "history.sqlite3"


# a busy machine is no failure
settings.register_profile("posecheck", deadline=None)
settings.load_profile("posecheck")
settings.register_profile("thorough", max_examples=10_000, deadline=None)
