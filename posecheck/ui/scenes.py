"""What the live window shows, as plain values made from what a frame came to. Pure: no widget is touched."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from posecheck.coach import phrases
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.coach.phrases import Words
from posecheck.coach.session_state import RUNNING
from posecheck.coach.shown import Question, Shown, Stage, Way
from posecheck.exercise.result import Phase

TONE_NAMES = ("plain", "good", "fault", "unseen")
BEFORE = (Stage.SETTING_UP, Stage.COUNTDOWN)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is shown, as plain values.

    count: the large number; below: what stands under it; ring: 0..1 of the ring round it; tone: one of TONE_NAMES;
    foot: the line under the ring (what comes next); demo, demo_large: the exercise that is demonstrated, beside the
    picture or in its place; arrow: where to move; mark: a word that says how this set is counted.
    """

    title: str
    count: str = ""
    below: str = ""
    ring: float = 0.0
    message: str = ""
    tone: str = "plain"
    foot: str = ""
    dimmed: bool = False
    demo: str = ""
    demo_large: bool = False
    arrow: str = ""
    mark: str = ""
    recording: bool = False


def scene_of(output: FrameOutput, words: Words, *, recording: bool = False) -> Scene:
    """What the window shows for a judged frame."""
    now = output.session
    assert now is not None, "a live session says where it stands"
    base = Scene(
        title=now.name,
        foot=_foot(now, words),
        recording=recording,
        mark="" if now.way is Way.CAMERA else words(phrases.NOT_JUDGED),
    )
    if now.stage in BEFORE:
        return _before(base, now)
    if now.stage is Stage.RESTING:
        return _resting(base, now, words)
    if now.stage in RUNNING:
        return _running(base, now, output, words)
    return _waiting(base, now, output, words)


def finished_scene(now: Shown, words: Words) -> Scene:
    """The summary."""
    reps, good = sum(o.reps for o in now.outcomes), sum(o.good for o in now.outcomes)
    if now.stopped:
        return Scene(now.name, message=now.message, dimmed=True)
    scores = [o.score for o in now.outcomes if not math.isnan(o.score)]
    if scores and not reps:
        score = f"{scores[-1]:.0f}"
        message = words(phrases.SCORED, score=score)
        return Scene(now.name, score, words(phrases.OF_REPS, reps=100), scores[-1] / 100, message, "good", dimmed=True)
    unjudged = sum(o.unjudged for o in now.outcomes)
    more = f", {words(phrases.UNJUDGED, unjudged=unjudged)}" if unjudged else ""
    message, below = words(phrases.FINISHED, reps=reps, good=good) + more, words(phrases.GOOD_OF, good=good) + more
    return Scene(now.name, str(reps), below, 1.0, message, "good", dimmed=True)


def _before(base: Scene, now: Shown) -> Scene:
    counting = now.stage is Stage.COUNTDOWN
    return replace(
        base,
        count=str(_up(now.seconds_left)) if counting else "",
        ring=now.seconds_left / now.seconds_of if counting and now.seconds_of else 0.0,
        message=now.message,
        arrow=now.arrow,
        tone="good" if counting else "plain",
        demo="" if counting else now.exercise,
    )


def _resting(base: Scene, now: Shown, words: Words) -> Scene:
    return replace(
        base,
        title=words(phrases.REST),
        count=str(_up(now.seconds_left)),
        ring=now.seconds_left / now.seconds_of if now.seconds_of else 0.0,
        message=now.message or words(phrases.PRAISE),
        tone="good",
        demo=now.next_exercise,
        demo_large=True,
    )


def _running(base: Scene, now: Shown, output: FrameOutput, words: Words) -> Scene:
    result, caption = output.result, output.caption
    if now.way is not Way.CAMERA:
        share = now.seconds_left / now.seconds_of if now.seconds_of else now.count / now.target
        number = str(_up(now.seconds_left)) if now.way is Way.TIME else str(now.count)
        below = "" if now.way is Way.TIME else words(phrases.OF_REPS, reps=now.target)
        said = now.message or (caption.text if caption else "")
        return replace(base, count=number, below=below, ring=share, message=said)
    if output.spec.posture is not None:
        return _watching(base, now, output, words)
    held = result.phase is Phase.TOP and result.hold_target_s > 0
    keep = words(phrases.HOLD) if held and result.hold_s < result.hold_target_s else ""
    count, below = str(now.count), words(phrases.OF_REPS, reps=now.target)
    if held:
        below = words(phrases.SECONDS, seconds=int(result.hold_s))
    return replace(
        base,
        count=count,
        below=below,
        ring=result.hold_s / result.hold_target_s if held else 0.0,
        message=caption.text if caption else keep,
        tone=_tone(caption, output) if caption else "good" if keep else "plain",
        dimmed=result.phase is Phase.UNSEEN,
    )


def _watching(base: Scene, now: Shown, output: FrameOutput, words: Words) -> Scene:
    """A posture has no repetitions: its score, how much of its time has passed, and calmly the one thing to change."""
    result, caption = output.result, output.caption
    change = output.spec.fault(result.change).say if result.change else ""
    blind = not result.judged and caption is not None
    known = not math.isnan(result.score)
    return replace(
        base,
        count=f"{result.score:.0f}" if known else "",
        below=words(phrases.OF_REPS, reps=100) if known else "",
        ring=1 - now.seconds_left / now.seconds_of if now.seconds_of else 0.0,
        message=caption.text if blind and caption else change or (output.spec.praise[0] if known else ""),
        tone=_tone(caption, output) if blind and caption else "good" if known and not change else "plain",
        dimmed=result.phase is Phase.UNSEEN,
    )


def _waiting(base: Scene, now: Shown, output: FrameOutput, words: Words) -> Scene:
    if now.stage is Stage.FINISHED:
        over = finished_scene(now, words)
        return replace(over, message=now.message or over.message)
    lost, posture = now.stage is Stage.LOST, output.spec.posture is not None
    if now.question is not None:
        return _asking(base, now, now.question, words)
    return replace(
        base,
        count="" if posture else str(now.count),
        below="" if posture else words(phrases.OF_REPS, reps=now.target),
        message=now.message,
        tone="unseen" if lost else "plain",
        dimmed=True,
    )


def _asking(base: Scene, now: Shown, question: Question, words: Words) -> Scene:
    """What is asked, the choice that is on, and how long it still is; no number that could be taken for an answer."""
    return replace(
        base,
        title=words(phrases.QUESTIONS[question]),
        count="?",
        ring=now.seconds_left / now.seconds_of if now.seconds_of else 0.0,
        message=now.message.replace("? ", "?\n", 1),
        dimmed=True,
    )


def _foot(now: Shown, words: Words) -> str:
    if now.set_words:
        return now.set_words
    return words(phrases.NEXT_UP, name=now.next_name) if now.next_name else ""


def _tone(caption: Cue, output: FrameOutput) -> str:
    if caption.id in ("position", "offer"):
        return "plain"
    if caption.priority is Priority.UNSEEN or not output.result.judged:
        return "unseen"
    return "fault" if caption.priority in (Priority.SAFETY, Priority.FORM) else "good"


def _up(seconds: float) -> int:
    return -int(-seconds // 1)
