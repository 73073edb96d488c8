"""The profiles a person exercises by: taken, replaced, dropped, erased; faults with their lines."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from posecheck.coach.plan import Verdict, todays_plan
from posecheck.coach.record import PainNote, Record
from posecheck.errors import PosecheckError, SpecError
from posecheck.io import person_files
from posecheck.io.history import History
from posecheck.io.plan_files import load_plan_profile, prescription
from posecheck.io.spec_files import find_spec, spec_sha256

HEAD = 'format_version = 1\nname = "Anna"\nauthor = "P. Hysio"\ndate = 2026-03-01\nreason = "her knee"\n'
PLAN = HEAD + 'pinned = ["cat_cow"]\nforbidden = ["bridge"]\n[numbers]\n"safety.stop_above" = { value = 6, was = 5 }\n'
TODAY = date(2026, 3, 2)


def bridge_profile(share: float) -> str:
    """A profile of the bridge whose first threshold lies at this share of its range."""
    address, number = next(iter(find_spec("bridge").thresholds().items()))
    value = number.value + share * (number.max - number.value)
    return (
        f'{HEAD}exercise = "bridge"\nspec_sha256 = "{spec_sha256("bridge")}"\n[thresholds]\n'
        f'"{address}" = {{ value = {value}, was = {number.value}, unit = "{number.unit}" }}\n'
    )


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))


def written(tmp_path: Path, text: str, name: str = "from_mail.toml") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_plan_profile_is_kept_as_a_copy_of_the_persons_own(tmp_path: Path) -> None:
    mail = written(tmp_path, PLAN)
    assert person_files.take("anna", mail) == "plan"
    mail.unlink()
    kept = person_files.profiles("anna")
    assert kept.names == ["plan"]
    assert kept.plan is not None
    assert kept.plan.read_text() == PLAN
    assert stat.S_IMODE(kept.plan.stat().st_mode) == 0o600
    assert person_files.profiles("me").names == []
    own = prescription("daily", kept.plan)
    plan = todays_plan(own, Record(pains=(PainNote(TODAY, "before", 6),)), TODAY)
    assert (plan.verdict, own.forbidden) == (Verdict.GENTLE, {"bridge"})


def test_thresholds_of_an_exercise_are_kept_beside_it_and_the_newest_counts(tmp_path: Path) -> None:
    for share in (0.1, 0.2):
        assert person_files.take("me", written(tmp_path, bridge_profile(share))) == "bridge"
    assert person_files.profiles("me").exercises["bridge"].read_text() == bridge_profile(0.2)
    person_files.take("me", written(tmp_path, PLAN))
    assert person_files.profiles("me").names == ["plan", "bridge"]
    person_files.drop("me", "bridge")
    assert person_files.profiles("me").names == ["plan"]


def test_all_faults_of_a_plan_profile_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        HEAD + 'pinned = ["brigde"]\n[alternatives]\nsquat = "squat"\n[numbers]\n"safety.stop_abov" = { value = 4 }\n'
    )
    with pytest.raises(SpecError) as caught:
        load_plan_profile(written(tmp_path, text))
    assert [(p.line, p.what) for p in caught.value.problems] == [
        (6, "unknown exercise 'brigde'"),
        (8, "'squat' is its own alternative"),
        (10, "unknown number 'safety.stop_abov'"),
    ]
    assert "did you mean 'bridge'?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(PLAN.replace("forbidden", "forbiden"), "did you mean 'forbidden'?", id="a key with a typo"),
        pytest.param(HEAD.replace('name = "Anna"\n', ""), "'name' is missing", id="for nobody"),
        pytest.param(HEAD + 'routine = "dayly"\n', "did you mean daily?", id="a routine with a typo"),
        pytest.param(HEAD + 'exercise = "brigde"\n', "did you mean bridge?", id="an exercise with a typo"),
        pytest.param("= 3", "not TOML", id="no TOML"),
    ],
)
def test_a_faulty_file_is_not_taken(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(PosecheckError) as caught:
        person_files.take("me", written(tmp_path, text))
    assert words in str(caught.value)
    assert person_files.profiles("me").names == []


@pytest.mark.parametrize(("name", "words"), [("plam", "did you mean plan?"), ("zzzzz", "there are: plan")])
def test_what_is_not_there_cannot_be_dropped(tmp_path: Path, name: str, words: str) -> None:
    person_files.take("me", written(tmp_path, PLAN))
    with pytest.raises(PosecheckError, match=words.replace("?", r"\?")):
        person_files.drop("me", name)


@pytest.mark.parametrize("everybody", [False, True])
def test_erasing_a_person_takes_their_profiles_along(tmp_path: Path, everybody: bool) -> None:
    with History() as history:
        me, anna = history.person(), history.add_person("Anna")
        for person in (me, anna):
            person_files.take(person.uid, written(tmp_path, PLAN))
        history.use_person("Anna")
        history.erase_everything() if everybody else history.erase_person(anna.uid)
        assert person_files.profiles(anna.uid).names == []
        assert person_files.profiles(me.uid).names == ([] if everybody else ["plan"])
        assert history.person().name == "Me"
