"""`posecheck profile`, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import refused, run

from posecheck.io.history import History

PLAN = (
    'format_version = 1\nname = "Me"\nauthor = "P. Hysio"\ndate = 2026-03-01\nreason = "neck"\nforbidden = ["bridge"]\n'
)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "her.toml").write_text(PLAN)


def test_a_profile_is_used_listed_and_dropped_and_the_history_knows_why(tmp_path: Path) -> None:
    assert run("profile", "list").out == "Me: no profiles\n"
    assert run("profile", "use", tmp_path / "her.toml").out == "Me: plan by her.toml\n"
    assert run("profile", "list").out == "plan\n"
    assert run("profile", "drop", "plan").out == "Me: plan as it comes\n"
    with History() as history:
        changes = history.record("me").changes
    assert [(c.kind, c.decision, c.reason) for c in changes] == [
        ("drop", "pinned", "Bridge is left out, because your physiotherapist said so."),
        ("restore", "pinned", "Bridge is back, because your physiotherapist allows it again."),
    ]


def test_each_person_has_their_own(tmp_path: Path) -> None:
    run("profile", "use", tmp_path / "her.toml")
    run("history", "people", "--add", "Anna", "--use", "Anna")
    assert run("profile", "list").out == "Anna: no profiles\n"


def test_check_says_everything_of_every_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(PLAN.replace("bridge", "brigde") + '[numbers]\n"safety.stop_above" = { value = 12 }\n')
    outcome = run("profile", "check", tmp_path / "her.toml", bad)
    assert outcome.code == 1
    assert outcome.out == f"{tmp_path / 'her.toml'}: good, for plan\n"
    assert "line 6: unknown exercise 'brigde'; did you mean 'bridge'?" in outcome.err
    assert "line 8: 'safety.stop_above' is 12; allowed: 2 .. 9 points" in outcome.err


def test_every_number_is_listed_with_its_source() -> None:
    lines = [line for line in run("profile", "numbers").out.splitlines() if "safety.stop_above" in line]
    assert len(lines) == 1
    assert "Silbernagel" in lines[0]


def test_what_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    assert "cannot read the file" in refused("profile", "use", tmp_path / "nowhere.toml")
    assert "there are: none" in refused("profile", "drop", "plan")


@pytest.mark.parametrize("way", ["drop", "use"])
def test_a_kept_profile_that_cannot_be_used_any_more_can_be_got_rid_of(tmp_path: Path, way: str) -> None:
    run("profile", "use", tmp_path / "her.toml")
    (kept,) = (tmp_path / "data" / "profiles").glob("*/plan.toml")
    kept.write_text(PLAN.replace("bridge", "an_exercise_of_long_ago"))
    assert run("profile", way, "plan" if way == "drop" else tmp_path / "her.toml").code == 0
    assert kept.exists() == (way == "use")
    assert run("profile", "list").out == ("plan\n" if way == "use" else "Me: no profiles\n")
