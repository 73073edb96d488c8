"""Sessions sent and opened again: what the sender saw is what the physiotherapist sees."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bench_parts import bridges, opened
from clipmaker import steady, write_clip
from command_line import refused
from made_rows import program_of

from posecheck.cli.bench import loader, sender
from posecheck.cli.bundles import bundled_spec, exercise_of, write_session, write_session_again
from posecheck.errors import PosecheckError
from posecheck.exercise.profile import Profile, Setting, with_values
from posecheck.io.bundle import read_bundle, write_bundle
from posecheck.io.model_store import ModelFile
from posecheck.io.profile_files import ProfileFile
from posecheck.io.spec_files import spec_path, spec_sha256
from posecheck.session.event_log import events_text
from posecheck.session.review import Review, judge_measures
from posecheck.ui.opener import Opened

LOW = "faults.hips_low.below"
SPEC = program_of("bridge").spec
DOCUMENT = {
    "clip": {"file": "a.mp4", "sha256": "a" * 64, "width": 1, "height": 1, "fps": 30, "frames": 2, "duration_s": 1},
    "model": {"name": "full", "sha256": "b" * 64}, "profile": None, "posecheck": "1", "spec_sha256": "c" * 64,
}  # fmt: skip
NO_MODEL = ModelFile("full", Path("none.task"), "0" * 64)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "her.toml"
    setting = Setting(value=152.0, was=SPEC.thresholds()[LOW].value, unit="deg")
    facts = Profile(
        exercise="bridge", name="Ms Ä", author="A", date=date(2026, 1, 2), reason="sore",
        spec_sha256=spec_sha256("bridge"), thresholds={LOW: setting},
    )  # fmt: skip
    ProfileFile.new(path, facts).save()
    return path


def judged(low: float | None = None) -> Review:
    return judge_measures(with_values(SPEC, {LOW: low} if low else {}), bridges())


def open_again(path: Path) -> Opened:
    return loader(program_of("cat_cow").spec, NO_MODEL)(path, lambda _done, _of: None)


def test_measures_alone_are_judged_as_they_were(tmp_path: Path) -> None:
    path, review = tmp_path / "her.posecheck", judged()
    write_session(path, None, "bridge", None, review, DOCUMENT)
    found = open_again(path)
    assert (found.path, found.source, found.name, found.notes) == (None, path, "her.posecheck", ())
    assert found.spec == SPEC
    assert found.review.summary.reps == review.summary.reps
    assert found.review.summary.attempts == review.summary.attempts
    assert [r.phase for r in found.review.results] == [r.phase for r in review.results]
    assert found.review.summary.reps == opened(None).review.summary.reps, "and as the clip itself is"
    assert exercise_of(path) == "bridge"


def test_the_profile_goes_along_and_is_named(tmp_path: Path, profile: Path) -> None:
    path, review = tmp_path / "her.posecheck", judged(152.0)
    write_session(path, None, "bridge", profile, review, DOCUMENT)
    found = open_again(path)
    assert found.notes == ("judged with the profile of Ms Ä",)
    assert found.spec.thresholds()[LOW].value == 152.0
    assert found.review.summary.reps == review.summary.reps
    assert found.review.summary.reps != judged().summary.reps, "or the profile would make no difference here"
    assert read_bundle(path).texts["profile.toml"] == profile.read_bytes().decode()


@pytest.mark.parametrize("with_clip", [False, True])
def test_what_came_is_sent_on_as_it_came(tmp_path: Path, profile: Path, with_clip: bool) -> None:
    path, again, clip = tmp_path / "her.posecheck", tmp_path / "again.posecheck", tmp_path / "a.mp4"
    write_clip(clip, steady(10))
    write_session(path, clip, "bridge", profile, judged(152.0), DOCUMENT)
    first = read_bundle(path)
    inside = first.extract_clip(tmp_path)
    write_session_again(again, path, inside if with_clip else None)
    second = read_bundle(again)
    assert first.texts == second.texts
    assert first.manifest.files.keys() - second.manifest.files.keys() == (set() if with_clip else {"clip.mp4"})
    assert {k: v for k, v in first.manifest.files.items() if k in second.manifest.files} == second.manifest.files
    assert second.manifest.exercise == "bridge"


def test_the_window_sends_a_session_on_without_its_clip(tmp_path: Path, profile: Path) -> None:
    """Measures, profile and verdicts go on, whatever exercise the window was opened for."""
    path, again = tmp_path / "her.posecheck", tmp_path / "again.posecheck"
    write_session(path, None, "bridge", profile, judged(152.0), DOCUMENT)
    found = open_again(path)
    send = sender(program_of("cat_cow").spec.id, None, NO_MODEL)
    send(found, again, False)
    once_more = open_again(again)
    assert once_more.notes == found.notes == ("judged with the profile of Ms Ä",)
    assert once_more.review.summary.reps == found.review.summary.reps == judged(152.0).summary.reps
    assert once_more.bundle == again


def test_events_are_told_line_by_line_to_the_end(tmp_path: Path) -> None:
    path, review = tmp_path / "her.posecheck", judged()
    write_session(path, None, "bridge", None, review, DOCUMENT)
    texts = read_bundle(path).texts
    events = [json.loads(line) for line in texts["events.jsonl"].splitlines()]
    assert [e["rep"]["index"] for e in events if e["kind"] == "rep"] == [1, 2]
    assert [e["detail"] for e in events if e["kind"] == "attempt"] == [a.reason for a in review.summary.attempts]
    assert {"in_position", "fault", "hold_start", "hold_end"} <= {e["kind"] for e in events}
    assert [e["t_s"] for e in events] == sorted(e["t_s"] for e in events)
    assert "<title>" in texts["report.html"]
    cut = int(np.searchsorted(bridges().t_s, review.summary.reps[1].top_end_s - 0.2))
    series = bridges()
    short = type(series)(
        series.t_s[:cut], {k: v[:cut] for k, v in series.columns.items()}, series.near[:cut], series.notes[:cut]
    )
    ended = judge_measures(SPEC, short)
    last = json.loads(events_text(ended.results, ended.summary).splitlines()[-1])
    assert (last["kind"], last["rep"]["index"]) == ("rep", 2), "a hold that the end of the recording cut off"


def texts_with(spec: str, profile: str | None = None) -> dict[str, str]:
    return {"spec.toml": spec, "review.json": "{}", **({"profile.toml": profile} if profile else {})}


@pytest.mark.parametrize(
    ("spec", "profile", "words"),
    [
        pytest.param("id = 1", None, "its exercise can't be used", id="no spec"),
        pytest.param("[", None, "its exercise can't be used", id="no TOML"),
        pytest.param(spec_path("cat_cow").read_text(), None, "it says bridge and holds cat_cow", id="another exercise"),
        pytest.param(spec_path("bridge").read_text(), "x = 1", "its exercise can't be used", id="a bad profile"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, spec: str, profile: str | None, words: str) -> None:
    path = tmp_path / "her.posecheck"
    write_bundle(path, "bridge", bridges(), texts_with(spec, profile))
    with pytest.raises(PosecheckError, match=words) as caught:
        bundled_spec(read_bundle(path))
    assert "her.posecheck" in str(caught.value)


def test_too_few_measures_are_told(tmp_path: Path) -> None:
    path, series = tmp_path / "her.posecheck", bridges()
    few = {name: values for name, values in series.columns.items() if name.startswith("knee")}
    texts = texts_with(spec_path("bridge").read_text())
    write_bundle(path, "bridge", type(series)(series.t_s, few, series.near, series.notes), texts)
    with pytest.raises(PosecheckError, match="its measures lack"):
        open_again(path)


def test_which_exercise_must_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "which exercise is it?" in refused("review-window")
    Path("clip.mp4").write_bytes(b"\0" * 10)
    assert "which exercise is it?" in refused("review-window", "clip.mp4")
