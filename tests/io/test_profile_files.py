"""Profile files: comments and order survive, every edit can be undone, and nobody's work is written over."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError, SpecError
from posecheck.exercise.profile import Evidence, Profile, Setting
from posecheck.io.atomic import locked
from posecheck.io.profile_files import ProfileFile, load_profile, profile_facts, profiled
from posecheck.io.spec_files import find_spec, spec_sha256

DAY = date(2026, 11, 24)
TEXT = """\
# for the knee, see the letter of the 3rd
exercise = "bridge"    # her main one
format_version = 1
name = "Ms Example"
author = "A. Physio"
kind = "patient"
reason = "stiff hip"
date = 2026-11-01
spec_sha256 = "{sha}"

[thresholds]
# two steps, not more
"faults.hips_low.below" = {{ value = 160.0, was = 168.0, unit = "deg" }}  # agreed with her
"phases.reach" = {{ value = 15.0, was = 17.0, unit = "deg" }}
"""


def setting(value: float, was: float = 17.0) -> Setting:
    return Setting(value=value, was=was, unit="deg")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "her.toml"
    file.write_text(TEXT.format(sha=spec_sha256("bridge")), encoding="utf-8")
    return file


def test_a_profile_on_disk_is_laid_over_its_exercise(path: Path) -> None:
    shipped = find_spec("bridge")
    spec, profile, notes = profiled(shipped, spec_sha256("bridge"), path)
    assert (spec.thresholds()["phases.reach"].value, profile.name, notes) == (15.0, "Ms Example", ())
    facts = profile_facts(profile, path)
    assert facts["thresholds"] == {"faults.hips_low.below": 160.0, "phases.reach": 15.0}
    assert (facts["file"], facts["date"], facts["kind"]) == ("her.toml", "2026-11-01", "patient")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param(
            "phases.reach", "phases.reech", "line 14: unknown threshold 'phases.reech'; did you mean", id="typo"
        ),
        pytest.param(
            "value = 15.0", "value = 99.0", "line 14: 'phases.reach' is 99; allowed: 10 .. 40 deg", id="range"
        ),
        pytest.param('exercise = "bridge"', 'exercise = "cat_cow"', "for cat_cow, not for bridge", id="other exercise"),
        pytest.param("author", "auther", "did you mean 'author'?", id="unknown key"),
        pytest.param("value = 15.0", "value = nan", "finite", id="not a number"),
        pytest.param("= 15.0", "15.0", "not TOML", id="no TOML"),
    ],
)
def test_faults_are_named_with_their_line(path: Path, old: str, new: str, words: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        profiled(find_spec("bridge"), spec_sha256("bridge"), path)
    assert words in str(caught.value)
    assert "her.toml" in str(caught.value)


def test_comments_and_order_survive_an_edit(path: Path) -> None:
    file = ProfileFile.open(path)
    kept = {"faults.hips_low.below": setting(160.0, 168.0)}
    file.set_thresholds({**kept, "phases.drop": setting(12.0, 14.0)}, DAY, "B. Physio", "easier down")
    file.save()
    text = path.read_text(encoding="utf-8")
    for comment in ("# for the knee, see the letter of the 3rd", "# her main one", "# two steps", "# agreed with her"):
        assert comment in text
    assert text.index("exercise =") < text.index("format_version") < text.index("name =")
    profile = load_profile(path)
    assert set(profile.thresholds) == {"faults.hips_low.below", "phases.drop"}
    assert [(c.address, c.before, c.after, c.author, c.reason) for c in profile.history] == [
        ("phases.reach", 15.0, None, "B. Physio", "easier down"),
        ("phases.drop", None, 12.0, "B. Physio", "easier down"),
    ]


def test_history_grows_and_evidence_is_kept(path: Path) -> None:
    file = ProfileFile.open(path)
    evidence = Evidence(clips=("a.mp4",), repetitions=4, agreed_before=2, agreed_after=4)
    file.set_thresholds({"phases.reach": setting(16.0)}, DAY, "A. Physio", "first")
    file.set_thresholds({"phases.reach": setting(18.0)}, DAY, "A. Physio", "second", evidence)
    file.save()
    profile = load_profile(path)
    assert [c.reason for c in profile.history] == ["first", "first", "second"]
    assert (profile.evidence, profile.reason) == (evidence, "second")


def test_a_thousand_edits_undone_one_by_one_leave_the_first_file_byte_for_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before, rng = path.read_bytes(), random.Random(7)
    file, edits = ProfileFile.open(path), 0
    addresses = [a for a, t in find_spec("bridge").thresholds().items() if t.unit == "deg"]
    while edits < 1000:
        text = file.text
        if rng.random() < 0.2:
            file.set_fact(rng.choice(["name", "reason", "author"]), rng.choice(["Ä", "b “c”", 'd "e"', "f # g"]))
        else:
            chosen = rng.sample(addresses, rng.randrange(4))
            file.set_thresholds({a: setting(rng.randrange(10, 40)) for a in chosen}, DAY, "A", "r")
            if len(file.profile.history) > 3:  # a long history only makes this test slow
                file.undo()
                text = file.text
                file.set_fact("name", f"edit {edits}")
        edits += file.text != text
    undone = 0
    while file.undo():
        undone += 1
    file.save()
    assert (undone, path.read_bytes()) == (1000, before)
    assert file.redo()
    assert file.dirty


def test_two_writers_lose_nothing(path: Path) -> None:
    mine, theirs = ProfileFile.open(path), ProfileFile.open(path)
    theirs.set_fact("reason", "theirs")
    theirs.save()
    mine.set_fact("reason", "mine")
    with pytest.raises(PosecheckError, match=r"somebody else changed the profile meanwhile .*her-yours\.toml"):
        mine.save()
    assert load_profile(path).reason == "theirs"
    assert load_profile(path.with_name("her-yours.toml")).reason == "mine"
    with pytest.raises(PosecheckError, match=r"her-yours-2\.toml"):
        mine.save()


def test_a_new_profile_is_not_there_before_it_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    made = Profile(
        exercise="bridge", name="N", author="A", date=DAY, reason="r", spec_sha256="c" * 64,
        thresholds={"phases.reach": setting(19.0)},
    )  # fmt: skip
    file = ProfileFile.new(path, made)
    assert (file.profile, file.dirty, path.exists()) == (made, True, False)
    file.save()
    assert (load_profile(path), file.dirty, path.exists()) == (made, False, True)


def test_only_one_may_write_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with locked(path), pytest.raises(PosecheckError, match="another program is writing"), locked(path, wait_s=0.05):
        pass
    order: list[str] = []
    with locked(path):
        waiting = threading.Thread(target=lambda: _write(path, order))
        waiting.start()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
    assert os.listdir(tmp_path) == [".a.toml.lock"]


def _write(path: Path, order: list[str]) -> None:
    with locked(path):
        order.append("second")


def test_who_dies_while_writing_keeps_nobody_from_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    program = (
        "import os, sys; from pathlib import Path; from posecheck.io.atomic import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, path], check=False).returncode == 9
    with locked(path, wait_s=0.05):
        assert not path.exists()
