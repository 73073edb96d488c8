"""Files that are wholly there or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from posecheck.errors import ClipError
from posecheck.io.atomic import make_folder, replacing, unwritable, write_text
from posecheck.io.recorder import Recorder
from posecheck.pose.frame import Frame
from posecheck.session.event_log import EventLog
from posecheck.session.stats import LiveStats


def test_text_is_written_as_utf_8(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "Rücken 背")
    assert (tmp_path / "a.txt").read_bytes() == "Rücken 背".encode()


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def fail_half_way(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_text("new but")
        raise RuntimeError("half way")


def test_nobody_sees_the_new_file_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"


@pytest.fixture
def _open_umask() -> Iterator[None]:
    old = os.umask(0)
    yield
    os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_open_umask")
def test_what_is_made_can_be_read_by_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "deeper"
    make_folder(folder)
    make_folder(folder)
    write_text(folder / "report.html", "x")
    EventLog(folder / "events.jsonl").close()
    recorder = Recorder(folder, "bridge")
    recorder.take(Frame(0, 0.0, np.zeros((48, 64, 3), np.uint8)), None)  # type: ignore[arg-type]
    recorder.close()
    found = [folder / "report.html", folder / "events.jsonl", recorder.path]
    assert [oct(mode(path)) for path in found] == ["0o600"] * 3
    assert [oct(mode(path)) for path in (folder, folder.parent)] == ["0o700"] * 2


@pytest.mark.parametrize(("before", "after"), [(0o644, 0o600), (0o666, 0o600), (0o755, 0o600), (0o400, 0o400)])
def test_a_file_that_is_there_is_its_owners_alone_once_it_is_rewritten(tmp_path: Path, before: int, after: int) -> None:
    shared = tmp_path / "report.html"
    shared.touch()
    shared.chmod(before)
    write_text(shared, "x")
    assert oct(mode(shared)) == oct(after)


def test_an_event_log_that_goes_on_is_its_owners_alone(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_text("{}\n")
    log.chmod(0o644)
    EventLog(log).close()
    assert (oct(mode(log)), log.read_text()) == ("0o600", "{}\n")


@pytest.mark.usefixtures("_open_umask")
def test_figures_of_a_session_are_its_owners_alone_and_a_device_stays_one(tmp_path: Path) -> None:
    figures = tmp_path / "live.json"
    figures.touch(0o644)
    LiveStats(figures).close()
    LiveStats(Path(os.devnull)).close()
    assert (oct(mode(figures)), json.loads(figures.read_text())["schema"]) == ("0o600", "posecheck.live/1")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    assert os.listdir(tmp_path) == ["live.json"]


def test_a_folder_where_a_file_is_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Not a directory"):
        make_folder(tmp_path / "file")


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.touch(0o600)
    write_text(private, "x")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "settings.toml", tmp_path / "settings.toml"
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, "new")
    assert (link.is_symlink(), target.read_text(), os.listdir(target.parent)) == (True, "new", ["settings.toml"])


@pytest.mark.parametrize("place", ["gone/a.txt", "file/a.txt"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(ClipError, match=r"cannot write the file .*a\.txt.*choose another place"):
        write_text(tmp_path / place, "x")


def test_a_read_only_folder_is_told_by_the_systems_own_words() -> None:
    error = unwritable(Path("out.json"), PermissionError(13, "Permission denied"))
    assert str(error) == "cannot write the file (out.json): Permission denied; choose another place"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_text(pipe, "ü")
    reader.join(10)
    assert read == ["ü".encode()]
    assert pipe.is_fifo()
    assert [found.name for found in tmp_path.iterdir()] == ["pipe"]


def test_a_failed_write_reaches_no_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def half() -> None:
        with replacing(pipe) as temporary:
            temporary.write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half()
    assert pipe.is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no descriptors by name")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_a_descriptor_is_written_to_where_the_shell_has_got_to(tmp_path: Path, name: str) -> None:
    if name.startswith("/proc") and not Path(name).exists():
        pytest.skip("only Linux has it")
    (tmp_path / "link").symlink_to("/dev/stdout")
    lines = (
        "from pathlib import Path",
        "from posecheck.io.atomic import write_text",
        "print('before')",
        f"write_text(Path({name!r}), 'written\\n')",
        "print('after')",
    )
    target = tmp_path / "target"
    with target.open("w") as shell:
        subprocess.run([sys.executable, "-c", "\n".join(lines)], stdout=shell, check=True, cwd=tmp_path)
        shell.write("next command\n")
    assert target.read_text().splitlines() == ["before", "written", "after", "next command"]


def test_a_closed_descriptor_is_one_line() -> None:
    with pytest.raises(ClipError, match=r"cannot write the file .*/dev/fd/987.*Bad file descriptor"):
        write_text(Path("/dev/fd/987"), "x")
