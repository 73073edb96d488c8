"""A session in one file, to be sent any way one likes: recorded measures, spec and profile used, report, and the clip.

A zip of a few known names, each with its size and sha256 in the manifest. It is read without ever unpacking a name
that it brings along: what isn't known, too large, or not what the manifest says is refused, and no header is trusted
about how much there is to read.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, ValidationError

from posecheck import __version__
from posecheck.errors import PosecheckError
from posecheck.exercise.rows import Series, Side
from posecheck.exercise.spec_parts import Frozen, Identifier
from posecheck.io.atomic import replacing

SCHEMA: Literal["posecheck.bundle/1"] = "posecheck.bundle/1"
MB = 2**20
LARGEST: Mapping[str, int] = {
    "manifest.json": MB,
    "measures.json": 16 * MB,
    "measures.f64": 128 * MB,
    "spec.toml": MB,
    "profile.toml": MB,
    "review.json": 32 * MB,
    "report.html": 32 * MB,
    "events.jsonl": 32 * MB,
    "clip.mp4": 4096 * MB,
}
"""Every name a bundle may have, and how large it may be."""
NEEDED = ("measures.json", "measures.f64", "spec.toml", "review.json")
PACKED_AT_MOST = 200
"""How many times smaller a packed entry may be: text packs ten- to fiftyfold, a bomb a thousandfold."""
CLIP_PACKED_AT_MOST = 4
UNPACKED_AT_MOST = 192 * MB
"""Everything but the clip, which is never in memory as a whole."""
FRAMES_AT_MOST = 1_000_000
CHUNK = 4 * MB
CONTENTS_AT_MOST = 66_000
"""The list of what an archive holds, in bytes: that of a session has 1 kB; the end record is looked for in 65,557."""


class Entry(Frozen):
    """One file of a bundle."""

    bytes: int = Field(ge=0)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Frozen):
    """What a bundle holds."""

    schema_: Literal["posecheck.bundle/1"] = Field(alias="schema")
    posecheck: str = Field(max_length=40)
    exercise: Identifier
    files: dict[str, Entry]


class Measures(Frozen):
    """What the numbers in measures.f64 are: T times, then T values of each column. near: "l" or "r" per frame.

    off_axis: whether the last column is how far the camera was off the side, in degrees.
    """

    frames: int = Field(ge=1, le=FRAMES_AT_MOST)
    columns: tuple[Identifier, ...] = Field(max_length=200)
    near: str
    off_axis: bool = False
    notes: tuple[tuple[int, Annotated[str, Field(max_length=500)]], ...] = Field(max_length=200_000)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was opened and found whole."""

    path: Path
    manifest: Manifest
    series: Series
    texts: Mapping[str, str]

    def extract_clip(self, folder: Path) -> Path | None:
        """Write the clip into `folder` under a name of ours; None when the bundle has none."""
        if "clip.mp4" not in self.manifest.files:
            return None
        target = folder / f"{self.path.stem}.mp4"
        with _opened(self.path) as archive, replacing(target) as temporary, temporary.open("wb") as out:
            for piece in _pieces(archive, "clip.mp4", self.path):
                out.write(piece)
        return target


def write_bundle(path: Path, exercise: str, series: Series, texts: Mapping[str, str], clip: Path | None = None) -> None:
    """Write a bundle, all of it or nothing. texts: content by name (spec.toml, review.json, …)."""
    facts, numbers = _packed(series)
    contents = {name: text.encode() for name, text in texts.items()}
    contents |= {"measures.json": facts, "measures.f64": numbers}
    if unknown := contents.keys() - LARGEST.keys():
        raise ValueError(f"not a part of a bundle: {', '.join(sorted(unknown))}")
    too_large = [name for name, data in contents.items() if len(data) > LARGEST[name]]
    if too_large or len(series) > FRAMES_AT_MOST:
        raise PosecheckError("the session is too long for a bundle", str(path), "cut the clip into shorter ones")
    entries = {name: Entry(bytes=len(data), sha256=hashlib.sha256(data).hexdigest()) for name, data in contents.items()}
    if clip is not None:
        with clip.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        entries["clip.mp4"] = Entry(bytes=clip.stat().st_size, sha256=digest)
    manifest = Manifest(schema=SCHEMA, posecheck=__version__, exercise=exercise, files=entries)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest.model_dump_json(by_alias=True, indent=1))
        for name, data in contents.items():
            archive.writestr(name, data)
        if clip is not None:
            archive.write(clip, "clip.mp4", zipfile.ZIP_STORED)


def is_bundle(path: Path) -> bool:
    """Whether a file may be a session bundle; only `read_bundle` says whether it is one."""
    return zipfile.is_zipfile(path)


def read_bundle(path: Path) -> Bundle:
    """Open a bundle and check all of it; PosecheckError when it isn't one, is damaged or could do harm."""
    try:
        with _opened(path) as archive:
            _check_names(archive, path)
            manifest = _manifest(archive, path)
            texts = {}
            for name, entry in manifest.files.items():
                data = _checked(archive, name, entry, path)
                if name not in ("measures.f64", "clip.mp4"):
                    texts[name] = _text(data, name, path)
                elif name == "measures.f64":
                    numbers = data
            series = _unpacked(texts["measures.json"], numbers, path)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, MemoryError, ValueError) as error:
        # zipfile says RuntimeError of what is locked with a password, or packed in a way it doesn't know
        raise _refused("not a session bundle that can be read", path, "ask for it to be sent again") from error
    return Bundle(path, manifest, series, texts)


class _Sparing(io.FileIO):
    """A file of which only so many bytes are read at once, whatever an archive's headers ask for."""

    at_once = CONTENTS_AT_MOST

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes, without it the rest; BadZipFile for more than a bundle can need."""
        wanted = self.at_once + 1 if size is None or size < 0 else size
        if wanted > self.at_once + 1:
            raise zipfile.BadZipFile(f"{wanted} bytes are asked for at once")
        data = super().read(wanted) or b""
        if len(data) > self.at_once:
            raise zipfile.BadZipFile(f"more than {self.at_once} bytes are asked for at once")
        return data


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _Sparing(path) as file, zipfile.ZipFile(file) as archive:
        file.at_once = CHUNK
        yield archive


def _check_names(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(infos) > len(LARGEST):
        raise _refused(f"it holds {len(infos)} parts, a session has {len(LARGEST)} at most", path)
    if strange := [name for name in names if name not in LARGEST]:
        raise _refused(f"it holds '{strange[0][:60]}', which is no part of a session", path)
    if len(names) != len(set(names)):
        raise _refused("it holds a name twice", path)
    for info in infos:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused("not a session bundle that can be read", path, "ask for it to be sent again")
        if info.file_size > LARGEST[info.filename]:
            raise _refused(f"{info.filename} is larger than a session can be", path)
        most = CLIP_PACKED_AT_MOST if info.filename == "clip.mp4" else PACKED_AT_MOST
        if info.file_size > MB and info.file_size > most * max(info.compress_size, 1):
            raise _refused(f"{info.filename} would unpack to {info.file_size // MB} MB", path)
    if sum(info.file_size for info in infos if info.filename != "clip.mp4") > UNPACKED_AT_MOST:
        raise _refused("it is larger than a session can be", path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    if "manifest.json" not in archive.namelist():
        raise _refused("it has no manifest", path)
    try:
        manifest = Manifest.model_validate_json(b"".join(_pieces(archive, "manifest.json", path)))
    except ValidationError as error:
        raise _refused("its manifest is not one of posecheck.bundle/1", path, "update posecheck") from error
    here = set(archive.namelist()) - {"manifest.json"}
    if here != set(manifest.files) or not here.issuperset(NEEDED):
        raise _refused("its manifest and its files differ", path)
    return manifest


def _checked(archive: zipfile.ZipFile, name: str, entry: Entry, path: Path) -> bytearray:
    """An entry's content, held against the manifest; of the clip only the check, it may be larger than the memory."""
    digest, kept, size = hashlib.sha256(), bytearray(), 0
    for piece in _pieces(archive, name, path):
        digest.update(piece)
        size += len(piece)
        if name != "clip.mp4":
            kept += piece
    if (size, digest.hexdigest()) != (entry.bytes, entry.sha256):
        raise _refused(f"{name} is damaged", path)
    return kept


def _pieces(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[bytes]:
    """The content in pieces; never more than such a file may have, whatever its header says."""
    size = 0
    with archive.open(name) as file:
        while piece := file.read(CHUNK):
            size += len(piece)
            if size > LARGEST[name]:
                raise _refused(f"{name} is larger than a session can be", path)
            yield piece


def _packed(series: Series) -> tuple[bytes, bytes]:
    notes = [(i, note) for i, note in enumerate(series.notes) if i == 0 or note != series.notes[i - 1]]
    near = "".join(side[0] for side in series.near)
    seen = [np.array(series.off_axis_deg)] if series.off_axis_deg else []
    names = (*series.columns, *("off_axis_deg" for _ in seen))
    facts = Measures(frames=len(series), columns=names, near=near, off_axis=bool(seen), notes=tuple(notes))
    numbers = np.stack([series.t_s, *series.columns.values(), *seen]).astype("<f8")
    return facts.model_dump_json().encode(), numbers.tobytes()


def _unpacked(facts_text: str, data: bytearray, path: Path) -> Series:
    try:
        facts = Measures.model_validate_json(facts_text)
    except ValidationError as error:
        raise _refused("its measures can't be read", path) from error
    n, columns = facts.frames, facts.columns
    starts = [i for i, _ in facts.notes]
    sizes_fit = len(data) == 8 * n * (len(columns) + 1) and len(facts.near) == n and not set(facts.near) - {"l", "r"}
    if not sizes_fit or starts != sorted(set(starts)) or starts[:1] != [0] or starts[-1] >= n:
        raise _refused("its measures don't fit together", path)
    numbers = np.frombuffer(data, "<f8").reshape(len(columns) + 1, n).astype(float, copy=False)
    if not np.isfinite(numbers[0]).all() or (np.diff(numbers[0]) < 0).any() or np.isinf(numbers).any():
        raise _refused("its times or measures are no numbers", path)
    ends = [*starts[1:], n]
    notes = [note for (i, note), end in zip(facts.notes, ends, strict=True) for _ in range(end - i)]
    near: tuple[Side, ...] = tuple("left" if side == "l" else "right" for side in facts.near)
    values = dict(zip(columns, numbers[1:], strict=True))
    off_axis_deg = tuple(values.pop(columns[-1]).tolist()) if facts.off_axis and columns else ()
    if not all(0.0 <= angle <= 90.0 for angle in off_axis_deg):
        raise _refused("its views are no angles", path)
    return Series(numbers[0], values, near, tuple(notes), off_axis_deg)


def _text(data: bytearray, name: str, path: Path) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _refused(f"{name} is no text", path) from error


def _refused(what: str, path: Path, cure: str = "ask who sent it; it was not opened") -> PosecheckError:
    return PosecheckError(f"refused: {what}", str(path), cure)
