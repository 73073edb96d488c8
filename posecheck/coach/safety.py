"""Safety before everything: red flags, what pain allows, when to send to care. Safety-netting, not diagnosis.

Sources: red-flag classes after the IFOMPT framework (Finucane 2020, doi 10.2519/jospt.2020.9971) and the cauda equina
list of BASS 2018. How urgent each item is, is our choice on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Self

from pydantic import model_validator

from posecheck.coach import safety_words as words
from posecheck.coach.numbers import Number, Settings
from posecheck.coach.record import Clearance, PainNote, Record, ScreenNote


class Urgency(IntEnum):
    """How soon somebody should be seen; larger is sooner."""

    NONE = 0
    SOON = 1
    TODAY = 2
    NOW = 3

    @property
    def say(self) -> str:
        """What to do, in a sentence."""
        return (words.ALL_CLEAR, words.URGENCY_SOON, words.URGENCY_TODAY, words.URGENCY_NOW)[self]


class Gate(StrEnum):
    """Whether the answers let a person exercise.

    ASK_FIRST: see a clinician first; until then only gently. WAIT: not before a clinician was asked, or the next screen
    says that it is over. LOCKED: not before a clinician has cleared the person, whatever is answered later.
    """

    OPEN = "open"
    ASK_FIRST = "ask_first"
    WAIT = "wait"
    LOCKED = "locked"


class Advice(StrEnum):
    """What pain allows."""

    GO_ON = "go_on"
    GENTLY = "gently"
    STOP = "stop"

    @property
    def say(self) -> str:
        """It in kind words."""
        return {"go_on": words.PAIN_GO_ON, "gently": words.PAIN_GENTLY, "stop": words.PAIN_STOP}[self.value]


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One question of the screen, what a yes may mean and how urgent it is."""

    id: str
    urgency: Urgency

    @property
    def question(self) -> str:
        """The question, in plain words."""
        return words.QUESTIONS[self.id]

    @property
    def meaning(self) -> str:
        """What a yes may mean."""
        return words.MEANINGS[self.id]


RED_FLAGS: tuple[RedFlag, ...] = (
    RedFlag("bladder_bowel", Urgency.NOW),
    RedFlag("saddle_numbness", Urgency.NOW),
    RedFlag("both_legs", Urgency.NOW),
    RedFlag("fall", Urgency.TODAY),
    RedFlag("fever", Urgency.TODAY),
    RedFlag("leg_pain", Urgency.SOON),
    RedFlag("weight_loss", Urgency.SOON),
    RedFlag("cancer", Urgency.SOON),
    RedFlag("severe_pain", Urgency.SOON),
    RedFlag("no_better", Urgency.SOON),
)
_URGENCY = {flag.id: flag.urgency for flag in RED_FLAGS}


class SafetySettings(Settings):
    """The numbers of the safety rules."""

    screen_every_days: Number = Number(
        value=7, unit="days", min=1, max=31, step=1, source="weekly, as the home programme asks"
    )
    gently_from: Number = Number(
        value=4, unit="points", min=1, max=8, step=1,
        source="pain-monitoring model: 0-3 safe, 4-5 acceptable (Silbernagel 2007; shown in tendons, not in backs)",
    )  # fmt: skip
    stop_above: Number = Number(
        value=5, unit="points", min=2, max=9, step=1, source="pain-monitoring model: above 5 stop (Silbernagel 2007)"
    )
    raised_by: Number = Number(
        value=1,
        unit="points",
        min=1,
        max=3,
        step=1,
        source="the smallest step of the scale; our choice, on the safe side",
    )
    most_lighter: Number = Number(
        value=3, unit="steps", min=1, max=4, step=1, source="our choice: three steps of a quarter leave a quarter"
    )
    bad_in_row: Number = Number(
        value=3, unit="repetitions", min=2, max=10, step=1, source="quality before quantity, as the home programme asks"
    )
    unchanged_after_days: Number = Number(
        value=42, unit="days", min=14, max=84, step=7, source="six weeks, the length of usual home programmes"
    )
    regular_a_week: Number = Number(
        value=3, unit="a week", min=1, max=7, step=1, source="home programmes ask for three to seven sessions a week"
    )
    better_points: Number = Number(
        value=2, unit="points", min=1, max=4, step=0.5, source="meaningful change of back pain (Ostelo 2008 consensus)"
    )
    better_share: Number = Number(
        value=0.3, unit="share", min=0.1, max=0.6, step=0.05, source="or 30 % of the baseline (Ostelo 2008 consensus)"
    )
    free_up_to: Number = Number(
        value=1, unit="points", min=0, max=3, step=1, source="pain-free means 0-1, as the home programme says"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.free_up_to.value < self.gently_from.value <= self.stop_above.value:
            raise ValueError("'safety.free_up_to' < 'safety.gently_from' <= 'safety.stop_above' must hold")
        return self


DEFAULTS = SafetySettings()


def urgency_of(yes: Iterable[str]) -> Urgency:
    """How urgent a set of items answered with yes is; an unknown item counts as to be seen soon."""
    return max((_URGENCY.get(item, Urgency.SOON) for item in yes), default=Urgency.NONE)


def screen_due(record: Record, today: date, settings: SafetySettings = DEFAULTS) -> bool:
    """Whether the screen must be answered before the next session; also when the last one lies in the future."""
    if not record.screens:
        return True
    return not 0 <= (today - record.screens[-1].day).days < settings.screen_every_days.value


def gate(record: Record) -> Gate:
    """LOCKED while any emergency answer lacks a clinician's clearance, whatever was answered later."""
    open_ones = [s for i, s in enumerate(record.screens) if not _cleared(record, i, s)]
    if any(urgency_of(screen.yes) is Urgency.NOW for screen in open_ones):
        return Gate.LOCKED
    if not open_ones or open_ones[-1] is not record.screens[-1]:
        return Gate.OPEN
    urgency = urgency_of(open_ones[-1].yes)
    return Gate.OPEN if urgency is Urgency.NONE else Gate.ASK_FIRST if urgency is Urgency.SOON else Gate.WAIT


def pain_advice(level: float, settings: SafetySettings = DEFAULTS) -> Advice:
    """What pain 0..10 allows; ValueError beyond that."""
    if not 0 <= level <= 10:
        raise ValueError(f"pain is 0 to 10, not {level}")
    if level > settings.stop_above.value:
        return Advice.STOP
    return Advice.GENTLY if level >= settings.gently_from.value else Advice.GO_ON


def pain_today(record: Record, today: date) -> PainNote | None:
    """What was said last today."""
    return next((note for note in reversed(record.pains) if note.day == today), None)


def steps_lighter(record: Record, settings: SafetySettings = DEFAULTS) -> int:
    """By how many steps the next plan is lighter: one for each of the last mornings in a row on which it hurt more."""
    before: dict[int | None, int] = {}
    count = 0
    for note in record.pains:
        if note.moment == "before":
            before[note.session] = before[None] = note.level
        elif note.moment == "next_morning":
            # without a number from before, what would make a session gentle counts as raised
            least = before.get(note.session, before.get(None, settings.gently_from.value - settings.raised_by.value))
            count = count + 1 if note.level >= least + settings.raised_by.value else 0
    return min(count, round(settings.most_lighter.value))


def bad_in_row(good: Iterable[bool], settings: SafetySettings = DEFAULTS) -> bool:
    """Whether a rest or an easier version is to be offered now: every time another three in a row were bad."""
    count = 0
    for one in good:
        count = 0 if one else count + 1
    every = round(settings.bad_in_row.value)
    return count > 0 and count % every == 0


def change_of(before: float, now: float, settings: SafetySettings = DEFAULTS) -> int:
    """-1 when pain has come down meaningfully, 1 when it has gone up, 0 when the difference may be chance."""
    difference = now - before
    return 0 if abs(difference) < meaningful(before, settings) else -1 if difference < 0 else 1


def meaningful(before: float, settings: SafetySettings = DEFAULTS) -> float:
    """Points by which pain must differ from `before` to mean something: two, or a third if that is a point or more."""
    share = settings.better_share.value * before
    return min(settings.better_points.value, max(share, settings.raised_by.value))


def mean_pain(record: Record, first: date, last: date) -> float | None:
    """Mean pain before sessions from `first` to `last`, both included; None where there was none noted."""
    levels = [n.level for n in record.pains if n.moment == "before" and first <= n.day <= last]
    return sum(levels) / len(levels) if levels else None


def unchanged_too_long(record: Record, today: date, settings: SafetySettings = DEFAULTS) -> bool:
    """Six weeks of regular practice and the pain neither nearly gone nor meaningfully less: somebody should look."""
    days = round(settings.unchanged_after_days.value)
    first, week = today - timedelta(days=days - 1), timedelta(days=6)
    practised = {s.day for s in record.sittings if first <= s.day <= today}
    if len(practised) < settings.regular_a_week.value * days / 7 or min(practised) > first + week:
        return False
    before, now = mean_pain(record, first, first + week), mean_pain(record, today - week, today)
    if before is None or now is None or now <= settings.free_up_to.value:
        return False
    return change_of(before, now, settings) >= 0


def _cleared(record: Record, index: int, screen: ScreenNote) -> bool:
    return any(_meant_for(clearance, index, screen) for clearance in record.clearances)


def _meant_for(clearance: Clearance, index: int, screen: ScreenNote) -> bool:
    """Given after the screen, for a day that is neither before the screen nor later than the word was given."""
    return clearance.screens > index and screen.day <= clearance.cleared_on <= clearance.day
