"""Red flags, pain and form: what each rule says, case by case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from patients import START
from pydantic import ValidationError

from posecheck.coach import safety, safety_words
from posecheck.coach.record import Bout, Clearance, PainNote, Record, ScreenNote, Sitting
from posecheck.coach.safety import Advice, Gate, SafetySettings, Urgency

DAY = timedelta(days=1)
NO = frozenset[str]()


def screens(*answers: frozenset[str], every: int = 7) -> tuple[ScreenNote, ...]:
    return tuple(ScreenNote(START + every * i * DAY, yes) for i, yes in enumerate(answers))


def test_every_question_has_its_words_and_each_urgency_says_what_to_do() -> None:
    assert {f.id for f in safety.RED_FLAGS} == set(safety_words.QUESTIONS) == set(safety_words.MEANINGS)
    assert all(flag.question.endswith("?") and flag.meaning.endswith(".") for flag in safety.RED_FLAGS)
    assert len({urgency.say for urgency in Urgency}) == 4
    assert "emergency" in Urgency.NOW.say


@pytest.mark.parametrize(
    ("yes", "urgency"),
    [
        ((), Urgency.NONE),
        (("leg_pain",), Urgency.SOON),
        (("leg_pain", "fever"), Urgency.TODAY),
        (("cancer", "both_legs"), Urgency.NOW),
        (("something of a later version",), Urgency.SOON),
    ],
)
def test_the_most_urgent_answer_counts(yes: tuple[str, ...], urgency: Urgency) -> None:
    assert safety.urgency_of(yes) is urgency


@pytest.mark.parametrize(
    ("days_ago", "due"), [(None, True), (0, False), (6, False), (7, True), (400, True), (-1, True)],
    ids=["never", "today", "six days", "a week", "long ago", "in the future: the clock was wrong"],
)  # fmt: skip
def test_the_screen_is_due_weekly(days_ago: int | None, due: bool) -> None:
    answered = () if days_ago is None else (ScreenNote(START - days_ago * DAY),)
    assert safety.screen_due(Record(screens=answered), START) is due


SADDLE, LEG, FEVER = (frozenset((item,)) for item in ("saddle_numbness", "leg_pain", "fever"))


@pytest.mark.parametrize(
    ("answers", "cleared", "wanted"),
    [
        pytest.param((), (), Gate.OPEN, id="nothing asked yet"),
        pytest.param((NO,), (), Gate.OPEN, id="all no"),
        pytest.param((LEG,), (), Gate.ASK_FIRST, id="see somebody first"),
        pytest.param((LEG, NO), (), Gate.OPEN, id="leg pain gone"),
        pytest.param((FEVER,), (), Gate.WAIT, id="ask a doctor today"),
        pytest.param((FEVER, NO), (), Gate.OPEN, id="fever gone"),
        pytest.param((FEVER,), ((1, 1, 1),), Gate.OPEN, id="a doctor was asked"),
        pytest.param((LEG,), ((1, 0, 0),), Gate.OPEN, id="leg pain seen by a clinician"),
        pytest.param((SADDLE,), (), Gate.LOCKED, id="emergency"),
        pytest.param((SADDLE, NO, NO), (), Gate.LOCKED, id="later noes don't unlock"),
        pytest.param((SADDLE,), ((1, 3, 0),), Gate.OPEN, id="cleared on the same day, told later"),
        pytest.param((SADDLE,), ((1, 1, 1),), Gate.OPEN, id="cleared the day after"),
        pytest.param((SADDLE,), ((1, 1, -1),), Gate.LOCKED, id="cleared before it began"),
        pytest.param((SADDLE,), ((1, 1, 2),), Gate.LOCKED, id="cleared on a day still to come"),
        pytest.param((SADDLE, SADDLE), ((1, 8, 8),), Gate.LOCKED, id="cleared of the first, not of the second"),
        pytest.param((SADDLE, LEG), ((1, 1, 1),), Gate.ASK_FIRST, id="cleared, then leg pain"),
    ],
)
def test_what_the_answers_allow(
    answers: tuple[frozenset[str], ...], cleared: tuple[tuple[int, int, int], ...], wanted: Gate
) -> None:
    """cleared: after how many screens, on which day it was said, which day was named."""
    given = tuple(Clearance(START + said * DAY, START + on * DAY, count) for count, said, on in cleared)
    assert safety.gate(Record(screens=screens(*answers), clearances=given)) is wanted


@pytest.mark.parametrize("level", range(11))
def test_pain_says_go_on_gently_or_stop(level: int) -> None:
    advice = safety.pain_advice(level)
    assert advice is (Advice.GO_ON if level <= 3 else Advice.GENTLY if level <= 5 else Advice.STOP)
    assert advice.say.endswith(".")


@pytest.mark.parametrize("level", [-1, 11])
def test_pain_beyond_the_scale_is_no_pain(level: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        safety.pain_advice(level)


def test_the_physiotherapist_may_change_a_number_within_its_range() -> None:
    stricter = SafetySettings(
        stop_above=safety.DEFAULTS.stop_above.at(3), gently_from=safety.DEFAULTS.gently_from.at(2)
    )
    assert [safety.pain_advice(level, stricter) for level in (1, 3, 4)] == [Advice.GO_ON, Advice.GENTLY, Advice.STOP]
    with pytest.raises(ValidationError, match=r"outside 2 \.\. 9"):
        safety.DEFAULTS.stop_above.at(10)
    assert all(getattr(safety.DEFAULTS, name).source for name in SafetySettings.model_fields)


def pains(*levels: tuple[str, int]) -> Record:
    notes = []
    for i, (moment, level) in enumerate(levels):
        session = (i // 2) + 1
        notes.append(PainNote(START + i * DAY, moment, level, session=session))  # type: ignore[arg-type]
    return Record(pains=tuple(notes))


@pytest.mark.parametrize(
    ("notes", "steps"),
    [
        pytest.param((("before", 2), ("next_morning", 2)), 0, id="as before"),
        pytest.param((("before", 2), ("next_morning", 3)), 1, id="raised"),
        pytest.param((("before", 2), ("next_morning", 3), ("before", 2), ("next_morning", 4)), 2, id="twice in a row"),
        pytest.param((("before", 2), ("next_morning", 3), ("before", 2), ("next_morning", 2)), 0, id="calm again"),
        pytest.param((("before", 2), ("next_morning", 3)) * 5, 3, id="never more than three"),
        pytest.param((("next_morning", 4),), 1, id="nothing known from before, and it hurts"),
        pytest.param((("next_morning", 3),), 0, id="nothing known from before, and it doesn't"),
    ],
)
def test_a_raised_morning_makes_the_next_plan_lighter(notes: tuple[tuple[str, int], ...], steps: int) -> None:
    assert safety.steps_lighter(pains(*notes)) == steps


def test_a_rest_is_offered_at_every_third_bad_repetition_in_a_row() -> None:
    reps = [True, False, False, False, False, False, False, True, False]
    assert [safety.bad_in_row(reps[: i + 1]) for i in range(len(reps))] == [
        False, False, False, True, False, False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [(6, 4, -1), (6, 5, 0), (4, 2.8, -1), (4, 2.9, 0), (3, 5, 1), (0, 0.5, 0), (0, 2, 1), (5, 5, 0), (1, 0.6, 0)],
)
def test_better_is_said_only_past_two_points_or_a_third(before: float, now: float, change: int) -> None:
    assert safety.change_of(before, now) == change


def six_weeks(first: int, last: int, every: int = 2) -> Record:
    days = range(0, 42, every)
    sittings = tuple(Sitting(i, START + i * DAY, (Bout("bridge", reps=5, good=5),)) for i in days)
    notes = tuple(PainNote(START + i * DAY, "before", first if i < 35 else last, session=i) for i in days)
    return Record(sittings=sittings, pains=notes)


@pytest.mark.parametrize(
    ("record", "due"),
    [
        pytest.param(six_weeks(5, 5), True, id="no change"),
        pytest.param(six_weeks(5, 7), True, id="worse"),
        pytest.param(six_weeks(5, 4), True, id="a point is no change"),
        pytest.param(six_weeks(5, 3), False, id="better"),
        pytest.param(six_weeks(1, 1), False, id="hardly any pain"),
        pytest.param(six_weeks(5, 5, every=3), False, id="not regularly"),
        pytest.param(Record(), False, id="nothing yet"),
    ],
)
def test_after_six_weeks_without_change_somebody_should_look(record: Record, due: bool) -> None:
    today: date = START + 41 * DAY
    assert safety.unchanged_too_long(record, today) is due
