from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from posecheck.errors import ModelError
from posecheck.io import model_store
from posecheck.io.model_build import bundle_of
from posecheck.io.model_store import ModelFile
from posecheck.io.pose_model import PoseModel
from posecheck.pose.frame import Frame
from posecheck.pose.landmarks import COUNT, INDEX
from posecheck.pose.pose import Detection

SAMPLES = Path(__file__).parents[2] / "samples"
Picture = npt.NDArray[np.uint8]
LIMBS = [INDEX[f"{s}_{j}"] for j in ("shoulder", "hip", "knee", "ankle") for s in ("left", "right")]


def pictures(name: str, count: int) -> list[Picture]:
    clip = cv2.VideoCapture(str(SAMPLES / f"{name}.mp4"))
    frames = [np.asarray(clip.read()[1], np.uint8) for _ in range(count)]
    clip.release()
    return frames


def frames(shown: list[Picture], fps: float = 30.0) -> list[Frame]:
    return [Frame(i, i / fps, bgr) for i, bgr in enumerate(shown)]


def larger(picture: Picture, scale: float) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale), np.uint8)


def beside(left: Picture, right: Picture) -> Picture:
    """Two pictures side by side on grey, both standing on the lower edge."""
    canvas = np.full((max(left.shape[0], right.shape[0]), left.shape[1] + right.shape[1], 3), 120, np.uint8)
    canvas[-left.shape[0] :, : left.shape[1]] = left
    canvas[-right.shape[0] :, left.shape[1] :] = right
    return canvas


@pytest.fixture(scope="module")
def model_file() -> ModelFile:
    return model_store.resolve("full")


@pytest.fixture(scope="module")
def shared(model_file: ModelFile) -> Iterator[PoseModel]:
    with PoseModel(model_file) as model:
        yield model


@pytest.fixture
def model(shared: PoseModel) -> PoseModel:
    shared.reset()
    return shared


def same(a: Detection, b: Detection) -> bool:
    arrays = ("xy", "world", "visibility", "presence", "mask")
    return all(np.array_equal(getattr(a, n), getattr(b, n), equal_nan=n != "mask") for n in arrays)


@pytest.mark.parametrize("name", ["bridge", "bird_dog", "cat_cow", "knee_to_chest", "pelvic_tilt"])
def test_one_person_is_found_and_counted_once(model: PoseModel, name: str) -> None:
    (picture,) = pictures(name, 1)
    seen = model.detect(Frame(0, 0.0, picture))
    assert seen.found
    assert seen.people == 1
    assert seen.size == (640, 360)
    assert [seen.xy.shape, seen.world.shape, seen.visibility.shape] == [(COUNT, 2), (COUNT, 3), (COUNT,)]
    assert ((seen.xy[LIMBS] > 0) & (seen.xy[LIMBS] < seen.size)).all()
    assert abs(seen.world[[INDEX["left_hip"], INDEX["right_hip"]]].mean(0)).max() < 0.01


def test_the_mask_covers_the_person_at_reduced_size(model: PoseModel) -> None:
    seen = model.detect(Frame(0, 0.0, pictures("bridge", 1)[0]))
    assert seen.mask is not None
    assert (seen.mask.shape, seen.mask.dtype) == ((180, 320), np.uint8)
    hip = (seen.xy[INDEX["left_hip"]] / 2).astype(int)
    assert seen.mask[hip[1], hip[0]] > 200
    assert seen.mask[:10].max() < 50
    assert 0.02 < (seen.mask > 128).mean() < 0.4


def test_coordinates_are_those_of_the_picture_as_given(model: PoseModel) -> None:
    (picture,) = pictures("bridge", 1)
    plain = model.detect(Frame(0, 0.0, picture))
    model.reset()
    big = model.detect(Frame(0, 0.0, larger(picture, 3.0)))
    assert big.size == (1920, 1080)
    assert big.mask is not None
    assert big.mask.shape == (180, 320)
    assert np.abs(big.xy[LIMBS] / 3.0 - plain.xy[LIMBS]).max() < 5.0


def test_the_same_frames_give_the_same_detections(model: PoseModel, model_file: ModelFile) -> None:
    shown = frames(pictures("cat_cow", 12))
    once = [model.detect(frame) for frame in shown]
    model.reset()
    again = [model.detect(frame) for frame in shown]
    with PoseModel(model_file) as other:
        elsewhere = [other.detect(frame) for frame in shown]
    assert all(same(a, b) and same(a, c) for a, b, c in zip(once, again, elsewhere, strict=True))


@pytest.mark.parametrize("times_s", [(0.0, 0.0, 0.0), (5.0, 4.0, 0.0), (0.0, 0.0001, 0.0002)])
def test_times_that_stand_still_or_run_backwards_do_no_harm(model: PoseModel, times_s: tuple[float, ...]) -> None:
    shown = pictures("bridge", 3)
    seen = [model.detect(Frame(i, t, p)) for i, (t, p) in enumerate(zip(times_s, shown, strict=True))]
    assert all(s.found for s in seen)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda p: cv2.cvtColor(p, cv2.COLOR_BGR2GRAY), id="grey"),
        pytest.param(lambda p: cv2.cvtColor(p, cv2.COLOR_BGR2GRAY)[..., None], id="grey with an axis"),
        pytest.param(lambda p: p[3:-4, 1:-2], id="odd size, a view"),
        pytest.param(lambda p: p[:, ::-1], id="mirrored view"),
        pytest.param(np.asfortranarray, id="column order"),
        pytest.param(lambda p: larger(p, 1.37), id="odd and large"),
    ],
)
def test_any_layout_of_a_picture_is_taken(model: PoseModel, change: object) -> None:
    assert callable(change)
    picture = change(pictures("bridge", 1)[0])
    before = picture.copy()
    seen = model.detect(Frame(0, 0.0, picture))
    assert seen.found
    assert seen.size == (picture.shape[1], picture.shape[0])
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("width", [638, 639, 641, 642, 850, 1366])
def test_a_mask_can_be_read_at_any_width(model: PoseModel, width: int) -> None:
    """MediaPipe would abort the whole process at widths that are no multiple of four."""
    picture = np.asarray(cv2.resize(pictures("bridge", 1)[0], (width, 360)), np.uint8)
    seen = model.detect(Frame(0, 0.0, picture))
    assert seen.mask is not None
    assert seen.size == (width, 360)
    hip = seen.xy[INDEX["left_hip"]] / seen.size * seen.mask.shape[::-1]
    assert seen.mask[int(hip[1]), int(hip[0])] > 200


@pytest.mark.parametrize("shape", [(0, 0, 3), (0, 5, 3), (1, 1, 3), (2, 700, 3), (3, 5000, 3), (7, 5), (360, 640, 3)])
def test_where_nobody_is_nobody_is_found(model: PoseModel, shape: tuple[int, ...]) -> None:
    seen = model.detect(Frame(0, 0.0, np.zeros(shape, np.uint8)))
    assert not seen.found
    assert (seen.people, seen.mask, seen.size) == (0, None, (shape[1], shape[0]))


def test_a_person_who_leaves_and_comes_back_is_found_again(model: PoseModel) -> None:
    shown = pictures("bridge", 4)
    empty = np.zeros_like(shown[0])
    found = [model.detect(frame).found for frame in frames([shown[0], empty, empty, shown[1], shown[2]])]
    assert found == [True, False, False, True, True]


@pytest.mark.parametrize("larger_is_left", [True, False])
def test_the_larger_of_two_is_followed(model: PoseModel, larger_is_left: bool) -> None:
    (near,), (far,) = pictures("bridge", 1), pictures("cat_cow", 1)
    small = larger(far, 0.7)
    seen = model.detect(Frame(0, 0.0, beside(near, small) if larger_is_left else beside(small, near)))
    assert seen.people == 2
    hip_x = seen.xy[INDEX["left_hip"], 0]
    assert (hip_x < near.shape[1]) if larger_is_left else (hip_x > small.shape[1])


@pytest.mark.slow
def test_someone_larger_who_comes_and_stays_is_followed(model: PoseModel) -> None:
    (near,), (far,) = pictures("bridge", 1), pictures("cat_cow", 1)
    small = larger(far, 0.6)
    alone, both = beside(small, np.full_like(near, 120)), beside(small, near)
    seen = [model.detect(frame) for frame in frames([alone] * 5 + [both] * 165)]
    on_the_right = [s.xy[INDEX["left_hip"], 0] > small.shape[1] for s in seen]
    assert all(s.found for s in seen)
    assert (seen[0].people, seen[-1].people) == (1, 2)
    assert not any(on_the_right[:100])
    assert all(on_the_right[165:])


def test_a_model_that_changed_on_disk_is_not_run(model_file: ModelFile, tmp_path: Path) -> None:
    other = tmp_path / "other.task"
    other.write_bytes(model_file.path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="changed"):
        PoseModel(replace(model_file, path=other))


def test_a_model_that_is_gone_is_one_line(model_file: ModelFile, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        PoseModel(replace(model_file, path=tmp_path / "gone.task"))


def test_a_model_in_a_folder_with_other_letters_runs(model_file: ModelFile, tmp_path: Path) -> None:
    path = tmp_path / "Übungen 運動.task"
    path.write_bytes(model_file.path.read_bytes())
    with PoseModel(model_store.resolve(str(path))) as model:
        assert model.detect(Frame(0, 0.0, pictures("bridge", 1)[0])).found


def test_a_bundle_of_nonsense_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    nonsense = b"\x1c\0\0\0TFL3" + bytes(200)
    path = tmp_path / "own.task"
    path.write_bytes(bundle_of(nonsense, nonsense))
    own = model_store.resolve(str(path))
    with pytest.raises(ModelError, match="cannot run this pose model") as caught:
        PoseModel(own)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_nothing_but_python_speaks_on_stderr() -> None:
    script = (
        "import sys, cv2\n"
        "from posecheck.io import model_store\n"
        "from posecheck.io.pose_model import PoseModel\n"
        "from posecheck.pose.frame import Frame\n"
        "picture = cv2.VideoCapture(sys.argv[1]).read()[1]\n"
        "with PoseModel(model_store.resolve('full')) as model:\n"
        "    found = [model.detect(Frame(i, i / 30, p)).found for i, p in enumerate((0 * picture, picture, picture))]\n"
        "    model.reset()\n"
        "    model.detect(Frame(0, 0.0, picture))\n"
        "model.close()\n"
        "print(found)\n"
        "print('my own word', file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, str(SAMPLES / "bridge.mp4")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, True, True]"
    assert done.stderr == "my own word\n"
