"""All faults of a file at once, each with its line and what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from posecheck.errors import PosecheckError, SpecError
from posecheck.io.resources import data_folder
from posecheck.io.spec_files import (
    find_spec,
    json_schema,
    load_all,
    load_routine,
    load_spec,
    routine_ids,
    spec_ids,
    spec_path,
    spec_sha256,
)

BRIDGE = (data_folder("exercise_specs") / "bridge.toml").read_text(encoding="utf-8")
CORE = [
    "bird_dog",
    "bridge",
    "cat_cow",
    "childs_pose",
    "knee_to_chest",
    "partial_crunch",
    "pelvic_tilt",
    "seated_spinal_twist",
]
ADVANCED = ["dead_bug", "resistance_band_row", "side_plank", "superman", "wall_sit"]
Edit = Callable[[str], str]


def swap(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def problems_of(folder: Path, *edits: Edit) -> list[str]:
    text = BRIDGE
    for edit in edits:
        text = edit(text)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_spec(path)
    assert "\n" not in str(caught.value)
    return [str(problem) for problem in caught.value.problems]


def line_of(words: str, edit: Edit = lambda text: text) -> int:
    return next(i for i, line in enumerate(edit(BRIDGE).splitlines(), 1) if words in line)


@pytest.mark.parametrize("exercise", CORE)
def test_every_core_exercise_loads_by_its_id(exercise: str) -> None:
    spec = find_spec(exercise)
    assert (spec.id, spec.level) == (exercise, "core")
    assert all(t.why and t.min <= t.value <= t.max for t in spec.thresholds().values())


@pytest.mark.parametrize("exercise", ADVANCED)
def test_every_advanced_exercise_loads_by_its_id(exercise: str) -> None:
    spec = find_spec(exercise)
    assert (spec.id, spec.level) == (exercise, "advanced")
    assert all(len(fault.say.split()) <= 6 for fault in spec.faults)


def test_the_folder_holds_the_core_exercises_and_nothing_that_fails() -> None:
    assert set(load_all()) >= set(CORE)
    assert spec_ids() == sorted(load_all())


def test_the_daily_routine_is_the_programmes() -> None:
    routine = load_routine(data_folder("routines") / "daily.toml")
    assert [(s.exercise, s.reps, s.hold_s, s.sides) for s in routine.steps] == [
        ("cat_cow", 15, None, "both"),
        ("pelvic_tilt", 15, None, "both"),
        ("childs_pose", 1, 60.0, "both"),
        ("knee_to_chest", 3, None, "each"),
        ("seated_spinal_twist", 1, 30.0, "each"),
        ("bird_dog", 10, None, "turns"),
        ("bridge", 15, None, "both"),
        ("partial_crunch", 15, None, "both"),
        ("childs_pose", 1, 120.0, "both"),
    ]


@pytest.mark.parametrize("exercise", ["sitting_posture", "standing_posture", "desk_posture", "lifting"])
def test_every_posture_loads_by_its_id(exercise: str) -> None:
    spec = find_spec(exercise)
    assert (spec.id, spec.level) == (exercise, "posture")
    assert (spec.posture is None) == (exercise == "lifting")


def test_a_spec_is_of_one_kind(tmp_path: Path) -> None:
    said = problems_of(tmp_path, swap("[dose]", "[posture]\n[dose]"))
    assert any("posture.window_s" in problem for problem in said)
    part = "".join(
        f'{key} = {{ value = 1, unit = "s", min = 0, max = 9, step = 1, why = "x" }}\n'
        for key in ("window_s", "notable", "max_gap_s")
    )
    (only,) = problems_of(tmp_path, swap("[dose]", f"[posture]\n{part}[dose]"))
    assert "one of [phases], [cycle] and [posture]" in only


@pytest.mark.parametrize("routine", routine_ids())
def test_every_routine_loads_opens_with_mobility_and_ends_at_rest(routine: str) -> None:
    loaded = load_routine(data_folder("routines") / f"{routine}.toml")
    specs = load_all()
    assert loaded.id == routine
    assert loaded.steps[0].exercise == "cat_cow"
    assert (loaded.steps[-1].exercise, loaded.steps[-1].rest_s) == ("childs_pose", 0)
    for step in loaded.steps:
        assert (step.sides == "both") == (specs[step.exercise].sides == "both"), step.exercise


def test_there_is_a_gentle_a_daily_and_an_advanced_routine() -> None:
    assert set(routine_ids()) >= {"gentle", "daily", "advanced"}
    steps = {r: load_routine(data_folder("routines") / f"{r}.toml").steps for r in ("gentle", "advanced")}
    specs = load_all()
    assert {specs[step.exercise].level for step in steps["gentle"]} == {"core"}
    assert set(ADVANCED) <= {step.exercise for step in steps["advanced"]}


def test_an_unknown_forerunner_is_refused_with_its_line(tmp_path: Path) -> None:
    edit = swap('sides = "both"', 'sides = "both"\nafter = ["bird_dig"]')
    (said,) = problems_of(tmp_path, edit)
    assert re.match(r"line \d+: unknown exercise 'bird_dig'; did you mean 'bird_dog'", said)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        pytest.param(swap("attempt_reason", "atempt_reason"), ["did you mean 'attempt_reason'"], id="typo"),
        pytest.param(swap('measure = "knee"', 'measure = "knie"'), ["unknown measure 'knie'", "'knee'"], id="measure"),
        pytest.param(swap('stance = "supine"', 'stance = "suppine"'), ["did you mean 'supine'"], id="stance"),
        pytest.param(swap('kind = "hold_short"', 'kind = "hold_shot"'), ["did you mean 'hold_short'"], id="kind"),
        pytest.param(swap("leave = { value = 8", "leave = { value = 80"), ["outside min 5 .. max 15"], id="range"),
        pytest.param(swap("leave = { value = 8", "leave = { value = 14"), ["crossed"], id="crossed levels"),
        pytest.param(swap("above = { value = -60", "above = { value = -45, #"), ["not TOML"], id="comment in braces"),
        pytest.param(swap('id = "bridge"', 'id = "Bridge 1"'), ["id"], id="identifier"),
        pytest.param(swap("format_version = 1", "format_version = 7"), ["format_version"], id="version"),
        pytest.param(
            swap('attempt_reason = "hips_low"', 'attempt_reason = "hips"'), ["not the id of one"], id="unknown reason"
        ),
        pytest.param(swap('id = "feet_far"', 'id = "feet_close"'), ["used twice: feet_close"], id="fault twice"),
        pytest.param(swap("[dose]", "[dose"), ["not TOML", "line"], id="bracket"),
    ],
)
def test_a_fault_is_named_with_its_cure(tmp_path: Path, edit: Edit, words: list[str]) -> None:
    said = " | ".join(problems_of(tmp_path, edit))
    assert [w for w in words if w not in said] == []


def test_a_missing_threshold_is_named_with_the_line_of_its_table(tmp_path: Path) -> None:
    reach = next(line for line in BRIDGE.splitlines() if line.startswith("reach"))
    edit = swap(reach + "\n", "")
    assert problems_of(tmp_path, edit) == [f"line {line_of('[phases]', edit)}: 'phases.reach' is missing; add it"]


def test_crossed_limits_of_a_position_are_refused(tmp_path: Path) -> None:
    edit = swap('below = { value = 30, unit = "deg", min = 20', 'below = { value = -62, unit = "deg", min = -70')
    assert "crossed" in " ".join(problems_of(tmp_path, edit))


def test_all_faults_of_a_file_come_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    edits = (swap("summary =", "sumary ="), swap("leave = { value = 8", "leave = { value = 99"), swap("for_s", "fors"))
    said = problems_of(tmp_path, *edits)
    lines = [int(([*re.findall(r"line (\d+)", problem), "0"])[0]) for problem in said]
    assert len(said) >= 4
    assert lines == sorted(lines)
    assert line_of("summary") in lines
    assert line_of("leave = ") in lines


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(np.random.default_rng(3).bytes(10_000_000), "over 1 MB", id="10 MB of noise"),
        pytest.param(b"\xff\xfe\x00noise", "UTF-8", id="not text"),
        pytest.param(b"", "missing", id="empty"),
        pytest.param(b"{}", "not TOML", id="JSON"),
    ],
)
def test_what_is_no_spec_says_so(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "noise.toml"
    path.write_bytes(data)
    with pytest.raises(SpecError, match=words):
        load_spec(path)


def test_a_missing_file_is_no_spec_error_but_says_where(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match=r"cannot read the file .*gone\.toml"):
        find_spec(str(tmp_path / "gone.toml"))


@pytest.mark.parametrize(
    ("word", "answer"), [("brige", "did you mean bridge"), ("catcow", "did you mean cat_cow"), ("zzz", "known are")]
)
def test_an_unknown_exercise_names_the_nearest(word: str, answer: str) -> None:
    with pytest.raises(PosecheckError, match=answer):
        spec_path(word)


def test_a_routine_with_an_unknown_exercise_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((data_folder("routines") / "daily.toml").read_text().replace('"bird_dog"', '"bird_dig"'))
    with pytest.raises(SpecError, match=r"line \d+: unknown exercise 'bird_dig'; did you mean 'bird_dog'"):
        load_routine(path)


def test_the_published_schema_is_json_with_every_key(tmp_path: Path) -> None:
    schema = json.loads(json.dumps(json_schema()))
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"position", "signal", "phases", "cycle", "dose", "faults"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert {"value", "unit", "min", "max", "step", "why"} == set(schema["$defs"]["Threshold"]["required"])


def test_the_sha256_is_of_the_files_bytes(tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"
    path.write_text(BRIDGE, encoding="utf-8")
    assert spec_sha256(str(path)) == spec_sha256("bridge")
    path.write_text(BRIDGE + "\n", encoding="utf-8")
    assert spec_sha256(str(path)) != spec_sha256("bridge")


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + BRIDGE.replace("\n", "\r\n").encode())
    assert load_spec(tmp_path / "mine.toml") == find_spec("bridge")


@pytest.mark.parametrize("number", ["inf", "nan"])
def test_a_range_without_an_end_is_refused(tmp_path: Path, number: str) -> None:
    spoilt = re.sub(r"max = [0-9.]+", f"max = {number}", BRIDGE, count=1)
    (tmp_path / "mine.toml").write_text(spoilt)
    with pytest.raises(SpecError, match=r"line \d+: .*max: Input should be a finite number"):
        load_spec(tmp_path / "mine.toml")
