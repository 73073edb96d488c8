"""Session bundles: what goes in comes out, and what could do harm is refused."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_rows import hidden, played, repetition, stay

from posecheck.errors import PosecheckError
from posecheck.exercise.rows import Series
from posecheck.io.bundle import FRAMES_AT_MOST, MB, read_bundle, write_bundle

TEXTS = {"spec.toml": "a = 1\n", "review.json": "{}", "report.html": "<p>ü</p>"}
Entries = dict[str, bytes]


def series() -> Series:
    made = hidden(played("bridge", stay(1.0), *repetition("bridge", hold_s=1)), 0.5, 0.8, "left_knee hidden")
    return replace(made, off_axis_deg=tuple(np.linspace(0.0, 25.0, len(made)).tolist()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "session.posecheck"
    (tmp_path / "her.mp4").write_bytes(b"\x00clip" * 100)
    write_bundle(file, "bridge", series(), TEXTS, tmp_path / "her.mp4")
    return file


def test_what_goes_in_comes_out(path: Path, tmp_path: Path) -> None:
    bundle, made = read_bundle(path), series()
    assert bundle.manifest.exercise == "bridge"
    assert {name: bundle.texts[name] for name in TEXTS} == TEXTS
    np.testing.assert_array_equal(bundle.series.t_s, made.t_s)
    assert list(bundle.series.columns) == list(made.columns)
    for name, values in made.columns.items():
        np.testing.assert_array_equal(bundle.series.columns[name], values)
    assert (bundle.series.near, bundle.series.notes) == (made.near, made.notes)
    assert bundle.series.off_axis_deg == made.off_axis_deg
    (tmp_path / "out").mkdir()
    clip = bundle.extract_clip(tmp_path / "out")
    assert clip == tmp_path / "out" / "session.mp4"
    assert clip.read_bytes() == b"\x00clip" * 100


def test_a_bundle_without_a_clip(tmp_path: Path) -> None:
    write_bundle(tmp_path / "b", "bridge", series(), TEXTS)
    assert read_bundle(tmp_path / "b").extract_clip(tmp_path) is None


def rewritten(path: Path, change: Callable[[Entries], None], **extra: str) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def resigned(entries: Entries, name: str, data: bytes) -> None:
    """Put in other content and let the manifest agree with it."""
    import hashlib

    manifest = json.loads(entries["manifest.json"])
    manifest["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    entries["manifest.json"], entries[name] = json.dumps(manifest).encode(), data


HARM: dict[str, tuple[Callable[[Entries], None], str]] = {
    "a way out": (lambda e: e.update({"../evil.txt": b"x"}), "no part of a session"),
    "an absolute name": (lambda e: e.update({"/tmp/evil.txt": b"x"}), "no part of a session"),
    "a program": (lambda e: e.update({"run.exe": b"x"}), "no part of a session"),
    "a bomb": (lambda e: resigned(e, "events.jsonl", b"0" * 30_000_000), "would unpack to 28 MB"),
    "too large": (lambda e: resigned(e, "profile.toml", bytes(range(256)) * 5000), "larger than a session can be"),
    "damaged": (lambda e: e.update({"spec.toml": b"a = 2\n"}), "spec.toml is damaged"),
    "no manifest": (lambda e: e.pop("manifest.json") and None, "it has no manifest"),
    "another version": (
        lambda e: e.update({"manifest.json": e["manifest.json"].replace(b"bundle/1", b"bundle/9")}), "update posecheck",
    ),
    "a part is missing": (lambda e: e.pop("measures.f64") and None, "its manifest and its files differ"),
    "a part too many": (lambda e: e.update({"profile.toml": b""}), "its manifest and its files differ"),
    "no text": (lambda e: resigned(e, "spec.toml", b"\xff\xfe"), "spec.toml is no text"),
    "numbers are missing": (lambda e: resigned(e, "measures.f64", e["measures.f64"][:-8]), "don't fit together"),
    "more frames than numbers": (
        lambda e: resigned(e, "measures.json", e["measures.json"].replace(b'"frames":', b'"frames":9')), "fit together",
    ),
    "times run back": (
        lambda e: resigned(e, "measures.f64", e["measures.f64"][8:16] + e["measures.f64"][:8] + e["measures.f64"][16:]),
        "no numbers",
    ),
    "a view that is no angle": (
        lambda e: resigned(e, "measures.f64", e["measures.f64"][:-8] + np.float64(np.nan).tobytes()),
        "views are no angles",
    ),
    "measures are no JSON": (lambda e: resigned(e, "measures.json", b"["), "can't be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_what_could_do_harm_is_refused(path: Path, name: str) -> None:
    change, words = HARM[name]
    rewritten(path, change)
    with pytest.raises(PosecheckError) as caught:
        read_bundle(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("refused: ")


def test_a_bundle_without_views_is_one_from_the_side(tmp_path: Path) -> None:
    write_bundle(tmp_path / "b", "bridge", replace(series(), off_axis_deg=()), TEXTS)
    found = read_bundle(tmp_path / "b").series
    assert (found.off_axis_deg, list(found.columns)) == ((), list(series().columns))


@pytest.mark.parametrize(
    ("at", "value"), [pytest.param(6, 1, id="locked with a password"), pytest.param(8, 99, id="packed in another way")]
)
def test_what_zipfile_can_not_read_is_refused(path: Path, at: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("spec.toml")
    place = data.rindex(b"spec.toml") - 46
    for where in (info.header_offset + at, place + at + 2):
        data[where : where + 2] = value.to_bytes(2, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(PosecheckError, match="refused: not a session bundle that can be read"):
        read_bundle(path)


def test_packed_data_that_breaks_off_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("measures.f64")
    begin = info.header_offset + 30 + len("measures.f64")
    data[begin : begin + 64] = b"\xff" * 64
    path.write_bytes(bytes(data))
    with pytest.raises(PosecheckError, match="refused: not a session bundle that can be read"):
        read_bundle(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2], ids=["lzma", "bzip2"])
def test_packings_that_posecheck_does_not_write_are_refused(path: Path, packing: int) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with pytest.raises(PosecheckError, match="refused: not a session bundle that can be read"):
        read_bundle(path)


def test_a_name_twice_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("spec.toml", "again")
    with pytest.raises(PosecheckError, match="a name twice"):
        read_bundle(path)


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nothing")
    with pytest.raises(PosecheckError, match="not a session bundle"):
        read_bundle(tmp_path / "a.zip")


def test_a_header_that_lies_about_the_size_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("spec.toml")
    at = data.rindex(b"spec.toml") - 46 + 24
    data[at : at + 4] = (2).to_bytes(4, "little")
    assert info.file_size > 2
    path.write_bytes(bytes(data))
    with pytest.raises(PosecheckError, match="refused"):
        read_bundle(path)


def bomb(path: Path, name: str, megabytes: int, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive with one part that unpacks to so much."""
    with zipfile.ZipFile(path, "w", packing, compresslevel=1) as archive, archive.open(name, "w") as file:
        for _ in range(megabytes):
            file.write(bytes(MB))
    return path


def peak_mb(path: Path, words: str) -> float:
    """How much memory it takes to refuse a bundle."""
    tracemalloc.start()
    try:
        with pytest.raises(PosecheckError, match=rf"refused: .*{words}") as caught:
            read_bundle(path)
        return tracemalloc.get_traced_memory()[1] / MB
    finally:
        tracemalloc.stop()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "megabytes", "words"),
    [
        pytest.param("measures.f64", 129, "larger than a session can be", id="measures"),
        pytest.param("report.html", 33, "larger than a session can be", id="text"),
        pytest.param("measures.f64", 100, "would unpack to 100 MB", id="packed too well"),
        pytest.param("clip.mp4", 50, "would unpack to 50 MB", id="a clip packs badly"),
        pytest.param("manifest.json", 2, "larger than a session can be", id="manifest"),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str, megabytes: int, words: str) -> None:
    assert peak_mb(bomb(tmp_path / "b", name, megabytes), words) < 1.0


def test_many_parts_that_are_each_small_enough_are_too_much_together(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b", "w", zipfile.ZIP_STORED) as archive:
        for name, megabytes in (("measures.f64", 120), ("review.json", 31), ("report.html", 31), ("events.jsonl", 31)):
            archive.writestr(name, bytes(megabytes * MB))
    assert peak_mb(tmp_path / "b", "it is larger than a session can be") < 1.0


def test_a_header_that_calls_a_bomb_small_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    path = bomb(tmp_path / "b", "manifest.json", 300)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"manifest.json") - 46 + 24
    data[at : at + 4] = (MB - 1).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert peak_mb(path, "can be read") < 20.0


@pytest.mark.parametrize(("count", "words"), [(20, "it holds 20 parts"), (30_000, "can be read")])
def test_a_long_list_of_contents_is_not_even_read(tmp_path: Path, count: int, words: str) -> None:
    with zipfile.ZipFile(tmp_path / "b", "w") as archive:
        for i in range(count):
            archive.writestr(str(i), b"")
    assert peak_mb(tmp_path / "b", words) < 1.0


def test_more_frames_than_a_day_has_are_refused(path: Path) -> None:
    def many(entries: Entries) -> None:
        facts = json.loads(entries["measures.json"])
        resigned(entries, "measures.json", json.dumps({**facts, "frames": FRAMES_AT_MOST + 1}).encode())

    rewritten(path, many)
    with pytest.raises(PosecheckError, match="its measures can't be read"):
        read_bundle(path)


def test_a_session_that_nobody_could_open_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="too long for a bundle"):
        write_bundle(tmp_path / "b", "bridge", series(), {**TEXTS, "profile.toml": "#" * (MB + 1)})
    assert not (tmp_path / "b").exists()
