"""The pose models on this machine: found, proved by their sha256, fetched when they are not there yet."""

from __future__ import annotations

import difflib
import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from posecheck.errors import ModelError, PosecheckError
from posecheck.io import model_build
from posecheck.io.atomic import make_folder
from posecheck.io.model_build import Progress, Source
from posecheck.io.places import DATA_DIR_VARIABLE, data_place
from posecheck.io.reading import load_toml
from posecheck.io.resources import data_folder

CATALOGUE_FILE = "models.toml"
_TFLITE_MARK = slice(4, 8)


class CatalogueEntry(BaseModel):
    """One model that the program knows: its file, its licence, and the sources its bytes may come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str
    about: str
    licence: str
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def accepted(self) -> frozenset[str]:
        """The sha256 of every file that counts as this model."""
        return frozenset(source.sha256 for source in self.sources)


class Catalogue(BaseModel):
    """What models.toml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format_version: Literal[1]
    default: str
    models: Mapping[str, CatalogueEntry]

    @model_validator(mode="after")
    def _default_exists(self) -> Self:
        if self.default not in self.models:
            raise ValueError(f"the default '{self.default}' is none of the models")
        return self

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read a models.toml; ModelError when it is missing or not as it should be."""
        try:
            return cls.model_validate(load_toml(path))
        except PosecheckError as error:
            raise ModelError("the list of models cannot be read", str(path), error.cure) from error
        except ValueError as error:
            reason = " ".join(str(error).split())
            raise ModelError("the list of models cannot be read", str(path), reason) from error


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model that is there and whose bytes were proved: name as reports give it, file, sha256 of its content."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One line of the list of models.

    bytes: size of the file, or of what would be fetched; path: the file, None when it is not here; damaged: there is
    a file, but it is not the model, and the next use replaces it.
    """

    name: str
    about: str
    licence: str
    bytes: int
    default: bool
    path: Path | None
    damaged: bool

    @property
    def state(self) -> Literal["installed", "damaged", "not installed"]:
        """In words."""
        if self.damaged:
            return "damaged"
        return "installed" if self.path else "not installed"


class ModelStore:
    """Models in a folder of the user's (written to) and in shipped folders (only read)."""

    def __init__(self, folder: Path, shipped: tuple[Path, ...], catalogue: Catalogue) -> None:
        self.folder, self.shipped, self.catalogue = folder, shipped, catalogue

    def resolve(self, name_or_file: str, progress: Progress | None = None) -> ModelFile:
        """A model by name, fetched if need be, or a bundle file of the user's own; see `resolve` below."""
        if name_or_file not in self.catalogue.models and _looks_like_path(name_or_file):
            return own_file(Path(name_or_file))
        return self.install(name_or_file, progress)

    def install(self, name: str, progress: Progress | None = None) -> ModelFile:
        """The model `name`, fetched into the user's folder unless an intact file of it is here already."""
        entry = self._entry(name)
        found = self._find(entry)
        return found or self._fetch(name, entry, progress or _unwatched)

    def available(self) -> list[ModelStatus]:
        """The state of every model in the catalogue."""
        return [self._status(name, entry) for name, entry in self.catalogue.models.items()]

    def _entry(self, name: str) -> CatalogueEntry:
        if name in self.catalogue.models:
            return self.catalogue.models[name]
        names = list(self.catalogue.models)
        near = difflib.get_close_matches(name, names, n=1)
        cure = f"did you mean '{near[0]}'?" if near else f"give one of {', '.join(names)}, or a .task file"
        raise ModelError("there is no such pose model", name, cure)

    def _places(self, entry: CatalogueEntry) -> Iterator[Path]:
        return (folder / entry.file for folder in (self.folder, *self.shipped))

    def _find(self, entry: CatalogueEntry) -> ModelFile | None:
        for path in self._places(entry):
            sha256 = _sha256(path)
            if sha256 in entry.accepted:
                return ModelFile(path.stem, path, sha256)
        return None

    def _status(self, name: str, entry: CatalogueEntry) -> ModelStatus:
        found = self._find(entry)
        path = found.path if found else next((p for p in self._places(entry) if p.is_file()), None)
        size = path.stat().st_size if found and path else entry.sources[0].bytes
        default = name == self.catalogue.default
        return ModelStatus(name, entry.about, entry.licence, size, default, path, bool(path and not found))

    def _fetch(self, name: str, entry: CatalogueEntry, progress: Progress) -> ModelFile:
        path, reasons = self.folder / entry.file, []
        self._make_folder()
        for source in entry.sources:
            try:
                data = model_build.fetch(source, progress)
            except ModelError as error:
                reasons.append(f"{source.place}: {error.what}")
                continue
            _write(path, data, source.sha256)
            return ModelFile(path.stem, path, source.sha256)
        raise ModelError(
            f"the pose model '{name}' is {'damaged' if path.exists() else 'not here yet'} and cannot be fetched",
            " ".join("; ".join(reasons).split()),
            f"go online and run `posecheck models install {name}`, or put {entry.file} into {self.folder}",
        )

    def _make_folder(self) -> None:
        try:
            make_folder(self.folder)
        except OSError as error:
            raise _unwritable(self.folder, error) from error


def resolve(name_or_file: str = "full", progress: Progress | None = None) -> ModelFile:
    """The model to run: "lite", "full", "heavy" (fetched when it is not here yet) or a .task file of the user's own.

    progress: called with bytes done and bytes in all while fetching. ModelError when there is no such model, or it
    can neither be found nor fetched, or the file is no pose landmarker bundle.
    """
    return default_store().resolve(name_or_file, progress)


def install(name: str = "full", progress: Progress | None = None) -> ModelFile:
    """Make the model `name` ready for use without a network; a damaged file is replaced. ModelError as in `resolve`."""
    return default_store().install(name, progress)


def available() -> list[ModelStatus]:
    """The state of every known model on this machine."""
    return default_store().available()


def where() -> Path:
    """The folder that models are installed into."""
    return data_place() / "models"


def default_store() -> ModelStore:
    """The store in the user's data folder, falling back on files that lie beside the shipped models.toml."""
    shipped = data_folder("models")
    return ModelStore(where(), (shipped,), _catalogue(shipped / CATALOGUE_FILE))


@lru_cache(maxsize=4)
def _catalogue(path: Path) -> Catalogue:
    return Catalogue.load(path)


def own_file(path: Path) -> ModelFile:
    """A bundle of the user's own, checked to be a zip of the two networks; ModelError otherwise."""
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            marks = [archive.read(n)[_TFLITE_MARK] for n in (model_build.DETECTOR, model_build.LANDMARKS)]
    except FileNotFoundError as error:
        raise ModelError("no such model file", str(path), "give lite, full, heavy or a .task file") from error
    except OSError as error:
        raise ModelError(f"the model file cannot be read, {error.strerror}", str(path)) from error
    except (KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, MemoryError) as error:
        cure = f"it must be a zip of {model_build.DETECTOR} and {model_build.LANDMARKS}"
        raise ModelError("this is not a pose landmarker bundle, or it is damaged", str(path), cure) from error
    if marks != [b"TFL3", b"TFL3"]:
        raise ModelError("the networks in this bundle are not TFLite files", str(path))
    return ModelFile(path.stem, path, hashlib.sha256(content).hexdigest())


def _looks_like_path(text: str) -> bool:
    return text.endswith(".task") or Path(text).name != text or Path(text).exists()


def _sha256(path: Path) -> str:
    """Of the file's content; "" when it cannot be read, which counts as not being there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _write(path: Path, data: bytes, sha256: str) -> None:
    """Put `data` at `path` in one step, so that another process sees the old file or the new one, never a part."""
    try:
        with _temporary_beside(path) as temporary:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
    except OSError as error:
        # Windows refuses to replace a file that another process has open: good if that one is the model itself.
        if _sha256(path) != sha256:
            raise _unwritable(path, error) from error


@contextmanager
def _temporary_beside(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(0o644)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> ModelError:
    cure = f"free some space, or name another folder with {DATA_DIR_VARIABLE}"
    return ModelError(f"the pose model cannot be stored, {error.strerror or error}", str(path), cure)


def _unwatched(_done: int, _total: int) -> None:
    """Nobody wants to know."""
