"""The commands do what the README says, on the sample clips with the real network."""

from __future__ import annotations

import csv
import json
from pathlib import Path, PureWindowsPath

import av
import pytest
from command_line import Outcome, refused, run

from posecheck.cli import doctor, fit
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
    checked = run("exercises", "check", mine).out
    marked = [i for i, line in enumerate(mine.read_text().splitlines(), 1) if "CHANGE" in line][1:]
    assert "good (mine" in checked
    assert f"still marked CHANGE: {len(marked)} lines, the first {marked[0]}" in checked
    mine.write_text(mine.read_text().replace("CHANGE: ", ""))
    assert "there already" in refused("exercises", "new", "mine", "--output", mine)
    assert "CHANGE: " not in mine.read_text().split("[position]")[1]
    assert "marked" not in run("exercises", "check", mine).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["new", "My Exercise"], "small letters", id="bad id"),
        pytest.param(["new", "mine", "--output", "nowhere/mine.toml"], "cannot write", id="no folder"),
        pytest.param(["record", BRIDGE, "--id", "mine", "--by", "knie"], "did you mean knee", id="unknown measure"),
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
    assert [line[9:].split(":")[0] for line in lines] == ["model", "camera", "window", "voice", "disk", "network"]
    assert outcome.code == any(line.startswith("PROBLEM") for line in lines)
    assert all(";" in line for line in lines if line.startswith("PROBLEM"))


@pytest.mark.parametrize("drive", ["Z:\\\\data", "somewhere/else"])
def test_doctor_comes_to_an_end_on_a_drive_that_is_not_there(monkeypatch: pytest.MonkeyPatch, drive: str) -> None:
    monkeypatch.setattr("posecheck.io.places.data_place", lambda: PureDrive(drive))
    good, words = doctor._disk()
    assert not good
    assert "name another folder with POSECHECK_DATA_DIR" in words


class PureDrive(PureWindowsPath):
    """A path on a system without it."""

    def exists(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("folder", "short"),
    [("/people/ann/data", "~/data"), ("/people/annabel/data", "/people/annabel/data"), ("/people/ann", "~")],
)
def test_doctor_shortens_ones_own_home_alone(monkeypatch: pytest.MonkeyPatch, folder: str, short: str) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/people/ann"))
    assert doctor._short(Path(folder)) == short


def test_a_fit_is_kept_where_nobody_knows_who_is_at_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert fit._login_name() == "unnamed"


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


PROFILE = """\
format_version = 1
exercise = "bridge"
name = "Ms Example"
author = "A. Physio"
date = 2026-11-01
reason = "three seconds are enough for now"
spec_sha256 = "{sha}"
thresholds = {{ "faults.hold_short.limit" = {{ value = 3, was = 10, unit = "s" }} }}
"""


@pytest.mark.slow
def test_a_profile_changes_the_verdict_and_says_whose_it_is(tmp_path: Path) -> None:
    profile = tmp_path / "her.toml"
    profile.write_text(PROFILE.format(sha="0" * 64), encoding="utf-8")
    outcome = run("review", BRIDGE, "--exercise", "bridge", "--profile", profile, "--json", "-")
    document = json.loads(outcome.out)
    assert [rep["good"] for rep in document["reps"]] == [True, True, True]
    assert (document["profile"]["name"], document["profile"]["thresholds"]) == (
        "Ms Example", {"faults.hold_short.limit": 3.0},
    )  # fmt: skip
    assert "the exercise has changed since this profile was made" in outcome.err


@pytest.mark.slow
def test_fit_learns_from_labels_and_says_how_well(tmp_path: Path) -> None:
    labels = {"schema": "posecheck.labels/1", "clips": [c for c in EXPECTED["clips"] if c["exercise"] == "bridge"]}
    for rep in labels["clips"][0]["reps"]:
        rep.update(good=True, faults=[])
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    profile = tmp_path / "fitted.toml"
    arguments = ("--exercise", "bridge", "--labels", tmp_path / "labels.json", "--profile", profile)
    outcome = run("fit", *arguments, "--clips-dir", SAMPLES, "--for", "Clinic", "--author", "A. Physio")
    assert outcome.code == 0, outcome.err
    assert "Before: 0 of 3 verdicts agree" in outcome.out
    assert "After:  3 of 3 verdicts agree" in outcome.out
    again = run("review", BRIDGE, "--exercise", "bridge", "--profile", profile, "--json", "-")
    assert json.loads(again.out)["totals"]["good"] == 3
    assert "--clips-dir" in refused("fit", *arguments)


@pytest.mark.slow
def test_a_batch_goes_on_where_it_stopped(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    copy = tmp_path / "a" / "bridge.mp4"
    copy.write_bytes(BRIDGE.read_bytes())
    (tmp_path / "bad.mp4").write_bytes(b"no clip")
    out = tmp_path / "out"
    command = ("review", BRIDGE, tmp_path / "bad.mp4", copy, "--exercise", "bridge", "--out", out)
    first = run(*command)
    assert (first.code, len(first.err.strip().splitlines())) == (1, 1)
    results = sorted(path.name for path in out.glob("bridge-*"))
    assert [name.split(".")[-1] for name in results] == ["csv", "json"], "one content, one result"
    rows = list(csv.DictReader((out / "summary.csv").read_text(encoding="utf-8").splitlines()))
    assert [(Path(row["clip"]).name, row["status"], row["reps"]) for row in rows] == [
        ("bridge.mp4", "done", "3"), ("bad.mp4", "failed", ""), ("bridge.mp4", "done", "3"),
    ]  # fmt: skip
    written = {path: path.stat().st_mtime_ns for path in out.glob("bridge-*")}
    second = run(*command)
    assert "2 of 3 clips were finished before and are kept" in second.err
    assert {path: path.stat().st_mtime_ns for path in out.glob("bridge-*")} == written
    third = run(*command, "--profile", _profile(tmp_path))
    assert "finished before" not in third.err
    assert json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))["totals"]["good"] == 3


def _profile(folder: Path) -> Path:
    path = folder / "her.toml"
    path.write_text(PROFILE.format(sha="0" * 64), encoding="utf-8")
    return path


@pytest.mark.slow
def test_one_clip_as_report_tables_and_bundle(tmp_path: Path) -> None:
    from posecheck.io.bundle import read_bundle

    outputs = {kind: tmp_path / f"out.{kind}" for kind in ("html", "trc", "mot", "bundle")}
    options = [f"--{kind}={path}" for kind, path in outputs.items()]
    outcome = run(
        "review",
        BRIDGE,
        "--exercise",
        "bridge",
        "--profile",
        _profile(tmp_path),
        "--with-clip",
        "--keep-metadata",
        *options,
    )
    assert outcome.code == 0, outcome.err
    assert "thresholds of Ms Example" in outputs["html"].read_text(encoding="utf-8")
    assert outputs["trc"].read_text(encoding="utf-8").startswith("PathFileType\t4\t(X/Y/Z)\tout.trc")
    assert "inDegrees=yes" in outputs["mot"].read_text(encoding="utf-8")
    bundle = read_bundle(outputs["bundle"])
    assert {"profile.toml", "spec.toml", "report.html", "clip.mp4"} <= set(bundle.manifest.files)
    assert bundle.extract_clip(tmp_path).read_bytes() == BRIDGE.read_bytes()
    assert "--html and --trc are for one clip" in refused("review", BRIDGE, BRIDGE, "-e", "bridge", *options[:2])
