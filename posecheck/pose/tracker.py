"""Observation -> Pose and View, frame by frame: the same causal way for a live camera and a recorded clip."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from posecheck.pose import silhouette
from posecheck.pose.cover import CoverState
from posecheck.pose.identity import IdentityState, identity_step
from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection, Floats, Observation, Pose
from posecheck.pose.smoothing import OneEuroState, one_euro_step
from posecheck.pose.trust import TrustState, trust_step
from posecheck.pose.view import View, ViewState, view_step

_SHOULDERS = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_HIPS = [INDEX["left_hip"], INDEX["right_hip"]]
SERIES = ("t_s", "xy", "trusted", "filled", "outline", "doubt", "put_back")
AS_OBSERVED = ("world", "visibility")
"""Not filtered: the observation's own arrays serve."""
FILL_S = 0.2
"""How long a body that was lost for a moment is still drawn where it was."""


def observe(
    detection: Detection, t_s: float, luma: float = float("nan"), cover: CoverState | None = None
) -> Observation:
    """Keep what a judgement needs of a detection and drop its pixels. t_s seconds; luma mean brightness 0..255."""
    xy, mask, size = _single(detection.xy), detection.mask, detection.size
    return Observation(
        t_s=np.asarray(t_s),
        xy=xy,
        world=_single(detection.world),
        visibility=_single(detection.visibility),
        presence=_single(detection.presence),
        bones=_single(silhouette.bones_on_body(mask, xy, size)),
        outline=_single(silhouette.outline(mask, xy, size)),
        luma=np.asarray(luma),
        people=np.asarray(float(detection.people)),
        size=detection.size,
        covered=(cover or CoverState()).covered,
    )


def _single(values: Floats) -> Floats:
    """Single precision, as recordings are kept: live, a first review and one from the cache agree to the last bit."""
    return np.asarray(values, np.float32).astype(np.float64)


@dataclass(frozen=True, slots=True)
class TrackerState:
    """What the tracker remembers from one frame to the next; body: the last pose in which somebody was seen."""

    points: OneEuroState | None = None
    outline: OneEuroState | None = None
    identity: IdentityState = field(default_factory=IdentityState)
    trust: TrustState = field(default_factory=TrustState)
    view: ViewState = field(default_factory=ViewState)
    body: Pose | None = None


def track_step(state: TrackerState, seen: Observation) -> tuple[TrackerState, Pose, View]:
    """Put left and right back, filter and vet one frame."""
    t_s, scale_px = float(seen.t_s), trunk_px(seen.xy)
    identity, seen = identity_step(state.identity, seen, scale_px)
    points, xy = one_euro_step(state.points, t_s, seen.xy, scale_px)
    outline, heights = one_euro_step(state.outline, t_s, seen.outline, 1.0)
    view = view_step(state.view, seen)
    trust, doubt = trust_step(state.trust, seen, scale_px, side_on=view.view.kind == "side")
    pose = Pose(
        t_s=seen.t_s,
        xy=xy,
        world=seen.world,
        visibility=seen.visibility,
        trusted=doubt == 0,
        filled=np.zeros(doubt.shape, bool),
        outline=heights,
        size=seen.size,
        doubt=doubt,
        put_back=np.asarray(identity.exchanged),
    )
    body = pose if bool(pose.detected) else state.body
    return TrackerState(points, outline, identity, trust, view, body), _filled(pose, state.body), view.view


def _filled(pose: Pose, body: Pose | None) -> Pose:
    """A frame without a person keeps the body of a moment ago, to be drawn hollow; it is trusted in no joint."""
    if body is None or bool(pose.detected) or float(pose.t_s) - float(body.t_s) > FILL_S:
        return pose
    return replace(pose, xy=body.xy, filled=np.ones(pose.filled.shape, bool))


def track(seen: Observation) -> tuple[Pose, list[View]]:
    """The same over a whole recording: a Pose with leading time axis and the view as known at each frame."""
    state, pose, view = track_step(TrackerState(), seen.row(0))
    views, series = [view], _room_for(pose, len(seen))
    observed = {name: getattr(seen, name) for name in AS_OBSERVED}
    for i in range(len(seen)):
        if i:
            state, pose, view = track_step(state, seen.row(i))
            views.append(view)
        for name, values in series.items():
            values[i] = getattr(pose, name)
        if pose.put_back:
            _put_back(observed, seen, pose, i)
    return replace(pose, **series, **observed), views


def _room_for(pose: Pose, frames: int) -> dict[str, Any]:
    """Arrays for a series of poses, filled frame by frame: a long recording isn't held twice."""
    first = {name: np.asarray(getattr(pose, name)) for name in SERIES}
    return {name: np.empty((frames, *value.shape), value.dtype) for name, value in first.items()}


def _put_back(observed: dict[str, Any], seen: Observation, pose: Pose, i: int) -> None:
    """What isn't filtered is the observation's own, but for frames in which left and right were put back."""
    for name in AS_OBSERVED:
        if observed[name] is getattr(seen, name):
            observed[name] = observed[name].copy()
        observed[name][i] = getattr(pose, name)


def trunk_px(xy: Floats) -> float:
    """Length of the trunk in px, the scale of everything: mean of both shoulder-hip distances."""
    d = xy[_SHOULDERS] - xy[_HIPS]
    return (math.hypot(d[0, 0], d[0, 1]) + math.hypot(d[1, 0], d[1, 1])) / 2
