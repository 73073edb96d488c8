"""The promise that nothing leaves the computer: which MediaPipe keeps it."""

from __future__ import annotations

from posecheck.errors import ModelError

SILENT_MEDIAPIPE = "0.10.31"
"""Opens no socket (traced with strace). From 1.0 on, MediaPipe sends metrics whenever a task is made."""


def refuse_others(version: str) -> None:
    """Raise ModelError for any MediaPipe but the one that was proved to send nothing."""
    if version != SILENT_MEDIAPIPE:
        what = f"MediaPipe {version} may send data over the network; posecheck runs only with {SILENT_MEDIAPIPE}"
        raise ModelError(what, "mediapipe", f"python3 -m pip install mediapipe=={SILENT_MEDIAPIPE}")
