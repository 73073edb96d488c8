"""Slow motion: times of the real movement, in all that is written."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import av
import pytest
from bodies import lying, observation
from clipmaker import steady, write_clip
from command_line import refused, run

from posecheck.cli.batch import Batch, ClipJob, _key, _take_finished
from posecheck.cli.bench import loader
from posecheck.cli.options import ReviewOptions
from posecheck.cli.profiles import chosen
from posecheck.cli.review import observe_clip, review_document
from posecheck.cli.speed import at_speed, speed_of
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import ModelFile, resolve
from posecheck.pose.pose import Observation
from posecheck.session.review import judge

BRIDGE = Path(__file__).parents[2] / "samples" / "bridge.mp4"


@pytest.mark.parametrize("speed", ["0", "-2", "101", "nan", "inf"])
def test_a_speed_that_cannot_be_is_one_line(speed: str) -> None:
    assert "give more than 0 and at most 100" in refused("review", BRIDGE, "-e", "bridge", "--speed", speed)


@pytest.mark.slow
def test_slow_motion_is_judged_by_the_times_of_the_real_movement() -> None:
    basis, model = chosen("bridge", None), resolve()
    usual, document = review_document(BRIDGE, basis, model, use_cache=True, quiet=True)
    seen, facts = observe_clip(BRIDGE, model, use_cache=True, quiet=True)
    slow = {**facts, "fps": facts["fps"] / 8, "duration_s": facts["duration_s"] * 8, "problems": ["slow motion: 240"]}
    real_seen, real = at_speed(replace(seen, t_s=seen.t_s * 8), slow, 8)
    assert judge(basis.spec, real_seen).summary == judge(basis.spec, seen).summary
    assert real["duration_s"] == pytest.approx(document["clip"]["duration_s"], abs=0.01)
    assert real["fps"] == pytest.approx(document["clip"]["fps"], abs=0.01)
    assert real["problems"] == []
    fast, told = review_document(BRIDGE, basis, model, use_cache=True, quiet=True, speed=2)
    assert told["clip"]["speed"] == 2
    assert fast.series.t_s[-1] == pytest.approx(usual.series.t_s[-1] / 2)
    assert "speed" not in review_document(BRIDGE, basis, model, use_cache=True, quiet=True)[1]["clip"]


def test_a_result_of_another_speed_is_not_taken_for_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from posecheck import __version__

    basis, model = chosen("bridge", None), ModelFile("full", BRIDGE, "1" * 64)
    job = ClipJob(BRIDGE, BRIDGE, "bridge", "0" * 64, basis, "full", use_cache=True, wants_csv=True, speed=8)
    document = {
        "schema": "posecheck.review/1",
        "posecheck": __version__,
        "clip": {"sha256": "0" * 64},
        "model": {"sha256": "1" * 64},
        "spec_sha256": basis.sha256,
        "profile": basis.profile,
    }
    (tmp_path / "bridge.json").write_text(json.dumps(document))
    (tmp_path / "bridge.csv").write_text("")
    options = ReviewOptions((BRIDGE,), "bridge", out=tmp_path)
    monkeypatch.setattr("posecheck.cli.batch._keep", lambda *_: None)
    assert not _take_finished(options, job, model, Batch())
    assert _take_finished(options, replace(job, speed=1), model, Batch())
    assert _key(job, model) != _key(replace(job, speed=1), model)


@pytest.mark.parametrize(
    ("text", "speed"),
    [('{"clip": {"speed": 8}}', 8), ('{"clip": {}}', 1), ("[]", 1), ("no", 1), ('{"clip": {"speed": 1e9}}', 1)],
)
def test_a_bundle_says_at_which_speed_it_was_judged(text: str, speed: float) -> None:
    assert speed_of(text) == speed


def test_every_output_has_the_real_movements_times_and_the_video_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(source: ClipSource, *_: object) -> Observation:
        return Observation.stack([observation(lying(), t_s=frame.t_s) for frame in source])

    model = ModelFile("full", Path("full.task"), "1" * 64)
    monkeypatch.setattr("posecheck.cli.review._through_network", seen)
    monkeypatch.setattr("posecheck.cli.review.resolve", lambda *_: model)
    monkeypatch.setenv("POSECHECK_CACHE_DIR", str(tmp_path / "cache"))
    clip = write_clip(tmp_path / "slow.mp4", steady(121))
    kinds = {"csv": "csv", "html": "html", "json": "json", "video": "mp4", "bundle": "posecheck"}
    targets = {kind: tmp_path / f"out.{ending}" for kind, ending in kinds.items()}
    given = [word for kind, path in targets.items() for word in (f"--{kind}", path)]
    outcome = run("review", clip, "-e", "bridge", "--speed", "8", "--with-clip", *given)
    assert (outcome.code, outcome.err) == (0, "")
    rows = list(csv.DictReader(targets["csv"].read_text(encoding="utf-8").splitlines()))
    assert float(rows[-1]["time_s"]) == pytest.approx(0.5, abs=0.002)
    facts = json.loads(targets["json"].read_text())["clip"]
    assert (facts["speed"], facts["fps"]) == (8, pytest.approx(240, abs=0.1))
    assert facts["duration_s"] == pytest.approx(121 / 240, abs=0.002)
    assert "0.5 s" in targets["html"].read_text(encoding="utf-8")
    with av.open(str(targets["video"])) as video:
        times_s = [float(frame.time) for frame in video.decode(video=0)]
    assert (len(times_s), times_s[-1]) == (121, pytest.approx(4.0, abs=0.01))
    found = loader(chosen("cat_cow", None).spec, model)(targets["bundle"], lambda _done, _of: None)
    assert found.review.series.t_s[-1] == pytest.approx(0.5, abs=0.002)
