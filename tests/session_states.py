"""Every state of a session as it is shown, on the sample's own frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from posecheck.cli.review import observe_clip
from posecheck.cli.video import output_at
from posecheck.coach import phrases, safety_words
from posecheck.coach.ghost import ghost_lines
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.coach.phrases import Words, cannot_see, translated
from posecheck.coach.shown import Outcome, Question, Shown, Stage, Way
from posecheck.exercise.result import Phase
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_demonstration, find_spec
from posecheck.render import overlay
from posecheck.session.review import Review, judge
from posecheck.ui.scenes import Scene, finished_scene, scene_of

SAMPLES = Path(__file__).parents[1] / "samples"
BRIDGE_FRAMES = {"rest": 20, "hold": 130, "fault": 70}
"""Lying, up, and half way up, which is what "too low" looks like."""


class Bridge:
    """The sample's frames with what was judged of them."""

    def __init__(self) -> None:
        spec = find_spec("bridge")
        seen, _ = observe_clip(SAMPLES / "bridge.mp4", resolve(), use_cache=True)
        self.review: Review = judge(spec, seen)
        with ClipSource(SAMPLES / "bridge.mp4") as clip:
            self.frames = {f.index: f for f in clip if f.index in BRIDGE_FRAMES.values()}

    def output(self, state: str, now: Shown, **changes: object) -> FrameOutput:
        """A judged frame in a session that stands at `now`."""
        output = output_at(self.review, BRIDGE_FRAMES[state])
        result = replace(output.result, **changes) if changes else output.result  # type: ignore[arg-type]
        return replace(output, session=now, result=result)

    def picture(self, output: FrameOutput) -> np.ndarray:
        """The frame with the body drawn on it."""
        demo = find_demonstration("bridge")
        ghost = ghost_lines(demo, output) if demo else []
        return overlay.draw(self.frames[output.index].bgr, output, output.spec, mirrored=True, ghost=ghost)


State = tuple[str, str, Shown, Cue | None, dict[str, object]]
"""Name, which of the sample's frames, what the session says, what the coach says, what the engine says."""


def live_states(bridge: Bridge, words: Words) -> Iterator[tuple[str, FrameOutput, Scene]]:
    """Every state of a session: its name, the frame behind it, what is shown."""
    spec, following = (translated(find_spec(exercise), words) for exercise in ("bridge", "partial_crunch"))
    at = Shown(
        Stage.EXERCISING, 6, 9, "bridge", spec.name, 7, 6, 15,
        next_name=following.name, next_exercise=following.id,
    )  # fmt: skip
    for name, frame, now, caption, changes in (*judged(at, words), *waiting(at, words)):
        output = replace(bridge.output(frame, now, **changes), caption=caption)
        yield name, output, scene_of(output, words, recording=name == "by_count")
    for name, now in ends(at, words):
        yield name, bridge.output("rest", now), finished_scene(now, words)


def judged(at: Shown, words: Words) -> tuple[State, ...]:
    """What is shown while an exercise is done."""
    spec = translated(find_spec("bridge"), words)
    low = Cue("hips_low", spec.fault("hips_low").say, Priority.FORM, 0.0)
    blind = Cue("unseen", cannot_see("left_ankle out of frame", words), Priority.UNSEEN, 0.0)
    praise = Cue("count_9", f"9. {spec.praise[0]}", Priority.COUNT, 0.0)
    offer = Cue("offer", words(phrases.OFFER), Priority.PRAISE, 0.0)
    return (
        ("exercising", "rest", at, None, {}),
        ("holding", "hold", replace(at, stage=Stage.HOLDING), None, {"phase": Phase.TOP, "hold_s": 6.4}),
        ("fault", "fault", at, low, {"faults": ("hips_low",)}),
        ("praise", "rest", replace(at, count=9), praise, {}),
        ("unseen", "fault", at, blind, {"judged": False, "phase": Phase.UNSEEN}),
        ("by_time", "rest", replace(at, way=Way.TIME, seconds_left=41.0, seconds_of=60.0), None, {}),
        ("by_count", "rest", replace(at, way=Way.COUNT, count=4), None, {}),
        ("offer", "rest", replace(at, offer=words(phrases.OFFER)), offer, {}),
    )


def waiting(at: Shown, words: Words) -> Iterator[State]:
    """What is shown between exercises, and while nothing is judged."""
    lie_down = translated(find_spec("bridge"), words).position.say
    back = replace(at, stage=Stage.SETTING_UP, message=words(phrases.MOVE_BACK), arrow="back", count=0)
    said = {
        "setting_up": back,
        "setting_up_lie_down": replace(back, message=lie_down, arrow=""),
        "countdown": replace(
            at, stage=Stage.COUNTDOWN, count=0, seconds_left=2.6, seconds_of=5.0,
            message=words(phrases.GET_READY, name=at.name),
        ),
        "resting": replace(
            at, stage=Stage.RESTING, seconds_left=14.2, seconds_of=20.0,
            message=words(phrases.NEXT_IS, name=at.next_name),
        ),
        "paused": replace(at, stage=Stage.PAUSED, message=words(phrases.PAUSED_AWAY, position=lie_down)),
        "paused_by_hand": replace(at, stage=Stage.PAUSED, message=words(phrases.PAUSED)),
        "lost": replace(at, stage=Stage.LOST, message=words(phrases.PAUSED_LOST)),
        "asking": asking(at, phrases.IS_PAIN, Question.PAUSED, words),
        "asking_pain": asking(at, phrases.MEDIUM, Question.PAIN, words),
        "asking_ease": asking(at, phrases.IS_EASIER, Question.EASE, words),
        "easier": replace(back, message=words(phrases.EASIER_HOLD, seconds=5), arrow=""),
    }  # fmt: skip
    for name, now in said.items():
        yield name, "rest", now, None, {}


def asking(at: Shown, choice: str, question: Question, words: Words) -> Shown:
    """A question with one of its choices."""
    say = words(phrases.ARM_FOR, choice=words(choice))
    return replace(at, stage=Stage.ASKING, message=say, seconds_left=4.0, seconds_of=6.0, question=question)


def ends(at: Shown, words: Words) -> tuple[tuple[str, Shown], ...]:
    """How a session ends."""
    over = replace(at, stage=Stage.FINISHED)
    return (
        ("finished_for_pain", replace(over, message=words(phrases.PAIN_STOP), stopped=True)),
        ("finished_emergency", replace(over, message=words(safety_words.URGENCY_NOW), stopped=True)),
        ("finished", replace(over, outcomes=(Outcome("bridge", "both", 1, 15, 12),))),
    )
