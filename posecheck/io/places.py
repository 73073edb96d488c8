"""Where the user's files lie: by a variable where one is set, else where the system keeps such files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from posecheck.errors import PosecheckError

DATA_DIR_VARIABLE = "POSECHECK_DATA_DIR"
CONFIG_DIR_VARIABLE = "POSECHECK_CONFIG_DIR"
CACHE_DIR_VARIABLE = "POSECHECK_CACHE_DIR"
RECORDINGS_DIR_VARIABLE = "POSECHECK_RECORDINGS_DIR"
CURE = f"set it, or {DATA_DIR_VARIABLE}, {CONFIG_DIR_VARIABLE} and {CACHE_DIR_VARIABLE} to folders of yours"


def data_place() -> Path:
    """Return where history, profiles and models lie; PosecheckError for a user without a home."""
    return _folder(DATA_DIR_VARIABLE, lambda: platformdirs.user_data_dir("posecheck", appauthor=False))


def config_place() -> Path:
    """Return where the settings lie; PosecheckError for a user without a home."""
    return _folder(CONFIG_DIR_VARIABLE, lambda: platformdirs.user_config_dir("posecheck", appauthor=False))


def cache_place() -> Path:
    """Return where lies what can be made anew; PosecheckError for a user without a home."""
    return _folder(CACHE_DIR_VARIABLE, lambda: platformdirs.user_cache_dir("posecheck"))


def recordings_folder() -> Path:
    """Return where sessions are recorded when the person agreed to it: among their videos.

    A user without a home has no videos: beside the history then.
    """
    try:
        return _folder(RECORDINGS_DIR_VARIABLE, lambda: str(Path(platformdirs.user_videos_dir()) / "posecheck"))
    except PosecheckError:
        return data_place() / "recordings"


def _folder(variable: str, of_system: Callable[[], str]) -> Path:
    try:
        named = os.environ.get(variable)
        found = Path(named or of_system()).expanduser()
    except RuntimeError as error:  # neither HOME nor the list of users names one
        raise PosecheckError("this user has no home folder", "HOME", CURE) from error
    if not named and not found.is_absolute():  # older platformdirs would make a folder that is called ~
        raise PosecheckError("this user has no home folder", "HOME", CURE)
    return found
