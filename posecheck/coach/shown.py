"""What stage a session is in and what of it is shown: plain values for the window, the log and the history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a session stands. ARCHITECTURE.md draws the ways between them."""

    SETTING_UP = "setting_up"
    """The person gets into position; what is still wrong is told step by step."""
    COUNTDOWN = "countdown"
    EXERCISING = "exercising"
    HOLDING = "holding"
    RESTING = "resting"
    PAUSED = "paused"
    """By hand, or because the position was left."""
    LOST = "lost"
    """What must be judged, or the whole person, is out of the picture."""
    ASKING = "asking"
    """Stopped with a question that an arm held up, a key or a button answers."""
    FINISHED = "finished"


class Question(StrEnum):
    """What is asked of somebody on the mat."""

    PAUSED = "paused"
    """An arm was held up: does it hurt, or is this to be skipped?"""
    PAIN = "pain"
    """How much does it hurt?"""
    EASE = "ease"
    """A rest, or an easier version?"""


class Way(StrEnum):
    """How a set is counted: by the camera, or unjudged by the clock or by hand."""

    CAMERA = "camera"
    TIME = "time"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished set came to.

    side: of the repetitions ("both" when they had none or were mixed); score: of a posture, 0..100 (NaN = it is none);
    unjudged: repetitions that are neither good nor faulty, since not all of them was seen.
    """

    exercise: str
    side: str
    set_number: int
    reps: int
    good: int
    way: Way = Way.CAMERA
    skipped: bool = False
    score: float = math.nan
    unjudged: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A session at one moment.

    block, blocks: which set of how many; exercise, name: its id and what it is called; count: repetitions in it, of
    target; seconds_left, seconds_of: of a countdown, a rest or a timed set (0 = none runs); message: the session's own
    sentence ("" = the exercise's captions are shown); counts: whether repetitions that the camera sees on this frame
    are the set's.
    """

    stage: Stage
    block: int
    blocks: int
    exercise: str
    name: str
    count: int
    good: int
    target: int
    seconds_left: float = 0.0
    seconds_of: float = 0.0
    message: str = ""
    arrow: str = ""
    next_name: str = ""
    next_exercise: str = ""
    set_words: str = ""
    way: Way = Way.CAMERA
    outcomes: tuple[Outcome, ...] = ()
    question: Question | None = None
    offer: str = ""
    stopped: bool = False
    over: bool = False
    counts: bool = True

    @property
    def waits(self) -> bool:
        """Whether the session waits for the person."""
        return self.stage in (Stage.SETTING_UP, Stage.RESTING, Stage.PAUSED, Stage.LOST, Stage.ASKING)
