"""Bad input: one clear line, exit 2, nothing lost, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from clipmaker import card, steady, write_clip, write_empty, write_sound
from command_line import refused, run

from posecheck.io.resources import data_folder

SAMPLES = Path(__file__).parents[2] / "samples"
BRIDGE = SAMPLES / "bridge.mp4"


def made(kind: str, folder: Path) -> Path:
    """A bad clip of a kind."""
    path = folder / f"{kind}.mp4"
    if kind == "text":
        path.write_text("no film at all\n" * 30)
    elif kind == "sound":
        write_sound(path)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "no frames":
        return write_empty(path.with_suffix(".mkv"))
    return path


@pytest.mark.parametrize("command", [["review", "--exercise", "bridge"], ["pose"]], ids=lambda c: c[0])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "no such file"),
        ("text", "not a video"),
        ("sound", "no picture"),
        ("empty", "the file is empty"),
        ("no frames", "no frames"),
    ],
)
def test_a_bad_clip_is_one_line(tmp_path: Path, command: list[str], kind: str, words: str) -> None:
    path = made(kind, tmp_path)
    line = refused(command[0], path, *command[1:])
    assert words in line
    assert path.name in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["review", BRIDGE, "--exercise", "brige"], "unknown exercise (brige): did you mean bridge?"),
        (["live", "--exercise", "birddog"], "did you mean bird_dog?"),
        (["live", "--routine", "dayly"], "did you mean daily?"),
        (["live", "--routine", "daily", "--exercise", "bridge"], "give one of them"),
        (["live", "clip.mp4"], "clips are given with --source"),
        (["exercises", "show", "catcow"], "did you mean cat_cow?"),
        (["review", BRIDGE], "--exercise"),
        (["review", BRIDGE, "--exercise", "bridge", "--model", "ful"], "did you mean 'full'?"),
        (["review", BRIDGE, "--exercise", "bridge", "--model", "gone.task"], "gone.task"),
        (["review", BRIDGE, "--exercise", "bridge", "--jsn", "-"], "--json"),
        (["reviw", BRIDGE], "review"),
        (["review", BRIDGE, BRIDGE, "--exercise", "bridge", "--csv", "-"], "--out DIR"),
        (["review", BRIDGE, "--exercise", "bridge", "--jobs", "0"], "--jobs"),
        (["models", "install", "huge"], "lite, full, heavy"),
    ],
    ids=lambda a: " ".join(str(x) for x in a[:2]) if isinstance(a, list) else "",
)
def test_wrong_use_is_one_line_with_what_was_meant(arguments: list[object], words: str) -> None:
    assert words in refused(*arguments)


@pytest.mark.parametrize("option", ["--json", "--csv", "--video"])
def test_an_output_that_cannot_be_written_is_told_before_the_work(tmp_path: Path, option: str) -> None:
    line = refused("review", BRIDGE, "--exercise", "bridge", option, tmp_path / "gone" / "out.mp4")
    assert "no such folder" in line
    assert "gone" in line


@pytest.mark.parametrize("command", [["review", "-e", "bridge", "--video"], ["pose", "--overlay"]], ids=lambda c: c[0])
def test_what_is_read_is_never_written_over(tmp_path: Path, command: list[str]) -> None:
    clip, link = tmp_path / "mine.mp4", tmp_path / "link.mp4"
    clip.write_bytes(BRIDGE.read_bytes())
    link.symlink_to(clip)
    for target in (clip, link):
        assert "would overwrite what is read" in refused(command[0], clip, *command[1:], target)
    assert clip.read_bytes() == BRIDGE.read_bytes()


def test_two_outputs_do_not_go_into_one_file(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    line = refused("review", BRIDGE, "-e", "bridge", "--json", out, "--csv", out)
    assert "--json and --csv name one file" in line


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot make the folder" in refused(
        "review", BRIDGE, "--exercise", "bridge", "--out", tmp_path / "file" / "out"
    )


def test_a_spec_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    text = (data_folder("exercise_specs") / "bridge.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        text.replace("attempt_reason", "atempt_reason").replace("leave = { value = 8", "leave = { value = 99")
    )
    line = refused("review", BRIDGE, "--exercise", path)
    for words in ("mine.toml", "did you mean 'attempt_reason'", "outside min 5 .. max 15", "line "):
        assert words in line


def test_check_names_every_fault_on_a_line_of_its_own(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("format_version = 1\n[dose\n")
    good = data_folder("exercise_specs") / "bridge.toml"
    outcome = run("exercises", "check", bad, good)
    assert outcome.code == 2
    assert outcome.out.splitlines()[0].startswith(f"{bad}: line 2: not TOML")
    assert "bridge.toml: good (bridge," in outcome.out
    assert outcome.err.startswith("posecheck: 1 of 2 files with faults")


def test_an_unforeseen_error_is_one_line_too_and_debug_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_options: object) -> int:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("posecheck.cli.pose.run_pose", broken)
    assert "unexpected ZeroDivisionError: by nothing" in refused("pose", BRIDGE)
    for arguments in (["--debug", "pose", BRIDGE], ["pose", BRIDGE, "--debug"]):
        shown = run(*arguments).err
        assert "Traceback" in shown
        assert "by nothing" in shown


def test_no_display_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert "no display (live)" in refused("live", "--source", BRIDGE)
    assert "no display (live)" in refused()


def test_no_model_and_no_network_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("no_proxy", "")
    line = refused("pose", BRIDGE, "--model", "lite")
    assert "lite" in line
    assert str(tmp_path / "data" / "models") in line


@pytest.mark.slow
def test_a_clip_with_nobody_in_it_is_no_error(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "room.mp4", steady(40), size=(160, 120), pictures=[card(1, 160, 120)] * 40)
    outcome = run("review", path, "--exercise", "bridge", "--json", "-", "--no-cache")
    document = json.loads(outcome.out)
    assert (outcome.code, document["totals"]["reps"], document["tracking"]["detected"]) == (0, 0, 0)
    assert document["setup"]["problems"] == ["nobody was seen"]


@pytest.mark.slow
def test_of_several_clips_the_good_ones_are_done_and_the_bad_one_told(tmp_path: Path) -> None:
    outcome = run("review", BRIDGE, tmp_path / "gone.mp4", "--exercise", "bridge", "--json", "-")
    document = json.loads(outcome.out)
    assert outcome.code == 1
    assert (document["schema"], len(document["clips"])) == ("posecheck.batch/1", 1)
    assert document["clips"][0]["totals"]["reps"] == 3
    assert outcome.err.startswith("posecheck: no such file")


def test_letters_that_the_systems_encoding_lacks_are_written_all_the_same(tmp_path: Path) -> None:
    spec = tmp_path / "łódź.toml"
    spec.write_bytes((data_folder("exercise_specs") / "bridge.toml").read_bytes())
    command = [sys.executable, "-m", "posecheck", "exercises", "check", spec]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("utf-8").startswith(f"{spec}: good (bridge")
