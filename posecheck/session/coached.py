"""A coached session frame by frame: the judge of the present set, and the session's state machine around it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

from posecheck.coach import session
from posecheck.coach.blocks import Plan, adapted
from posecheck.coach.feedback import Manner
from posecheck.coach.gesture import ArmState, arm_step
from posecheck.coach.output import Cue, FrameOutput, PainHeard, Priority
from posecheck.coach.session_shown import shown
from posecheck.coach.session_state import RUNNING, Inputs, PainSaid, Wish, is_judged
from posecheck.coach.shown import Outcome, Shown, Stage, Way
from posecheck.coach.tally import book
from posecheck.exercise.result import Event
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.pipeline import Pipeline

GAP_S = 1.5
"""Frames this far apart are no longer one movement."""
CAPTION_S = 2.0
FAREWELL_S, KIND_FAREWELL_S = 3.5, 8.0
"""A session that is done goes on for this long: the last sentence must be heard. It is longer where pain ended it."""


class CoachedPipeline:
    """Judges frames like a Pipeline, and leads through a plan. Commands may come from any thread."""

    def __init__(self, plan: Plan, manner: Manner | None = None) -> None:
        self.plan, self._asked_for, self._manner = plan, plan, manner or Manner()
        self._state = session.start(plan)
        self._pipe = Pipeline(plan.blocks[0].spec, self._manner)
        self._at = (0, self._state.run)
        self._over, self._t_s = False, math.inf
        self._own: Cue | None = None
        self._commands: deque[Wish] = deque()
        self._arm = ArmState()

    @property
    def spec(self) -> ExerciseSpec:
        """The exercise that is on."""
        return self._pipe.spec

    @property
    def stage(self) -> Stage:
        """Where the session stands."""
        return self._state.stage

    @property
    def over(self) -> bool:
        """Whether the last set is done and the farewell was heard."""
        return self._over

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What every set that is over came to."""
        return self._state.outcomes

    @property
    def totals(self) -> tuple[int, int]:
        """Repetitions and good ones so far."""
        reps, good = (sum(values) for values in zip((0, 0), *((o.reps, o.good) for o in self.outcomes), strict=True))
        tally = self._state.tally
        return (reps, good) if self._state.over else (reps + tally.reps, good + tally.good)

    def command(self, wish: Wish) -> None:
        """Do as a key or a button asks, or hear how much it hurts, with the next frame."""
        self._commands.append(wish)

    def step(self, frame: Frame, detection: Detection) -> FrameOutput:
        """Judge one frame and take the session on."""
        late = self._end_recording(frame.part)
        if frame.t_s - self._t_s > GAP_S:
            # the camera was away: nobody knows what happened, so the running movement is dropped; the count stays
            self._pipe.restart()
        self._t_s = frame.t_s
        output = self._pipe.step(frame, detection)
        self._arm, arm_up = arm_step(self._arm, output.pose)
        words = self._manner.words
        commands = [self._commands.popleft() for _ in range(len(self._commands))]
        now = Inputs(
            t_s=frame.t_s,
            result=output.result,
            setup=output.setup,
            seen=bool(output.pose.detected),
            commands=tuple(commands),
            arm_up=arm_up,
            part=frame.part,
        )
        before = self._state
        self._state, cues = session.step(self.plan, before, now, words)
        self._own = next((cue for cue in cues if not cue.text.isdigit()), self._own)
        if self._state.changes != before.changes:
            self.plan = adapted(self._asked_for, self._state.changes)
        counts = is_judged(before) or frame.part != before.part
        now_shown = replace(shown(self.plan, self._state, frame.t_s, words), counts=counts)
        farewell_s = KIND_FAREWELL_S if self._state.stopped else FAREWELL_S
        self._over = self.stage is Stage.FINISHED and frame.t_s - self._state.since_s > farewell_s
        self._follow()
        told = _told(output, before.stage, now_shown, cues, self._own, late)
        return replace(told, pains=self._state.pains[len(before.pains) :])

    @property
    def unheard(self) -> tuple[PainHeard, ...]:
        """What was said of pain after the last frame: nothing that a person said is lost."""
        said = [wish for wish in self._commands if isinstance(wish, PainSaid)]
        t_s = self._t_s if math.isfinite(self._t_s) else 0.0
        return tuple(PainHeard(pain.level, pain.place, self.spec.id, t_s) for pain in said)

    def finish(self) -> tuple[Event, ...]:
        """The frames have ended; returns what was still running and has now been counted."""
        events = self._pipe.finish() if is_judged(self._state) else ()
        self._state = session.finish(self.plan, self._state, events)
        return events

    def shown_at_end(self, t_s: float = 0.0) -> Shown:
        """What the window shows when no more frames come."""
        return shown(self.plan, self._state, t_s, self._manner.words)

    def _end_recording(self, part: int) -> tuple[Event, ...]:
        """Before the first frame of another recording: close what ran in the one before, judge the next set."""
        if not self.plan.by_clips or part == self._state.part:
            return ()
        late = self._pipe.finish()
        block = self.plan.blocks[self._state.block]
        self._state = replace(self._state, tally=book(block, self._state.tally, late))
        number = min(part, len(self.plan.blocks) - 1)
        self._pipe = Pipeline(self.plan.blocks[number].spec, self._manner)
        self._at = (number, self._state.run + 1)
        return late

    def _follow(self) -> None:
        """Let the judge follow the session: another exercise, or the same one from its beginning."""
        block, run = self._state.block, self._state.run
        if block != self._at[0] or self._pipe.spec is not self.plan.blocks[block].spec:
            self._pipe = Pipeline(self.plan.blocks[block].spec, self._manner)
        elif run != self._at[1]:
            self._pipe.restart(at_rest=not self.plan.by_clips)
        self._at = (block, run)
        self._pipe.counted_before = self._state.tally.reps - len(self._pipe.state.reps)


def _newer(cue: Cue, other: Cue) -> bool:
    """Whether a cue came later; of two that came at once, the one that is said."""
    return (cue.t_s, -cue.priority) > (other.t_s, -other.priority)


def _told(
    output: FrameOutput, before: Stage, shown: Shown, cues: tuple[Cue, ...], last: Cue | None, late: tuple[Event, ...]
) -> FrameOutput:
    """The frame's output with the session's words in it; the exercise speaks only while it is done.

    last: the session's latest sentence, which stays on the screen for a moment: nothing is said without being shown.
    """
    running = shown.stage in RUNNING or before in RUNNING
    own = output.cues if running and shown.way is Way.CAMERA else ()
    caption = output.caption if running and shown.way is Way.CAMERA else None
    if shown.offer and (caption is None or caption.priority >= Priority.COUNT):
        caption = Cue("offer", shown.offer, Priority.PRAISE, output.t_s)
    if last is not None and output.t_s - last.t_s < CAPTION_S and (caption is None or _newer(last, caption)):
        caption = last
    if shown.message and shown.stage not in RUNNING:
        caption = Cue(shown.stage.value, shown.message, Priority.COUNT, output.t_s)
    said = tuple(sorted((*cues, *own), key=lambda cue: cue.priority))
    result = output.result
    if late:
        result = replace(result, events=(*late, *result.events))
    return replace(output, result=result, cues=said, caption=caption, session=shown)
