"""Who exercises holds a file; however the program ends, nobody takes them to be exercising afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from posecheck.io.held import IN_SESSION, InSession, in_session
from posecheck.io.history import History

pytest.importorskip("fcntl")
PROGRAM = """
import sys, time
from pathlib import Path
from posecheck.io.held import InSession
held = InSession(Path(sys.argv[1]))
print("begun", flush=True)
sys.stdin.readline()
if sys.argv[2] == "ends":
    held.let_go()
elif sys.argv[2] == "crashes":
    import os
    os.abort()
"""


@contextmanager
def exercising(path: Path, end: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, str(path), end]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        yield child
        child.kill()


def marks(path: Path) -> list[str]:
    return [found.name for found in path.parent.glob(f"{IN_SESSION}*")]


@pytest.mark.parametrize("end", ["ends", "crashes", "killed"])
def test_a_session_in_another_program_is_known_until_that_program_is_done_with_it(history_path: Path, end: str) -> None:
    history_path.parent.mkdir(parents=True, exist_ok=True)
    with exercising(history_path, end) as child:
        assert in_session(history_path)
        assert in_session(history_path), "looking doesn't end it"
        if end == "killed":
            child.kill()
        else:
            child.communicate("now\n")
        child.wait()
        assert not in_session(history_path)
    assert marks(history_path) == []


def test_what_a_killed_session_left_is_gone_when_the_history_is_opened(history_path: Path) -> None:
    history_path.parent.mkdir(parents=True, exist_ok=True)
    alive = InSession(history_path)
    with exercising(history_path, "killed") as child:
        child.kill()
        child.wait()
    assert len(marks(history_path)) == 2
    History(history_path).close()
    assert len(marks(history_path)) == 1
    alive.let_go()
    assert marks(history_path) == []


def test_two_windows_of_one_program_are_two_sessions(history_path: Path) -> None:
    first, second = InSession(history_path), InSession(history_path)
    first.let_go()
    first.let_go()
    assert in_session(history_path)
    second.let_go()
    assert not in_session(history_path)
    assert marks(history_path) == []


def test_where_nothing_can_be_written_the_session_goes_on_unsaid(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    mark = InSession(tmp_path / "data" / "history.sqlite3")
    assert not in_session(tmp_path / "data" / "history.sqlite3")
    mark.let_go()


def test_the_mark_is_its_owners_alone(history_path: Path) -> None:
    mark = InSession(history_path)
    (name,) = marks(history_path)
    assert (history_path.parent / name).stat().st_mode & 0o777 == 0o600
    mark.let_go()
