"""Who is in the picture besides the one being followed, and whether someone else should be followed instead."""

from __future__ import annotations

import numpy as np

from posecheck.pose.landmarks import INDEX
from posecheck.pose.pose import Detection, Floats

LOOK_EVERY_S = 2.5
LOOK_EVERY_FRAMES = 80
"""A look costs about two inferences: both the time and the frames must have passed, so that it stays under 3 %."""
CALM_LOOKS = 2
CALM_FACTOR = 4
"""After this many looks in a row that saw one person alone, looks come this much more seldom: each makes a live
picture stutter for a frame."""
LOOK_AFTER_LOSS_FRAMES = 40
"""After the person was lost and found, the next look may come this much earlier: it may be another person."""
LARGER_AT_FIRST = 1.05
CLEARLY_LARGER = 1.25
"""How much larger someone must be to be followed instead: at the first look, and later on."""
PATIENCE_LOOKS = 2
"""Looks in a row after which someone clearly larger is followed: passing in front of the camera is not enough."""
MIN_VISIBILITY = 0.5
SAME_BODY_TRUNKS = 0.6
"""Two bodies whose joints lie closer together than this (median, in trunk lengths) are one body seen twice."""

_CORE = [INDEX[f"{s}_{j}"] for j in ("shoulder", "hip", "knee", "ankle") for s in ("left", "right")]
_TRUNK = [INDEX[f"{s}_{j}"] for j in ("shoulder", "hip") for s in ("left", "right")]


def trunk_px(xy: Floats) -> float:
    """Mid-shoulder to mid-hip in px, at least 1; xy: (33, 2)."""
    shoulder, hip = (xy[_TRUNK[i : i + 2]].mean(0) for i in (0, 2))
    return max(float(np.hypot(*(shoulder - hip))), 1.0)


def extent_px(xy: Floats) -> float:
    """Size of a body whatever its pose: trunk, and thigh and shank of the longer leg, in px; xy: (33, 2)."""
    legs = [
        sum(_gap(xy, f"{side}_{a}", f"{side}_{b}") for a, b in (("hip", "knee"), ("knee", "ankle")))
        for side in ("left", "right")
    ]
    return trunk_px(xy) + max(legs)


def _gap(xy: Floats, a: str, b: str) -> float:
    return float(np.hypot(*(xy[INDEX[a]] - xy[INDEX[b]])))


def same_body(a: Detection, b: Detection) -> bool:
    """Whether two detections are of one body in about one place."""
    gaps = np.hypot(*(a.xy[_CORE] - b.xy[_CORE]).T)
    # The network confuses near and far side easily: a body with its sides swapped is still the same.
    swapped = np.hypot(*(a.xy[_CORE] - b.xy[_CORE].reshape(-1, 2, 2)[:, ::-1].reshape(-1, 2)).T)
    limit_px = SAME_BODY_TRUNKS * max(trunk_px(a.xy), trunk_px(b.xy))
    return bool(min(np.median(gaps), np.median(swapped)) < limit_px)


def distinct_people(bodies: list[Detection]) -> list[Detection]:
    """The bodies that are surely people, each once, the largest first.

    Left out: what is hardly visible (furniture taken for a person) and a body seen a second time.
    """
    people: list[Detection] = []
    for body in sorted(bodies, key=lambda b: -extent_px(b.xy)):
        visible = float(body.visibility[_CORE].mean()) >= MIN_VISIBILITY
        if visible and not any(same_body(body, other) for other in people):
            people.append(body)
    return people


class Lookout:
    """When to look around, and whom to follow after a look. Depends on frames and clip time only."""

    def __init__(self) -> None:
        self.people = 0
        self._last_s = -np.inf
        self._frames = 0
        self._looked = False
        self._lost = False
        self._known: Detection | None = None
        self._doubtful_looks = 0
        self._calm_looks = 0

    def due(self, t_s: float, followed: Detection) -> bool:
        """Take note of one more frame; whether it is time to look around on it."""
        self._frames += 1
        if not followed.found:
            self._lost = self._known is not None
            return not self._looked
        if not self._lost:
            self._known = followed
        if not self._looked:
            return True
        if self._lost and self._frames >= LOOK_AFTER_LOSS_FRAMES:
            return True
        factor = CALM_FACTOR if self._calm_looks >= CALM_LOOKS else 1
        return self._frames >= factor * LOOK_EVERY_FRAMES and t_s - self._last_s >= factor * LOOK_EVERY_S

    def choose(self, t_s: float, followed: Detection, bodies: list[Detection]) -> Detection | None:
        """Take note of a look's bodies; the one to follow instead of `followed`, or None to go on."""
        people = distinct_people(bodies)
        first, lost = not self._looked, self._lost
        self.people = max(len(people), int(followed.found))
        self._calm_looks = self._calm_looks + 1 if self.people == 1 and not lost else 0
        self._last_s, self._frames, self._looked, self._lost = t_s, 0, True, False
        if not followed.found or not people:
            return None
        wanted = self._wanted(followed, people, first=first, lost=lost)
        if self._doubtful_looks:
            self._calm_looks = 0
        self._known = wanted or followed
        return wanted

    def _wanted(self, followed: Detection, people: list[Detection], *, first: bool, lost: bool) -> Detection | None:
        largest, home = people[0], followed
        if lost and self._known is not None:
            known = self._known
            home = next((p for p in people if same_body(p, known)), followed)
        strange = not any(same_body(home, p) for p in people)
        ratio = extent_px(largest.xy) / extent_px(home.xy)
        rival = strange or (not same_body(largest, home) and ratio >= CLEARLY_LARGER)
        self._doubtful_looks = self._doubtful_looks + 1 if rival else 0
        if self._doubtful_looks >= PATIENCE_LOOKS or (first and ratio >= LARGER_AT_FIRST):
            self._doubtful_looks = 0
            home = largest
        return None if same_body(home, followed) else home
