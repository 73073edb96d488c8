"""What the tune window knows: one edit per drag, undo to the beginning, verdicts and agreement in words."""

from __future__ import annotations

from functools import cache

import pytest
from bench_parts import bridges
from hypothesis import given
from hypothesis import strategies as st
from made_rows import program_of

from posecheck.exercise.labels import LabelledRep
from posecheck.exercise.profile import with_values
from posecheck.exercise.tuning import Outcome, prepare, rejudge
from posecheck.io.spec_files import load_all
from posecheck.ui.threshold_panel import group_of, name_of
from posecheck.ui.tune_state import (
    Edits,
    TuneClip,
    agreement_words,
    cells_of,
    change_words,
    lines_of,
    peaks_of,
    tuned,
)

SPEC = program_of("bridge").spec
LOW = "faults.hips_low.below"


@cache
def clip() -> TuneClip:
    prepared = prepare(SPEC, bridges())
    labels = [
        LabelledRep(start_s=r.start_s, end_s=r.end_s, good=i == 0, faults=() if i == 0 else ("hips_low",))
        for i, r in enumerate(prepared.base.reps)
    ]
    return TuneClip("a.mp4", prepared, tuple(labels))


def after(**values: float) -> list[Outcome]:
    named = {address.replace("__", "."): value for address, value in values.items()}
    return [rejudge(clip().prepared, with_values(SPEC, named))]


def test_dragging_one_slider_is_one_edit() -> None:
    edits = Edits()
    for value in (18.0, 19.0, 20.0):
        edits = edits.moved("a", value, 17.0)
    edits = edits.moved("a", 20.0, 17.0, ends=True).moved("a", 21.0, 17.0).moved("b", 5.0, 4.0)
    assert dict(edits.values) == {"a": 21.0, "b": 5.0}
    undone = [dict((edits := edits.undo()).values) for _ in range(4)]
    assert undone == [{"a": 21.0}, {"a": 20.0}, {}, {}]
    assert dict(edits.redo().redo().redo().values) == {"a": 21.0, "b": 5.0}


def test_back_at_the_start_nothing_differs() -> None:
    assert dict(Edits().moved("a", 18.0, 17.0).moved("a", 17.0, 17.0).values) == {}
    edits = Edits().moved("a", 18.0, 17.0).cleared()
    assert (dict(edits.values), dict(edits.undo().values)) == ({}, {"a": 18.0})


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans()), max_size=40))
def test_every_edit_can_be_undone_and_done_again(moves: list[tuple[str, int, bool]]) -> None:
    edits = Edits()
    for address, value, ends in moves:
        edits = edits.moved(address, float(value), 0.0, ends=ends)
    final, back = edits, edits
    while back.done:
        back = back.undo()
    assert dict(back.values) == {}
    while back.undone:
        back = back.redo()
    assert back.values == final.values


def test_values_that_can_not_be_say_why() -> None:
    assert tuned(SPEC, {"phases.reach": 20.0})[0] == with_values(SPEC, {"phases.reach": 20.0})
    assert tuned(SPEC, {"phases.reach": 10.0}) == (None, "phases.drop lies beyond phases.reach: the limits are crossed")


def test_what_flips_stands_out() -> None:
    lines = lines_of([clip()], after(faults__hold_short__limit=2, faults__hips_low__below=168))
    rows = [[cell.words for cell in row] for row in cells_of(SPEC, lines)]
    assert [row[3:] for row in rows] == [
        ["Hold it longer", "→ good", "good"],
        ["Lift your hips higher; Hold it longer", "→ Lift your hips higher", "Lift your hips higher"],
        ["not counted: lift your hips higher", "same", ""],
    ]
    assert [row[4].bold for row in cells_of(SPEC, lines)] == [True, True, False]
    assert change_words(lines) == "2 of 3 verdicts change"
    assert change_words(lines_of([clip()], after())) == "None of 3 verdicts changes"
    assert change_words([]) == "No repetition was found in these clips"


def test_agreement_before_and_after() -> None:
    words = agreement_words([clip()], after(faults__hold_short__limit=2))
    assert words == "Agreement with the labels: 1 of 2 (50 %, kappa 0.00) → 2 of 2 (100 %, kappa 1.00)"
    assert agreement_words([TuneClip("a", clip().prepared)], after()) == ""


def test_peaks_are_those_of_the_limited_measure() -> None:
    lines = lines_of([clip()], after())
    peaks = peaks_of(SPEC, LOW, lines)
    assert [good for _, good in peaks] == [True, False, False]
    assert [top for top, _ in peaks] == pytest.approx([178, 160, 141], abs=1.5)
    assert peaks_of(SPEC, "phases.reach", lines) == peaks_of(SPEC, "faults.hold_short.limit", lines) == []


@pytest.mark.parametrize("exercise", sorted(load_all()))
def test_every_threshold_has_a_name_and_a_heading(exercise: str) -> None:
    spec = load_all()[exercise]
    for address in spec.thresholds():
        assert name_of(spec, address)
        assert "_" not in name_of(spec, address) + group_of(spec, address)
