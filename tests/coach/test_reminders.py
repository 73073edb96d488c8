"""When somebody is reminded: looks at the clock in, one reminder or none per look out."""

from __future__ import annotations

import itertools
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.coach.reminders import Reminded, Reminder, Wishes, look, quiet, stood_up

SIX = Wishes(session_at=time(18))
BREAKS = Wishes(break_every_min=30)
BOTH = Wishes(session_at=time(18), break_every_min=30)
S, B, N = Reminder.SESSION, Reminder.BREAK, None


def at(text: str) -> datetime:
    """ "1 17:59" is the first of June at one minute to six."""
    day, clock = text.split()
    return datetime.combine(datetime(2026, 6, int(day)).date(), time.fromisoformat(clock))


def looks(wishes: Wishes, start: str, minutes: int, **kinds: range) -> list[tuple[int, Reminder]]:
    """Look every minute from `start` on; what came after how many minutes. kinds: minutes of practised, in_session."""
    state, came = Reminded(), []
    for minute in range(minutes):
        facts = {name: minute in kinds.get(name, range(0)) for name in ("practised", "in_session")}
        state, reminder = look(wishes, state, at(start) + timedelta(minutes=minute), **facts)
        if reminder is not None:
            came.append((minute, reminder))
    return came


ALWAYS = range(10_000)


@pytest.mark.parametrize(
    ("wishes", "start", "minutes", "kinds", "came"),
    [
        pytest.param(Wishes(), "1 12:00", 1000, {}, [], id="both are off by default"),
        pytest.param(SIX, "1 17:50", 60, {}, [(10, S)], id="once, at the time"),
        pytest.param(SIX, "1 17:50", 60, {"practised": ALWAYS}, [], id="not when it was done already"),
        pytest.param(SIX, "1 19:30", 60, {}, [(0, S)], id="later that day when the computer comes on later"),
        pytest.param(SIX, "1 21:30", 60, {}, [], id="not in quiet hours"),
        pytest.param(SIX, "1 17:50", 60, {"in_session": range(30)}, [(30, S)], id="not in a session"),
        pytest.param(SIX, "1 17:50", 25 * 60, {}, [(10, S), (10 + 24 * 60, S)], id="again the next day"),
        pytest.param(BREAKS, "1 09:00", 95, {}, [(30, B), (60, B), (90, B)], id="every half hour"),
        pytest.param(BREAKS, "1 09:00", 60, {"in_session": range(10, 25)}, [(54, B)], id="a session is a break"),
        pytest.param(BREAKS, "1 20:40", 120, {}, [], id="no break in the evening"),
        pytest.param(BREAKS, "1 07:00", 91, {}, [(60, B), (90, B)], id="a break as the quiet hours end"),
        pytest.param(BOTH, "1 17:30", 61, {}, [(30, S), (60, B)], id="the session comes first and is a break"),
    ],
)
def test_what_comes_when(
    wishes: Wishes, start: str, minutes: int, kinds: dict[str, range], came: list[tuple[int, Reminder]]
) -> None:
    assert looks(wishes, start, minutes, **kinds) == came


@pytest.mark.parametrize(
    ("start", "end", "inside", "outside"),
    [
        pytest.param(21, 8, (21, 23, 0, 7), (8, 12, 20), id="over midnight"),
        pytest.param(12, 14, (12, 13), (11, 14, 0), id="at noon"),
        pytest.param(0, 0, (), (0, 12, 23), id="none"),
    ],
)
def test_quiet_hours(start: int, end: int, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    wishes = Wishes(quiet_from=time(start), quiet_to=time(end))
    assert [quiet(wishes, time(hour)) for hour in inside] == [True] * len(inside)
    assert [quiet(wishes, time(hour)) for hour in outside] == [False] * len(outside)


@pytest.mark.parametrize("jump", [timedelta(hours=3), timedelta(hours=-2), timedelta(days=-1)])
def test_after_sleep_or_a_clock_set_back_the_sitting_begins_anew(jump: timedelta) -> None:
    state, _ = look(BREAKS, Reminded(), at("2 12:00"), practised=True, in_session=False)
    state, _ = look(BREAKS, state, at("2 12:04"), practised=True, in_session=False)
    later = at("2 12:04") + jump
    state, reminder = look(BREAKS, state, later, practised=True, in_session=False)
    assert (reminder, state.sitting_since) == (None, later)


def test_who_stands_up_unasked_is_left_alone_for_another_half_hour() -> None:
    state = stood_up(Reminded(sitting_since=at("1 09:00"), seen_at=at("1 09:29")), at("1 09:29"))
    state, reminder = look(BREAKS, state, at("1 09:31"), practised=False, in_session=False)
    assert reminder is None


STEPS = st.lists(st.tuples(st.integers(-90, 600), st.booleans(), st.booleans()), max_size=60)
HOURS = st.integers(0, 23).map(time)


@given(
    steps=STEPS,
    wishes=st.builds(
        Wishes, session_at=st.none() | HOURS, break_every_min=st.none() | st.integers(5, 60), quiet_from=HOURS,
        quiet_to=HOURS,
    ),
)  # fmt: skip
def test_never_in_a_session_in_quiet_hours_unwanted_or_twice_a_day(
    steps: list[tuple[int, bool, bool]], wishes: Wishes
) -> None:
    state, now, days = Reminded(), at("10 12:00"), []
    for minutes, practised, in_session in steps:
        now += timedelta(minutes=minutes)
        state, reminder = look(wishes, state, now, practised=practised, in_session=in_session)
        if reminder is None:
            continue
        assert not in_session
        assert not quiet(wishes, now.time())
        assert (wishes.session_at if reminder is S else wishes.break_every_min) is not None
        if reminder is S:
            assert not practised
            days.append(now.date())
    assert all(a != b for a, b in itertools.pairwise(days))
