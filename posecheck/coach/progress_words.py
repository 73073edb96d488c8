"""Sentences of progress: its window, the charts, the page for the appointment, and forgetting what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from posecheck.coach.phrases import Words

PROGRESS_TITLE = "Progress"
SPANS = {"week": "Week", "month": "Month", "all": "All"}
NOTHING_YET = "Nothing to show yet. After your first session it will be here."
STREAK = {"now": "{days} days in a row", "one": "1 day in a row", "none": "Practise today to begin a streak"}
PRACTISED = "{days} of {of} days"
CHART_PAIN, CHART_GOOD, CHART_HOLD, CHART_RANGE = "Pain, 0 to 10", "Clean repetitions, %", "Hold, s", "Range of motion"
MOMENT_NAMES = {"before": "before", "during": "during", "after": "after", "next_morning": "next morning"}
SIDE_NAMES = {"left": "left", "right": "right", "both": "both sides"}
UNITS = {
    "deg": "deg", "trunk": "trunk lengths", "%trunk": "% of the trunk", "%thigh": "% of the thigh",
    "%shank": "% of the shank",
}  # fmt: skip
BAND = "about the same"
SIDES_DIFFER = {
    "left": "Left moves {difference:.0f} {unit} further (±{error:.0f})",
    "right": "Right moves {difference:.0f} {unit} further (±{error:.0f})",
}
SIDES_ALIKE = "No clear difference between the sides (±{error:.0f} {unit})"
NOT_RECORDED = "That session wasn't recorded, so there is nothing to look at."
RECORDING_GONE = "The recording is no longer there: {path}"
ANY_EXERCISE = "All exercises"
BETTER = "Your pain has come down by {points:.1f} points: that is more than chance."
WORSE = "Your pain has gone up by {points:.1f} points. Take it easy, and ask if it stays."
SAME = "Your pain is about the same."
TIP_SESSION = "session {number}"
DAYS_KNOWN = "{count} days of practice since {day}"
POINTS_SHOWN, NOTHING_SHOWN = "{name}: {points}", "nothing"

FORGET = "Delete"
FORGET_TITLE = "What is kept of {name}"
FORGET_SESSION, FORGET_ALL = "Delete this session", "Delete everything"
FORGET_FIRST = "Delete the session of {day} with its repetitions and its pain, in the backups too?"
FORGET_ALL_FIRST = "Delete everything about {name}: {sessions} sessions, pain, answers and plan, in the backups too?"
FORGOTTEN, ALL_FORGOTTEN = "The session was deleted", "Everything about {name} was deleted"
CLIP_SESSION = "recorded clip"
CLOSE = "Close"

PAGE_SPAN = "{first} to {last}"
PAGE_PRACTISED = "Practised on {practised}. {pain}"
PAGE_PRACTISED_CLEAN = "Practised on {practised}, {clean:.0%} of repetitions clean. {pain}"
PAGE_PAIN = "Pain before sessions, 0 to 10"
PAGE_NOT_NOTED = "Not noted."
PAGE_EXERCISES = "Exercises"
PAGE_HEADS = ("exercise", "side", "repetitions", "clean", "hold, s", "range")
PAGE_SCREENS = "Safety questions"
PAGE_YES = "{day}: yes to: {questions} {urgency}"
PAGE_CLEARED = "{day}: {cleared}, {on}"
PAGE_CHANGES = "Changes of the plan"
DECISIONS = {"accepted": "accepted", "declined": "declined", "pinned": "pinned"}
PAGE_NOTE = (
    "Measured by one camera with posecheck, which is no medical device. Ranges are the largest less the smallest angle "
    "of a repetition; ± is the typical error of one camera. A difference within it means nothing."
)

DATE, DATE_WITH_DAY = "{day} {month} {year}", "{weekday} {day} {month} {year}"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def dated(day: date, say: Words, *, weekday: bool = False) -> str:
    """A day as people write it in the language."""
    month, name = say(MONTHS[day.month - 1]), say(WEEKDAYS[day.weekday()])
    return say(DATE_WITH_DAY if weekday else DATE, weekday=name, day=day.day, month=month, year=day.year)


def sentences() -> list[str]:
    """Every sentence of this module, for those who translate."""
    constants = (value for name, value in globals().items() if name.isupper())
    return [*dict.fromkeys(sentence for value in constants for sentence in _all_of(value))]


def _all_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, tuple):
        yield from value
