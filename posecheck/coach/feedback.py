"""Results -> cues: safety before sight before form before count before praise, one at a time, never nagging."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from posecheck.coach import phrases
from posecheck.coach.output import Cue, Priority
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.exercise.result import Event, FrameResult, Phase
from posecheck.exercise.spec import ExerciseSpec

SAME_CUE_S = 6.0
"""A correction is not repeated sooner: it takes a repetition to act on it."""
ANY_FORM_S = 2.5
"""Two corrections are at least this far apart."""
POSTURE_S = 20.0
"""Two remarks on a posture are this far apart: there is time, and nagging makes nobody stand better."""
UNSEEN_S = 10.0
CAPTION_S = 4.0
"""How long a sentence stays on the screen."""
PRAISE_EVERY = 3
HALF_FROM_S, LAST_THREE_FROM_S = 8.0, 6.0
"""Shorter holds are not told their half, or their last three seconds: there is no time for it."""
FIRST_BREATHS, BREATH_EVERY = 2, 5
"""Breathing is told in the first flows, then in every fifth: the body has learned it, and the count must be heard."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the coach speaks. count_every: 1 = each repetition is counted aloud, 5 = every fifth, 0 = none."""

    words: Words = ENGLISH
    count_every: int = 1


DEFAULT = Manner()


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """said: when each cue was last said; form_s: when any correction was; caption: what the screen shows;
    phase, hold_s: of the frame before; holding: "hold" was said in this repetition."""

    said: Mapping[str, float] = field(default_factory=dict)
    form_s: float = -math.inf
    caption: Cue | None = None
    good_in_row: int = 0
    phase: Phase = Phase.AWAY
    hold_s: float = 0.0
    holding: bool = False


def feedback_step(
    state: FeedbackState, spec: ExerciseSpec, result: FrameResult, manner: Manner = DEFAULT, counted_before: int = 0
) -> tuple[FeedbackState, tuple[Cue, ...], Cue | None]:
    """Take one frame's result; returns the cues to be spoken now, most urgent first, and the caption to show.

    counted_before: repetitions of the set that the engine doesn't know of, added to the numbers that are said.
    """
    wanted = [
        cue for event in result.events if (cue := _cue_for(event, spec, state, manner, counted_before)) is not None
    ]
    wanted += [cue for event in result.events for cue in _whole_rep_cues(event, spec)]
    wanted += _hold_cues(state, result, manner.words)
    wanted += _breath_cues(state, spec, result, manner.words)
    state = replace(state, good_in_row=_good_in_row(state.good_in_row, result.events))
    spoken: list[Cue] = []
    for cue in sorted(wanted, key=lambda c: c.priority):
        if _may_say(state, cue, spec):
            spoken.append(cue)
            form_s = cue.t_s if cue.priority is Priority.FORM else state.form_s
            state = replace(state, said={**state.said, cue.id: cue.t_s}, form_s=form_s)
    caption = _caption(state, spoken, result, manner.words)
    holding = result.phase is not Phase.REST and (state.holding or result.phase is Phase.TOP)
    state = replace(state, caption=caption, phase=result.phase, hold_s=result.hold_s, holding=holding)
    return state, tuple(spoken), caption


def _cue_for(event: Event, spec: ExerciseSpec, state: FeedbackState, manner: Manner, before: int) -> Cue | None:
    words = manner.words
    if event.kind in ("fault", "stalled", "attempt"):
        return Cue(event.detail, spec.fault(event.detail).say, Priority.FORM, event.t_s)
    if event.kind == "lost":
        return Cue("unseen", phrases.cannot_see(event.detail, words), Priority.UNSEEN, event.t_s)
    if event.kind == "hold_reached":
        return Cue("release", words(phrases.RELEASE), Priority.COUNT, event.t_s)
    if event.kind == "rep" and event.rep is not None:
        number = before + event.rep.index
        praise = event.rep.good and (state.good_in_row + 1) % PRAISE_EVERY == 0
        aloud = manner.count_every > 0 and number % manner.count_every == 0
        parts = [str(number)] * aloud + [spec.praise[number % len(spec.praise)]] * praise
        if parts:
            return Cue(f"count_{number}", ". ".join(parts), Priority.COUNT, event.t_s)
    return None


def _whole_rep_cues(event: Event, spec: ExerciseSpec) -> list[Cue]:
    """What was wrong with a repetition as a whole (its pace, its range) can only be told when it is over.

    Not so a short hold: while it lasted, the half and the release that were still to come were not called.
    """
    if event.rep is None:
        return []
    wrong = [spec.fault(fault_id) for fault_id in event.rep.faults]
    told = sorted(
        (fault for fault in wrong if fault.kind not in ("measure", "hold_short")), key=lambda fault: fault.priority
    )
    return [Cue(fault.id, fault.say, Priority.FORM, event.t_s) for fault in told[:1]]


def _hold_cues(state: FeedbackState, result: FrameResult, words: Words) -> list[Cue]:
    """Start, half and the last three seconds of a hold."""
    target_s = result.hold_target_s
    if result.phase is not Phase.TOP or not target_s or result.hold_s > target_s:
        return []
    t_s, before_s = result.t_s, state.hold_s
    if not state.holding:
        return [Cue("hold", words(phrases.HOLD), Priority.COUNT, t_s)]
    marks = {target_s / 2: ("half", words(phrases.HALF))} if target_s >= HALF_FROM_S else {}
    if target_s >= LAST_THREE_FROM_S:
        marks |= {target_s - n: (f"hold_{n}", str(n)) for n in (1, 2, 3)}
    return [Cue(*mark, Priority.COUNT, t_s) for at_s, mark in marks.items() if before_s < at_s <= result.hold_s]


def _breath_cues(state: FeedbackState, spec: ExerciseSpec, result: FrameResult, words: Words) -> list[Cue]:
    """In and out with the two ways of a flow."""
    ways = {Phase.MOVING: "high", Phase.RETURNING: "low"}
    turned = result.phase in ways and result.phase is not state.phase
    if spec.cycle is None or spec.cycle.breathe_out is None or not turned:
        return []
    if result.reps >= FIRST_BREATHS and result.reps % BREATH_EVERY:
        return []
    out = ways[result.phase] == spec.cycle.breathe_out
    say = words(phrases.BREATHE_OUT if out else phrases.BREATHE_IN)
    return [Cue("breathe_out" if out else "breathe_in", say, Priority.COUNT, result.t_s)]


def _good_in_row(before: int, events: tuple[Event, ...]) -> int:
    for event in events:
        if event.kind == "rep" and event.rep is not None:
            before = before + 1 if event.rep.good else 0 if event.rep.judged else before
        elif event.kind == "attempt":
            before = 0
    return before


def _may_say(state: FeedbackState, cue: Cue, spec: ExerciseSpec) -> bool:
    since_s = cue.t_s - state.said.get(cue.id, -math.inf)
    if cue.priority is Priority.FORM and spec.posture is not None:
        return spec.posture.speaks and cue.t_s - state.form_s >= POSTURE_S
    if cue.priority is Priority.FORM:
        return since_s >= SAME_CUE_S and cue.t_s - state.form_s >= ANY_FORM_S
    if cue.priority is Priority.UNSEEN:
        return since_s >= UNSEEN_S
    return True


def _caption(state: FeedbackState, spoken: list[Cue], result: FrameResult, words: Words) -> Cue | None:
    """What can't be seen stays as long as it is so, a correction for a while; counts show as the number anyway."""
    if result.phase is Phase.UNSEEN:
        return Cue("unseen", phrases.cannot_see(result.reason, words), Priority.UNSEEN, result.t_s)
    if result.phase is Phase.AWAY:
        return Cue("position", phrases.why_away(result.reason, words), Priority.UNSEEN, result.t_s)
    for cue in spoken:
        if cue.priority in (Priority.SAFETY, Priority.FORM, Priority.PRAISE) or not cue.text.isdigit():
            return cue
    kept = state.caption
    if kept is None or kept.priority is Priority.UNSEEN or result.t_s - kept.t_s > CAPTION_S:
        return None
    return kept
