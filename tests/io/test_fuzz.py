"""Files that were damaged by chance or on purpose: an error in one line or a good answer, soon and in little memory."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from bodies import lying, observation
from history_parts import practise
from made_rows import played, repetition, stay

from posecheck.errors import PosecheckError
from posecheck.exercise.profile import Profile
from posecheck.io.bundle import read_bundle, write_bundle
from posecheck.io.history import History
from posecheck.io.history_writer import HistoryWriter
from posecheck.io.label_files import load_labels
from posecheck.io.model_build import bundle_of
from posecheck.io.model_store import Catalogue, own_file
from posecheck.io.pose_cache import PoseCache
from posecheck.io.profile_files import ProfileFile
from posecheck.io.resources import data_folder
from posecheck.io.settings import Settings, load_settings, save_settings
from posecheck.io.spec_files import load_spec, spec_path
from posecheck.pose.pose import Observation

ROOT = Path(__file__).parents[2]
LONGEST_S = 20.0
MOST_BYTES = 300_000_000
"""Far above what a good file takes; a bomb would take gigabytes."""
CLEAR_REFS, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
KEY = "key"


@dataclass(frozen=True)
class Kind:
    """How a good file of a kind is made and read. by_default, slow: how many spoilt ones are tried."""

    name: str
    make: Callable[[Path], None]
    read: Callable[[Path], object]
    by_default: int = 22
    slow: int = 1200


def make_bundle(path: Path) -> None:
    series = played("bridge", stay(1.0), *repetition("bridge", hold_s=1))
    write_bundle(path, "bridge", series, {"spec.toml": "a = 1\n", "review.json": "{}"})


def make_cache(path: Path) -> None:
    seen = Observation.stack([observation(lying(), t_s=i / 30) for i in range(3)])
    PoseCache(path.parent).store(KEY, seen, {"file": "a.mp4"})
    (path.parent / f"{KEY}.npz").rename(path)


def read_cache(path: Path) -> None:
    path.rename(path.parent / f"{KEY}.npz")
    PoseCache(path.parent).load(KEY)


def make_history(path: Path) -> None:
    writer = HistoryWriter(path)
    practise(writer, 3)
    writer.close()


def read_history(path: Path) -> None:
    with History(path) as opened:
        for person in opened.people():
            opened.record(person.uid)


def make_profile(path: Path) -> None:
    facts = {"exercise": "bridge", "name": "Anna", "author": "B", "date": "2026-01-02", "reason": "knee"}
    profile = Profile.model_validate({**facts, "spec_sha256": "0" * 64})
    ProfileFile.new(path, profile).save()


def make_settings(path: Path) -> None:
    save_settings(Settings(camera_name="Küche", record=True), path=path)


def copied(source: Path) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(source.read_bytes()) and None


def make_network(path: Path) -> None:
    network = b"\x1c\0\0\0TFL3" + bytes(range(200))
    path.write_bytes(bundle_of(network, network))


KINDS = (
    Kind("bundle", make_bundle, read_bundle),
    Kind("pose cache", make_cache, read_cache),
    Kind("history", make_history, read_history, slow=400),
    Kind("network", make_network, own_file),
    Kind("list of models", copied(data_folder("models") / "models.toml"), Catalogue.load),
    Kind("spec", copied(spec_path("bridge")), load_spec),
    Kind("profile", make_profile, ProfileFile.open),
    Kind("labels", copied(ROOT / "samples" / "expected.json"), load_labels),
    Kind("settings", make_settings, load_settings),
)


def flipped(data: bytes, luck: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(luck.choice((1, 3, 30))):
        spoilt[luck.randrange(len(spoilt))] ^= 1 << luck.randrange(8)
    return bytes(spoilt)


def cut(data: bytes, luck: random.Random) -> bytes:
    return data[: luck.randrange(len(data))]


def overwritten(data: bytes, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    noise = luck.randbytes(luck.choice((4, 100, 4000)))
    return data[:start] + noise + data[start + len(noise) :]


def noise(_data: bytes, luck: random.Random) -> bytes:
    return luck.randbytes(luck.choice((1, 100, 10_000)))


def nested(data: bytes, luck: random.Random) -> bytes:
    """Put something deep or endless behind a line's or a list's beginning, where a reader is likely to come to it."""
    many = luck.choice((50, 2_000, 50_000))
    deep = luck.choice((b"[", b'{"a":', b"{a=", b"a.", b'"a".', b"[[a]]\n", b"9", b"[a.a]\n")) * many
    places = [i + 1 for i, byte in enumerate(data) if byte in b"\n=[:"] or [0]
    start = luck.choice(places)
    return data[:start] + deep + data[start:]


SPOIL = (flipped, cut, overwritten, noise, nested)


def error_of(kind: Kind, path: Path, seed: int) -> str:
    """Return the error for the person, "" when the file serves; anything else is raised with the seed."""
    try:
        kind.read(path)
    except PosecheckError as error:
        return str(error)
    except BaseException as error:
        error.add_note(f"seed {seed} of {kind.name}")
        raise
    return ""


def spoil_and_read(kind: Kind, folder: Path, seeds: range) -> None:
    """Read many spoilt files of a kind; whatever else than a PosecheckError of one line comes out fails."""
    good = folder / "good"
    good.parent.mkdir(exist_ok=True)
    kind.make(good)
    data = good.read_bytes()
    forget_peak()
    before = peak_bytes()
    for seed in seeds:
        luck = random.Random(f"{kind.name} {seed}")
        place = folder / str(seed)
        place.mkdir()
        path = place / "file.toml"
        path.write_bytes(luck.choice(SPOIL)(data, luck))
        began_s = time.process_time()
        told = error_of(kind, path, seed)
        assert len(told.splitlines()) <= 1, f"seed {seed}: {told}"
        assert time.process_time() - began_s < LONGEST_S, f"seed {seed}"
    assert peak_bytes() - before < MOST_BYTES


def forget_peak() -> None:
    """Let the system measure the process's peak anew: earlier tests of the same process may have taken more."""
    if CLEAR_REFS.exists():
        CLEAR_REFS.write_text("5")


def peak_bytes() -> int:
    """Return the most memory the process has held since forget_peak, 0 where the system doesn't tell."""
    if not CLEAR_REFS.exists():
        return 0
    return 1024 * next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_spoilt_file_is_one_line_or_serves(tmp_path: Path, kind: Kind) -> None:
    spoil_and_read(kind, tmp_path, range(kind.by_default))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_ten_thousand_spoilt_files_are_one_line_or_serve(tmp_path: Path, kind: Kind) -> None:
    spoil_and_read(kind, tmp_path, range(kind.by_default, kind.by_default + kind.slow))
