"""What the tune window is given: measures of a session bundle, if they are this exercise's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command_line import refused
from made_rows import played, program_of, repetition, stay

from posecheck.cli.bundles import bundled_series
from posecheck.errors import PosecheckError
from posecheck.io.bundle import is_bundle, write_bundle

TEXTS = {"spec.toml": "", "review.json": "{}"}
SERIES = played("bridge", stay(1.0), *repetition("bridge", hold_s=1), fps=10)


def test_a_bundle_gives_its_measures(tmp_path: Path) -> None:
    path = tmp_path / "her.posecheck"
    write_bundle(path, "bridge", SERIES, TEXTS)
    assert is_bundle(path)
    found = bundled_series(path, program_of("bridge").spec)
    np.testing.assert_array_equal(found.columns["hip_left"], SERIES.columns["hip_left"])


def test_another_exercise_or_missing_measures_are_told(tmp_path: Path) -> None:
    path = tmp_path / "her.posecheck"
    write_bundle(path, "bridge", SERIES, TEXTS)
    with pytest.raises(PosecheckError, match=r"a session of bridge, not of cat_cow .*--exercise bridge"):
        bundled_series(path, program_of("cat_cow").spec)
    few = replace(
        SERIES, columns={"knee_left": SERIES.columns["knee_left"], "knee_right": SERIES.columns["knee_right"]}
    )
    write_bundle(path, "bridge", few, TEXTS)
    with pytest.raises(PosecheckError, match="its measures lack hip_open, trunk"):
        bundled_series(path, program_of("bridge").spec)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["tune", "gone.mp4", "-e", "bridge"], "no such file", id="no clip"),
        pytest.param(["tune", "-e", "bridge", "--labels", "gone.json"], "cannot read", id="no labels"),
        pytest.param(["tune", "-e", "brigde"], "did you mean bridge?", id="typo"),
        pytest.param(["review-window", "gone.mp4", "-e", "bridge"], "no such file", id="no clip to review"),
        pytest.param(["fit", "-e", "bridge", "--labels", "gone.json", "--profile", "p.toml"], "cannot read", id="fit"),
        pytest.param(
            ["fit", "-e", "bridge", "--labels", "gone.json", "--profile", "no/p.toml"], "no such folder", id="no folder"
        ),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(*arguments)
