"""Results -> cues: safety before sight before form before count before praise, one at a time, never nagging."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from posecheck.coach import phrases
from posecheck.coach.output import Cue, Priority
from posecheck.exercise.result import Event, FrameResult, Phase
from posecheck.exercise.spec import ExerciseSpec

SAME_CUE_S = 6.0
"""A correction is not repeated sooner: it takes a repetition to act on it."""
ANY_FORM_S = 2.5
"""Two corrections are at least this far apart."""
UNSEEN_S = 10.0
CAPTION_S = 4.0
"""How long a sentence stays on the screen."""
PRAISE_EVERY = 3
AWAY_S = 3.0
"""Out of position for this long before the person is told what position is wanted."""


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """said: when each cue was last said; form_s: when any correction was; caption: what the screen shows."""

    said: Mapping[str, float] = field(default_factory=dict)
    form_s: float = -math.inf
    caption: Cue | None = None
    away_since_s: float = math.nan
    good_in_row: int = 0


def feedback_step(
    state: FeedbackState, spec: ExerciseSpec, result: FrameResult
) -> tuple[FeedbackState, tuple[Cue, ...], Cue | None]:
    """Take one frame's result; returns the cues to be spoken now, most urgent first, and the caption to show."""
    state = _clock_away(state, result)
    wanted = [cue for event in result.events if (cue := _cue_for(event, spec, state)) is not None]
    wanted += _away_cue(state, result)
    state = replace(state, good_in_row=_good_in_row(state.good_in_row, result.events))
    spoken: list[Cue] = []
    for cue in sorted(wanted, key=lambda c: c.priority):
        if _may_say(state, cue):
            spoken.append(cue)
            form_s = cue.t_s if cue.priority is Priority.FORM else state.form_s
            state = replace(state, said={**state.said, cue.id: cue.t_s}, form_s=form_s)
    caption = _caption(state, spoken, result)
    return replace(state, caption=caption), tuple(spoken), caption


def _clock_away(state: FeedbackState, result: FrameResult) -> FeedbackState:
    if result.phase is not Phase.AWAY:
        return replace(state, away_since_s=math.nan)
    return replace(state, away_since_s=result.t_s) if math.isnan(state.away_since_s) else state


def _cue_for(event: Event, spec: ExerciseSpec, state: FeedbackState) -> Cue | None:
    if event.kind == "fault":
        return Cue(event.detail, spec.fault(event.detail).say, Priority.FORM, event.t_s)
    if event.kind == "attempt":
        return Cue(event.detail, spec.fault(event.detail).say, Priority.FORM, event.t_s)
    if event.kind == "lost":
        return Cue("unseen", phrases.cannot_see(event.detail), Priority.UNSEEN, event.t_s)
    if event.kind == "hold_reached":
        return Cue("release", phrases.RELEASE, Priority.COUNT, event.t_s)
    if event.kind == "rep" and event.rep is not None:
        number = str(event.rep.index)
        praise = event.rep.good and (state.good_in_row + 1) % PRAISE_EVERY == 0
        text = f"{number}. {spec.praise[event.rep.index % len(spec.praise)]}" if praise else number
        return Cue(f"count_{number}", text, Priority.COUNT, event.t_s)
    return None


def _away_cue(state: FeedbackState, result: FrameResult) -> list[Cue]:
    if result.phase is Phase.AWAY and result.t_s - state.away_since_s >= AWAY_S:
        return [Cue("position", _away_words(result), Priority.UNSEEN, result.t_s)]
    return []


def _away_words(result: FrameResult) -> str:
    looks_like_note = "_" in result.reason or result.reason.startswith("nobody")
    return phrases.cannot_see(result.reason) if looks_like_note else result.reason


def _good_in_row(before: int, events: tuple[Event, ...]) -> int:
    for event in events:
        if event.kind == "rep" and event.rep is not None:
            before = before + 1 if event.rep.good else 0
        elif event.kind == "attempt":
            before = 0
    return before


def _may_say(state: FeedbackState, cue: Cue) -> bool:
    since_s = cue.t_s - state.said.get(cue.id, -math.inf)
    if cue.priority is Priority.FORM:
        return since_s >= SAME_CUE_S and cue.t_s - state.form_s >= ANY_FORM_S
    if cue.priority is Priority.UNSEEN:
        return since_s >= UNSEEN_S
    return True


def _caption(state: FeedbackState, spoken: list[Cue], result: FrameResult) -> Cue | None:
    """What can't be seen stays as long as it is so, a correction for a while; counts show as the number anyway."""
    if result.phase is Phase.UNSEEN:
        return Cue("unseen", phrases.cannot_see(result.reason), Priority.UNSEEN, result.t_s)
    if result.phase is Phase.AWAY:
        return Cue("position", _away_words(result), Priority.UNSEEN, result.t_s)
    for cue in spoken:
        if cue.priority in (Priority.SAFETY, Priority.FORM, Priority.PRAISE) or not cue.text.isdigit():
            return cue
    kept = state.caption
    if kept is None or kept.priority is Priority.UNSEEN or result.t_s - kept.t_s > CAPTION_S:
        return None
    return kept
