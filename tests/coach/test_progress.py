"""Streaks, shares and trends, and when the next step is due."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from patients import START

from posecheck.coach import progress
from posecheck.coach.record import Bout, PainNote, PlanChange, Record, ScreenNote, Sitting

DAY = timedelta(days=1)
TODAY = START + 20 * DAY
RED = ScreenNote(TODAY, frozenset(("leg_pain",)))


def practised(days: list[int], *, good: int = 9, pain: int | None = 0) -> Record:
    """Ten repetitions on each of these days, `good` of them clean."""
    sittings = tuple(Sitting(i, START + d * DAY, (Bout("bridge", reps=10, good=good),)) for i, d in enumerate(days))
    notes = () if pain is None else tuple(PainNote(s.day, "before", pain, session=s.id) for s in sittings)
    return Record(sittings=sittings, pains=notes)


READY = practised(list(range(21)))


@pytest.mark.parametrize(
    ("record", "ready", "why"),
    [
        pytest.param(READY, True, "Ready", id="ready"),
        pytest.param(practised([0, *range(11, 21)]), True, "Ready", id="exactly ten days"),
        pytest.param(practised([0, *range(12, 21)]), False, "9 of 10 days", id="too few days"),
        pytest.param(practised([0, *[20] * 12]), False, "1 of 10 days", id="all in one afternoon"),
        pytest.param(practised(list(range(8, 21))), False, "14 days of practice", id="only just begun"),
        pytest.param(practised(list(range(21)), good=7), False, "70% clean", id="not clean enough"),
        pytest.param(practised(list(range(21)), good=8), True, "Ready", id="just clean enough"),
        pytest.param(practised(list(range(21)), pain=2), False, "pain of 2", id="some pain"),
        pytest.param(practised(list(range(21)), pain=None), False, "wasn't noted", id="pain unknown"),
        pytest.param(replace(READY, screens=(RED,)), False, "safety questions", id="red flag"),
        pytest.param(
            replace(READY, changes=(PlanChange(TODAY - 3 * DAY, "progress", "", amount=1),)),
            False,
            "less than 14",
            id="just changed",
        ),
        pytest.param(Record(), False, "needed first", id="nothing yet"),
    ],
)  # fmt: skip
def test_readiness(record: Record, ready: bool, why: str) -> None:
    found = progress.readiness(record, TODAY)
    assert found.ready is ready
    assert why in found.why


@pytest.mark.parametrize(
    ("days", "now"),
    [([], 0), ([20], 1), ([19], 1), ([18], 0), ([18, 19, 20], 3), ([16, 18, 19, 20, 20], 3), ([1, 2, 3, 4, 20], 1)],
)
def test_a_streak_lives_until_a_whole_day_is_missed(days: list[int], now: int) -> None:
    assert progress.streak([START + d * DAY for d in days], TODAY) == now


def two_sided(*rows: tuple[str, float]) -> Record:
    bouts = tuple(Bout("bird_dog", side, 5, 4, 0, 6.0, span, 5.0) for side, span in rows)
    return Record(sittings=(Sitting(7, START, bouts),))


def test_points_weigh_repetitions_and_keep_the_error() -> None:
    record = Record(
        sittings=(
            Sitting(1, START, (Bout("bridge", "both", 10, 10, 0, 4.0, 50.0, 5.0),)),
            Sitting(2, START, (Bout("bridge", "both", 30, 15, 0, 8.0, 54.0, 7.0),)),
            Sitting(3, START + DAY, (Bout("bridge", "both", 4, 4), Bout("cat_cow", "both", 0, 0))),
        )
    )
    assert progress.points(record, "good") == [
        progress.Point(START, 25 / 40, 0.0, 2),
        progress.Point(START + DAY, 1.0, 0.0, 3),
    ]
    assert progress.points(record, "range", "bridge") == [progress.Point(START, 53.0, 6.5, 2)]
    assert progress.points(record, "hold_s", "bridge")[0].value == 7.0
    assert record.exercises() == [("bridge", "both")]


def test_what_could_not_be_judged_is_left_out_of_the_share() -> None:
    seen, half, none = (
        Bout("bridge", reps=10, good=good, unjudged=unjudged) for good, unjudged in ((6, 0), (8, 2), (0, 10))
    )
    days = [Sitting(i, START + i * DAY, (bout,)) for i, bout in enumerate((seen, half, none))]
    assert [point.value for point in progress.points(Record(sittings=tuple(days)), "good")] == [0.6, 1.0]
    assert progress.good_share(days) == 14 / 18
    assert math.isnan(progress.good_share(days[2:]))


@pytest.mark.parametrize(("left", "right", "clear"), [(60.0, 50.0, True), (54.0, 50.0, False), (50.0, 60.0, True)])
def test_a_difference_between_the_sides_is_clear_only_beyond_its_error(left: float, right: float, clear: bool) -> None:
    found = progress.left_right(two_sided(("left", left), ("right", right)), "bird_dog")
    assert found is not None
    assert (found.difference, found.clear) == (left - right, clear)
    assert found.error == pytest.approx(math.hypot(5, 5))


def test_a_long_time_is_shown_in_means_of_weeks_or_months() -> None:
    days = [progress.Point(START + i * DAY, float(i), 2.0, i) for i in range(100)]
    assert progress.condensed(days[:92]) == days[:92]
    weeks = progress.condensed(days)
    assert (len(weeks), weeks[0], weeks[1].value) == (15, progress.Point(START + 6 * DAY, 3.0, 2.0, 6), 10.0)
    assert len(progress.condensed([p._replace(day=START + 10 * i * DAY) for i, p in enumerate(days)])) == 36
    assert progress.condensed([]) == []


def test_one_side_alone_has_no_difference() -> None:
    assert progress.left_right(two_sided(("left", 60.0)), "bird_dog") is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(6, 3, "come down by 3.0"), (4, 4, "about the same"), (3, 6, "gone up by 3.0"), (None, 3, "")],
)
def test_a_sentence_on_pain(first: int | None, last: int, words: str) -> None:
    today: date = START + 27 * DAY
    levels = [(START, first), (today, last)]
    record = Record(pains=tuple(PainNote(day, "before", level) for day, level in levels if level is not None))
    said = progress.pain_change(record, today)
    assert words in said
    assert bool(words) == bool(said)
