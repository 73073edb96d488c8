"""What the network saw, kept by content."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from bodies import lying, observation

from posecheck.io.pose_cache import PoseCache, cache_key
from posecheck.pose.pose import OBSERVATION_ARRAYS, Observation

CLIP = {"file": "a.mp4", "frames": 3}


def recording() -> Observation:
    return Observation.stack([observation(lying(), t_s=i / 30) for i in range(3)])


def test_what_was_stored_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    cache, seen = PoseCache(tmp_path), recording()
    assert cache.store("key", seen, CLIP) == ""
    found = cache.load("key")
    assert found is not None
    assert (found[0].size, found[1]) == (seen.size, CLIP)
    for name in OBSERVATION_ARRAYS:
        np.testing.assert_array_equal(getattr(found[0], name), getattr(seen, name), err_msg=name)


@pytest.mark.parametrize(
    ("clip", "model", "same"),
    [("a" * 64, "m" * 64, True), ("b" * 64, "m" * 64, False), ("a" * 64, "n" * 64, False)],
    ids=["same content", "other clip", "other model"],
)
def test_a_key_is_the_content_of_clip_and_model(clip: str, model: str, same: bool) -> None:
    assert (cache_key(clip, model) == cache_key("a" * 64, "m" * 64)) == same


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert PoseCache(tmp_path / "nowhere").load("key") is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half", b"noise" * 100], ids=["empty", "half", "noise"])
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    cache = PoseCache(tmp_path)
    (tmp_path / "key.npz").write_bytes(damage)
    assert cache.load("key") is None
    assert cache.store("key", recording(), CLIP) == ""
    assert cache.load("key") is not None


def test_a_cut_off_file_counts_as_none(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    cache.store("key", recording(), CLIP)
    path = tmp_path / "key.npz"
    path.write_bytes(path.read_bytes()[:-200])
    assert cache.load("key") is None


def test_a_place_that_cannot_be_written_is_told_and_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "could not be kept" in PoseCache(tmp_path / "file").store("key", recording(), CLIP)


def test_the_least_recently_used_goes_when_there_is_too_much(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    for i, key in enumerate(("old", "older", "new")):
        cache.store(key, recording(), CLIP)
        os.utime(tmp_path / f"{key}.npz", (1000 + i, 1000 + i))
    assert cache.load("old") is not None, "being read makes it recent"
    size = (tmp_path / "new.npz").stat().st_size
    PoseCache(tmp_path, max_bytes=3 * size + 100).store("newest", recording(), CLIP)
    assert sorted(p.stem for p in tmp_path.glob("*.npz")) == ["new", "newest", "old"]


def test_the_folder_is_the_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(tmp_path / "mine"))
    assert PoseCache().folder == tmp_path / "mine" / "poses"
