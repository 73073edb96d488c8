"""`posecheck doctor`: camera, model, window system, voice, disk, network: one line each, what is wrong and the cure."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from posecheck.errors import PosecheckError

Finding = tuple[bool, str]
NEEDED_FREE_MB = 500
LITTLE_MB = 10
"""Settings are tiny, and the cache makes room for itself."""


def run_doctor() -> int:
    """Print a line per check; 0 when everything works, 1 when something needed is missing."""
    checks: dict[str, Callable[[], Finding]] = {
        "model": _model,
        "camera": _camera,
        "window": _window,
        "voice": _voice,
        "disk": _disk,
        "network": _network,
    }
    broken = 0
    for name, check in checks.items():
        good, words = check()
        broken += not good
        print(f"{'ok     ' if good else 'PROBLEM'}  {name}: {words}")
    return 1 if broken else 0


def _model() -> Finding:
    from posecheck.io.model_store import available

    try:
        status = next(s for s in available() if s.default)
    except PosecheckError as error:
        return False, str(error)
    if status.state == "installed":
        return True, f"{status.name} is installed"
    return False, f"{status.name} is {status.state}; run posecheck models install"


def _camera() -> Finding:
    from posecheck.io.camera import list_cameras

    cameras = list_cameras()
    if not cameras:
        return False, "none found; plug one in, or close the program that uses it (clips can be reviewed without one)"
    return True, ", ".join(f"{c.index} = {c.name}" for c in cameras)


def _window() -> Finding:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return True, f"Qt draws to {os.environ['QT_QPA_PLATFORM']}"
    from posecheck.io.trial import WINDOW_CURES, window_trouble

    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False, "no display; run it on a desktop, or set QT_QPA_PLATFORM=offscreen"
    trouble = window_trouble()
    return (False, f"{trouble}; {WINDOW_CURES}") if trouble else (True, "Qt opens the window system")


def _voice() -> Finding:
    if not sys.platform.startswith("linux"):
        return True, "the system has one"
    from posecheck.io.trial import DID_NOT_ANSWER, VOICE, VOICE_S, tried

    without = "captions and tones work without"
    if not shutil.which("speech-dispatcher"):
        return False, f"no speech service; install speech-dispatcher and espeak-ng ({without})"
    trouble = tried(VOICE, VOICE_S, ["posecheck"])
    if trouble == DID_NOT_ANSWER:
        return False, f"the speech service doesn't answer; end speech-dispatcher, or log in again ({without})"
    if trouble:
        return False, f"{trouble}; install speech-dispatcher, espeak-ng and libpulse0 ({without})"
    return True, "the speech service answers, and was asked to say: posecheck"


def _disk() -> Finding:
    from posecheck.io import places

    try:
        wanted = {
            "history and models": (places.data_place(), NEEDED_FREE_MB, places.DATA_DIR_VARIABLE),
            "settings": (places.config_place(), LITTLE_MB, places.CONFIG_DIR_VARIABLE),
            "cache": (places.cache_place(), LITTLE_MB, places.CACHE_DIR_VARIABLE),
        }
    except PosecheckError as error:
        return False, str(error)
    found = {kind: _place(folder, needed_mb) for kind, (folder, needed_mb, _) in wanted.items()}
    troubles = [
        f"{kind}: {words}, or name another folder with {wanted[kind][2]}"
        for kind, (good, words) in found.items()
        if not good
    ]
    return (False, ". ".join(troubles)) if troubles else found["history and models"]


def _place(wanted: Path, needed_mb: int) -> Finding:
    """Whether files can be written to a folder, or to the nearest one above it."""
    folder = next((place for place in (wanted, *wanted.parents) if place.exists()), None)
    if folder is None:
        return False, f"there is no place like {_short(wanted)}; make it"
    if not folder.is_dir():
        return False, f"{_short(folder)} is a file and no folder; move it away"
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < needed_mb:
        return False, f"{free_mb} MB free in {_short(folder)}, {needed_mb} MB are needed; make room"
    if not os.access(folder, os.W_OK):
        return False, f"{_short(folder)} can't be written; check its permissions"
    return True, f"{free_mb} MB free"


def _network() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    from posecheck.io.network_silence import refuse_others

    try:
        found = version("mediapipe")
        refuse_others(found)
    except PackageNotFoundError:
        return False, "mediapipe is not installed; run python3 -m pip install posecheck again"
    except PosecheckError as error:
        return False, str(error)
    return True, f"nothing is sent; MediaPipe is {found}, the version that was traced and opens no connection"


def _short(folder: Path) -> str:
    try:
        home = Path.home()
    except RuntimeError:  # a user without one
        return str(folder)
    return str("~" / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)
