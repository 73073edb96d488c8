"""Full and read-only disks, homes with spaces and umlauts or none at all: it works, or one line says why not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount and HOME of Linux")


def history_list(**changed: str | None) -> tuple[int, str, str]:
    """Run `history list`; None takes a variable away."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, value in changed.items():
        environment.pop(name, None)
        environment |= {name: value} if value is not None else {}
    command = [sys.executable, "-m", "posecheck", "history", "list"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, too small for a history."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_one_line(small_disk: Path) -> None:
    code, _, told = history_list(POSECHECK_DATA_DIR=str(small_disk))
    assert (code, told.count("\n")) == (2, 1)
    assert told.startswith("posecheck: the history cannot be used, database or disk is full")


def test_a_read_only_disk_is_one_line(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, _, told = history_list(POSECHECK_DATA_DIR=str(small_disk))
    assert (code, told.count("\n")) == (2, 1)
    assert told.startswith("posecheck: the history cannot be used, Read-only file system")


def test_a_home_with_spaces_and_umlauts_in_another_time_zone(tmp_path: Path) -> None:
    home = tmp_path / "Käthe Müller"
    home.mkdir()
    gone = dict.fromkeys(("POSECHECK_DATA_DIR", "XDG_DATA_HOME"))
    assert history_list(HOME=str(home), TZ="Pacific/Apia", **gone) == (0, "Me: no sessions yet\n", "")
    assert (home / ".local" / "share" / "posecheck" / "history.sqlite3").is_file()


def test_no_home_at_all(tmp_path: Path) -> None:
    assert history_list(HOME=None, POSECHECK_DATA_DIR=str(tmp_path)) == (0, "Me: no sessions yet\n", "")
