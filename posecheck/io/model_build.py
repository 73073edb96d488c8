"""Where the bytes of a pose model come from: an address, or a bundle built from the networks inside a wheel."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from flatbuffers import encode, packer
from flatbuffers import number_types as numbers
from flatbuffers.table import Table
from pydantic import BaseModel, ConfigDict, Field

from posecheck.errors import ModelError

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

DETECTOR = "pose_detector.tflite"
LANDMARKS = "pose_landmarks_detector.tflite"
"""The two members of a pose landmarker bundle."""

_TIMEOUT_S = 20
_CHUNK = 1 << 16
_POLL_S = 0.2
_ALIGN = 16
_METADATA_KEY = b"TFLITE_METADATA"
_SPARE_KEY = b"min_runtime_version"

# Places of the fields in their tables' vtables, from TensorFlow Lite's schema.
_MODEL_BUFFERS, _MODEL_METADATA = 12, 16
_ENTRY_NAME, _ENTRY_BUFFER = 4, 6
_BUFFER_DATA = 4


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UrlSource(_Value):
    """A bundle that is there for the taking at an address."""

    kind: Literal["url"]
    url: str
    sha256: Sha256
    bytes: int

    @property
    def place(self) -> str:
        """What to call this source in a message."""
        return urlsplit(self.url).netloc or self.url


class Ingredient(_Value):
    """A file inside the wheel and the only bytes it may have."""

    path: str
    sha256: Sha256


class WheelSource(_Value):
    """A bundle put together from two networks inside a wheel that pip can fetch."""

    kind: Literal["wheel"]
    requirement: str
    python_version: str
    platform: str
    wheel_bytes: int
    metadata_base64: str
    detector: Ingredient
    landmarks: Ingredient
    sha256: Sha256
    bytes: int

    @property
    def place(self) -> str:
        """What to call this source in a message."""
        return f"pip, {self.requirement}"


Source = Annotated[UrlSource | WheelSource, Field(discriminator="kind")]


def fetch(source: UrlSource | WheelSource, progress: Progress) -> bytes:
    """Bytes of the bundle from `source`, proved by its sha256; ModelError (`what` is the reason) when that fails."""
    bundle = _download(source, progress) if source.kind == "url" else _from_wheel(source, progress)
    _prove(bundle, source.sha256, "the model that came")
    return bundle


def _prove(data: bytes, sha256: str, what: str) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(f"{what} is not the expected one (another sha256)")


def _download(source: UrlSource, progress: Progress) -> bytes:
    got = bytearray()
    try:
        with urllib.request.urlopen(source.url, timeout=_TIMEOUT_S) as answer:
            while part := answer.read(_CHUNK):
                got += part
                progress(min(len(got), source.bytes), source.bytes)
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise ModelError(f"could not be reached, {reason}") from error
    return bytes(got)


def _from_wheel(source: WheelSource, progress: Progress) -> bytes:
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        wheel = _pip_download(source, Path(folder), progress)
        try:
            with zipfile.ZipFile(wheel) as archive:
                detector, landmarks = (archive.read(i.path) for i in (source.detector, source.landmarks))
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"the wheel {wheel.name} cannot be read, {error}") from error
    _prove(detector, source.detector.sha256, source.detector.path)
    _prove(landmarks, source.landmarks.sha256, source.landmarks.path)
    metadata = base64.b64decode(source.metadata_base64)
    return bundle_of(detector, with_metadata(landmarks, metadata))


def _pip_download(source: WheelSource, folder: Path, progress: Progress) -> Path:
    """Let pip fetch the wheel: it knows this machine's proxies, mirrors and certificates."""
    if not sys.executable:
        raise ModelError("there is no Python to run pip with")
    # A wheel for one fixed platform is asked for, whatever this machine is: it is only unzipped.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", source.python_version, "--platform", source.platform]
    command += ["--dest", str(folder), "--retries", "2", "--quiet", "--no-input", "--disable-pip-version-check"]
    # pip works in the temp folder before it moves the wheel: pointing it here shows how far it has come.
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    _run_watched([*command, source.requirement], environment, folder, source.wheel_bytes, progress)
    wheels = list(folder.glob("*.whl"))
    if not wheels:
        raise ModelError(f"pip brought no wheel of {source.requirement}")
    return wheels[0]


def _run_watched(command: list[str], environment: dict[str, str], folder: Path, total: int, progress: Progress) -> None:
    said = folder / "pip.txt"
    try:
        with said.open("wb") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment
            )
    except OSError as error:
        raise ModelError(f"pip cannot be started, {error}") from error
    try:
        while process.poll() is None:
            progress(min(_largest_wheel(folder), total), total)
            time.sleep(_POLL_S)
    finally:
        # An interrupted install must not leave pip running on its own.
        if process.poll() is None:
            process.kill()
        process.wait()
    if process.returncode != 0:
        raise ModelError(_last_words(said.read_text(errors="replace")))
    progress(total, total)


def _largest_wheel(folder: Path) -> int:
    sizes = [0]
    for path in folder.rglob("*.whl"):
        try:
            sizes.append(path.stat().st_size)
        except FileNotFoundError:
            continue  # pip has just moved it
    return max(sizes)


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # A crash inside pip begins with "ERROR: Exception:" and names the cause in its last line.
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ") and line[-1] != ":"]
    return (errors or lines or ["pip failed without a word"])[-1][:200]


def with_metadata(tflite: bytes, metadata: bytes) -> bytes:
    """The network `tflite` with `metadata` in place of its note about the oldest runtime, which nothing reads.

    Every other byte stays where it is, so the weights keep their alignment and the result depends on no
    library's way of laying out a flatbuffer. ModelError when the network has no such note.
    """
    data = bytearray(tflite)
    model = Table(data, encode.Get(packer.uoffset, data, 0))
    entry = _entry_named(model, _SPARE_KEY)
    index = entry.Get(numbers.Uint32Flags, entry.Pos + entry.Offset(_ENTRY_BUFFER))
    buffer = _child(model, _MODEL_BUFFERS, index)
    for table, field, content in (
        (entry, _ENTRY_NAME, _METADATA_KEY),
        (buffer, _BUFFER_DATA, metadata),
    ):
        where = table.Pos + table.Offset(field)
        data[where : where + 4] = (_append(data, content) - where).to_bytes(4, "little")
    return bytes(data)


def _entry_named(model: Table, name: bytes) -> Table:
    for i in range(model.VectorLen(model.Offset(_MODEL_METADATA))):
        entry = _child(model, _MODEL_METADATA, i)
        if entry.String(entry.Pos + entry.Offset(_ENTRY_NAME)) == name:
            return entry
    raise ModelError(f"the network has no entry '{name.decode()}' to hold its metadata")


def _child(table: Table, field: int, index: int) -> Table:
    return Table(table.Bytes, table.Indirect(table.Vector(table.Offset(field)) + 4 * index))


def _append(data: bytearray, content: bytes) -> int:
    """Put a length-prefixed, zero-terminated vector at the end, its content aligned; return where it starts."""
    data += bytes(-(len(data) + 4) % _ALIGN)
    start = len(data)
    data += len(content).to_bytes(4, "little") + content + b"\0"
    return start


def bundle_of(detector: bytes, landmarks: bytes) -> bytes:
    """A pose landmarker bundle: a stored zip of both networks, the same bytes on every machine.

    Each network starts at a multiple of 16 bytes; otherwise the runtime copies its weights and says so.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((DETECTOR, detector), (LANDMARKS, landmarks)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16  # else they tell of the machine
            padding = -(out.tell() + 30 + len(name) + 4) % _ALIGN
            info.extra = (0xD935).to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
            archive.writestr(info, data)
    return out.getvalue()
