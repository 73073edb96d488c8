"""When somebody is reminded: of today's session at a chosen time, and to stand up after long sitting. Pure.

Both are off unless wanted, silent in quiet hours and in a session. Times are the person's own clock, without a zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

BREAK_EVERY_MIN = 30
"""Stand up every half hour, as the home programme says."""
BREAK_S = 60
"""How long a movement break is, as the home programme says."""
AWAY = timedelta(minutes=5)
"""The computer slept for so long that nobody sat in front of it: the sitting begins anew."""


class Reminder(StrEnum):
    """What is reminded of."""

    SESSION = "session"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person wants to be reminded of.

    session_at: None for no reminder; break_every_min: None for none; quiet_from .. quiet_to: nothing then, over
    midnight where the first is later; alike for no quiet hours.
    """

    session_at: time | None = None
    break_every_min: int | None = None
    quiet_from: time = time(21)
    quiet_to: time = time(8)

    @property
    def any(self) -> bool:
        """Whether anything is wanted at all."""
        return self.session_at is not None or self.break_every_min is not None


@dataclass(frozen=True, slots=True)
class Reminded:
    """What was reminded of so far. sitting_since: last stood up, or came, or was asked to; seen_at: last look."""

    session_on: date | None = None
    sitting_since: datetime | None = None
    seen_at: datetime | None = None


def quiet(wishes: Wishes, now: time) -> bool:
    """Whether it is a quiet hour."""
    start, end = wishes.quiet_from, wishes.quiet_to
    return start <= now < end if start <= end else now >= start or now < end


def look(
    wishes: Wishes, state: Reminded, now: datetime, *, practised: bool, in_session: bool
) -> tuple[Reminded, Reminder | None]:
    """Look at the clock, every minute or so: what to remind of now, and what to remember for the next look.

    practised: there was a session today. The session comes before the break, for it is one. A clock that was set back
    or a computer that slept begins the sitting anew, so that nothing comes twice or in a heap.
    """
    away = state.seen_at is None or not timedelta(0) <= now - state.seen_at <= AWAY
    since = now if away or in_session or state.sitting_since is None else state.sitting_since
    state = replace(state, sitting_since=since, seen_at=now)
    if in_session or quiet(wishes, now.time()):
        return state, None
    open_today = not practised and state.session_on != now.date()
    if wishes.session_at is not None and now.time() >= wishes.session_at and open_today:
        return replace(state, session_on=now.date(), sitting_since=now), Reminder.SESSION
    if wishes.break_every_min is not None and now - since >= timedelta(minutes=wishes.break_every_min):
        return replace(state, sitting_since=now), Reminder.BREAK
    return state, None


def stood_up(state: Reminded, now: datetime) -> Reminded:
    """A break was taken without being asked."""
    return replace(state, sitting_since=now)
