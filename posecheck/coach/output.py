"""All that one frame came to, without pixels: what sinks (log, voice, window) receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from posecheck.coach.shown import Shown
from posecheck.exercise.result import FrameResult
from posecheck.exercise.setup import SetupResult
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.pose import Pose
from posecheck.pose.view import View


class Priority(IntEnum):
    """What may interrupt what: smaller is said first."""

    SAFETY = 1
    UNSEEN = 2
    FORM = 3
    COUNT = 4
    PRAISE = 5


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to say: id for logs and cool-downs, the sentence, how much it matters, when it arose."""

    id: str
    text: str
    priority: Priority
    t_s: float


@dataclass(frozen=True, slots=True)
class PainHeard:
    """What a person said of pain in a session: how much, 0..10, where ("" = not said), during which exercise, when."""

    level: int
    place: str
    exercise: str
    t_s: float


@dataclass(frozen=True, slots=True)
class FrameOutput:
    """One frame, judged.

    spec: the exercise it was judged as; measures: value per measure name (near side; NaN where unknown); setup: how the
    person is placed; cues: to be spoken now, most important first; caption: the one message to show ("" = none) and
    whether it is a correction; session: where the session stands; pains: what was said of pain since the frame before.
    """

    index: int
    t_s: float
    captured_s: float
    spec: ExerciseSpec
    pose: Pose
    view: View
    measures: Mapping[str, float]
    result: FrameResult
    setup: SetupResult = field(default_factory=lambda: SetupResult(None))
    cues: tuple[Cue, ...] = ()
    caption: Cue | None = None
    stage_ms: Mapping[str, float] = field(default_factory=dict)
    session: Shown | None = None
    pains: tuple[PainHeard, ...] = ()
