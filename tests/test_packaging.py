"""A wheel installed elsewhere does the same job as the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from posecheck.io.model_store import resolve

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("posecheck-*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing of the checkout in it; the libraries are those of the tests' own environment."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    site = next((folder / "venv").glob("lib*/python*/site-packages"), folder / "venv" / "Lib" / "site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    libraries = [p for p in sys.path if p.endswith("site-packages")]
    # a .pth of our own, not an inherited one: the checkout's editable install must not be found
    (site / "libraries.pth").write_text("\n".join(f"import sys; sys.path.append({p!r})" for p in libraries))
    return folder


def run(elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    python = next((elsewhere / "venv").glob("bin/python"), elsewhere / "venv" / "Scripts" / "python.exe")
    data = {"POSECHECK_DATA_DIR": str(resolve().path.parent.parent), "POSECHECK_CACHE_DIR": str(elsewhere / "cache")}
    environment = {**os.environ, **data, "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [python, "-m", "posecheck", *arguments],
        capture_output=True,
        text=True,
        cwd=elsewhere,
        env=environment,
        check=False,
    )


def test_the_wheel_carries_specs_routines_and_model_list(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    specs = {f"posecheck/data/exercise_specs/{p.name}" for p in (ROOT / "exercise_specs").glob("*.toml")}
    assert len(specs) >= 8
    assert names >= {
        *specs,
        "posecheck/data/routines/daily.toml",
        "posecheck/data/guidance/sleep.toml",
        "posecheck/data/models/models.toml",
    }


def test_it_runs_from_the_wheel_and_not_from_the_checkout(elsewhere: Path) -> None:
    done = run(elsewhere, "exercises", "list")
    python = next((elsewhere / "venv").glob("bin/python"), None)
    where = subprocess.run(
        [python, "-c", "import posecheck; print(posecheck.__file__)"],
        capture_output=True,
        text=True,
        cwd=elsewhere,
        check=True,
    )
    assert "pelvic_tilt" in done.stdout
    assert str(elsewhere) in where.stdout


def test_the_installed_program_reviews_a_clip(elsewhere: Path) -> None:
    done = run(elsewhere, "review", str(ROOT / "samples" / "bridge.mp4"), "--exercise", "bridge", "--json", "-")
    document = json.loads(done.stdout)
    assert (done.returncode, document["totals"]["reps"]) == (0, 3)
