"""The commands do what the README says, on the sample clips with the real network."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import av
import pytest
from command_line import Outcome, refused, run

from posecheck.cli.review import observe_clip
from posecheck.cli.video import pose_at
from posecheck.coach.gesture import ArmState, arm_step
from posecheck.io.model_store import resolve
from posecheck.pose.measures import MEASURES
from posecheck.pose.tracker import track

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
BRIDGE = SAMPLES / "bridge.mp4"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of this module's own, so that a result of another version can't help."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(cache))


@pytest.mark.slow
@pytest.mark.parametrize("clip", EXPECTED["clips"], ids=lambda clip: clip["exercise"])
def test_the_samples_are_judged_as_they_were_made(clip: dict) -> None:
    outcome = run("review", SAMPLES / clip["file"], "--exercise", clip["exercise"], "--json", "-")
    document = json.loads(outcome.out)
    assert (outcome.code, document["attempts"], document["setup"]["problems"]) == (0, [], [])
    assert [rep["side"] for rep in document["reps"]] == [rep["side"] for rep in clip["reps"]]
    for found, made in zip(document["reps"], clip["reps"], strict=True):
        overlap = min(found["end_s"], made["end_s"]) - max(found["start_s"], made["start_s"])
        assert overlap > 0.7 * (made["end_s"] - made["start_s"])
        assert set(made["faults"]) <= set(found["faults"])
        assert found["good"] == made["good"]
    assert document["tracking"]["trusted"] > 0.95 * document["tracking"]["frames"]


@pytest.mark.slow
@pytest.mark.parametrize("clip", EXPECTED["clips"], ids=lambda clip: clip["exercise"])
def test_nobody_in_the_samples_is_taken_to_raise_an_arm(clip: dict) -> None:
    seen, _ = observe_clip(SAMPLES / clip["file"], resolve(), use_cache=True)
    pose, _ = track(seen)
    state, fired = ArmState(), 0
    for i in range(len(pose.t_s)):
        state, asked = arm_step(state, pose_at(pose, i))
        fired += asked
    assert fired == 0


@pytest.fixture(scope="module")
def reviewed(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The bridge with every output."""
    folder = tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSECHECK_CACHE_DIR", str(cache))
        outputs = [f"--{kind}={folder / f'out.{kind}'}" for kind in ("json", "csv")]
        outcome = run("review", BRIDGE, "--exercise", "bridge", *outputs, "--video", folder / "out.mp4")
    return folder, outcome


@pytest.mark.slow
def test_the_table_is_for_people_and_stdout_alone(reviewed: tuple[Path, Outcome]) -> None:
    _, outcome = reviewed
    assert (outcome.code, outcome.err) == (0, "")
    assert "3 repetitions, 0 good" in outcome.out
    assert "hold it longer" in outcome.out


@pytest.mark.slow
def test_the_csv_has_a_row_for_every_frame(reviewed: tuple[Path, Outcome]) -> None:
    folder, _ = reviewed
    document = json.loads((folder / "out.json").read_text())
    rows = list(csv.DictReader((folder / "out.csv").read_text().splitlines()))
    assert len(rows) == document["clip"]["frames"] == 693
    assert list(rows[0]) == ["time_s", "trusted", "phase", "side", "rep", *MEASURES]
    assert {row["phase"] for row in rows} >= {"rest", "moving", "top", "returning"}
    tops = [float(row["hip_open"]) for row in rows if row["phase"] == "top"]
    assert min(tops) > 145


@pytest.mark.slow
def test_the_video_is_h264_with_every_frame(reviewed: tuple[Path, Outcome]) -> None:
    folder, _ = reviewed
    with av.open(str(folder / "out.mp4")) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        assert sum(1 for _ in video.decode(stream)) == 693


@pytest.mark.slow
def test_a_second_review_needs_no_network(reviewed: tuple[Path, Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = reviewed
    first = json.loads((folder / "out.json").read_text())

    def no_network(*_a: object, **_k: object) -> None:
        raise AssertionError("the network was run")

    monkeypatch.setattr("posecheck.io.pose_model.PoseModel", no_network)
    second = json.loads(run("review", BRIDGE, "--exercise", "bridge", "--json", "-").out)
    for document in (first, second):
        document.pop("timing")
    assert first == second


@pytest.mark.slow
def test_json_on_stdout_is_nothing_but_json(reviewed: tuple[Path, Outcome]) -> None:
    outcome = run("review", BRIDGE, "--exercise", "bridge", "--json", "-")
    assert json.loads(outcome.out)["schema"] == "posecheck.review/1"


@pytest.mark.slow
def test_out_writes_both_files_of_every_clip(reviewed: tuple[Path, Outcome], tmp_path: Path) -> None:
    outcome = run("review", BRIDGE, "--exercise", "bridge", "--out", tmp_path / "new" / "folder")
    assert outcome.code == 0
    assert sorted(p.name for p in (tmp_path / "new" / "folder").iterdir()) == ["bridge.csv", "bridge.json"]


@pytest.mark.slow
def test_pose_tells_what_is_seen_of_a_picture(tmp_path: Path) -> None:
    with av.open(str(BRIDGE)) as clip:
        frame = next(clip.decode(video=0))
    picture, overlay, poses = tmp_path / "one.png", tmp_path / "overlay.png", tmp_path / "poses.json"
    write_png(frame, picture)
    outcome = run("pose", picture, "--json", poses, "--overlay", overlay)
    document = json.loads(poses.read_text())
    (only,) = document["frames"]
    assert (outcome.code, document["schema"], document["width"]) == (0, "posecheck.pose/1", 640)
    assert (only["detected"], only["trusted"], only["view"]["kind"], len(only["landmarks"])) == (True, True, "side", 33)
    assert overlay.stat().st_size > 10_000
    assert "one person" in outcome.out


def write_png(frame: av.VideoFrame, path: Path) -> None:
    import cv2

    path.write_bytes(cv2.imencode(".png", frame.to_ndarray(format="bgr24"))[1].tobytes())


@pytest.mark.slow
def test_a_spec_recorded_from_a_clip_counts_that_clip(reviewed: tuple[Path, Outcome], tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    recorded = run("exercises", "record", BRIDGE, "--id", "mine", "--output", mine)
    assert (recorded.code, recorded.err) == (0, "")
    assert "3 repetitions by" in recorded.out
    document = json.loads(run("review", BRIDGE, "--exercise", mine, "--json", "-").out)
    assert [rep["good"] for rep in document["reps"]] == [True, True, True]


def test_a_new_spec_file_is_written_once_and_good(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    assert str(mine) in run("exercises", "new", "mine", "--output", mine).out
    assert "good (mine" in run("exercises", "check", mine).out
    mine.write_text(mine.read_text().replace("CHANGE: ", ""))
    assert "there already" in refused("exercises", "new", "mine", "--output", mine)
    assert "CHANGE: " not in mine.read_text().split("[position]")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["new", "My Exercise"], "small letters", id="bad id"),
        pytest.param(["new", "mine", "--output", "nowhere/mine.toml"], "cannot write", id="no folder"),
        pytest.param(["record", BRIDGE, "--id", "mine", "--by", "knie"], "unknown measure", id="unknown measure"),
        pytest.param(["record", "gone.mp4", "--id", "mine", "--output", "mine.toml"], "gone.mp4", id="no clip"),
    ],
)
def test_a_new_exercise_that_cannot_be_made_is_told(
    arguments: list[object], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused("exercises", *arguments)
    assert list(tmp_path.iterdir()) == []


def test_list_and_show_tell_the_exercises() -> None:
    listed = run("exercises", "list").out
    shown = run("exercises", "show", "bridge").out
    assert all(name in listed for name in ("bridge", "cat_cow", "pelvic_tilt", "seated_spinal_twist"))
    assert all(words in shown for words in ("Lift your hips higher", "phases.reach", "17 deg", "faults.hips_low.below"))


def test_the_schema_is_printed_as_json() -> None:
    assert json.loads(run("exercises", "schema").out)["title"] == "ExerciseSpec"


def test_models_tell_what_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path))
    assert run("models", "where").out.strip() == str(tmp_path / "models")
    listed = run("models", "list").out
    assert all(name in listed for name in ("lite", "full (default)", "heavy", "Apache-2.0"))


def test_doctor_has_a_line_for_each_thing_and_a_cure_for_each_problem() -> None:
    outcome = run("doctor")
    lines = outcome.out.strip().splitlines()
    assert [line[9:].split(":")[0] for line in lines] == ["model", "camera", "window", "voice", "disk"]
    assert outcome.code == any(line.startswith("PROBLEM") for line in lines)
    assert all(";" in line for line in lines if line.startswith("PROBLEM"))


def test_version_and_help() -> None:
    assert run("--version").out.startswith("posecheck 0.")
    helped = run("--help").out
    assert all(command in helped for command in ("review", "pose", "live", "exercises", "models", "doctor"))


def test_an_unknown_command_is_told() -> None:
    assert "bogus" in refused("bogus")


@pytest.mark.slow
@pytest.mark.qt_log_ignore(".*")
def test_live_on_a_clip_says_what_review_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own: it owns its application. A slow computer drops frames, so the count may miss one."""
    import os
    import subprocess
    import sys

    stats, log = tmp_path / "stats.json", tmp_path / "log.jsonl"
    arguments = ["live", "--exercise", "bridge", "--source", BRIDGE, "--autostart", "--mute"]
    done = subprocess.run(
        [sys.executable, "-m", "posecheck", *arguments, "--stats", stats, "--log", log],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(stats.read_text())
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert document["frames_processed"] + document["frames_dropped"] == document["frames_in"] == 693
    assert document["reps"] == [event["kind"] for event in events].count("rep") == 3
