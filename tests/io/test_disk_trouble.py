"""A read-only folder and a full disk while somebody exercises: real mounts, in a name space of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APART = ("unshare", "--user", "--map-root-user", "--mount")
PROGRAM = """
import json, subprocess, sys
from contextlib import suppress
from pathlib import Path
from history_parts import begun, rep, told
from posecheck.io.history import History
from posecheck.io.history_writer import HistoryWriter

kind, folder = sys.argv[1], Path(sys.argv[2])
filler = folder / "filler"
def mount(*how):
    subprocess.run(["mount", *how], check=True)

def fill():
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(512))

prepare, spoil, mend = {
    "read-only": (lambda: mount("--bind", folder, folder), lambda: mount("-o", "remount,bind,ro", folder),
                  lambda: mount("-o", "remount,bind,rw", folder)),
    "full": (lambda: mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder), fill, filler.unlink),
}[kind]
prepare()
path, words = folder / "history.sqlite3", []
with History(path) as history:
    history.person()
spoil()
writer = HistoryWriter(path, lambda said, _why: words.append(said), (0.05,))
sink = begun(writer)
for number in range(1, 301):
    sink.write(rep(number))
flushed = [writer.flush(1.0)]
waiting = writer.waiting
mend()
flushed.append(writer.flush(20))
sink.close()
writer.close()
with History(path) as history:
    print(json.dumps({"words": words, "flushed": flushed, "waiting": waiting, "told": told(history)}))
"""


def apart() -> bool:
    """Whether a process can have mounts of its own here."""
    return (
        shutil.which("unshare") is not None
        and not subprocess.run([*APART, "true"], capture_output=True, check=False).returncode
    )


@pytest.mark.skipif(not apart(), reason="no name spaces here")
@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_the_session_goes_on_is_told_and_nothing_is_lost_or_doubled(tmp_path: Path, trouble: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "POSECHECK_CACHE_DIR": str(tmp_path / "c")}
    command = [*APART, sys.executable, "-c", PROGRAM, trouble, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    came = json.loads(done.stdout)
    assert [words.split(".")[0] for words in came["words"]] == [
        "Your history can't be saved at the moment",
        "Your history is saved again",
    ]
    assert came["flushed"] == [False, True]
    assert came["told"] == [300]
    assert came["waiting"] >= 100, "most of them waited"
