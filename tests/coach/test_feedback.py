"""What is said, when, and what gives way to what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from made_rows import hidden, played, program_of, repetition, stay

from posecheck.coach import phrases
from posecheck.coach.feedback import ANY_FORM_S, CAPTION_S, SAME_CUE_S, FeedbackState, Manner, feedback_step
from posecheck.coach.output import Cue, Priority
from posecheck.coach.phrases import translated
from posecheck.exercise.engine import run
from posecheck.exercise.result import Event, FrameResult, Phase, Rep
from posecheck.exercise.rows import Series
from posecheck.io.spec_files import find_spec
from posecheck.io.translations import words_for

BRIDGE = find_spec("bridge")


def frame(t_s: float, *events: Event, phase: Phase = Phase.REST, reason: str = "") -> FrameResult:
    judged = phase not in (Phase.UNSEEN, Phase.AWAY)
    return FrameResult(t_s, judged, reason, phase, "both", 0, 0, 0, 0.0, 0.0, 10.0, events=events)


def rep(index: int, t_s: float, *, good: bool = True) -> Event:
    done = Rep(index, "both", t_s - 5, t_s - 4, t_s - 1, t_s, 3.0, good, () if good else ("hips_low",))
    return Event("rep", t_s, rep=done)


def fault(t_s: float, name: str = "hips_low") -> Event:
    return Event("fault", t_s, name)


def spoken(frames: Sequence[FrameResult]) -> list[tuple[float, str]]:
    state, said = FeedbackState(), []
    for result in frames:
        state, cues, _ = feedback_step(state, BRIDGE, result)
        said += [(cue.t_s, cue.text) for cue in cues]
    return said


def captions(frames: Sequence[FrameResult]) -> list[str]:
    state, shown = FeedbackState(), []
    for result in frames:
        state, _, caption = feedback_step(state, BRIDGE, result)
        shown.append(caption.text if caption else "")
    return shown


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (fault(1.0), "Lift your hips higher"),
        (Event("attempt", 1.0, "hips_low"), "Lift your hips higher"),
        (rep(4, 1.0), "4"),
        (Event("hold_reached", 1.0), phrases.RELEASE),
        (Event("lost", 1.0, "left_ankle out of frame"), "I can't see your left ankle. Move the camera back"),
    ],
    ids=["fault", "attempt", "count", "release", "lost"],
)
def test_an_event_is_said_in_the_specs_words(event: Event, text: str) -> None:
    assert spoken([frame(1.0, event)]) == [(1.0, text)]


def test_what_was_wrong_with_a_whole_repetition_is_told_when_it_is_over() -> None:
    def done(i: int, *faults: str) -> FrameResult:
        made = Rep(i, "both", 4.0 * i - 3, 4.0 * i - 2, 4.0 * i - 1, 4.0 * i, 1.0, False, faults)
        return frame(4.0 * i, Event("rep", 4.0 * i, rep=made))

    frames = [done(1, "hips_low", "hold_short", "too_fast"), done(2, "too_fast"), done(3, "hips_low", "hold_short")]
    assert [text for _, text in spoken(frames)] == ["Slow down", "1", "2", "3"]


@pytest.mark.parametrize("kind", ["hold_end", "found", "in_position"])
def test_what_a_person_feels_anyway_is_not_said(kind: str) -> None:
    assert spoken([frame(1.0, Event(kind, 1.0))]) == []  # type: ignore[arg-type]


def test_sight_comes_before_form_and_form_before_the_count() -> None:
    said = spoken([frame(9.0, rep(1, 9.0), fault(9.0), Event("lost", 9.0, "left_hip hidden"))])
    assert [text for _, text in said] == ["I can't see your left hip", "Lift your hips higher", "1"]


def test_a_correction_is_not_repeated_at_once() -> None:
    times = [1.0, 3.0, 5.0, 1.0 + SAME_CUE_S, 9.0]
    assert [t for t, _ in spoken([frame(t, fault(t)) for t in times])] == [1.0, 1.0 + SAME_CUE_S]


def test_two_corrections_keep_their_distance() -> None:
    soon, later = 1.0 + 0.5 * ANY_FORM_S, 1.0 + ANY_FORM_S
    said = spoken(
        [frame(1.0, fault(1.0)), frame(soon, fault(soon, "feet_far")), frame(later, fault(later, "feet_far"))]
    )
    assert [t for t, _ in said] == [1.0, later]


def test_every_repetition_is_counted_aloud_and_every_third_good_one_in_a_row_praised() -> None:
    good = [True, True, True, False, True, True, True]
    said = spoken([frame(10.0 * i, rep(i + 1, 10.0 * i, good=g)) for i, g in enumerate(good)])
    praised = [text for _, text in said if not text.isdigit()]
    assert [text.split(".")[0] for _, text in said] == [str(i + 1) for i in range(7)]
    assert [text.split(".")[0] for text in praised] == ["3", "7"]


def test_an_attempt_breaks_the_row_of_good_ones() -> None:
    frames = [frame(1.0, rep(1, 1.0)), frame(9.0, rep(2, 9.0)), frame(18.0, Event("attempt", 18.0, "hips_low"))]
    assert [text for _, text in spoken([*frames, frame(30.0, rep(3, 30.0))])][-1] == "3"


def test_a_correction_stays_on_the_screen_for_a_while() -> None:
    shown = captions([frame(1.0, fault(1.0)), frame(1.0 + 0.5 * CAPTION_S), frame(1.1 + CAPTION_S)])
    assert shown == ["Lift your hips higher", "Lift your hips higher", ""]


def test_what_cannot_be_seen_stays_on_the_screen_as_long_as_it_is_so() -> None:
    unseen = [frame(t, phase=Phase.UNSEEN, reason="left_ankle out of frame") for t in (1.0, 10.0, 60.0)]
    assert captions([*unseen, frame(61.0)]) == ["I can't see your left ankle. Move the camera back"] * 3 + [""]


def test_out_of_position_is_shown_at_once_and_left_to_the_session_to_say() -> None:
    away = [frame(i / 2, phase=Phase.AWAY, reason="Lie on your back") for i in range(20)]
    assert set(captions(away)) == {"Lie on your back"}
    assert spoken(away) == []


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("nobody in the picture", phrases.CANT_SEE_YOU),
        ("", phrases.CANT_SEE_YOU),
        ("left_ankle out of frame", "I can't see your left ankle. Move the camera back"),
        ("right_foot_index out of frame", "I can't see your right toes. Move the camera back"),
        ("left_hip hidden", "I can't see your left hip"),
        ("nose hidden", "I can't see your face"),
        ("left_elbow not on the body's outline", "I can't see your left elbow"),
    ],
)
def test_what_cannot_be_seen_is_told_in_plain_words(note: str, words: str) -> None:
    assert phrases.cannot_see(note) == words


def said_in(series: Series, exercise: str = "bridge") -> list[Cue]:
    state, said = FeedbackState(), []
    for result in run(program_of(exercise), series)[1]:
        state, cues, _ = feedback_step(state, find_spec(exercise), result)
        said += cues
    return said


def test_a_whole_session_is_told_like_a_coach_would() -> None:
    series = played("bridge", stay(2.0), *repetition("bridge", hip_open=160), *repetition("bridge"))
    last = [phrases.HALF, "3", "2", "1", phrases.RELEASE]
    assert [cue.text for cue in said_in(series)] == [
        *(phrases.HOLD, "Lift your hips higher", *last, "1"),
        *(phrases.HOLD, *last, "2"),
    ]


def test_nobody_is_scolded_for_what_cannot_be_seen() -> None:
    series = played("bridge", stay(2.0), *repetition("bridge", hip_open=160))
    said = said_in(hidden(series, 2.5, math.inf, "left_ankle out of frame"))
    assert {cue.priority for cue in said} == {Priority.UNSEEN}


@pytest.mark.parametrize(
    "exercise",
    ["bird_dog", "bridge", "cat_cow", "childs_pose", "knee_to_chest", "partial_crunch", "pelvic_tilt"],
)
def test_corrections_are_short_enough_to_be_heard_in_passing(exercise: str) -> None:
    for said in find_spec(exercise).faults:
        assert 1 <= len(said.say.split()) <= 6


def test_every_fifth_is_counted_aloud_when_that_is_wished() -> None:
    state, said = FeedbackState(), []
    for i in range(1, 11):
        state, cues, _ = feedback_step(
            state, BRIDGE, frame(10.0 * i, rep(i, 10.0 * i, good=False)), Manner(count_every=5)
        )
        said += [cue.text for cue in cues]
    assert said == ["5", "10"]


@pytest.mark.parametrize(
    ("target_s", "said"),
    [
        (2.0, ["Hold"]),
        (5.0, ["Hold"]),
        (10.0, ["Hold", "Half way", "3", "2", "1"]),
        (30.0, ["Hold", "Half way", "3", "2", "1"]),
    ],
)
def test_a_hold_is_told_at_its_start_half_and_end(target_s: float, said: list[str]) -> None:
    state, heard = FeedbackState(), []
    for i in range(round(target_s * 10) + 20):
        wavers = Phase.RETURNING if i == 15 else Phase.TOP
        result = replace(frame(i / 10, phase=wavers), hold_s=i / 10, hold_target_s=target_s)
        state, cues, _ = feedback_step(state, BRIDGE, result)
        heard += [cue.text for cue in cues]
    assert heard == said


def test_breath_goes_in_with_cow_and_out_with_cat_and_is_not_told_for_ever() -> None:
    spec, state, heard = find_spec("cat_cow"), FeedbackState(), []
    for flow in range(7):
        for phase in (Phase.MOVING, Phase.RETURNING):
            for _ in range(3):
                result = replace(frame(6.0 * flow, phase=phase), reps=flow)
                state, cues, _ = feedback_step(state, spec, result)
                heard += [(flow, phase.value, cue.text) for cue in cues]
    one = [("moving", phrases.BREATHE_OUT), ("returning", phrases.BREATHE_IN)]
    assert heard == [(flow, *breath) for flow in (0, 1, 5) for breath in one]


def test_everything_is_said_in_the_persons_language() -> None:
    words = words_for("de")
    spec, manner, state, said = translated(BRIDGE, words), Manner(words), FeedbackState(), []
    events = (fault(1.0), Event("hold_reached", 1.0), Event("lost", 1.0, "left_hip hidden"))
    state, cues, _ = feedback_step(state, spec, frame(1.0, *events), manner)
    said = [cue.text for cue in cues]
    assert said == ["Ich sehe deine linke Hüfte nicht", "Hüfte höher", "Und lösen"]
