"""Full and read-only disks, homes with spaces and umlauts or none at all: it works, or one line says why not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from bodies import lying, observation
from clipmaker import steady, write_clip
from command_line import run
from live_killed import data_folder_with_models, kept, logged

from posecheck.cli.review import observe_clip
from posecheck.io.clip import ClipSource
from posecheck.io.model_build import DETECTOR, LANDMARKS
from posecheck.io.model_store import resolve
from posecheck.pose.pose import Observation

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount and HOME of Linux")
APART = ("unshare", "--user", "--map-root-user", "--mount")
"""A process with mounts of its own."""
STRANGER = ("unshare", "--user", "--map-user=54321")
"""A user whom the list of users doesn't know, and who has no rights to what isn't theirs."""
TROUBLES = {
    "none": "true",
    "read-only": "mount --bind {0} {0} && mount -o remount,bind,ro {0}",
    "full": "cp -a {0} {0}.all && mount -t tmpfs -o size={1} tmpfs {0} && cp -a {0}.all/. {0} && "
    "(cat /dev/zero > {0}/filler || true) 2>/dev/null",
    "a file": "rm -r {0} && touch {0}",
}
NETWORK = b"\x1c\0\0\0TFL3" + bytes(range(200))


def possible(*command: str) -> bool:
    return (
        shutil.which("unshare") is not None
        and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    )


needs_mounts = pytest.mark.skipif(not possible(*APART), reason="no name spaces here")
needs_strangers = pytest.mark.skipif(not possible(*STRANGER), reason="no name spaces here")


@dataclass(frozen=True)
class Home:
    """Folders of a user: data, cache and config, one of which can be in trouble while a command runs."""

    folder: Path

    def place(self, kind: str) -> Path:
        return self.folder / kind

    def command(
        self, words: Sequence[object], trouble: str = "none", at: str = "data"
    ) -> tuple[list[str], dict[str, str]]:
        """Return what to run, and in which environment."""
        for kind in ("data", "cache", "config"):
            self.place(kind).mkdir(exist_ok=True)
        prepare = TROUBLES[trouble].format(f"'{self.place(at)}'", "4m" if at == "cache" else "64k")
        command = [*APART, "bash", "-c", f'{prepare}; exec "$@"', "bash", sys.executable, *map(str, words)]
        places = {f"POSECHECK_{kind.upper()}_DIR": str(self.place(kind)) for kind in ("data", "cache", "config")}
        paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "QT_QPA_PLATFORM": "offscreen"}
        return command, {**os.environ, **places, **paths}

    def run(self, *words: object, trouble: str = "none", at: str = "data") -> tuple[int, str, str]:
        """`posecheck WORDS…` with one place in trouble."""
        command, environment = self.command(("-m", "posecheck", *words), trouble, at)
        return outcome(command, environment)


def outcome(command: Sequence[str], environment: dict[str, str], cwd: Path = ROOT) -> tuple[int, str, str]:
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=cwd, check=False, timeout=200
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def known(home: Home, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A clip, and the words that name a network by which it has been seen already, so that none must run."""

    def seen(source: ClipSource, *_: object) -> Observation:
        return Observation.stack([observation(lying(), t_s=frame.t_s) for frame in source])

    with monkeypatch.context() as here:
        here.setattr("posecheck.cli.review._through_network", seen)
        here.setenv("POSECHECK_CACHE_DIR", str(home.place("cache")))
        clip, model = write_clip(home.folder / "Käthe übt.mp4", steady(31)), home.folder / "made.task"
        with zipfile.ZipFile(model, "w") as bundle:
            for name in (DETECTOR, LANDMARKS):
                bundle.writestr(name, NETWORK)
        observe_clip(clip, resolve(str(model)), use_cache=True, quiet=True)
    return [clip, "--model", model]


@needs_mounts
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        pytest.param("read-only", "Read-only file system", id="read-only"),
        pytest.param("full", "database or disk is full", id="full"),
        pytest.param("a file", "Not a directory", id="a file"),
    ],
)
def test_a_history_that_cannot_be_is_one_line(home: Home, trouble: str, told: str) -> None:
    code, _, line = home.run("history", "list", trouble=trouble)
    assert (code, line.count("\n")) == (2, 1)
    assert line.startswith(f"posecheck: the history cannot be used, {told} ({home.place('data')}/history.sqlite3): ")


@needs_mounts
@pytest.mark.parametrize("at", ["data", "cache", "config"])
@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_what_is_known_already_is_reviewed_and_drawn_whatever_cannot_be_written(
    home: Home, known: list[object], trouble: str, at: str
) -> None:
    for words, seen in ((["review", *known, "-e", "bridge"], "0 repetitions"), (["pose", *known], "person in 31")):
        code, said, told = home.run(*words, trouble=trouble, at=at)
        assert (code, told) == (0, "")
        assert seen in said


@needs_mounts
def test_a_result_goes_onto_no_full_disk_and_the_disk_is_blamed(home: Home, known: list[object]) -> None:
    target = home.place("data") / "out.json"
    for trouble, told in (("full", "No space left on device"), ("read-only", "Read-only file system")):
        code, _, line = home.run("review", *known, "-e", "bridge", "--json", target, trouble=trouble)
        assert code == 2
        assert line == f"posecheck: cannot write the file ({target}): {told}; choose another place\n"


def test_a_cache_that_cannot_be_costs_only_the_next_reviews_time(
    home: Home, known: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(source: ClipSource, *_: object) -> Observation:
        return Observation.stack([observation(lying(), t_s=frame.t_s) for frame in source])

    (home.folder / "file").touch()
    monkeypatch.setattr("posecheck.cli.review._through_network", seen)
    for folder in ("file", "file/cache", "/proc/nowhere"):
        monkeypatch.setenv("POSECHECK_CACHE_DIR", str(home.folder / folder))
        came = run("review", *known, "-e", "bridge")
        assert (came.code, came.err.count("\n")) == (0, 1)
        assert came.err.startswith("posecheck: the result could not be kept for next time")


@needs_mounts
@pytest.mark.parametrize(
    ("trouble", "at", "told"),
    [
        pytest.param("read-only", "data", "history and models: {} can't be written; check", id="read-only data"),
        pytest.param("full", "data", "history and models: 0 MB free in {}, 500 MB are needed", id="full data"),
        pytest.param("a file", "data", "history and models: {} is a file and no folder", id="a file for data"),
        pytest.param("read-only", "config", "settings: {} can't be written; check", id="read-only settings"),
        pytest.param("full", "config", "settings: 0 MB free in {}, 10 MB are needed", id="full settings"),
        pytest.param("a file", "cache", "cache: {} is a file and no folder; move it away", id="a file for the cache"),
    ],
)
def test_doctor_names_the_place_in_trouble(home: Home, trouble: str, at: str, told: str) -> None:
    code, said, line = home.run("doctor", trouble=trouble, at=at)
    assert (code, line) == (1, "")
    (disk,) = [line for line in said.splitlines() if " disk: " in line]
    assert disk.startswith(f"PROBLEM  disk: {told.format(home.place(at))}")
    assert disk.endswith(f", or name another folder with POSECHECK_{at.upper()}_DIR")


SETTINGS = """
from posecheck.errors import PosecheckError
from posecheck.io.settings import load_settings, save_settings
try:
    before = load_settings()
    save_settings(before.model_copy(update={"camera_name": "x" * 200_000}), before)
except PosecheckError as error:
    print(error)
print(load_settings().language)
"""


@needs_mounts
@pytest.mark.parametrize(
    ("trouble", "told"), [("read-only", "Read-only file system"), ("full", "No space left on device"), ("none", "")]
)
def test_settings_are_kept_whole_or_as_they_were(home: Home, trouble: str, told: str) -> None:
    path = home.place("config") / "settings.toml"
    path.parent.mkdir()
    path.write_text('language = "de"\n', encoding="utf-8")
    code, said, line = outcome(*home.command(("-c", SETTINGS), trouble, "config"))
    assert (code, line) == (0, "")
    words, language = said.splitlines() if told else ("", said.strip())
    assert language == "de"
    assert (told in words and str(path) in words) if told else path.stat().st_size > 200_000
    assert {file.name for file in path.parent.iterdir()} - {".settings.toml.lock"} == {"settings.toml"}


@pytest.fixture
def named(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody with an odd home and in an odd time zone, and no folders named by variables."""
    place = tmp_path / "Käthe Müller's Rechner"
    place.mkdir()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("POSECHECK_", "XDG_"))}
    return {
        **own, "HOME": str(place), "TZ": "Pacific/Apia", "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip


def test_a_home_with_spaces_and_umlauts(named: dict[str, str], known: list[object], home: Home) -> None:
    of = Path(named["HOME"])
    shutil.copytree(home.place("cache"), of / ".cache" / "posecheck")
    for words, said in (
        (["history", "list"], "Me: no sessions yet"), (["review", *known, "-e", "bridge"], "repetitions"),
        (["pose", *known], "31 frames, person in 31"), (["models", "where"], str(of)),
    ):  # fmt: skip
        code, out, err = outcome([sys.executable, "-m", "posecheck", *map(str, words)], named)
        assert (code, err) == (0, ""), words
        assert said in out
    assert (of / ".local" / "share" / "posecheck" / "history.sqlite3").is_file()


@needs_strangers
def test_whoever_has_no_home_at_all_is_told_so(named: dict[str, str], tmp_path: Path) -> None:
    del named["HOME"]
    told = (
        "this user has no home folder (HOME): set it, or POSECHECK_DATA_DIR, POSECHECK_CONFIG_DIR and "
        "POSECHECK_CACHE_DIR to folders of yours"
    )
    clip, empty = write_clip(tmp_path / "clip.mp4", steady(31)), tmp_path / "empty"
    empty.mkdir()
    posecheck = [*STRANGER, sys.executable, "-m", "posecheck"]
    for words in (
        ["history", "list"], ["review", clip, "-e", "bridge"], ["pose", clip], ["progress"], ["models", "list"],
        ["live", "-e", "bridge", "--source", clip, "--autostart"], [],
    ):  # fmt: skip
        line = f"posecheck: {told}\n"
        assert outcome([*posecheck, *map(str, words)], named, empty) == (2, "", line), words
    code, said, line = outcome([*posecheck, "doctor"], named, empty)
    assert (code, line, said.count(told)) == (1, "", 2)
    assert list(empty.iterdir()) == [], "no folder that is called ~"


@needs_strangers
def test_whoever_has_no_home_can_name_folders(named: dict[str, str], known: list[object], home: Home) -> None:
    del named["HOME"]
    of = {**named, **{f"POSECHECK_{kind.upper()}_DIR": str(home.place(kind)) for kind in ("data", "cache", "config")}}
    posecheck = [*STRANGER, sys.executable, "-m", "posecheck"]
    for words in (["history", "list"], ["review", *known, "-e", "bridge"], ["pose", *known]):
        code, _, line = outcome([*posecheck, *map(str, words)], of)
        assert (code, line) == (0, ""), words
    without = {name: value for name, value in of.items() if name != "POSECHECK_CACHE_DIR"}
    assert outcome([*posecheck, "history", "list"], without)[0] == 0, "a cache is no need of the history's"


LIVE = ("live", "--exercise", "bridge", "--source", ROOT / "samples" / "bridge.mp4", "--autostart", "--mute")
NOT_SAVED = "posecheck: Your history can't be saved at the moment. The session goes on, nothing is lost ("


@pytest.mark.slow
@needs_mounts
@pytest.mark.parametrize(
    ("trouble", "at"),
    [("read-only", "data"), ("full", "data"), ("a file", "cache"), ("read-only", "cache"), ("read-only", "config")],
)
def test_live_goes_on_coaching_and_keeps_all_that_was_done(
    home: Home, monkeypatch: pytest.MonkeyPatch, trouble: str, at: str
) -> None:
    data, log = data_folder_with_models(home.place("data")), home.folder / "log.jsonl"
    code, _, told = home.run(*LIVE, "--log", log, trouble=trouble, at=at)
    assert code == 0
    assert len(logged(log)) == 3, "it counted to the end"
    lines = told.splitlines()
    assert all(line.startswith("posecheck: ") for line in lines)
    assert [line.startswith(NOT_SAVED) for line in lines] == ([False, True] if at == "data" else [])
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(home.place("cache")))  # where what couldn't be written waits
    assert kept(data / "history.sqlite3") == logged(log)


@pytest.mark.slow
def test_live_in_a_home_with_spaces_and_umlauts(named: dict[str, str], tmp_path: Path) -> None:
    data = data_folder_with_models(Path(named["HOME"]) / ".local" / "share" / "posecheck")
    log = tmp_path / "Übung 1.jsonl"
    command = [sys.executable, "-m", "posecheck", *map(str, LIVE), "--log", str(log)]
    assert outcome(command, named) == (0, "", "")
    assert kept(data / "history.sqlite3") == logged(log)
    assert len(logged(log)) == 3
    assert json.loads(log.read_text(encoding="utf-8").splitlines()[0])


@pytest.mark.slow
@needs_strangers
def test_live_of_somebody_without_a_home(named: dict[str, str], home: Home) -> None:
    del named["HOME"]
    data = data_folder_with_models(home.place("data"))
    of = {**named, **{f"POSECHECK_{kind.upper()}_DIR": str(home.place(kind)) for kind in ("data", "config")}}
    log = home.folder / "log.jsonl"
    command = [*STRANGER, sys.executable, "-m", "posecheck", *map(str, LIVE), "--log", str(log)]
    assert outcome(command, of) == (0, "", "")
    assert kept(data / "history.sqlite3") == logged(log)
    assert len(logged(log)) == 3
