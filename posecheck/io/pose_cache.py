"""What the network saw of a clip, kept by content: a second review of the same clip needs no network."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.io.atomic import make_folder, replacing
from posecheck.io.places import cache_place
from posecheck.pose.pose import OBSERVATION_ARRAYS, Observation, single_precision

log = logging.getLogger(__name__)
FORMAT = 8
"""Raised when an Observation's meaning changes, so that older results are not taken for new ones."""
MAX_BYTES = 2 * 2**30


def cache_key(clip_sha256: str, model_sha256: str) -> str:
    """Name of a result: the clip's and the model's content and the format's version."""
    return f"{clip_sha256[:32]}-{model_sha256[:16]}-{FORMAT}"


class PoseCache:
    """Results on disk, the least recently used of which go when there are too many bytes."""

    def __init__(self, folder: Path | None = None, max_bytes: int = MAX_BYTES) -> None:
        """PosecheckError where no folder is given and the user has no home."""
        self.folder = folder or cache_place() / "poses"
        self._max_bytes = max_bytes

    def load(self, key: str) -> tuple[Observation, dict[str, Any]] | None:
        """The stored series and the clip's facts, or None; a damaged file counts as none."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in OBSERVATION_ARRAYS}
                meta = json.loads(str(stored["meta"]))
            found = Observation(**arrays, size=tuple(meta["size"])), dict(meta["clip"])
        except Exception as error:  # whatever a damaged file makes zipfile, zlib or numpy say, the clip is judged anew
            log.warning("a stored result can't be used and is made anew: %s (%s)", path.name, error, exc_info=True)
            return None
        with suppress(OSError):  # a read-only cache still serves, it only forgets what was used last
            os.utime(path)
        return found

    def store(self, key: str, seen: Observation, clip: dict[str, Any]) -> str:
        """Keep a result; returns "" or, when that isn't possible, why in words: a review never fails for it."""
        meta = json.dumps({"size": list(seen.size), "clip": clip})
        arrays: dict[str, Any] = {
            name: single_precision(np.asarray(getattr(seen, name))) for name in OBSERVATION_ARRAYS
        }
        try:
            make_folder(self.folder)
            with replacing(self._path(key)) as temporary, temporary.open("wb") as file:
                np.savez(file, allow_pickle=False, **arrays, meta=np.array(meta))
            self._make_room()
        except (OSError, PosecheckError) as error:
            return f"the result could not be kept for next time ({error})"
        return ""

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"

    def _make_room(self) -> None:
        files = sorted(((p.stat(), p) for p in self.folder.glob("*.npz")), key=lambda pair: pair[0].st_mtime)
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in files:
            if total <= self._max_bytes:
                return
            path.unlink(missing_ok=True)
            total -= stat.st_size
